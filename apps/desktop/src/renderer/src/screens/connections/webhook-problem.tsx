import type { WebhookSetup } from '@banrimkwae/contract/providers';
import { IconAlertTriangle } from '@tabler/icons-react';
import type * as z from 'zod';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import styles from './connections.module.css';

/** Why the provider's news do not arrive as they should, and what to do; nothing while nothing is wrong. */
export function WebhookProblem({ problem }: Pick<z.infer<typeof WebhookSetup>, 'problem'>) {
  const { pick } = useText();
  if (problem === null) return null;
  return (
    <p className={styles.problem} role="note">
      <IconAlertTriangle size={16} aria-hidden className={styles.problemMark} />
      <span>
        {pick(problem.sentence)} {pick(problem.nextStep)} <TimeAgo at={problem.since} />
      </span>
    </p>
  );
}
