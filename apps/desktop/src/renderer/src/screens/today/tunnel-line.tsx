import type { Overview } from '@banrimkwae/contract/system';
import { Link } from '@tanstack/react-router';
import { TunnelBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import styles from './today.module.css';

/** Whether the outside reaches us; nothing in the practice profile, where it need not. */
export function TunnelLine({ overview }: { overview: Overview | undefined }) {
  const { t } = useText();
  if (!overview?.tunnel) return null;
  return (
    <Link to="/connections/tunnel" className={styles.tunnel}>
      {t('today.outside')} <TunnelBadge state={overview.tunnel.state} />{' '}
      <span className="quiet">
        <TimeAgo at={overview.tunnel.since} />
      </span>
    </Link>
  );
}
