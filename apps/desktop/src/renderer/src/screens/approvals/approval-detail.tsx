import type { Approval } from '@banrimkwae/contract/approvals';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { ProviderName } from '../../connections/provider-name.tsx';
import { Facts } from '../../details/facts.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { MoneyText } from '../../money/money-text.tsx';
import { PaymentBadge, RefundBadge } from '../../states/badges.tsx';
import { ApprovalBadge } from '../../states/desk-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { paidWith, warningWords } from '../payments/words.ts';
import styles from './approvals.module.css';
import { Decision } from './decision.tsx';
import { useActorName } from './use-actor-name.ts';

/** One thing that waits for a second person: why, about which payment, and the decision. */
export function ApprovalDetail() {
  const { t } = useText();
  const navigate = useNavigate();
  const { approvalId } = useParams({ from: '/payments/approvals/$approvalId' });
  const search = useSearch({ from: '/payments/approvals/$approvalId' });
  const approval = useQuery(useApi().approvals.get.queryOptions({ input: { id: approvalId } }));
  return (
    <DetailDrawer
      key={approvalId}
      title={approval.data ? t(`approvals.kinds.${approval.data.kind}`) : t('approvals.one')}
      aside={approval.data && <ApprovalBadge state={approval.data.state} />}
      onClose={() => void navigate({ to: '/payments/approvals', search })}
      footer={approval.data?.state === 'waiting' && <Decision key={approvalId} approval={approval.data} />}
    >
      <Loaded query={approval}>{(data) => <Story approval={data} />}</Loaded>
    </DetailDrawer>
  );
}

function Story({ approval }: { approval: Approval }) {
  const { t, pick } = useText();
  const nameOf = useActorName();
  return (
    <>
      <div>
        <p className={styles.why}>{pick(approval.sentence)}</p>
        <p className={styles.sum}>
          <MoneyText value={approval.amount} />
        </p>
      </div>
      <HoldReasons approval={approval} />
      <Facts
        facts={[
          [t('approvals.askedBy'), nameOf(approval.requestedBy)],
          [t('approvals.askedAt'), <ExactTime key="asked" at={approval.requestedAt} />],
          [t('approvals.bankReference'), approval.bankReference],
          [t('approvals.decidedBy'), approval.decidedBy],
          [t('approvals.decidedAt'), approval.decidedAt && <ExactTime key="decided" at={approval.decidedAt} />],
          [t('feedback.reason'), approval.reason],
        ]}
      />
      {approval.note !== null && approval.note !== '' && (
        <Section title={t('approvals.note')}>
          <p className={styles.note}>{approval.note}</p>
        </Section>
      )}
      <About approval={approval} />
    </>
  );
}

function HoldReasons({ approval: { holdReasons } }: { approval: Approval }) {
  const { t } = useText();
  if (holdReasons.length === 0) return null;
  return (
    <Section title={t('approvals.doubts')}>
      <ul className={styles.reasons}>
        {holdReasons.map((reason) => (
          <li key={reason}>{t(`approvals.holds.${reason}`)}</li>
        ))}
      </ul>
    </Section>
  );
}

/** The payment it is about, and the refund where there is one. */
function About({ approval }: { approval: Approval }) {
  const { t } = useText();
  const payment = useQuery(useApi().payments.get.queryOptions({ input: { id: approval.paymentId } }));
  return (
    <Section
      title={t('approvals.payment')}
      action={
        <Link className={styles.link} to="/payments/$paymentId" params={{ paymentId: approval.paymentId }}>
          {t('approvals.openPayment')}
        </Link>
      }
    >
      <div className={styles.about}>
        <Facts
          facts={[
            [t('payments.guest'), approval.guestName],
            [t('payments.room'), approval.room],
            [t('payments.provider'), <ProviderName key="provider" id={approval.provider} />],
          ]}
        />
        <Loaded query={payment} skeleton={<Text className="quiet">{t('feedback.loadingMore')}</Text>}>
          {(data) => {
            const refund = data.refunds.find(({ id }) => id === approval.refundId);
            return (
              <Facts
                facts={[
                  [t('payments.method'), paidWith(data, t)],
                  [t('approvals.warned'), data.warnings.map(({ reason }) => warningWords(reason, t)).join(', ')],
                  [t('payments.state'), <PaymentBadge key="state" state={data.state} />],
                  [t('refund.paid'), <MoneyText key="paid" value={data.captured} />],
                  [t('refund.refunded'), data.refunded.amount > 0 ? <MoneyText key="refunded" value={data.refunded} /> : null],
                  [t('payments.created'), <ExactTime key="created" at={data.createdAt} />],
                  [t('approvals.refund'), refund && <RefundBadge key="refund" refund={refund} />],
                  [t('refund.reason'), refund && t(`refund.reasons.${refund.reason}`)],
                  [t('refund.note'), refund?.note],
                ]}
              />
            );
          }}
        </Loaded>
      </div>
    </Section>
  );
}
