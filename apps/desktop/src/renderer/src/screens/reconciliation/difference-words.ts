import { paymentStates, refundStates } from '@banrimkwae/contract/payments';
import type { ReconciledLine } from '@banrimkwae/contract/reconciliation';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';

/** What differs, in one sentence: "Stripe says ฿1,200, we have ฿1,000." Undefined where nothing does. */
export function useDifferenceWords(): (line: ReconciledLine, provider: string) => string | undefined {
  const { t } = useText();
  const stateText = useStateText();
  return (line, provider) => {
    const { difference, ours, theirs, kind } = line;
    if (difference === null) return undefined;
    const byState = difference === 'state';
    const show = (side: typeof ours) =>
      side === null ? t('reconciliation.nothing') : byState ? `“${stateText(kind, side.state)}”` : showMoney(side.amount);
    const values = { provider, theirs: show(theirs), ours: show(ours), kind: t(`reconciliation.kindWords.${kind}`) };
    return t(`reconciliation.differences.${difference}`, values);
  };
}

/** A state in words where it is one of ours; a provider's own word stays as it is. */
function useStateText() {
  const { t } = useText();
  return (kind: ReconciledLine['kind'], state: string) => {
    const ofPayment = paymentStates.find((one) => one === state);
    const ofRefund = refundStates.find((one) => one === state);
    if (kind === 'payment' && ofPayment) return t(`states.payment.${ofPayment}`);
    return kind === 'refund' && ofRefund ? t(`states.refund.${ofRefund}`) : state;
  };
}
