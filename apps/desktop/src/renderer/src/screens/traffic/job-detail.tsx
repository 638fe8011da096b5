import type { Job } from '@banrimkwae/contract/traffic';
import { Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { SubjectLink } from '../../details/subject-link.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { JobBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { Failure } from './failure.tsx';
import { JobActions } from './job-actions.tsx';
import { useJobKind } from './job-kind.tsx';

/** One piece of background work, and what may be done with it. */
export function JobDetail() {
  const { t } = useText();
  const { jobId } = useParams({ from: '/traffic/jobs/$jobId' });
  const search = useSearch({ from: '/traffic/jobs' });
  const navigate = useNavigate();
  const kindOf = useJobKind();
  const job = useQuery(useApi().traffic.job.queryOptions({ input: { id: jobId } }));
  const data = job.data;
  return (
    <DetailDrawer
      key={jobId}
      title={data ? kindOf(data.kind) : t('traffic.job.one')}
      aside={data && <JobBadge state={data.state} />}
      onClose={() => void navigate({ to: '/traffic/jobs', search })}
      footer={data && <JobActions job={data} />}
    >
      <Loaded query={job}>
        {(loaded) => (
          <>
            <Failure text={loaded.error} />
            {loaded.progress && loaded.state === 'running' && (
              <div>
                <p>{loaded.progress.note}</p>
                <Progress value={loaded.progress.done * 100} aria-label={t('traffic.job.progress')} />
              </div>
            )}
            <JobFacts job={loaded} />
          </>
        )}
      </Loaded>
    </DetailDrawer>
  );
}

function JobFacts({ job }: { job: Job }) {
  const { t } = useText();
  const before = job.state === 'waiting' || job.state === 'delayed';
  return (
    <Facts
      facts={[
        [t('traffic.job.subject'), <SubjectLink key="subject" id={job.subjectId} />],
        [t('traffic.attempts'), t('traffic.job.attemptsOf', { attempts: job.attempts, most: job.maxAttempts })],
        [t('traffic.job.created'), <ExactTime key="created" at={job.createdAt} />],
        [t('traffic.job.starts'), before && <ExactTime key="runs" at={job.runAt} />],
        [t('traffic.job.finished'), job.finishedAt && <ExactTime key="finished" at={job.finishedAt} />],
        [t('traffic.job.kind'), <CopyableId key="kind" value={job.kind} />],
        [t('traffic.ourId'), <CopyableId key="id" value={job.id} />],
      ]}
    />
  );
}
