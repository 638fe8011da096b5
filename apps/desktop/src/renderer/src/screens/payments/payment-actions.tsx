import type { Payment } from '@banrimkwae/contract/payments';
import { IconArrowBackUp, IconCashBanknote, IconQrcode, IconRefresh, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { useAttemptKey } from '../../agent/attempt-key.ts';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { ReceivedButton } from './received-form.tsx';
import type { ShownPayment } from './shown-payment.ts';

/** Nothing was paid and nothing will be: it can be made anew with all that was typed. */
const over: readonly Payment['state'][] = ['expired', 'failed', 'cancelled'];

/** What can be done with a payment as it stands. */
export function PaymentActions({ payment }: { payment: ShownPayment }) {
  const { t } = useText();
  const navigate = useNavigate();
  const params = { paymentId: payment.id };
  const refresh = useRefresh();
  return (
    <>
      {payment.action && payment.state === 'waiting' && (
        <GuardedButton leftSection={<IconQrcode size={16} />} onClick={() => void navigate({ to: '/pay/$paymentId', params })}>
          {t('payments.showToGuest')}
        </GuardedButton>
      )}
      {over.includes(payment.state) && (
        <GuardedButton
          may="payments.take"
          leftSection={<IconQrcode size={16} />}
          onClick={() => void navigate({ to: '/payments/new', search: { again: payment.id } })}
        >
          {t('payments.makeAgain', { amount: showMoney(payment.amount) })}
        </GuardedButton>
      )}
      {payment.state === 'authorized' && <Capture payment={payment} />}
      {payment.canConfirmReceived && <ReceivedButton payment={payment} />}
      {payment.canRefund.allowed && (
        <GuardedButton
          may="payments.refund"
          variant="default"
          leftSection={<IconArrowBackUp size={16} />}
          onClick={() => void navigate({ to: '/payments/$paymentId/refund', params, search: true })}
        >
          {t('refund.open')}
        </GuardedButton>
      )}
      <GuardedButton
        variant="default"
        leftSection={<IconRefresh size={16} />}
        loading={refresh.isPending}
        onClick={() => refresh.mutate({ id: payment.id })}
      >
        {t('payments.refresh')}
      </GuardedButton>
      {(payment.state === 'waiting' || payment.state === 'authorized') && <Cancel payment={payment} />}
      {refresh.error && <ErrorPanel fault={refresh.error} />}
    </>
  );
}

/** After an answer about a payment, everything that shows it is read again. */
function useReread(): () => Promise<void> {
  const queries = useQueryClient();
  const api = useApi();
  return () => queries.invalidateQueries({ queryKey: api.payments.key() });
}

function useRefresh() {
  const api = useApi();
  const reread = useReread();
  return useMutation(api.payments.refresh.mutationOptions({ onSuccess: reread }));
}

function Capture({ payment }: { payment: Payment }) {
  const { t } = useText();
  const api = useApi();
  const key = useAttemptKey();
  const reread = useReread();
  const [opened, setOpened] = useState(false);
  const verb = t('payments.captureVerb', {
    amount: showMoney(payment.amount),
    method: payment.methodDetail ?? t(`payments.methods.${payment.method}`),
  });
  const capture = useMutation(
    api.payments.capture.mutationOptions({
      onError: key.refused,
      onSuccess: () => {
        setOpened(false);
        return reread();
      },
    }),
  );
  return (
    <>
      <GuardedButton
        may="payments.capture"
        blocked={payment.hold ? t('payments.holdFirst') : undefined}
        leftSection={<IconCashBanknote size={16} />}
        onClick={() => setOpened(true)}
      >
        {t('payments.capture')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={verb}
        consequence={t('payments.captureConsequence', { guest: payment.guest.name })}
        keep={t('payments.notNow')}
        busy={capture.isPending}
        fault={capture.error}
        onConfirm={() => capture.mutate({ id: payment.id, idempotencyKey: key.value })}
      />
    </>
  );
}

function Cancel({ payment }: { payment: Payment }) {
  const { t } = useText();
  const api = useApi();
  const key = useAttemptKey();
  const reread = useReread();
  const [opened, setOpened] = useState(false);
  const cancel = useMutation(
    api.payments.cancel.mutationOptions({
      onError: key.refused,
      onSuccess: () => {
        setOpened(false);
        return reread();
      },
    }),
  );
  return (
    <>
      <GuardedButton may="payments.cancel" variant="default" leftSection={<IconX size={16} />} onClick={() => setOpened(true)}>
        {t('payments.cancel')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={t('payments.cancelVerb', { amount: showMoney(payment.amount) })}
        consequence={t('payments.cancelConsequence', { guest: payment.guest.name })}
        keep={t('payments.keep')}
        color="red"
        busy={cancel.isPending}
        fault={cancel.error}
        onConfirm={() => cancel.mutate({ id: payment.id, idempotencyKey: key.value })}
      />
    </>
  );
}
