import type { Payment } from '@banrimkwae/contract/payments';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMay } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { PaymentBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useTimeStyle } from '../../time/resort.tsx';
import { PaymentActions } from './payment-actions.tsx';
import { PaymentConcerns } from './payment-concerns.tsx';
import { PaymentFacts, SettlementFacts } from './payment-facts.tsx';
import { PaymentTimeline } from './payment-timeline.tsx';
import styles from './payments.module.css';
import { RefundBar } from './refund-bar.tsx';
import { RefundList } from './refund-list.tsx';
import { SendLink } from './send-link.tsx';
import type { ShownPayment } from './shown-payment.ts';
import { UnknownFace } from './unknown-face.tsx';

/** One payment with its story, beside the list. */
export function PaymentDetail() {
  const { t } = useText();
  const { paymentId } = useParams({ from: '/payments/$paymentId' });
  const search = useSearch({ from: '/payments' });
  const navigate = useNavigate();
  const payment = useQuery(useApi().payments.get.queryOptions({ input: { id: paymentId } }));
  const data = payment.data;
  return (
    <DetailDrawer
      key={paymentId}
      title={data ? [data.guest.name, data.room && t('refund.room', { room: data.room })].filter(Boolean).join(' · ') : t('payments.one')}
      aside={data && <PaymentBadge state={data.state} />}
      onClose={() => void navigate({ to: '/payments', search })}
      footer={data && <PaymentActions payment={data} />}
    >
      <Loaded query={payment}>{(loaded) => <Body payment={loaded} />}</Loaded>
    </DetailDrawer>
  );
}

function Body({ payment }: { payment: ShownPayment }) {
  const { t } = useText();
  const { action, settlement } = payment;
  return (
    <>
      <Amount payment={payment} />
      {payment.state === 'unknown' && <UnknownFace kind="payment" payment={payment} />}
      <PaymentConcerns payment={payment} />
      {payment.state === 'waiting' && action?.kind === 'link' && <SendLink payment={payment} url={action.url} />}
      {payment.captured.amount > 0 && <Refundable payment={payment} />}
      {payment.refunds.length > 0 && (
        <Section title={t('refund.list')}>
          <RefundList payment={payment} refunds={payment.refunds} />
        </Section>
      )}
      {settlement && <SettlementFacts settlement={settlement} charged={payment.amount.currency} />}
      <PaymentFacts payment={payment} />
      <Section title={t('payments.story')} action={<AllCalls paymentId={payment.id} />}>
        <PaymentTimeline paymentId={payment.id} />
      </Section>
    </>
  );
}

/** Every call about this payment, for whoever may look at traffic. */
function AllCalls({ paymentId }: { paymentId: string }) {
  const { t } = useText();
  if (!useMay()('traffic.read')) return null;
  return (
    <Link to="/traffic/requests" search={{ payment: paymentId }} className={styles.link}>
      {t('payments.allCalls')}
    </Link>
  );
}

function Amount({ payment: { amount, conversion, description } }: { payment: Payment }) {
  const { t } = useText();
  const style = useTimeStyle();
  return (
    <div>
      <p className={styles.amount}>{showMoney(amount)}</p>
      <Text className="quiet">{description}</Text>
      {conversion && conversion.money.currency !== amount.currency && (
        <Text size="xs" className="quiet">
          {t('payments.atHome', {
            money: showMoney(conversion.money),
            rate: conversion.rate,
            time: formatInstant(conversion.at, 'dayAndClock', style),
            source: conversion.source,
          })}
        </Text>
      )}
    </div>
  );
}

/** How much can go back; where nothing can, why. */
function Refundable({ payment }: { payment: ShownPayment }) {
  const { t, pick } = useText();
  const { allowed, reason } = payment.canRefund;
  return (
    <div>
      <RefundBar payment={payment} />
      {!allowed && (
        <Text size="xs" className="quiet" mt={8}>
          {reason ? pick(reason) : t('refund.nothingLeft')}
        </Text>
      )}
    </div>
  );
}
