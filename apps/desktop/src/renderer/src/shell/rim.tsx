import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../access/session-context.tsx';
import { useApi } from '../agent/agent-context.tsx';
import { useText } from '../text/use-text.ts';
import { Brand } from './brand.tsx';
import { backOffice, frontDesk, type Place } from './navigation.ts';
import styles from './shell.module.css';

/** The way to every screen; what is not this person's is not there. */
export function Rim() {
  const { t } = useText();
  const may = useMay();
  const mine = (places: readonly Place[]) => places.filter((place) => place.may === undefined || may(place.may));
  return (
    <nav className={styles.rim} aria-label={t('shell.navigation')}>
      <div className={styles.brand}>
        <Brand size={28} />
      </div>
      {mine(frontDesk).map((place) => (
        <RimLink key={place.name} place={place} />
      ))}
      <hr className={styles.divider} />
      {mine(backOffice).map((place) => (
        <RimLink key={place.name} place={place} />
      ))}
    </nav>
  );
}

function RimLink({ place }: { place: Place }) {
  const { t } = useText();
  const may = useMay();
  const overview = useQuery({ ...useApi().system.overview.queryOptions(), enabled: may('overview.read') });
  const mine = place.waitsFor === undefined || may(place.waitsFor);
  const waiting = (mine && overview.data && place.waiting?.(overview.data, may)) || 0;
  const Mark = place.icon;
  return (
    <Link to={place.to} className={styles.link} activeOptions={{ exact: place.to === '/' }}>
      <Mark size={20} stroke={1.75} aria-hidden />
      {t(`shell.places.${place.name}`)}
      {waiting > 0 && (
        <span className={styles.count}>
          {waiting > 99 ? '99+' : waiting}
          <span className="visually-hidden"> {t('shell.waitingHere')}</span>
        </span>
      )}
    </Link>
  );
}
