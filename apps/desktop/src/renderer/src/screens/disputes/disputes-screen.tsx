import type { Dispute } from '@banrimkwae/contract/disputes';
import { Group, SegmentedControl } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { ProviderFilter, ProviderName } from '../../connections/provider-name.tsx';
import type { Column } from '../../lists/data-table.tsx';
import { LiveList } from '../../lists/live-list.tsx';
import { NothingListed } from '../../lists/nothing-listed.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { MoneyText } from '../../money/money-text.tsx';
import { MoneyTabs } from '../../shell/money-tabs.tsx';
import { Page } from '../../shell/page.tsx';
import { DisputeBadge } from '../../states/desk-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { DueText } from './due-text.tsx';
import { useReasonText } from './use-reason-text.ts';

type Filter = { show?: 'open' | 'decided' | undefined; provider?: string | undefined };

/** Payments a guest has disputed with their bank: what must be answered first stands first. */
export function DisputesScreen() {
  const { t } = useText();
  const navigate = useNavigate();
  const filter: Filter = useSearch({ from: '/payments/disputes' });
  const { disputeId } = useParams({ strict: false });
  const set = (next: Filter) => void navigate({ to: '.', search: next, replace: true });
  return (
    <Page title={t('shell.places.payments')} state={t('disputes.about')} fills besideDetail={disputeId !== undefined}>
      <MoneyTabs current="disputes" />
      <Group gap={8}>
        <SegmentedControl
          aria-label={t('disputes.which')}
          value={filter.show ?? 'open'}
          data={(['open', 'decided'] as const).map((value) => ({ value, label: t(`disputes.show.${value}`) }))}
          onChange={(show) => set({ ...filter, show: show === 'decided' ? 'decided' : undefined })}
        />
        <ProviderFilter value={filter.provider} choose={(provider) => set({ ...filter, provider })} />
      </Group>
      <LiveList<Dispute>
        label={t('disputes.title')}
        query={useDisputes(filter)}
        scope={JSON.stringify(filter)}
        columns={useColumns(filter.show === 'decided')}
        selectedId={disputeId}
        onOpen={(id) =>
          void navigate({
            to: '/payments/disputes/$disputeId',
            params: { disputeId: id },
            search: filter,
            replace: disputeId !== undefined,
          })
        }
        empty={
          <NothingListed
            icon={IconCircleCheck}
            filtered={filter.provider !== undefined}
            showAll={() => set({ ...filter, provider: undefined })}
            title={t(filter.show === 'decided' ? 'disputes.noneDecided' : 'disputes.none')}
            why={t(filter.show === 'decided' ? 'disputes.noneDecidedWhy' : 'disputes.noneWhy')}
          />
        }
      />
      <Outlet />
    </Page>
  );
}

function useDisputes({ show = 'open', provider }: Filter) {
  return useInfiniteQuery(
    useApi().disputes.list.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), open: String(show === 'open'), ...(provider && { provider }) }),
      refetchOnMount: 'always',
    }),
  );
}

function useColumns(decided: boolean): Column<Dispute>[] {
  const { t } = useText();
  const reasonText = useReasonText();
  return useMemo(
    () => [
      ...(decided
        ? []
        : [
            {
              id: 'due',
              header: t('disputes.due'),
              width: '104px',
              cell: ({ dueAt }: Dispute) => (dueAt === null ? '–' : <DueText at={dueAt} />),
            },
          ]),
      { id: 'state', header: t('feedback.state'), width: '160px', cell: ({ state }) => <DisputeBadge state={state} /> },
      {
        id: 'guest',
        header: t('payments.guest'),
        width: 'minmax(104px, 1fr)',
        cell: ({ guestName }) => guestName ?? t('disputes.unknown'),
      },
      { id: 'room', header: t('payments.room'), width: '72px', from: 800, cell: ({ room }) => room ?? '–' },
      { id: 'reason', header: t('disputes.says'), width: 'minmax(124px, 2fr)', from: 640, cell: ({ reason }) => reasonText(reason) },
      { id: 'provider', header: t('payments.provider'), width: '110px', from: 900, cell: ({ provider }) => <ProviderName id={provider} /> },
      {
        id: 'amount',
        header: t('payments.amount'),
        width: '112px',
        align: 'right' as const,
        cell: ({ amount }) => <MoneyText value={amount} />,
      },
    ],
    [t, decided, reasonText],
  );
}
