import type { Payment } from '@banrimkwae/contract/payments';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMay } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';
import { ProviderName } from '../../connections/provider-name.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { SubjectLink } from '../../details/subject-link.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { MoneyText, showMoney } from '../../money/money-text.tsx';
import { PaymentBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { PaymentActions } from './payment-actions.tsx';
import { PaymentTimeline } from './payment-timeline.tsx';
import styles from './payments.module.css';
import { RefundBar } from './refund-bar.tsx';
import { RefundList } from './refund-list.tsx';
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
      <Loaded query={payment}>
        {(loaded) => (
          <>
            <Amount payment={loaded} />
            {loaded.state === 'unknown' && <UnknownFace kind="payment" payment={loaded} />}
            {loaded.failure && (
              <p className={styles.failure} role="note">
                {loaded.failure.message}
              </p>
            )}
            {loaded.captured.amount > 0 && <RefundBar payment={loaded} />}
            {loaded.refunds.length > 0 && (
              <Section title={t('refund.list')}>
                <RefundList refunds={loaded.refunds} />
              </Section>
            )}
            <PaymentFacts payment={loaded} />
            <Section title={t('payments.story')} action={<AllCalls paymentId={loaded.id} />}>
              <PaymentTimeline paymentId={loaded.id} />
            </Section>
          </>
        )}
      </Loaded>
    </DetailDrawer>
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

function Amount({ payment }: { payment: Payment }) {
  return (
    <div>
      <p className={styles.amount}>{showMoney(payment.amount)}</p>
      <Text className="quiet">{payment.description}</Text>
    </div>
  );
}

function PaymentFacts({ payment }: { payment: Payment }) {
  const { t } = useText();
  const risky = payment.risk !== null && (payment.risk.level === 'elevated' || payment.risk.level === 'highest');
  return (
    <Section title={t('payments.facts')}>
      <Facts
        facts={[
          [t('payments.method'), payment.methodDetail ?? t(`payments.methods.${payment.method}`)],
          [t('payments.provider'), <ProviderName key="provider" id={payment.provider} />],
          [t('payments.created'), <ExactTime key="created" at={payment.createdAt} />],
          [t('payments.paidAt'), payment.paidAt && <ExactTime key="paid" at={payment.paidAt} />],
          [t('payments.fee'), payment.fee && <MoneyText key="fee" value={payment.fee} />],
          [
            t('payments.risk'),
            payment.risk && (
              <span key="risk" className={risky ? styles.risky : undefined}>
                {t(`payments.risks.${payment.risk.level}`)}
                {payment.risk.message !== null && ` · ${payment.risk.message}`}
              </span>
            ),
          ],
          [t('payments.email'), payment.guest.email],
          [t('payments.phone'), payment.guest.phone],
          [t('payments.booking'), payment.reservationId && <SubjectLink key="booking" id={payment.reservationId} />],
          [t('payments.reference'), payment.providerPaymentId && <CopyableId key="reference" value={payment.providerPaymentId} />],
          [t('payments.ourId'), <CopyableId key="id" value={payment.id} />],
        ]}
      />
    </Section>
  );
}
