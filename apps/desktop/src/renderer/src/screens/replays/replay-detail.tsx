import type { ReplayRun } from '@banrimkwae/contract/recovery';
import { Group, Progress } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount } from '../../connections/figures.ts';
import { CopyableId } from '../../details/copyable-id.tsx';
import details from '../../details/details.module.css';
import { Facts } from '../../details/facts.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { EffectBadge, ReplayBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { useFilterText } from './filter-text.ts';
import { percentOf } from './percent.ts';
import styles from './replays.module.css';

/** Between two events of a run that goes fast. */
const EVERY = 2000;

/** One replay: how far it is, and holding or ending it. */
export function ReplayDetail() {
  const { t } = useText();
  const navigate = useNavigate();
  const { replayId } = useParams({ from: '/traffic/replays/$replayId' });
  const run = useQuery({
    ...useApi().recovery.replay.queryOptions({ input: { id: replayId } }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? EVERY : false),
  });
  const data = run.data;
  return (
    <DetailDrawer
      key={replayId}
      title={t('replay.one')}
      aside={data && <ReplayBadge state={data.state} />}
      onClose={() => void navigate({ to: '/traffic/replays' })}
      footer={data && (data.state === 'running' || data.state === 'paused') && <Steering run={data} />}
    >
      <Loaded query={run}>
        {(loaded) => (
          <>
            <HowFar run={loaded} />
            <RunFacts run={loaded} />
          </>
        )}
      </Loaded>
    </DetailDrawer>
  );
}

const colors: Record<ReplayRun['state'], string> = { running: 'river', paused: 'yellow', completed: 'river', cancelled: 'gray' };

function HowFar({ run }: { run: ReplayRun }) {
  const { t } = useText();
  return (
    <div>
      <p className={styles.total} role="status">
        <span>
          <span className={styles.done}>{showCount(run.done)}</span> {t('replay.of', { shown: showCount(run.total) })}
        </span>
        {run.failed > 0 && (
          <Link to="/traffic/dead-letters" className={details.link}>
            {t('replay.failedCount', { count: run.failed, shown: showCount(run.failed) })}
          </Link>
        )}
      </p>
      <Progress mt={8} size="lg" value={percentOf(run)} color={colors[run.state]} aria-label={t('replay.progress')} />
      {run.state === 'cancelled' && <p className="quiet">{t('replay.cancelled')}</p>}
    </div>
  );
}

function RunFacts({ run }: { run: ReplayRun }) {
  const { t } = useText();
  const textOf = useFilterText();
  return (
    <Facts
      facts={[
        [t('replay.what'), textOf(run.filter)],
        [
          t('replay.groupsOf'),
          <Group key="effects" gap={6}>
            {run.effects.map((effect) => (
              <EffectBadge key={effect} effect={effect} />
            ))}
          </Group>,
        ],
        [t('replay.again'), t(run.includeApplied ? 'replay.againYes' : 'replay.againNo')],
        [t('replay.pace'), t('replay.perMinute', { shown: showCount(run.perMinute) })],
        [t('replay.by'), run.startedByName ?? run.startedBy],
        [t('replay.startedAt'), <ExactTime key="started" at={run.startedAt} />],
        [t('replay.finishedAt'), run.finishedAt && <ExactTime key="finished" at={run.finishedAt} />],
        [t('traffic.ourId'), <CopyableId key="id" value={run.id} />],
      ]}
    />
  );
}

function Steering({ run }: { run: ReplayRun }) {
  const { t } = useText();
  const { recovery } = useApi();
  const queries = useQueryClient();
  const put = (next: ReplayRun) => {
    queries.setQueryData(recovery.replay.queryKey({ input: { id: next.id } }), next);
    return queries.invalidateQueries({ queryKey: recovery.replays.key() });
  };
  const pause = useMutation(recovery.pauseReplay.mutationOptions({ onSuccess: put }));
  const resume = useMutation(recovery.resumeReplay.mutationOptions({ onSuccess: put }));
  const cancel = useMutation(recovery.cancelReplay.mutationOptions({ onSuccess: put }));
  const fault = cancel.error ?? pause.error ?? resume.error;
  const id = { id: run.id };
  return (
    <>
      {fault && <ErrorPanel fault={fault} />}
      {run.state === 'running' ? (
        <GuardedButton
          may="webhooks.replay"
          leftSection={<IconPlayerPause size={16} />}
          loading={pause.isPending}
          onClick={() => pause.mutate(id)}
        >
          {t('replay.pause')}
        </GuardedButton>
      ) : (
        <GuardedButton
          may="webhooks.replay"
          leftSection={<IconPlayerPlay size={16} />}
          loading={resume.isPending}
          onClick={() => resume.mutate(id)}
        >
          {t('replay.resume')}
        </GuardedButton>
      )}
      <GuardedButton
        may="webhooks.replay"
        variant="default"
        leftSection={<IconPlayerStop size={16} />}
        loading={cancel.isPending}
        onClick={() => cancel.mutate(id)}
      >
        {t('replay.cancel')}
      </GuardedButton>
    </>
  );
}
