import type { Operator } from '@banrimkwae/contract/access';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { type Column, DataTable } from '../../lists/data-table.tsx';
import { languageNames } from '../../shell/language.tsx';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import { NEW } from './new-id.ts';
import { NewOperator } from './new-operator.tsx';
import { OperatorBadge } from './operator-badge.tsx';
import { OperatorDetail } from './operator-detail.tsx';
import styles from './settings.module.css';

/** Everyone who may sign in, and as what. */
export function Operators() {
  const { t } = useText();
  const navigate = useNavigate();
  const { id } = useSearch({ from: '/settings' });
  const operators = useQuery(useApi().access.operators.queryOptions({ refetchOnMount: 'always' }));
  const columns = useColumns();
  const show = (next?: string) => void navigate({ to: '/settings', search: { tab: 'operators', ...(next !== undefined && { id: next }) } });
  return (
    <>
      <div className={styles.head}>
        <p>{t('settings.operators.about')}</p>
        <GuardedButton may="operators.manage" leftSection={<IconUserPlus size={16} />} onClick={() => show(NEW)}>
          {t('settings.operators.add')}
        </GuardedButton>
      </div>
      <Loaded query={operators} skeleton={<ListSkeleton />}>
        {(data) => {
          const chosen = data.find((operator) => operator.id === id);
          return (
            <>
              <DataTable<Operator>
                label={t('settings.parts.operators')}
                rows={data}
                idOf={(row) => row.id}
                columns={columns}
                selectedId={chosen?.id}
                onOpen={(row) => show(row.id)}
              />
              {chosen && <OperatorDetail key={chosen.id} operator={chosen} close={() => show()} />}
              {id === NEW && <NewOperator close={() => show()} added={(operator) => show(operator.id)} />}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function useColumns(): Column<Operator>[] {
  const { t } = useText();
  return useMemo(
    () => [
      { id: 'name', header: t('settings.name'), width: 'minmax(140px, 2fr)', cell: (row) => row.name },
      {
        id: 'username',
        header: t('access.username'),
        width: 'minmax(110px, 1fr)',
        from: 560,
        cell: (row) => <span className="mono">{row.username}</span>,
      },
      { id: 'role', header: t('settings.role'), width: 'minmax(130px, 1fr)', cell: (row) => t(`access.roles.${row.role}`) },
      { id: 'language', header: t('settings.language'), width: '96px', from: 840, cell: (row) => languageNames[row.language] },
      { id: 'state', header: t('feedback.state'), width: '148px', cell: (row) => <OperatorBadge disabled={row.disabled} /> },
      {
        id: 'seen',
        header: t('settings.operators.seen'),
        width: '130px',
        from: 700,
        cell: (row) => (row.lastSeenAt === null ? t('settings.never') : <TimeAgo at={row.lastSeenAt} />),
      },
    ],
    [t],
  );
}
