import type { Provider } from '@banrimkwae/contract/providers';
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useApi } from '../agent/agent-context.tsx';
import { useText } from '../text/use-text.ts';

const noProviders: Provider[] = [];

function useProviders(): readonly Provider[] {
  return useQuery(useApi().providers.list.queryOptions()).data ?? noProviders;
}

export function useProviderIds(): readonly string[] {
  const providers = useProviders();
  return useMemo(() => providers.map(({ id }) => id), [providers]);
}

/** How a provider is called, by its id; the id itself while that is not known. */
export function useProviderName(): (id: string) => string {
  const providers = useProviders();
  return useCallback((id) => providers.find((provider) => provider.id === id)?.name ?? id, [providers]);
}

export function ProviderName({ id }: { id: string }) {
  return useProviderName()(id);
}

type FilterProps = {
  value: string | undefined;
  choose: (id: string | undefined) => void;
  /** Above the field, in a form; a list's filter has none. */
  label?: string;
};

/** Narrows a list to one provider. */
export function ProviderFilter({ value, choose, label }: FilterProps) {
  const { t } = useText();
  const providers = useProviders().filter(({ configured }) => configured);
  return (
    <Select
      {...(label === undefined ? { w: 170, 'aria-label': t('feedback.provider') } : { label })}
      clearable
      placeholder={t('feedback.anyProvider')}
      clearButtonProps={{ 'aria-label': t('feedback.anyProvider') }}
      value={value ?? null}
      data={providers.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id) => choose(id ?? undefined)}
    />
  );
}
