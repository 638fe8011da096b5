import type { Approval } from '@banrimkwae/contract/approvals';
import { Group, TextInput } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { useAttemptKey } from '../../agent/attempt-key.ts';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { refundTarget } from '../payments/use-refund-words.ts';
import styles from './approvals.module.css';

const LEAST_REFERENCE = 4;

/** Approve or reject. One's own request is decided by somebody else, which is said instead. */
export function Decision({ approval }: { approval: Approval }) {
  const { t, pick } = useText();
  const [reference, setReference] = useState('');
  const [asking, setAsking] = useState<'approve' | 'reject'>();
  const { decide, submit } = useDecide(approval, () => setAsking(undefined));
  const verbs = useVerbs(approval);
  const { allowed, reason } = approval.canDecide;
  const notMine = allowed ? undefined : reason === null ? t('approvals.notByYou') : pick(reason);
  const byHand = approval.kind === 'transfer';
  const missing = byHand && reference.trim().length < LEAST_REFERENCE ? t('approvals.referenceFirst') : undefined;
  const close = () => {
    setAsking(undefined);
    decide.reset();
  };
  return (
    <div className={styles.decision}>
      {notMine !== undefined && <p className={styles.blocked}>{notMine}</p>}
      {byHand && allowed && (
        <TextInput
          label={t('approvals.reference')}
          description={t('approvals.referenceWhy')}
          autoComplete="off"
          maxLength={60}
          value={reference}
          onChange={(event) => setReference(event.currentTarget.value)}
        />
      )}
      <Group gap={8}>
        <GuardedButton
          may="payments.approve"
          blocked={notMine ?? missing}
          leftSection={<IconCheck size={16} />}
          onClick={() => setAsking('approve')}
        >
          {verbs.approve}
        </GuardedButton>
        <GuardedButton
          may="payments.approve"
          variant="default"
          blocked={notMine}
          leftSection={<IconX size={16} />}
          onClick={() => setAsking('reject')}
        >
          {t('approvals.reject')}
        </GuardedButton>
      </Group>
      <ConfirmDialog
        opened={asking === 'approve'}
        close={close}
        verb={verbs.approve}
        consequence={verbs.follows}
        keep={t('approvals.keep')}
        busy={decide.isPending}
        fault={decide.error}
        onConfirm={() => submit({ approve: true, reason: null, bankReference: byHand ? reference.trim() : null })}
      />
      <ConfirmDialog
        opened={asking === 'reject'}
        close={close}
        verb={verbs.reject}
        consequence={verbs.rejected}
        keep={t('approvals.keep')}
        withReason
        color="red"
        busy={decide.isPending}
        fault={decide.error}
        onConfirm={(why) => submit({ approve: false, reason: why, bankReference: null })}
      />
    </div>
  );
}

type Chosen = { approve: boolean; reason: string | null; bankReference: string | null };

function useDecide({ id }: Approval, done: () => void) {
  const api = useApi();
  const queries = useQueryClient();
  const key = useAttemptKey();
  const decide = useMutation(
    api.approvals.decide.mutationOptions({
      onError: key.refused,
      onSuccess: async () => {
        done();
        await Promise.all([
          queries.invalidateQueries({ queryKey: api.approvals.key() }),
          queries.invalidateQueries({ queryKey: api.payments.key() }),
          queries.invalidateQueries({ queryKey: api.system.overview.key() }),
        ]);
      },
    }),
  );
  return { decide, submit: (chosen: Chosen) => decide.mutate({ id, idempotencyKey: key.value, ...chosen }) };
}

/** Verb, object and amount, and what follows from it. */
function useVerbs({ kind, amount, guestName, paymentId }: Approval) {
  const { t } = useText();
  const payment = useQuery(useApi().payments.get.queryOptions({ input: { id: paymentId } })).data;
  const values = {
    amount: showMoney(amount),
    guest: guestName,
    method: payment ? refundTarget(payment, 'provider', t) : guestName,
  };
  return {
    approve: t(`approvals.approve.${kind}`, values),
    reject: t(`approvals.rejectVerb.${kind}`, values),
    follows: t(`approvals.follows.${kind}`, values),
    rejected: t(`approvals.rejected.${kind}`, values),
  };
}
