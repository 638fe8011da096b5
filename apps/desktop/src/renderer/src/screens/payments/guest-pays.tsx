import type { Payment } from '@banrimkwae/contract/payments';
import type { Bilingual } from '@banrimkwae/contract/primitives';
import { Button, Group, Modal } from '@mantine/core';
import { IconCircleCheckFilled, IconClock, IconQrcode } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { formatCountdown } from '../../time/format-time.ts';
import { useResort } from '../../time/resort.tsx';
import { useNow } from '../../time/use-now.ts';
import { CopyText } from './copy-text.tsx';
import styles from './guest-pays.module.css';
import { PaymentCode } from './payment-code.tsx';
import { PrintSlip } from './print-slip.tsx';
import { howToPay, useInBoth } from './use-guest-words.ts';

const LOOK_EVERY = 4000;
const open: readonly Payment['state'][] = ['creating', 'waiting', 'processing', 'unknown'];

/** Turned to the guest: the amount, the code, the time left, and a green tick the moment the money is there. In both languages, as the guest's is not known. */
export function GuestPays() {
  const { t } = useText();
  const { paymentId } = useParams({ from: '/pay/$paymentId' });
  const navigate = useNavigate();
  const payment = useQuery({
    ...useApi().payments.get.queryOptions({ input: { id: paymentId }, refetchOnMount: 'always' }),
    refetchInterval: (query) => (query.state.data && !open.includes(query.state.data.state) ? false : LOOK_EVERY),
  });
  const close = () => void navigate({ to: '/payments/$paymentId', params: { paymentId } });
  return (
    <Modal opened fullScreen onClose={close} title={t('payments.forGuest')} closeButtonProps={{ 'aria-label': t('feedback.close') }}>
      <div className={styles.screen}>
        <Loaded query={payment}>{(data) => <Face payment={data} />}</Loaded>
        <Button variant="subtle" color="gray" onClick={close}>
          {t('payments.backToDesk')}
        </Button>
      </div>
    </Modal>
  );
}

function Face({ payment }: { payment: Payment }) {
  const { name } = useResort();
  const now = useNow(1000);
  const ends = payment.action?.expiresAt ?? null;
  const ranOut = payment.state === 'waiting' && ends !== null && Date.parse(ends) <= now.getTime();
  return (
    <>
      <p className={styles.resort}>
        {name.th} · {name.en}
      </p>
      <p className={styles.amount}>{showMoney(payment.amount)}</p>
      <div aria-live="assertive" className={styles.live}>
        <State payment={payment} ranOut={ranOut} />
      </div>
    </>
  );
}

function State({ payment, ranOut }: { payment: Payment; ranOut: boolean }) {
  const inBoth = useInBoth();
  const { state, action } = payment;
  if (state === 'paid' || state === 'authorized') {
    return (
      <div className={styles.paid}>
        <IconCircleCheckFilled size={160} aria-hidden />
        <Lines lines={inBoth((t) => t(state === 'paid' ? 'payments.toGuest.paid' : 'payments.toGuest.held'))} />
      </div>
    );
  }
  if (ranOut || !open.includes(state)) return <Over payment={payment} />;
  if (state === 'processing') return <Lines lines={inBoth((t) => t('payments.toGuest.processing'))} />;
  if (state === 'waiting' && action) return <Waiting payment={payment} action={action} />;
  return <Lines lines={inBoth((t) => t('payments.toGuest.preparing'))} />;
}

function Lines({ lines: { th, en } }: { lines: Bilingual }) {
  return (
    <div className={styles.lines}>
      <p lang="th">{th}</p>
      <p lang="en">{en}</p>
    </div>
  );
}

/** Nothing can be paid with this code any more: one step, with all that was typed. */
function Over({ payment }: { payment: Payment }) {
  const { t } = useText();
  const inBoth = useInBoth();
  const navigate = useNavigate();
  return (
    <>
      <Lines lines={inBoth((say) => say('payments.toGuest.over'))} />
      <GuardedButton
        may="payments.take"
        leftSection={<IconQrcode size={16} />}
        onClick={() => void navigate({ to: '/payments/new', search: { again: payment.id } })}
      >
        {t('payments.makeAgain', { amount: showMoney(payment.amount) })}
      </GuardedButton>
    </>
  );
}

function Waiting({ payment, action }: { payment: Payment; action: NonNullable<Payment['action']> }) {
  const { t } = useText();
  const inBoth = useInBoth();
  const label = t('payments.qrLabel', { amount: showMoney(payment.amount) });
  const how = inBoth((say) => howToPay(payment, say));
  const slip = {
    title: inBoth((say) => say('payments.slipTitle')),
    lines: [payment.guest.name, payment.description, showMoney(payment.amount)],
    sentence: how,
  };
  return (
    <>
      <PaymentCode action={action} label={label} />
      <Lines lines={how} />
      {action.expiresAt !== null && <TimeLeft until={action.expiresAt} />}
      {action.kind === 'link' && <span className={`mono ${styles.link}`}>{action.url}</span>}
      <Group gap={8} justify="center">
        {action.kind === 'link' && <CopyText text={action.url}>{t('payments.copyLink')}</CopyText>}
        <PrintSlip slip={slip}>
          <PaymentCode action={action} label={label} />
        </PrintSlip>
      </Group>
    </>
  );
}

function TimeLeft({ until }: { until: string }) {
  const now = useNow(1000);
  return (
    <p className={styles.timer} role="timer">
      <IconClock size={20} aria-hidden /> {formatCountdown(until, now)}
    </p>
  );
}
