import type { RequestEntry } from '@banrimkwae/contract/traffic';
import { Button, Group, Switch } from '@mantine/core';
import { IconArrowsExchange, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useAgent, useApi } from '../../agent/agent-context.tsx';
import { showMilliseconds } from '../../connections/figures.ts';
import { ProviderFilter, useProviderName } from '../../connections/provider-name.tsx';
import type { Column } from '../../lists/data-table.tsx';
import { ExportButton } from '../../lists/export-button.tsx';
import { LiveList } from '../../lists/live-list.tsx';
import { NothingListed } from '../../lists/nothing-listed.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import { RequestBadge } from './request-badge.tsx';

type Filter = { provider?: string | undefined; failed?: boolean | undefined; payment?: string | undefined };

/** Calls make no event of their own, there are too many. Reading them again stops once someone reads far down. */
const EVERY = 15_000;
const FAR_DOWN = 3;

function wanted({ provider, failed, payment }: Filter) {
  return {
    ...(provider !== undefined && { provider }),
    ...(failed === true && { successful: 'false' }),
    ...(payment !== undefined && { paymentId: payment }),
  };
}

/** Calls to providers, newest first. */
export function Requests() {
  const { t } = useText();
  const navigate = useNavigate();
  const filter: Filter = useSearch({ from: '/traffic/requests' });
  const { requestId } = useParams({ strict: false });
  const query = useInfiniteQuery(
    useApi().traffic.requests.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), ...wanted(filter) }),
      refetchOnMount: 'always',
      refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > FAR_DOWN ? false : EVERY),
    }),
  );
  const open = (id: string) =>
    void navigate({ to: '/traffic/requests/$requestId', params: { requestId: id }, search: filter, replace: requestId !== undefined });
  return (
    <>
      <Filters filter={filter} />
      <LiveList<RequestEntry>
        label={t('traffic.parts.requests')}
        query={query}
        scope={JSON.stringify(filter)}
        columns={useColumns()}
        selectedId={requestId}
        onOpen={open}
        empty={
          filter.failed === true && filter.payment === undefined ? (
            <NothingListed
              icon={IconArrowsExchange}
              filtered={false}
              showAll={() => undefined}
              title={t('traffic.request.noneFailed')}
              why={t('traffic.request.noneFailedWhy')}
            />
          ) : (
            <NothingListed
              icon={IconArrowsExchange}
              filtered={filter.provider !== undefined || filter.payment !== undefined}
              showAll={() => void navigate({ to: '/traffic/requests', search: {} })}
              title={t('traffic.request.none')}
              why={t('traffic.request.noneWhy')}
            />
          )
        }
      />
      <Outlet />
    </>
  );
}

function Filters({ filter }: { filter: Filter }) {
  const { t } = useText();
  const navigate = useNavigate();
  const set = (next: Filter) => void navigate({ to: '.', search: next, replace: true });
  return (
    <Group gap={12}>
      <ProviderFilter value={filter.provider} choose={(provider) => set({ ...filter, provider })} />
      <Switch
        label={t('traffic.request.onlyFailed')}
        checked={filter.failed === true}
        onChange={(event) => set({ ...filter, failed: event.currentTarget.checked || undefined })}
      />
      {filter.payment !== undefined && (
        <Button variant="light" rightSection={<IconX size={14} />} onClick={() => set({ ...filter, payment: undefined })}>
          {t('traffic.request.ofPayment', { id: filter.payment })}
        </Button>
      )}
      <Export filter={filter} />
    </Group>
  );
}

function Export({ filter }: { filter: Filter }) {
  const { t } = useText();
  const { client } = useAgent();
  return (
    <ExportButton<RequestEntry>
      name="requests"
      read={(paging) => client.traffic.requests({ ...paging, ...wanted(filter) })}
      columns={[
        [t('traffic.at'), (row) => row.at],
        [t('feedback.provider'), (row) => row.provider],
        [t('traffic.request.endpoint'), (row) => row.endpoint],
        [t('traffic.request.method'), (row) => row.method],
        [t('traffic.request.url'), (row) => row.url],
        [t('traffic.request.status'), (row) => row.status ?? ''],
        [t('traffic.request.duration'), (row) => row.durationMs],
        [t('traffic.attempts'), (row) => row.attempts],
        [t('traffic.error'), (row) => row.error ?? ''],
        [t('traffic.request.id'), (row) => row.requestId],
      ]}
    />
  );
}

function useColumns(): Column<RequestEntry>[] {
  const { t } = useText();
  const nameOf = useProviderName();
  return useMemo(
    () => [
      { id: 'at', header: t('traffic.at'), width: '116px', cell: (row) => <ClockTime at={row.at} /> },
      { id: 'provider', header: t('feedback.provider'), width: 'minmax(100px, 1fr)', cell: (row) => nameOf(row.provider) },
      {
        id: 'endpoint',
        header: t('traffic.request.endpoint'),
        width: 'minmax(150px, 2fr)',
        cell: (row) => (
          <span className="mono">
            {row.method} {row.endpoint}
          </span>
        ),
      },
      { id: 'status', header: t('traffic.request.status'), width: '148px', cell: (row) => <RequestBadge request={row} /> },
      { id: 'error', header: t('traffic.error'), width: 'minmax(120px, 2fr)', from: 940, cell: (row) => row.error ?? '' },
      { id: 'attempts', header: t('traffic.attempts'), width: '72px', align: 'right', from: 760, cell: (row) => row.attempts },
      {
        id: 'duration',
        header: t('traffic.request.duration'),
        width: '88px',
        align: 'right',
        cell: (row) => showMilliseconds(row.durationMs),
      },
    ],
    [t, nameOf],
  );
}
