import { Button } from '@mantine/core';
import { IconCloudOff, IconRefresh, IconSchool } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useAgent } from '../agent/agent-context.tsx';
import { unwrap } from '../agent/desk-transport.ts';
import { useLink } from '../agent/live-connection.tsx';
import { useText } from '../text/use-text.ts';
import { formatInstant } from '../time/format-time.ts';
import { useSystem, useTimeStyle } from '../time/resort.tsx';
import styles from './shell.module.css';

/** What is true for everyone, above every screen. */
export function Banners() {
  return (
    <>
      <OfflineBanner />
      <UpdateBanner />
      <PracticeBanner />
    </>
  );
}

export function PracticeBanner() {
  const { t } = useText();
  if (useSystem().profile !== 'practice') return null;
  return (
    <div className={styles.banner} data-tone="warn">
      <IconSchool size={16} aria-hidden />
      {t('shell.practiceBanner')}
    </div>
  );
}

function OfflineBanner() {
  const { t } = useText();
  const link = useLink();
  const style = useTimeStyle();
  if (link.reachable) return null;
  return (
    <div className={styles.banner} data-tone="bad" role="alert">
      <IconCloudOff size={16} aria-hidden />
      {t(link.reason === 'certificate_changed' ? 'shell.certificateChanged' : 'shell.offlineSince', {
        time: formatInstant(link.since, 'clock', style),
      })}
    </div>
  );
}

function UpdateBanner() {
  const { t } = useText();
  const { desk } = useAgent();
  const [version, setVersion] = useState<string>();
  useEffect(() => desk?.on('updates.ready', (update) => setVersion(update.version)), [desk]);
  if (!desk || version === undefined) return null;
  return (
    <div className={styles.banner} data-tone="info">
      <IconRefresh size={16} aria-hidden />
      {t('shell.updateReady', { version })}
      <Button size="compact-xs" onClick={() => void desk['updates.install']().then(unwrap)}>
        {t('shell.updateNow')}
      </Button>
    </div>
  );
}
