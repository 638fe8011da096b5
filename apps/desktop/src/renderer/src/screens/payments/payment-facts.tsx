import type { Payment, Settlement } from '@banrimkwae/contract/payments';
import { ProviderName } from '../../connections/provider-name.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { SubjectLink } from '../../details/subject-link.tsx';
import { Section } from '../../drawer/section.tsx';
import { MoneyText } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import styles from './payments.module.css';
import { paidWith } from './words.ts';

/** What is known of a payment, line by line. */
export function PaymentFacts({ payment }: { payment: Payment }) {
  const { t, language } = useText();
  const { guest } = payment;
  const country = (code: string) => new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code;
  return (
    <Section title={t('payments.facts')}>
      <Facts
        facts={[
          [t('payments.method'), paidWith(payment, t)],
          [t('payments.bankReference'), payment.method === 'promptpay_qr' && payment.methodDetail],
          [t('payments.provider'), <ProviderName key="provider" id={payment.provider} />],
          [t('payments.created'), <ExactTime key="created" at={payment.createdAt} />],
          [t('payments.paidAt'), payment.paidAt && <ExactTime key="paid" at={payment.paidAt} />],
          [t('payments.expires'), payment.state === 'waiting' && payment.expiresAt && <ExactTime key="ends" at={payment.expiresAt} />],
          [t('payments.fee'), !payment.settlement && payment.fee && <MoneyText key="fee" value={payment.fee} />],
          [t('payments.risk'), payment.risk && <RiskText key="risk" risk={payment.risk} />],
          [t('payments.cardCountry'), payment.risk?.country && country(payment.risk.country)],
          [t('payments.guestCountry'), guest.country && country(guest.country)],
          [t('payments.email'), guest.email && <CopyableId key="email" value={guest.email} />],
          [t('payments.phone'), guest.phone && <CopyableId key="phone" value={guest.phone} />],
          [t('payments.booking'), payment.reservationId && <SubjectLink key="booking" id={payment.reservationId} />],
          [t('payments.reference'), payment.providerPaymentId && <CopyableId key="reference" value={payment.providerPaymentId} />],
          [t('payments.ourId'), <CopyableId key="id" value={payment.id} />],
        ].map(([name, value]) => [name as string, value === false ? null : value] as const)}
      />
    </Section>
  );
}

function RiskText({ risk }: { risk: NonNullable<Payment['risk']> }) {
  const { t } = useText();
  const risky = risk.level === 'elevated' || risk.level === 'highest';
  return (
    <span className={risky ? styles.risky : undefined}>
      {t(`payments.risks.${risk.level}`)}
      {risk.message !== null && ` · ${risk.message}`}
    </span>
  );
}

/** What the provider really gave for it. */
export function SettlementFacts({ settlement, charged }: { settlement: Settlement; charged: string }) {
  const { t } = useText();
  const { gross, fee, net, rate, at } = settlement;
  return (
    <Section title={t('payments.settlement')}>
      <Facts
        facts={[
          [t('payments.gross'), <MoneyText key="gross" value={gross} />],
          [t('payments.fee'), <MoneyText key="fee" value={fee} />],
          [
            t('payments.net'),
            <strong key="net">
              <MoneyText value={net} />
            </strong>,
          ],
          [t('payments.rate'), rate !== null && gross.currency !== charged ? `1 ${charged} = ${rate} ${gross.currency}` : null],
          [t('payments.settledAt'), <ExactTime key="at" at={at} />],
        ]}
      />
    </Section>
  );
}
