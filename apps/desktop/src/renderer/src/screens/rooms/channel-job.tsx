import { IconDownload, IconRefresh } from '@tabler/icons-react';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './rooms.module.css';
import { type ChannelJobKind, useChannelJob } from './use-channel-job.ts';

const marks = { sync: IconRefresh, import: IconDownload } as const;

/** "Sync now" or "Fetch bookings", with what became of it below. */
export function ChannelJobButton({ kind, provider }: { kind: ChannelJobKind; provider?: string }) {
  const { t } = useText();
  const work = useChannelJob(kind, provider);
  const Mark = marks[kind];
  return (
    <div className={styles.job}>
      <GuardedButton may="channel.sync" variant="default" leftSection={<Mark size={16} />} loading={work.busy} onClick={work.start}>
        {t(`rooms.${kind}`)}
      </GuardedButton>
      <Outcome kind={kind} work={work} />
    </div>
  );
}

function Outcome({ kind, work }: { kind: ChannelJobKind; work: ReturnType<typeof useChannelJob> }) {
  const { t } = useText();
  if (work.fault) return <ErrorPanel fault={work.fault} />;
  const over = work.job?.state === 'completed' ? `${kind}Done` : work.job?.state === 'dead' ? 'jobDead' : undefined;
  const text = work.busy ? t(kind === 'sync' ? 'rooms.syncing' : 'rooms.importing') : over && t(`rooms.${over as 'syncDone'}`);
  return (
    <p className={styles.outcome} role="status" data-bad={over === 'jobDead' || undefined}>
      {text}
    </p>
  );
}
