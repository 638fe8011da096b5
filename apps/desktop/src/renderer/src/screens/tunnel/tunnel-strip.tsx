import type { TunnelStatus } from '@banrimkwae/contract/tunnel';
import { Skeleton } from '@mantine/core';
import { IconWorldUpload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { TunnelBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import { RoundTrip } from './round-trip.tsx';
import styles from './tunnel.module.css';
import { TunnelActions } from './tunnel-actions.tsx';
import { useTunnel } from './tunnel-query.ts';

/** Whether providers reach us, above everything that depends on it. */
export function TunnelStrip() {
  const tunnel = useTunnel();
  return (
    <Loaded query={tunnel} skeleton={<Skeleton h={96} aria-busy="true" />}>
      {(status) => <Strip tunnel={status} />}
    </Loaded>
  );
}

function Strip({ tunnel }: { tunnel: TunnelStatus }) {
  const { t, pick } = useText();
  return (
    <section className={styles.strip} data-state={tunnel.state} aria-label={t('wayIn.title')}>
      <IconWorldUpload size={24} stroke={1.75} aria-hidden className={styles.mark} />
      <div className={styles.words}>
        <div className={styles.head}>
          <Link to="/connections/tunnel" className={styles.title}>
            {t('wayIn.title')}
          </Link>
          <TunnelBadge state={tunnel.state} />
          <span className="quiet">
            <TimeAgo at={tunnel.since} />
          </span>
        </div>
        <p className={styles.sentence}>{pick(tunnel.sentence)}</p>
        {tunnel.nextStep && <p className={styles.next}>{pick(tunnel.nextStep)}</p>}
        <div className={styles.facts}>
          {tunnel.publicUrl !== null && <CopyableId value={tunnel.publicUrl} />}
          {tunnel.state !== 'not_set_up' && (
            <span>
              <span className="quiet">{t('wayIn.roundTrip')} </span>
              <RoundTrip trip={tunnel.lastRoundTrip} />
            </span>
          )}
        </div>
      </div>
      <div className={styles.actions}>
        <TunnelActions tunnel={tunnel} />
      </div>
    </section>
  );
}
