import type { Payment } from '@banrimkwae/contract/payments';
import { Button, CopyButton, Group, Modal } from '@mantine/core';
import { IconCheck, IconCircleCheckFilled, IconClock, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { i18n } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../agent/agent-context.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { formatCountdown } from '../../time/format-time.ts';
import { useResort } from '../../time/resort.tsx';
import { useNow } from '../../time/use-now.ts';
import styles from './guest-pays.module.css';
import { QrCode } from './qr-code.tsx';

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

type Both = (say: (t: i18n['t']) => string) => readonly [string, string];

function useBoth(): Both {
  const { i18n } = useTranslation();
  return (say) => [say(i18n.getFixedT('th')), say(i18n.getFixedT('en'))];
}

function Face({ payment }: { payment: Payment }) {
  const { name } = useResort();
  const both = useBoth();
  const done = payment.state === 'paid' || payment.state === 'authorized';
  return (
    <>
      <p className={styles.resort}>
        {name.th} · {name.en}
      </p>
      <p className={styles.amount}>{showMoney(payment.amount)}</p>
      <div aria-live="assertive" className={styles.live}>
        {done && (
          <div className={styles.paid}>
            <IconCircleCheckFilled size={160} aria-hidden />
            <Lines lines={both((t) => t('payments.toGuest.paid'))} />
          </div>
        )}
        {!done && !open.includes(payment.state) && <Lines lines={both((t) => t('payments.toGuest.over'))} />}
        {payment.state === 'processing' && <Lines lines={both((t) => t('payments.toGuest.processing'))} />}
        {payment.state === 'waiting' && payment.action && <Waiting payment={payment} action={payment.action} />}
        {(payment.state === 'creating' || payment.state === 'unknown') && <Lines lines={both((t) => t('payments.toGuest.preparing'))} />}
      </div>
    </>
  );
}

function Lines({ lines: [th, en] }: { lines: readonly [string, string] }) {
  return (
    <div className={styles.lines}>
      <p lang="th">{th}</p>
      <p lang="en">{en}</p>
    </div>
  );
}

function Waiting({ payment, action }: { payment: Payment; action: NonNullable<Payment['action']> }) {
  const { t } = useText();
  const both = useBoth();
  return (
    <>
      <Code action={action} label={t('payments.qrLabel', { amount: showMoney(payment.amount) })} />
      <Lines lines={both((say) => say(`payments.toGuest.${action.kind}`))} />
      {action.expiresAt !== null && <TimeLeft until={action.expiresAt} />}
      {action.kind === 'link' && (
        <Group gap={8} className={styles.link}>
          <span className="mono">{action.url}</span>
          <CopyButton value={action.url}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                size="compact-sm"
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                onClick={copy}
              >
                {t(copied ? 'feedback.copied' : 'payments.copyLink')}
              </Button>
            )}
          </CopyButton>
        </Group>
      )}
    </>
  );
}

function Code({ action, label }: { action: NonNullable<Payment['action']>; label: string }) {
  if (action.kind === 'qr_image') return <img src={action.image} alt={label} className={styles.qr} />;
  return <QrCode text={action.kind === 'qr' ? action.payload : action.url} label={label} />;
}

function TimeLeft({ until }: { until: string }) {
  const now = useNow(1000);
  return (
    <p className={styles.timer} role="timer">
      <IconClock size={20} aria-hidden /> {formatCountdown(until, now)}
    </p>
  );
}
