import type { Overview, Problem } from '@banrimkwae/contract/system';
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowRight, IconCircleCheck, IconClock } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import styles from './today.module.css';

const SHOWN = 4;

/** One sentence of truth: the worst problem with its next step, or that everything works. */
export function Headline({ overview }: { overview: Overview }) {
  const [worst, ...others] = overview.problems;
  if (!worst) return <AllWell overview={overview} />;
  return (
    <section className={styles.problems}>
      <ProblemLine problem={worst} first />
      {others.slice(0, SHOWN - 1).map((problem) => (
        <ProblemLine key={problem.id} problem={problem} />
      ))}
      <Further count={others.length - (SHOWN - 1)} />
    </section>
  );
}

function AllWell({ overview }: { overview: Overview }) {
  const { t } = useText();
  const { lastBookingAt } = overview.rooms;
  const { unreadMessages, deadJobs, unknownOutcomes } = overview.waiting;
  return (
    <p className={styles.well}>
      <IconCircleCheck size={24} aria-hidden />
      <span>
        {t('today.allWorks')}{' '}
        {lastBookingAt !== null && (
          <>
            {t('today.lastBooking')} <TimeAgo at={lastBookingAt} />.{' '}
          </>
        )}
        {unreadMessages + deadJobs + unknownOutcomes === 0 && t('today.nothingWaits')}
      </span>
    </p>
  );
}

function ProblemLine({ problem, first = false }: { problem: Problem; first?: boolean }) {
  const { pick, t } = useText();
  const navigate = useNavigate();
  const { link } = problem;
  const Mark = problem.severity === 'waiting' ? IconClock : IconAlertTriangle;
  return (
    <div className={styles.problem} data-severity={problem.severity} data-first={first || undefined}>
      <Mark size={first ? 24 : 18} aria-hidden className={styles.problemMark} />
      <div className={styles.problemWords}>
        <p className={styles.sentence}>{pick(problem.sentence)}</p>
        {first && <p className={styles.next}>{pick(problem.nextStep)}</p>}
      </div>
      <span className={styles.since}>
        <TimeAgo at={problem.since} />
      </span>
      {link !== null && (
        <Button
          variant={first ? 'filled' : 'default'}
          size={first ? 'sm' : 'compact-sm'}
          rightSection={<IconArrowRight size={16} />}
          aria-label={t('today.lookAt', { sentence: pick(problem.sentence) })}
          onClick={() => void navigate({ to: link })}
        >
          {t('today.look')}
        </Button>
      )}
    </div>
  );
}

function Further({ count }: { count: number }) {
  const { t } = useText();
  return count > 0 ? <p className={styles.further}>{t('today.further', { count })}</p> : null;
}
