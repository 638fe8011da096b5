import type { Payment } from '@banrimkwae/contract/payments';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './payments.module.css';
import { refundShares } from './refund-arithmetic.ts';

/** Paid, given back, on its way back, and what is left, as a bar and in words. */
export function RefundBar({ payment }: { payment: Pick<Payment, 'captured' | 'refunded' | 'refunding' | 'refundable'> }) {
  const { t } = useText();
  const shares = refundShares(payment);
  const parts = [
    { name: 'paid', label: t('refund.paid'), value: payment.captured },
    { name: 'refunded', label: t('refund.refunded'), value: payment.refunded },
    ...(payment.refunding.amount > 0 ? [{ name: 'refunding', label: t('refund.refunding'), value: payment.refunding }] : []),
    { name: 'left', label: t('refund.left'), value: payment.refundable },
  ];
  return (
    <div>
      <dl className={styles.sums}>
        {parts.map(({ name, label, value }) => (
          <div key={name} data-part={name}>
            <dt>{label}</dt>
            <dd className="money">{showMoney(value)}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.bar} aria-hidden>
        <span data-part="refunded" style={{ width: `${shares.refunded}%` }} />
        <span data-part="refunding" style={{ width: `${shares.refunding}%` }} />
        <span data-part="left" style={{ width: `${shares.left}%` }} />
      </div>
    </div>
  );
}
