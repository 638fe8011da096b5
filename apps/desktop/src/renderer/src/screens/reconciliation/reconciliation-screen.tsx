import type { ReconciledDay } from '@banrimkwae/contract/reconciliation';
import { Group, Text } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount } from '../../connections/figures.ts';
import { ProviderFilter } from '../../connections/provider-name.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { type Column, DataTable } from '../../lists/data-table.tsx';
import { useWalk } from '../../lists/walk.ts';
import { MoneyText } from '../../money/money-text.tsx';
import { MoneyTabs } from '../../shell/money-tabs.tsx';
import { Page } from '../../shell/page.tsx';
import { ReconciliationBadge } from '../../states/desk-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { DayRange, type Days, useDays } from '../../time/day-range.tsx';
import { formatDay } from '../../time/format-time.ts';
import styles from './reconciliation.module.css';
import { RunNow } from './run-now.tsx';

const DAYS = 7;

/** Day by day and provider by provider: whether our books and theirs agree. */
export function ReconciliationScreen() {
  const { t } = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/payments/reconciliation' });
  const { providerId } = useParams({ strict: false });
  const days = useDays(search, DAYS);
  const set = (next: Partial<Days> & { provider?: string | undefined }) =>
    void navigate({ to: '/payments/reconciliation', search: { ...search, ...next }, replace: true });
  return (
    <Page
      title={t('shell.places.payments')}
      state={t('reconciliation.about')}
      fills
      besideDetail={providerId !== undefined}
      actions={<RunNow days={days} provider={search.provider} />}
    >
      <MoneyTabs current="reconciliation" />
      <Group gap={8} align="flex-end">
        <DayRange days={days} choose={set} />
        <ProviderFilter value={search.provider} choose={(provider) => set({ provider })} />
      </Group>
      <DayList days={days} provider={search.provider} />
      <Text size="sm" className="quiet">
        {t('reconciliation.gapsToo')}{' '}
        <Link className={styles.link} to="/traffic/recovery">
          {t('reconciliation.gaps')}
        </Link>
      </Text>
      <Outlet />
    </Page>
  );
}

const idOf = ({ provider, day }: ReconciledDay) => `${provider}/${day}`;

function DayList({ days, provider }: { days: Days; provider: string | undefined }) {
  const { t } = useText();
  const query = useQuery(
    useApi().reconciliation.days.queryOptions({ input: { ...days, ...(provider && { provider }) }, refetchOnMount: 'always' }),
  );
  return (
    <Loaded query={query} skeleton={<ListSkeleton />}>
      {(data) =>
        data.length === 0 ? (
          <Empty icon={IconScale} title={t('reconciliation.none')} why={t('reconciliation.noneWhy')} />
        ) : (
          <DayTable rows={data} />
        )
      }
    </Loaded>
  );
}

function DayTable({ rows }: { rows: readonly ReconciledDay[] }) {
  const { t } = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/payments/reconciliation' });
  const { providerId, day } = useParams({ strict: false });
  const selectedId = providerId === undefined ? undefined : `${providerId}/${day}`;
  const open = (id: string) => {
    const row = rows.find((one) => idOf(one) === id);
    if (!row) return;
    const { from, to, provider } = search;
    void navigate({
      to: '/payments/reconciliation/$providerId/$day',
      params: { providerId: row.provider, day: row.day },
      search: { from, to, provider },
      replace: selectedId !== undefined,
    });
  };
  const ids = useMemo(() => rows.map(idOf), [rows]);
  useWalk(ids, selectedId, open);
  return (
    <DataTable<ReconciledDay>
      label={t('reconciliation.title')}
      rows={rows}
      idOf={idOf}
      columns={useColumns()}
      selectedId={selectedId}
      onOpen={(row) => open(idOf(row))}
    />
  );
}

function useColumns(): Column<ReconciledDay>[] {
  const { t, language } = useText();
  return useMemo(() => {
    const count = (id: 'expected' | 'matched' | 'recovered' | 'differing', from?: number): Column<ReconciledDay> => ({
      id,
      header: t(`reconciliation.${id}`),
      width: '88px',
      align: 'right',
      ...(from !== undefined && { from }),
      cell: (row) => (row.state === 'not_possible' ? '–' : showCount(row[id])),
    });
    return [
      { id: 'day', header: t('reconciliation.day'), width: '128px', cell: ({ day }) => formatDay(day, 'day', language) },
      { id: 'provider', header: t('payments.provider'), width: 'minmax(110px, 1fr)', cell: ({ providerName }) => providerName },
      { id: 'state', header: t('feedback.state'), width: '150px', cell: ({ state }) => <ReconciliationBadge state={state} /> },
      count('expected', 900),
      count('matched', 900),
      count('recovered', 1000),
      count('differing'),
      { id: 'open', header: t('reconciliation.open'), width: '110px', align: 'right', cell: (row) => <Open row={row} /> },
      {
        id: 'received',
        header: t('reconciliation.received'),
        width: '140px',
        align: 'right',
        from: 1150,
        cell: ({ received }) => <Sums of={received} />,
      },
    ];
  }, [t, language]);
}

function Open({ row }: { row: ReconciledDay }) {
  if (row.state === 'not_possible') return '–';
  return <span className={row.open > 0 ? styles.open : undefined}>{showCount(row.open)}</span>;
}

function Sums({ of }: { of: ReconciledDay['received'] }) {
  if (of.length === 0) return '–';
  return of.map((sum, index) => (
    <span key={sum.currency}>
      {index > 0 && ' · '}
      <MoneyText value={sum} />
    </span>
  ));
}
