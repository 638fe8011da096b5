import type { TunnelStatus } from '@banrimkwae/contract/tunnel';
import { IconAlertTriangle } from '@tabler/icons-react';
import { showMilliseconds } from '../../connections/figures.ts';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import styles from './tunnel.module.css';

/** How long the newest walk through the public address took, and when that was. */
export function RoundTrip({ trip }: { trip: TunnelStatus['lastRoundTrip'] }) {
  const { t } = useText();
  if (trip === null) return <span className="quiet">{t('wayIn.neverChecked')}</span>;
  if (trip.ms === null) {
    return (
      <span className={styles.missed}>
        <IconAlertTriangle size={14} aria-hidden /> {t('wayIn.missed')} <TimeAgo at={trip.at} />
      </span>
    );
  }
  return (
    <span>
      {showMilliseconds(trip.ms)} · <TimeAgo at={trip.at} />
    </span>
  );
}
