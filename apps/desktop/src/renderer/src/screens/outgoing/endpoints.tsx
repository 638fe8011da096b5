import type { OutgoingEndpoint } from '@banrimkwae/contract/outgoing';
import { IconSend, IconSendOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount } from '../../connections/figures.ts';
import { Empty } from '../../feedback/empty.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { type Column, DataTable } from '../../lists/data-table.tsx';
import { EndpointBadge } from '../../states/desk-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import { NEW } from '../settings/new-id.ts';
import settings from '../settings/settings.module.css';
import { EndpointDetail } from './endpoint-detail.tsx';
import { NewEndpoint } from './new-endpoint.tsx';

const EVERY = 30_000;

/** Which of the resort's own systems are told of payments, refunds and disputes. */
export function OutgoingEndpoints() {
  const { t } = useText();
  const navigate = useNavigate();
  const { id } = useSearch({ from: '/settings' });
  const endpoints = useQuery({ ...useApi().outgoing.endpoints.queryOptions({ refetchOnMount: 'always' }), refetchInterval: EVERY });
  const columns = useColumns();
  const show = (next?: string) => void navigate({ to: '/settings', search: { tab: 'outgoing', ...(next !== undefined && { id: next }) } });
  return (
    <>
      <div className={settings.head}>
        <p>{t('outgoing.about')}</p>
        <GuardedButton may="outgoing.manage" leftSection={<IconSend size={16} />} onClick={() => show(NEW)}>
          {t('outgoing.add')}
        </GuardedButton>
      </div>
      <Loaded query={endpoints} skeleton={<ListSkeleton />}>
        {(data) => {
          const chosen = data.find((endpoint) => endpoint.id === id);
          return (
            <>
              {data.length === 0 ? (
                <Empty icon={IconSendOff} title={t('outgoing.none')} why={t('outgoing.noneWhy')} />
              ) : (
                <DataTable<OutgoingEndpoint>
                  label={t('settings.parts.outgoing')}
                  rows={data}
                  idOf={(row) => row.id}
                  columns={columns}
                  selectedId={chosen?.id}
                  onOpen={(row) => show(row.id)}
                />
              )}
              {chosen && <EndpointDetail key={chosen.id} endpoint={chosen} close={() => show()} />}
              {id === NEW && <NewEndpoint close={() => show()} />}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function useColumns(): Column<OutgoingEndpoint>[] {
  const { t } = useText();
  return useMemo(
    () => [
      { id: 'name', header: t('settings.name'), width: 'minmax(120px, 1fr)', cell: ({ name }) => name },
      {
        id: 'url',
        header: t('outgoing.url'),
        width: 'minmax(160px, 2fr)',
        from: 700,
        cell: ({ url }) => <span className="mono">{url}</span>,
      },
      { id: 'state', header: t('feedback.state'), width: '150px', cell: ({ state }) => <EndpointBadge state={state} /> },
      { id: 'failed', header: t('outgoing.failed'), width: '96px', align: 'right', cell: ({ failed }) => showCount(failed) },
      { id: 'waiting', header: t('outgoing.waiting'), width: '84px', align: 'right', from: 620, cell: ({ waiting }) => showCount(waiting) },
      {
        id: 'last',
        header: t('outgoing.last'),
        width: '130px',
        from: 860,
        cell: ({ lastDeliveredAt }) => (lastDeliveredAt === null ? t('settings.never') : <TimeAgo at={lastDeliveredAt} />),
      },
    ],
    [t],
  );
}
