import { type Payment, paymentStates } from '@banrimkwae/contract/payments';
import { Button, Group, Select, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconCash, IconPlus, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import type { Column } from '../../lists/data-table.tsx';
import { LiveList } from '../../lists/live-list.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { useSearchText } from '../../lists/use-search-text.ts';
import { MoneyText, showMoney } from '../../money/money-text.tsx';
import { Page } from '../../shell/page.tsx';
import { PaymentBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';

type Filter = { q?: string | undefined; state?: string | undefined };

/** Every payment, newest first; one of them open at the right. */
export function PaymentsScreen() {
  const { t } = useText();
  const navigate = useNavigate();
  const filter: Filter = useSearch({ from: '/payments' });
  const { paymentId } = useParams({ strict: false });
  const taking = useTaking();
  const query = usePayments(filter);
  const columns = useColumns();
  const open = (id: string) =>
    void navigate({ to: '/payments/$paymentId', params: { paymentId: id }, search: filter, replace: paymentId !== undefined });
  return (
    <Page
      title={t('shell.places.payments')}
      state={<PaidLine />}
      fills
      besideDetail={paymentId !== undefined || taking}
      actions={
        <GuardedButton
          may="payments.take"
          leftSection={<IconPlus size={16} />}
          onClick={() => void navigate({ to: '/payments/new', search: filter })}
        >
          {t('payments.take')}
        </GuardedButton>
      }
    >
      <Filters filter={filter} />
      <LiveList<Payment>
        label={t('shell.places.payments')}
        query={query}
        scope={JSON.stringify(filter)}
        columns={columns}
        selectedId={paymentId}
        onOpen={open}
        empty={<NonePaid filter={filter} />}
      />
      <Outlet />
    </Page>
  );
}

/** Whether the form for a new payment is open. */
function useTaking(): boolean {
  const { paymentId } = useParams({ strict: false });
  return paymentId === undefined && globalThis.location.pathname.endsWith('/new');
}

function usePayments({ q, state }: Filter) {
  const known = paymentStates.find((one) => one === state);
  return useInfiniteQuery(
    useApi().payments.search.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), ...(q && { q }), ...(known && { state: known }) }),
      refetchOnMount: 'always',
    }),
  );
}

function PaidLine() {
  const { t } = useText();
  const overview = useQuery(useApi().system.overview.queryOptions());
  if (!overview.data) return <>&nbsp;</>;
  const { total, count, waiting } = overview.data.paidToday;
  return `${t('payments.paidToday', { total: showMoney(total), count })} · ${t('payments.waitingNow', { count: waiting })}`;
}

function Filters({ filter }: { filter: Filter }) {
  const { t } = useText();
  const navigate = useNavigate();
  const set = (next: Filter) => void navigate({ to: '.', search: next, replace: true });
  const [text, setText] = useSearchText(filter.q, (q) => set({ ...filter, q }));
  return (
    <Group gap={8}>
      <TextInput
        w={320}
        leftSection={<IconSearch size={16} />}
        placeholder={t('payments.searchHint')}
        aria-label={t('payments.search')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Select
        w={200}
        clearable
        placeholder={t('payments.anyState')}
        aria-label={t('payments.state')}
        value={filter.state ?? null}
        data={paymentStates.map((state) => ({ value: state, label: t(`states.payment.${state}`) }))}
        onChange={(state) => set({ ...filter, state: state ?? undefined })}
      />
    </Group>
  );
}

function useColumns(): Column<Payment>[] {
  const { t } = useText();
  return useMemo(
    () => [
      { id: 'guest', header: t('payments.guest'), width: 'minmax(120px, 2fr)', cell: (payment) => payment.guest.name },
      { id: 'room', header: t('payments.room'), width: '84px', cell: (payment) => payment.room ?? '–' },
      { id: 'about', header: t('payments.about'), width: 'minmax(100px, 2fr)', from: 940, cell: (payment) => payment.description },
      {
        id: 'method',
        header: t('payments.method'),
        width: 'minmax(110px, 1fr)',
        from: 780,
        cell: (payment) => payment.methodDetail ?? t(`payments.methods.${payment.method}`),
      },
      { id: 'state', header: t('payments.state'), width: '172px', cell: (payment) => <PaymentBadge state={payment.state} /> },
      { id: 'amount', header: t('payments.amount'), width: '116px', align: 'right', cell: (payment) => <Amount payment={payment} /> },
      { id: 'when', header: t('payments.when'), width: '104px', align: 'right', cell: (payment) => <ClockTime at={payment.createdAt} /> },
    ],
    [t],
  );
}

function Amount({ payment }: { payment: Payment }) {
  const { t } = useText();
  const given = payment.refunded.amount > 0;
  return (
    <>
      {given && <IconArrowBackUp size={14} aria-label={t('payments.partlyBack')} />} <MoneyText value={payment.amount} />
    </>
  );
}

function NonePaid({ filter }: { filter: Filter }) {
  const { t } = useText();
  const navigate = useNavigate();
  if (filter.q !== undefined || filter.state !== undefined) {
    return (
      <Empty
        icon={IconSearch}
        title={t('payments.noneFound')}
        why={t('payments.noneFoundWhy')}
        next={
          <Button variant="default" onClick={() => void navigate({ to: '/payments', search: {} })}>
            {t('feedback.showAll')}
          </Button>
        }
      />
    );
  }
  return <Empty icon={IconCash} title={t('payments.none')} why={t('payments.noneWhy')} />;
}
