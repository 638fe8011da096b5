import { Outlet } from '@tanstack/react-router';
import { Fetches } from './fetches.tsx';
import styles from './gaps.module.css';
import { Outages } from './outages.tsx';
import { Silences } from './silences.tsx';

/** What was missed and made up for: what should have come by now, outages, and up to when each provider's news are complete. */
export function Gaps() {
  return (
    <>
      <div className={styles.gaps}>
        <Silences />
        <Outages />
        <Fetches />
      </div>
      <Outlet />
    </>
  );
}
