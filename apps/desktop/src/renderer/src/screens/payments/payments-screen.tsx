import type { Payment } from '@banrimkwae/contract/payments';
import { Button } from '@mantine/core';
import { IconCash, IconPlus, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { LiveList } from '../../lists/live-list.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { showMoney } from '../../money/money-text.tsx';
import { MoneyTabs } from '../../shell/money-tabs.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../text/use-text.ts';
import { useResort } from '../../time/resort.tsx';
import { usePaymentColumns } from './payment-columns.tsx';
import { isFiltered, type PaymentFilter, wanted } from './payment-filter.ts';
import { PaymentExport, PaymentFilters } from './payment-filters.tsx';

/** Every payment, newest first; one of them open at the right. */
export function PaymentsScreen() {
  const { t } = useText();
  const navigate = useNavigate();
  const filter: PaymentFilter = useSearch({ from: '/payments' });
  const { paymentId } = useParams({ strict: false });
  const taking = useTaking();
  const query = usePayments(filter);
  const columns = usePaymentColumns();
  const open = (id: string) =>
    void navigate({ to: '/payments/$paymentId', params: { paymentId: id }, search: filter, replace: paymentId !== undefined });
  return (
    <Page
      title={t('shell.places.payments')}
      state={<PaidLine />}
      fills
      besideDetail={paymentId !== undefined || taking}
      actions={
        <>
          <PaymentExport filter={filter} />
          <GuardedButton
            may="payments.take"
            leftSection={<IconPlus size={16} />}
            onClick={() => void navigate({ to: '/payments/new', search: filter })}
          >
            {t('payments.take')}
          </GuardedButton>
        </>
      }
    >
      <MoneyTabs current="payments" />
      <PaymentFilters filter={filter} />
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

function usePayments(filter: PaymentFilter) {
  const { timeZone } = useResort();
  return useInfiniteQuery(
    useApi().payments.search.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), ...wanted(filter, timeZone) }),
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

function NonePaid({ filter }: { filter: PaymentFilter }) {
  const { t } = useText();
  const navigate = useNavigate();
  if (isFiltered(filter)) {
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
