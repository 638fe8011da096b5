import type { FeeRow } from '@banrimkwae/contract/payments';
import { toDecimal } from '@banrimkwae/money';
import { Group, Table } from '@mantine/core';
import { IconReceipt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount } from '../../connections/figures.ts';
import { Empty } from '../../feedback/empty.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { ExportButton } from '../../lists/export-button.tsx';
import { MoneyText } from '../../money/money-text.tsx';
import { MoneyTabs } from '../../shell/money-tabs.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../text/use-text.ts';
import { DayRange, type Days, useDays } from '../../time/day-range.tsx';
import { addDays } from '../../time/format-time.ts';
import { useResort } from '../../time/resort.tsx';
import { instantAt } from '../../time/wall-clock.ts';
import styles from './fees.module.css';
import { percentText, showBasisPoints } from './percent.ts';

const DAYS = 30;

/** What each provider kept for itself, by way of paying and currency. */
export function FeesScreen() {
  const { t } = useText();
  const navigate = useNavigate();
  const days = useDays(useSearch({ from: '/payments/fees' }), DAYS);
  const fees = useQuery(useApi().payments.fees.queryOptions({ input: useMoments(days) }));
  return (
    <Page title={t('shell.places.payments')} state={t('fees.about')} actions={fees.data && <FeesExport days={days} rows={fees.data} />}>
      <MoneyTabs current="fees" />
      <Group>
        <DayRange days={days} choose={(next) => void navigate({ to: '/payments/fees', search: next, replace: true })} />
      </Group>
      <Loaded query={fees} skeleton={<ListSkeleton />}>
        {(rows) =>
          rows.length === 0 ? <Empty icon={IconReceipt} title={t('fees.none')} why={t('fees.noneWhy')} /> : <FeeTable rows={rows} />
        }
      </Loaded>
    </Page>
  );
}

/** From the first midnight to the one after the last day, at the resort. */
function useMoments({ from, to }: Days): { from: string; to: string } {
  const { timeZone } = useResort();
  const midnight = (day: string) => instantAt(`${day}T00:00`, timeZone) ?? `${day}T00:00:00.000Z`;
  return { from: midnight(from), to: midnight(addDays(to, 1)) };
}

function FeeTable({ rows }: { rows: readonly FeeRow[] }) {
  const { t } = useText();
  return (
    <div className={styles.frame}>
      <Table className={styles.table} aria-label={t('fees.title')} verticalSpacing={8} horizontalSpacing={16}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('payments.provider')}</Table.Th>
            <Table.Th>{t('payments.method')}</Table.Th>
            {(['count', 'captured', 'refunded', 'fees', 'cost'] as const).map((name) => (
              <Table.Th key={name} className={styles.figure}>
                {t(`fees.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={`${row.provider} ${row.method} ${row.captured.currency}`}>
              <Table.Td>{row.providerName}</Table.Td>
              <Table.Td>{t(`payments.methods.${row.method}`)}</Table.Td>
              <Table.Td className={styles.figure}>
                {showCount(row.count)}
                {row.settled < row.count && <span className={styles.known}>{t('fees.settledOf', { count: row.settled })}</span>}
              </Table.Td>
              {[row.captured, row.refunded, row.fees].map((value, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: three columns that stay where they are
                <Table.Td key={index} className={styles.figure}>
                  <MoneyText value={value} />
                </Table.Td>
              ))}
              <Table.Td className={`${styles.figure} ${styles.cost}`}>{showBasisPoints(row.costBasisPoints)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <p className={styles.note}>{t('fees.note')}</p>
    </div>
  );
}

function FeesExport({ days, rows }: { days: Days; rows: readonly FeeRow[] }) {
  const { t } = useText();
  return (
    <ExportButton<FeeRow>
      name={`fees-${days.from}-${days.to}`}
      read={async () => ({ items: [...rows] })}
      columns={[
        [t('payments.provider'), ({ providerName }) => providerName],
        [t('payments.method'), ({ method }) => t(`payments.methods.${method}`)],
        [t('fees.currency'), ({ captured }) => captured.currency],
        [t('fees.count'), ({ count }) => count],
        [t('fees.settled'), ({ settled }) => settled],
        [t('fees.captured'), ({ captured }) => toDecimal(captured)],
        [t('fees.refunded'), ({ refunded }) => toDecimal(refunded)],
        [t('fees.fees'), ({ fees }) => toDecimal(fees)],
        [t('fees.cost'), ({ costBasisPoints }) => (costBasisPoints === null ? '' : percentText(costBasisPoints))],
      ]}
    />
  );
}
