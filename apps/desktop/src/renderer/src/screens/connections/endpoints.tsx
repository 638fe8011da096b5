import type { EndpointSettings, ProviderDetail } from '@banrimkwae/contract/providers';
import { Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type * as z from 'zod';
import { useMay } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { BreakerBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import styles from './connections.module.css';
import { EndpointTuning } from './endpoint-tuning.tsx';

type Endpoint = z.infer<typeof EndpointSettings>;
type Detail = z.infer<typeof ProviderDetail>;
type Action = 'open' | 'close' | 'reset';

/** Each call we can make to a provider, whether calls pass, and how to hold or release them by hand. */
export function Endpoints({ provider }: { provider: Detail }) {
  const { t } = useText();
  return (
    <>
      <Text className="quiet" mb={8}>
        {t('connections.endpointsHint')}
      </Text>
      <ul className={styles.endpoints}>
        {provider.endpoints.map((endpoint) => (
          <li key={endpoint.name}>
            <EndpointLine provider={provider} endpoint={endpoint} />
          </li>
        ))}
      </ul>
    </>
  );
}

function EndpointLine({ provider, endpoint }: { provider: Detail; endpoint: Endpoint }) {
  const { t } = useText();
  const may = useMay();
  const { breaker } = endpoint;
  return (
    <>
      <Group justify="space-between" gap={8} wrap="nowrap">
        <div className={styles.endpointName}>
          <span className="mono">{endpoint.name}</span>
          <span className={styles.path}>
            {endpoint.method} {endpoint.path}
          </span>
        </div>
        <BreakerBadge state={breaker.state} />
      </Group>
      <Text size="xs" className="quiet">
        {t('connections.failures', { count: breaker.failureCount, threshold: breaker.failureThreshold })}
        {breaker.reason !== null && ` · ${t('connections.heldBecause', { reason: breaker.reason })}`}
        {breaker.nextAttemptAt !== null && (
          <>
            {' '}
            · {t('connections.nextAttempt')} <ClockTime at={breaker.nextAttemptAt} />
          </>
        )}
      </Text>
      <BreakerActions provider={provider} endpoint={endpoint} />
      {may('providers.configure') && <EndpointTuning key={JSON.stringify(endpoint)} providerId={provider.id} endpoint={endpoint} />}
    </>
  );
}

function BreakerActions({ provider, endpoint }: { provider: Detail; endpoint: Endpoint }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Action>();
  const set = useMutation(
    api.providers.setBreaker.mutationOptions({
      onSuccess: () => {
        setAsked(undefined);
        return queries.invalidateQueries({ queryKey: api.providers.key() });
      },
    }),
  );
  const held = endpoint.breaker.reason !== null;
  const actions: Action[] = [
    endpoint.breaker.state === 'open' ? 'close' : 'open',
    ...(held || endpoint.breaker.failureCount > 0 ? (['reset'] as const) : []),
  ];
  return (
    <Group gap={6} mt={6}>
      {actions.map((action) => (
        <GuardedButton key={action} may="breakers.manage" variant="default" size="compact-sm" onClick={() => setAsked(action)}>
          {t(`connections.breaker.${action}`)}
        </GuardedButton>
      ))}
      {asked && (
        <ConfirmDialog
          opened
          close={() => setAsked(undefined)}
          verb={t(`connections.breakerVerb.${asked}`, { name: provider.name, endpoint: endpoint.name })}
          consequence={t(`connections.breakerConsequence.${asked}`)}
          keep={t('feedback.cancel')}
          withReason
          busy={set.isPending}
          fault={set.error}
          onConfirm={(reason) => set.mutate({ id: provider.id, endpoint: endpoint.name, action: asked, reason })}
        />
      )}
    </Group>
  );
}
