import { Outlet } from '@tanstack/react-router';
import { PasswordAgain } from '../access/password-again.tsx';
import { useDeskActivity } from '../agent/use-desk-activity.ts';
import { useText } from '../text/use-text.ts';
import { Banners } from './banners.tsx';
import { LiveNotices } from './live-notices.tsx';
import { Rim } from './rim.tsx';
import { openSearch, Search } from './search.tsx';
import styles from './shell.module.css';
import { TopBar } from './top-bar.tsx';

export function Shell() {
  const { t } = useText();
  useDeskActivity();
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {t('shell.skip')}
      </a>
      <Rim />
      <TopBar openSearch={openSearch} />
      <main className={styles.main} id="content" tabIndex={-1}>
        <Banners />
        <div className={styles.content}>
          <Outlet />
        </div>
      </main>
      <Search />
      <LiveNotices />
      <PasswordAgain />
    </div>
  );
}
