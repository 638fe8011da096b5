import type { WebhookSetup } from '@banrimkwae/contract/providers';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type * as z from 'zod';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import styles from './connections.module.css';

type Proof = z.infer<typeof WebhookSetup>['proof'];

/** How, when and whether the address was last proved. */
export function WebhookProof({ proof }: { proof: Proof }) {
  const { t } = useText();
  if (proof === null) return <span className="quiet">{t('connections.proof.none')}</span>;
  const Mark = proof.success ? IconCircleCheck : IconAlertTriangle;
  return (
    <span className={styles.proof} data-success={proof.success}>
      <Mark size={14} aria-hidden />
      <span>
        {t(proof.success ? `connections.proof.by.${proof.how}` : `connections.proof.failed.${proof.how}`)} <TimeAgo at={proof.at} />
        {!proof.success && <span lang="en"> · {proof.message}</span>}
      </span>
    </span>
  );
}
