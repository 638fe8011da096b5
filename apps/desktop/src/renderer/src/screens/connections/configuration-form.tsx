import type { ProviderConfig, ProviderDetail } from '@banrimkwae/contract/providers';
import { Group, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type * as z from 'zod';
import { useApi } from '../../agent/agent-context.tsx';
import { faultWords } from '../../agent/agent-fault.ts';
import { Section } from '../../drawer/section.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { YesNoBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ConfigurationField } from './configuration-field.tsx';
import { type FieldFault, fieldFault, startValues, type Values, valuesToSend } from './form-values.ts';
import { SetupText } from './setup-text.tsx';
import { TestConnection } from './test-connection.tsx';

type Detail = z.infer<typeof ProviderDetail>;

/** The form a provider's manifest describes, and beside it how to obtain the keys. */
export function ConfigurationForm({ detail }: { detail: Detail }) {
  const { t } = useText();
  const config = useQuery(useApi().providers.config.queryOptions({ input: { id: detail.id }, refetchOnMount: 'always' }));
  return (
    <Stack gap={24}>
      <Loaded query={config}>{(data) => <Fields key={detail.id} provider={detail} fields={data.fields} />}</Loaded>
      <Section title={t('connections.setup')}>
        <SetupText markdown={detail.setup} />
      </Section>
    </Stack>
  );
}

function Fields({ provider, fields }: { provider: Detail; fields: ProviderConfig['fields'] }) {
  const { t, language } = useText();
  const [values, setValues] = useState<Values>(() => startValues(fields));
  const [tried, setTried] = useState(false);
  const save = useSave(() => setTried(false));
  const refused = save.error ? faultWords(save.error, language).fields : {};
  const faults: Record<string, FieldFault | undefined> = Object.fromEntries(
    fields.map((field) => [field.name, fieldFault(field, values[field.name])]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (save.isPending || Object.values(faults).some((fault) => fault !== undefined)) return;
    save.mutate(
      { id: provider.id, values: valuesToSend(fields, values) },
      { onSuccess: (config) => setValues(startValues(config.fields)) },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap={16}>
        {fields.map((field) => {
          const fault = faults[field.name];
          return (
            <ConfigurationField
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              fault={tried && fault ? t(`connections.faults.${fault}`, { example: field.example ?? '' }) : refused[field.name]}
              change={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
            />
          );
        })}
        {save.error && <ErrorPanel fault={save.error} />}
        <Group gap={8}>
          <GuardedButton may="providers.configure" type="submit" loading={save.isPending}>
            {t('connections.save', { name: provider.name })}
          </GuardedButton>
          <TestConnection provider={provider} />
          {save.isSuccess && <YesNoBadge yes>{t('connections.saved')}</YesNoBadge>}
        </Group>
      </Stack>
    </form>
  );
}

function useSave(done: () => void) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation(
    api.providers.configure.mutationOptions({
      onSuccess: () => {
        done();
        return queries.invalidateQueries({ queryKey: api.providers.key() });
      },
    }),
  );
}
