import type { ChannelStatus } from '@banrimkwae/contract/channel';
import { Button, Group } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Facts } from '../../details/facts.tsx';
import { YesNoBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import { ChannelJobButton } from './channel-job.tsx';
import styles from './rooms.module.css';

/** How one channel stands, and what can be done about it. */
export function ChannelCard({ status, editMapping }: { status: ChannelStatus; editMapping: () => void }) {
  const { t } = useText();
  return (
    <section className={styles.channel} aria-label={status.name}>
      <div className={styles.channelHead}>
        <h2>{status.name}</h2>
        <YesNoBadge yes={status.inSync}>{t(status.inSync ? 'rooms.inSync' : 'rooms.notInSync')}</YesNoBadge>
      </div>
      <Facts
        facts={[
          [t('rooms.lastPush'), <When key="push" at={status.lastPushAt} />],
          [t('rooms.lastImport'), <When key="import" at={status.lastImportAt} />],
          [t('rooms.waiting'), status.waitingChanges > 0 ? String(status.waitingChanges) : null],
          [t('rooms.unacknowledged'), status.unacknowledged > 0 ? String(status.unacknowledged) : null],
          [t('rooms.lastError'), status.lastError],
        ]}
      />
      <Group gap={8} align="flex-start">
        <ChannelJobButton kind="sync" provider={status.provider} />
        <ChannelJobButton kind="import" provider={status.provider} />
        <Button variant="default" leftSection={<IconArrowsExchange size={16} />} onClick={editMapping}>
          {t('rooms.mapping')}
        </Button>
      </Group>
    </section>
  );
}

function When({ at }: { at: string | null }): ReactNode {
  const { t } = useText();
  return at === null ? t('rooms.never') : <TimeAgo at={at} />;
}
