import type { ReplayRun } from '@banrimkwae/contract/recovery';
import { Progress } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount } from '../../connections/figures.ts';
import { Empty } from '../../feedback/empty.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import type { Column } from '../../lists/data-table.tsx';
import { LiveList } from '../../lists/live-list.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { ReplayBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import { useFilterText } from './filter-text.ts';
import { percentOf } from './percent.ts';
import styles from './replays.module.css';

/** Every replay of many deliveries, newest first. */
export function Replays() {
  const { t } = useText();
  const navigate = useNavigate();
  const { replayId } = useParams({ strict: false });
  const query = useInfiniteQuery(
    useApi().recovery.replays.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => at(cursor),
      refetchOnMount: 'always',
    }),
  );
  return (
    <>
      <div className={styles.head}>
        <span className="quiet">{t('replay.about')}</span>
        <NewReplay />
      </div>
      <LiveList<ReplayRun>
        label={t('traffic.parts.replays')}
        query={query}
        scope=""
        columns={useColumns()}
        selectedId={replayId}
        onOpen={(id) => void navigate({ to: '/traffic/replays/$replayId', params: { replayId: id }, replace: replayId !== undefined })}
        empty={<Empty icon={IconRepeat} title={t('replay.none')} why={t('replay.noneWhy')} />}
      />
      <Outlet />
    </>
  );
}

function NewReplay() {
  const { t } = useText();
  const navigate = useNavigate();
  return (
    <GuardedButton
      may="webhooks.replay"
      variant="default"
      leftSection={<IconRepeat size={16} />}
      onClick={() => void navigate({ to: '/traffic/webhooks/replay', search: {} })}
    >
      {t('replay.plan')}
    </GuardedButton>
  );
}

function useColumns(): Column<ReplayRun>[] {
  const { t } = useText();
  const textOf = useFilterText();
  return useMemo(
    () => [
      { id: 'at', header: t('replay.startedAt'), width: '116px', cell: (row) => <ClockTime at={row.startedAt} /> },
      { id: 'what', header: t('replay.what'), width: 'minmax(160px, 3fr)', cell: (row) => textOf(row.filter) },
      { id: 'state', header: t('feedback.state'), width: '124px', cell: (row) => <ReplayBadge state={row.state} /> },
      { id: 'done', header: t('replay.done'), width: 'minmax(150px, 2fr)', cell: (row) => <Done run={row} /> },
      { id: 'failed', header: t('replay.failed'), width: '72px', align: 'right', from: 620, cell: (row) => showCount(row.failed) },
      {
        id: 'by',
        header: t('replay.by'),
        width: 'minmax(100px, 1fr)',
        from: 860,
        cell: (row) => row.startedByName ?? row.startedBy,
      },
    ],
    [t, textOf],
  );
}

function Done({ run }: { run: ReplayRun }) {
  const { t } = useText();
  return (
    <span className={styles.bar}>
      <Progress value={percentOf(run)} aria-label={t('replay.progress')} />
      <span>
        {showCount(run.done)}/{showCount(run.total)}
      </span>
    </span>
  );
}
