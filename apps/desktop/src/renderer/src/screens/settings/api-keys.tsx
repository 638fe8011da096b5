import { IconKey, IconKeyOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { type Column, DataTable } from '../../lists/data-table.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime, TimeAgo } from '../../time/time-ago.tsx';
import { ApiKeyDetail } from './api-key-detail.tsx';
import { type ApiKey, KeyBadge } from './key-badge.tsx';
import { NewApiKey } from './new-api-key.tsx';
import { NEW } from './new-id.ts';
import styles from './settings.module.css';

/** Keys of programs that ask the agent without a person. */
export function ApiKeys() {
  const { t } = useText();
  const navigate = useNavigate();
  const { id } = useSearch({ from: '/settings' });
  const keys = useQuery(useApi().access.apiKeys.queryOptions({ refetchOnMount: 'always' }));
  const columns = useColumns();
  const show = (next?: string) => void navigate({ to: '/settings', search: { tab: 'keys', ...(next !== undefined && { id: next }) } });
  return (
    <>
      <div className={styles.head}>
        <p>{t('settings.keys.about')}</p>
        <GuardedButton may="api_keys.manage" leftSection={<IconKey size={16} />} onClick={() => show(NEW)}>
          {t('settings.keys.add')}
        </GuardedButton>
      </div>
      <Loaded query={keys} skeleton={<ListSkeleton />}>
        {(data) => {
          const chosen = data.find((key) => key.id === id);
          return (
            <>
              {data.length === 0 ? (
                <Empty icon={IconKeyOff} title={t('settings.keys.none')} why={t('settings.keys.noneWhy')} />
              ) : (
                <DataTable<ApiKey>
                  label={t('settings.parts.keys')}
                  rows={data}
                  idOf={(row) => row.id}
                  columns={columns}
                  selectedId={chosen?.id}
                  onOpen={(row) => show(row.id)}
                />
              )}
              {chosen && <ApiKeyDetail key={chosen.id} apiKey={chosen} close={() => show()} />}
              {id === NEW && <NewApiKey close={() => show()} />}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function useColumns(): Column<ApiKey>[] {
  const { t } = useText();
  return useMemo(
    () => [
      { id: 'name', header: t('settings.name'), width: 'minmax(140px, 2fr)', cell: (row) => row.name },
      { id: 'start', header: t('settings.keys.start'), width: '120px', cell: (row) => <span className="mono">{row.start}…</span> },
      { id: 'state', header: t('feedback.state'), width: '150px', cell: (row) => <KeyBadge apiKey={row} /> },
      { id: 'rights', header: t('settings.keys.rights'), width: '90px', align: 'right', from: 640, cell: (row) => row.permissions.length },
      {
        id: 'used',
        header: t('settings.keys.used'),
        width: '130px',
        from: 760,
        cell: (row) => (row.lastUsedAt === null ? t('settings.never') : <TimeAgo at={row.lastUsedAt} />),
      },
      {
        id: 'until',
        header: t('settings.keys.until'),
        width: '130px',
        from: 880,
        cell: (row) => (row.expiresAt === null ? t('settings.keys.noEnd') : <ClockTime at={row.expiresAt} />),
      },
    ],
    [t],
  );
}
