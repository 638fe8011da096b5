import type { ReconciledLine } from '@banrimkwae/contract/reconciliation';
import { Button, Group, Stack, Textarea } from '@mantine/core';
import { IconEyeCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { MoneyText } from '../../money/money-text.tsx';
import { OutcomeBadge } from '../../states/desk-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import { useDifferenceWords } from './difference-words.ts';
import styles from './reconciliation.module.css';

/** One payment or refund as we and the provider know it, and what was found out about a difference. */
export function LineCard({ line, provider }: { line: ReconciledLine; provider: string }) {
  const { t } = useText();
  const words = useDifferenceWords()(line, provider);
  const side = line.ours ?? line.theirs;
  return (
    <>
      <div className={styles.lineHead}>
        <span>
          {t(`reconciliation.kinds.${line.kind}`)} {side && <MoneyText value={side.amount} />}
        </span>
        <OutcomeBadge outcome={line.outcome} />
      </div>
      {words !== undefined && <p className={styles.words}>{words}</p>}
      <div className={styles.under}>
        <ClockTime at={line.at} />
        {line.paymentId !== null && (
          <Link className={styles.link} to="/payments/$paymentId" params={{ paymentId: line.paymentId }}>
            {t('reconciliation.openPayment')}
          </Link>
        )}
        {line.providerId !== null && <CopyableId value={line.providerId} />}
      </div>
      {line.settled && (
        <p className={styles.settled}>
          {t('reconciliation.settledBy', { name: line.settled.by })} <ClockTime at={line.settled.at} />: {line.settled.note}
        </p>
      )}
      {line.outcome === 'differing' && line.settled === null && <Settle line={line} />}
    </>
  );
}

const LEAST = 3;

function Settle({ line }: { line: ReconciledLine }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [writing, setWriting] = useState(false);
  const [note, setNote] = useState('');
  const settle = useMutation(
    api.reconciliation.settle.mutationOptions({
      onSuccess: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: api.reconciliation.key() }),
          queries.invalidateQueries({ queryKey: api.system.overview.key() }),
        ]),
    }),
  );
  if (!writing) {
    return (
      <Group>
        <GuardedButton
          may="reconciliation.run"
          size="compact-sm"
          variant="default"
          leftSection={<IconEyeCheck size={14} />}
          onClick={() => setWriting(true)}
        >
          {t('reconciliation.settle')}
        </GuardedButton>
      </Group>
    );
  }
  return (
    <Stack gap={8}>
      <Textarea
        label={t('reconciliation.settleNote')}
        description={t('feedback.reasonKept')}
        autoFocus
        autosize
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {settle.error && <ErrorPanel fault={settle.error} />}
      <Group gap={8}>
        <GuardedButton
          may="reconciliation.run"
          size="compact-sm"
          loading={settle.isPending}
          blocked={note.trim().length < LEAST ? t('reconciliation.noteFirst') : undefined}
          onClick={() => settle.mutate({ id: line.id, note: note.trim() })}
        >
          {t('reconciliation.settleVerb')}
        </GuardedButton>
        <Button size="compact-sm" variant="default" onClick={() => setWriting(false)}>
          {t('feedback.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
