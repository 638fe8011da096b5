import type { Payment } from '@banrimkwae/contract/payments';
import { Tooltip } from '@mantine/core';
import { type Icon, IconArrowBackUp, IconGavel, IconHourglass, IconUserCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import type { Column } from '../../lists/data-table.tsx';
import { MoneyText } from '../../money/money-text.tsx';
import { PaymentBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import styles from './payments.module.css';
import { paidWith } from './words.ts';

/** The columns of the list of payments. */
export function usePaymentColumns(): Column<Payment>[] {
  const { t } = useText();
  const disputed = useDisputed();
  return useMemo(
    () => [
      { id: 'guest', header: t('payments.guest'), width: 'minmax(120px, 2fr)', cell: (payment) => payment.guest.name },
      { id: 'room', header: t('payments.room'), width: '72px', cell: (payment) => payment.room ?? '–' },
      { id: 'about', header: t('payments.about'), width: 'minmax(100px, 2fr)', from: 940, cell: (payment) => payment.description },
      {
        id: 'method',
        header: t('payments.method'),
        width: 'minmax(128px, 1.2fr)',
        from: 780,
        cell: (payment) => paidWith(payment, t),
      },
      { id: 'state', header: t('payments.state'), width: '172px', cell: (payment) => <PaymentBadge state={payment.state} /> },
      {
        id: 'marks',
        header: t('payments.marks'),
        width: '76px',
        cell: (payment) => <Marks payment={payment} disputed={disputed.has(payment.id)} />,
      },
      { id: 'amount', header: t('payments.amount'), width: '116px', align: 'right', cell: ({ amount }) => <MoneyText value={amount} /> },
      { id: 'when', header: t('payments.when'), width: '104px', align: 'right', cell: (payment) => <ClockTime at={payment.createdAt} /> },
    ],
    [t, disputed],
  );
}

const MOST = 200;

/** Payments with a dispute that is not over. */
function useDisputed(): ReadonlySet<string> {
  const open = useQuery(useApi().disputes.list.queryOptions({ input: { open: 'true', limit: MOST } }));
  return useMemo(() => new Set(open.data?.items.map(({ paymentId }) => paymentId).filter((id) => id !== null)), [open.data]);
}

/** What is out of the ordinary, as small signs with a word. */
function Marks({ payment, disputed }: { payment: Payment; disputed: boolean }) {
  const { t } = useText();
  return (
    <span className={styles.marks}>
      {payment.hold && <Mark icon={IconUserCheck} tone="warn" label={t('payments.mark.hold')} />}
      {disputed && <Mark icon={IconGavel} tone="bad" label={t('payments.mark.dispute')} />}
      {payment.refunding.amount > 0 && <Mark icon={IconHourglass} tone="warn" label={t('payments.mark.refunding')} />}
      {payment.refunded.amount > 0 && <Mark icon={IconArrowBackUp} tone="plain" label={t('payments.mark.refunded')} />}
    </span>
  );
}

function Mark({ icon: Sign, tone, label }: { icon: Icon; tone: 'warn' | 'bad' | 'plain'; label: string }) {
  return (
    <Tooltip label={label}>
      <span className={styles.mark} data-tone={tone} role="img" aria-label={label}>
        <Sign size={16} aria-hidden />
      </span>
    </Tooltip>
  );
}
