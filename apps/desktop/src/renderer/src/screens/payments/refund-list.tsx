import type { Refund } from '@banrimkwae/contract/payments';
import { Group, Text } from '@mantine/core';
import { MoneyText } from '../../money/money-text.tsx';
import { RefundBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import styles from './payments.module.css';

/** Earlier refunds of a payment: how much, why, by whom, and how they stand. */
export function RefundList({ refunds }: { refunds: readonly Refund[] }) {
  const { t } = useText();
  return (
    <ul className={styles.refunds}>
      {refunds.map((refund) => (
        <li key={refund.id}>
          <Group justify="space-between" gap={8}>
            <MoneyText value={refund.amount} />
            <RefundBadge state={refund.state} />
          </Group>
          <Text size="xs" className="quiet">
            {t(`refund.reasons.${refund.reason}`)}
            {refund.note !== null && ` · ${refund.note}`} · {refund.requestedBy} · <ClockTime at={refund.createdAt} />
          </Text>
          {refund.failureReason !== null && (
            <Text size="xs" c="var(--tone-bad)">
              {refund.failureReason}
            </Text>
          )}
        </li>
      ))}
    </ul>
  );
}
