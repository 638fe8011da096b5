import type { ReconciledDay, ReconciledLine } from '@banrimkwae/contract/reconciliation';
import { toDecimal } from '@banrimkwae/money';
import { ExportButton } from '../../lists/export-button.tsx';
import { useText } from '../../text/use-text.ts';
import { useDifferenceWords } from './difference-words.ts';

/** All lines of the day for a spreadsheet, both sides in columns of their own. */
export function LinesExport({ day, lines }: { day: ReconciledDay; lines: readonly ReconciledLine[] }) {
  const { t } = useText();
  const differenceWords = useDifferenceWords();
  const amount = (side: ReconciledLine['ours']) => (side === null ? '' : toDecimal(side.amount));
  return (
    <ExportButton<ReconciledLine>
      name={`reconciliation-${day.provider}-${day.day}`}
      read={async () => ({ items: [...lines] })}
      columns={[
        [t('payments.when'), ({ at }) => at],
        [t('reconciliation.kind'), ({ kind }) => t(`reconciliation.kinds.${kind}`)],
        [t('reconciliation.outcome'), ({ outcome }) => t(`reconciliation.outcomes.${outcome}`)],
        [t('reconciliation.difference'), (line) => differenceWords(line, day.providerName) ?? ''],
        [t('reconciliation.ourAmount'), ({ ours }) => amount(ours)],
        [t('reconciliation.ourState'), ({ ours }) => ours?.state ?? ''],
        [t('reconciliation.theirAmount'), ({ theirs }) => amount(theirs)],
        [t('reconciliation.theirState'), ({ theirs }) => theirs?.state ?? ''],
        [t('reconciliation.currency'), ({ ours, theirs }) => (theirs ?? ours)?.amount.currency ?? ''],
        [t('payments.ourId'), ({ paymentId, refundId }) => refundId ?? paymentId ?? ''],
        [t('payments.reference'), ({ providerId }) => providerId ?? ''],
        [t('reconciliation.settleNote'), ({ settled }) => settled?.note ?? ''],
      ]}
    />
  );
}
