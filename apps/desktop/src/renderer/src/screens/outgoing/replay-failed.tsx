import type { OutgoingEndpoint } from '@banrimkwae/contract/outgoing';
import { Group, Select } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './outgoing.module.css';

const HOUR = 3_600_000;
/** Hours back, as the list offers them. */
const spans = ['1', '24', '168', '720'] as const;
type Span = (typeof spans)[number];

/** Tells again all that failed since a time. The other side sees each message once: its number stays the same. */
export function ReplayFailed({ endpoint }: { endpoint: OutgoingEndpoint }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [span, setSpan] = useState<Span>('24');
  const replay = useMutation(
    api.outgoing.replay.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: api.outgoing.key() }) }),
  );
  const since = () => new Date(Date.now() - Number(span) * HOUR).toISOString();
  return (
    <>
      <Group gap={8} align="flex-end">
        <Select
          w={200}
          label={t('outgoing.failedSince')}
          allowDeselect={false}
          value={span}
          data={spans.map((value) => ({ value, label: t(`outgoing.spans.${value}`) }))}
          onChange={(value) => setSpan(spans.find((one) => one === value) ?? span)}
        />
        <GuardedButton
          may="outgoing.manage"
          leftSection={<IconRepeat size={16} />}
          loading={replay.isPending}
          onClick={() => replay.mutate({ id: endpoint.id, failedSince: since() })}
        >
          {t('outgoing.againAll')}
        </GuardedButton>
      </Group>
      {replay.data && (
        <p className={styles.done} role="status">
          {t('outgoing.queued', { count: replay.data.queued })}
        </p>
      )}
      {replay.error && <ErrorPanel fault={replay.error} />}
    </>
  );
}
