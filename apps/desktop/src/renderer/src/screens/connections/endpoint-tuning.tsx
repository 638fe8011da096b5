import type { EndpointSettings } from '@banrimkwae/contract/providers';
import { Group, NumberInput, Stack, Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type * as z from 'zod';
import { useApi } from '../../agent/agent-context.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './connections.module.css';

type Endpoint = z.infer<typeof EndpointSettings>;

const orNull = (value: string | number) => (typeof value === 'number' && value > 0 ? value : null);

/** Limit, timeout, retry and cache of one endpoint; an empty field follows the provider. */
export function EndpointTuning({ providerId, endpoint }: { providerId: string; endpoint: Endpoint }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [rate, setRate] = useState<string | number>(endpoint.rateLimitPerMinute ?? '');
  const [timeout, setTimeoutSeconds] = useState<string | number>(endpoint.timeoutSeconds ?? '');
  const [cache, setCache] = useState<string | number>(endpoint.cacheTtlSeconds);
  const [retry, setRetry] = useState(endpoint.retryEnabled);
  const save = useMutation(
    api.providers.setEndpoint.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: api.providers.key() }) }),
  );
  const submit = () =>
    save.mutate({
      id: providerId,
      endpoint: endpoint.name,
      rateLimitPerMinute: orNull(rate),
      timeoutSeconds: orNull(timeout),
      retryEnabled: retry,
      cacheTtlSeconds: Number(cache) || 0,
    });
  return (
    <details className={styles.tuning}>
      <summary>{t('connections.tune')}</summary>
      <Stack gap={10} mt={8}>
        <Group grow align="flex-end">
          <NumberInput
            label={t('connections.tuneRate')}
            placeholder={t('connections.asProvider')}
            min={1}
            allowDecimal={false}
            value={rate}
            onChange={setRate}
          />
          <NumberInput
            label={t('connections.tuneTimeout')}
            placeholder={t('connections.asProvider')}
            min={1}
            max={120}
            value={timeout}
            onChange={setTimeoutSeconds}
          />
          <NumberInput label={t('connections.tuneCache')} min={0} max={86_400} allowDecimal={false} value={cache} onChange={setCache} />
        </Group>
        <Switch label={t('connections.tuneRetry')} checked={retry} onChange={(event) => setRetry(event.currentTarget.checked)} />
        {save.error && <ErrorPanel fault={save.error} />}
        <Group>
          <GuardedButton may="providers.configure" size="compact-md" loading={save.isPending} onClick={submit}>
            {t('connections.tuneSave', { endpoint: endpoint.name })}
          </GuardedButton>
        </Group>
      </Stack>
    </details>
  );
}
