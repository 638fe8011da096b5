import type { Payment, Refund } from '@banrimkwae/contract/payments';
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { MoneyText } from '../../money/money-text.tsx';
import { RefundBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import { CancelRefund } from './cancel-refund.tsx';
import styles from './payments.module.css';
import { RefundFacts, RefundSlip } from './refund-receipt.tsx';
import { UnknownFace } from './unknown-face.tsx';
import { pendingWords } from './words.ts';

/** The refunds of a payment: how much, why, by whom, how they stand; one of them unfolded with its receipt. */
export function RefundList({ payment, refunds }: { payment: Payment; refunds: readonly Refund[] }) {
  const [opened, setOpened] = useState<string>();
  return (
    <ul className={styles.refunds}>
      {refunds.map((refund) => (
        <Line
          key={refund.id}
          payment={payment}
          refund={refund}
          opened={opened === refund.id}
          toggle={() => setOpened(opened === refund.id ? undefined : refund.id)}
        />
      ))}
    </ul>
  );
}

type LineProps = { payment: Payment; refund: Refund; opened: boolean; toggle: () => void };

function Line({ payment, refund, opened, toggle }: LineProps) {
  const { t } = useText();
  return (
    <li>
      <Group justify="space-between" gap={8}>
        <MoneyText value={refund.amount} />
        <RefundBadge refund={refund} />
      </Group>
      {refund.state === 'unknown' && <UnknownFace kind="refund" payment={payment} refund={refund} />}
      <Text size="xs" className="quiet">
        {t(`refund.reasons.${refund.reason}`)}
        {refund.note !== null && ` · ${refund.note}`} · {refund.requestedBy} · <ClockTime at={refund.createdAt} />
      </Text>
      {refund.pendingReason !== null && <Text size="xs">{pendingWords(refund.pendingReason, t)}</Text>}
      {refund.state === 'approved' && refund.way === 'manual_transfer' && <Text size="xs">{t('refund.approvedByHand')}</Text>}
      {refund.failureReason !== null && (
        <Text size="xs" c="var(--tone-bad)">
          {refund.failureReason}
        </Text>
      )}
      <Group gap={8} mt={4}>
        <Button variant="default" size="compact-sm" aria-expanded={opened} onClick={toggle}>
          {t('refund.openReceipt')}
        </Button>
        <CancelRefund payment={payment} refund={refund} />
      </Group>
      {/* Only one is unfolded at a time: every receipt on the screen would be printed. */}
      {opened && (
        <div className={styles.receipt}>
          <RefundFacts payment={payment} refund={refund} />
          <RefundSlip payment={payment} refund={refund} />
        </div>
      )}
    </li>
  );
}
