import type { Payment, Refund } from '@banrimkwae/contract/payments';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { useAttemptKey } from '../../agent/attempt-key.ts';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';

/** Stops a refund that has not left yet, or that the provider can still stop. */
export function CancelRefund({ payment, refund }: { payment: Payment; refund: Refund }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const key = useAttemptKey();
  const [opened, setOpened] = useState(false);
  const cancel = useMutation(
    api.payments.cancelRefund.mutationOptions({
      onError: key.refused,
      onSuccess: () => {
        setOpened(false);
        return queries.invalidateQueries({ queryKey: api.payments.key() });
      },
    }),
  );
  if (!refund.canCancel) return null;
  return (
    <>
      <GuardedButton may="payments.refund" size="compact-sm" variant="default" onClick={() => setOpened(true)}>
        {t('refund.cancel')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={t('refund.cancelVerb', { amount: showMoney(refund.amount) })}
        consequence={t('refund.cancelConsequence', { guest: payment.guest.name })}
        keep={t('refund.keep')}
        color="red"
        busy={cancel.isPending}
        fault={cancel.error}
        onConfirm={() => cancel.mutate({ id: refund.id, idempotencyKey: key.value })}
      />
    </>
  );
}
