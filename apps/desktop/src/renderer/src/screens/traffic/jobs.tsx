import { type Job, JobState } from '@banrimkwae/contract/traffic';
import { Group, Progress, Select } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useAgent, useApi } from '../../agent/agent-context.tsx';
import type { Column } from '../../lists/data-table.tsx';
import { ExportButton } from '../../lists/export-button.tsx';
import { LiveList } from '../../lists/live-list.tsx';
import { NothingListed } from '../../lists/nothing-listed.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { JobBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import { JobKind } from './job-kind.tsx';
import styles from './traffic.module.css';

type Filter = { state?: string | undefined };

function wanted({ state }: Filter) {
  const known = JobState.options.find((one) => one === state);
  return known ? { state: known } : {};
}

/** Background work, newest first. */
export function Jobs() {
  const { t } = useText();
  const navigate = useNavigate();
  const filter: Filter = useSearch({ from: '/traffic/jobs' });
  const { jobId } = useParams({ strict: false });
  const query = useInfiniteQuery(
    useApi().traffic.jobs.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), ...wanted(filter) }),
      refetchOnMount: 'always',
    }),
  );
  const open = (id: string) =>
    void navigate({ to: '/traffic/jobs/$jobId', params: { jobId: id }, search: filter, replace: jobId !== undefined });
  return (
    <>
      <Filters filter={filter} />
      <LiveList<Job>
        label={t('traffic.parts.jobs')}
        query={query}
        scope={JSON.stringify(filter)}
        columns={useColumns()}
        selectedId={jobId}
        onOpen={open}
        empty={<NoJobs filter={filter} />}
      />
      <Outlet />
    </>
  );
}

/** That nothing has failed is good news, so it is told as such. */
function NoJobs({ filter: { state } }: { filter: Filter }) {
  const { t } = useText();
  const navigate = useNavigate();
  return (
    <NothingListed
      icon={IconStack2}
      filtered={state !== undefined && state !== 'dead'}
      showAll={() => void navigate({ to: '/traffic/jobs', search: {} })}
      title={t(state === 'dead' ? 'traffic.job.noneDead' : 'traffic.job.none')}
      why={t(state === 'dead' ? 'traffic.job.noneDeadWhy' : 'traffic.job.noneWhy')}
    />
  );
}

function Filters({ filter }: { filter: Filter }) {
  const { t } = useText();
  const navigate = useNavigate();
  const { client } = useAgent();
  return (
    <Group gap={8}>
      <Select
        w={200}
        clearable
        clearButtonProps={{ 'aria-label': t('feedback.anyState') }}
        placeholder={t('feedback.anyState')}
        aria-label={t('feedback.state')}
        value={filter.state ?? null}
        data={JobState.options.map((state) => ({ value: state, label: t(`states.job.${state}`) }))}
        onChange={(state) => void navigate({ to: '.', search: { state: state ?? undefined }, replace: true })}
      />
      <ExportButton<Job>
        name="jobs"
        read={(paging) => client.traffic.jobs({ ...paging, ...wanted(filter) })}
        columns={[
          [t('traffic.job.created'), (row) => row.createdAt],
          [t('traffic.job.kind'), (row) => row.kind],
          [t('traffic.job.subject'), (row) => row.subjectId],
          [t('feedback.state'), (row) => row.state],
          [t('traffic.attempts'), (row) => row.attempts],
          [t('traffic.error'), (row) => row.error ?? ''],
          [t('traffic.ourId'), (row) => row.id],
        ]}
      />
    </Group>
  );
}

function useColumns(): Column<Job>[] {
  const { t } = useText();
  return useMemo(
    () => [
      { id: 'at', header: t('traffic.job.created'), width: '116px', cell: (row) => <ClockTime at={row.createdAt} /> },
      { id: 'kind', header: t('traffic.job.kind'), width: 'minmax(140px, 2fr)', cell: (row) => <JobKind kind={row.kind} /> },
      {
        id: 'subject',
        header: t('traffic.job.subject'),
        width: 'minmax(110px, 1fr)',
        from: 760,
        cell: (row) => <span className="mono">{row.subjectId}</span>,
      },
      { id: 'state', header: t('feedback.state'), width: '132px', cell: (row) => <JobBadge state={row.state} /> },
      { id: 'now', header: t('traffic.job.now'), width: 'minmax(160px, 3fr)', cell: (row) => <Now job={row} /> },
      {
        id: 'attempts',
        header: t('traffic.attempts'),
        width: '72px',
        align: 'right',
        from: 700,
        cell: (row) => `${row.attempts}/${row.maxAttempts}`,
      },
    ],
    [t],
  );
}

/** How far a running job is, why a failed one failed, when a later one starts. */
function Now({ job }: { job: Job }) {
  const { t } = useText();
  if (job.state === 'running' && job.progress) {
    return (
      <span className={styles.progress}>
        <Progress value={job.progress.done * 100} aria-label={t('traffic.job.progress')} />
        <span>{job.progress.note}</span>
      </span>
    );
  }
  if (job.error !== null) return job.error;
  return job.state === 'delayed' ? (
    <>
      {t('traffic.job.starts')} <ClockTime at={job.runAt} />
    </>
  ) : null;
}
