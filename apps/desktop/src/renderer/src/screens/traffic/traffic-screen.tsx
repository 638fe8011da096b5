import { Link, Outlet, useMatchRoute, useParams, useSearch } from '@tanstack/react-router';
import { OnlyFor } from '../../feedback/only-for.tsx';
import { Page } from '../../shell/page.tsx';
import tabs from '../../shell/place-tabs.module.css';
import { useText } from '../../text/use-text.ts';
import { useDeadLettersWaiting } from '../dead-letters/dead-letter-query.ts';

const parts = [
  { name: 'webhooks', to: '/traffic/webhooks' },
  { name: 'refused', to: '/traffic/refused' },
  { name: 'replays', to: '/traffic/replays' },
  { name: 'dead-letters', to: '/traffic/dead-letters' },
  { name: 'gaps', to: '/traffic/recovery' },
  { name: 'requests', to: '/traffic/requests' },
  { name: 'jobs', to: '/traffic/jobs' },
] as const;

/** What came in, what went out, the work between, and what was missed: for finding out what happened. */
export function TrafficScreen() {
  const { t } = useText();
  const waiting = useDeadLettersWaiting();
  const listed = useMatchRoute()({ to: '/traffic/recovery', fuzzy: true }) === false;
  return (
    <Page title={t('shell.places.traffic')} state={t('traffic.state')} fills={listed} besideDetail={useDetailOpen()}>
      <nav className={tabs.tabs} aria-label={t('shell.places.traffic')}>
        {parts.map(({ name, to }) => (
          <Link key={name} to={to} className={tabs.tab}>
            {t(`traffic.parts.${name}`)}
            {name === 'dead-letters' && waiting > 0 && (
              <span className={tabs.count}>
                {waiting > 99 ? '99+' : waiting}
                <span className="visually-hidden"> {t('traffic.waitingForYou')}</span>
              </span>
            )}
          </Link>
        ))}
      </nav>
      <OnlyFor may="traffic.read">
        <Outlet />
      </OnlyFor>
    </Page>
  );
}

function useDetailOpen(): boolean {
  const { webhookId, requestId, jobId, replayId, outageId } = useParams({ strict: false });
  const { id, key } = useSearch({ strict: false });
  const planning = useMatchRoute()({ to: '/traffic/webhooks/replay' }) !== false;
  return planning || (webhookId ?? requestId ?? jobId ?? replayId ?? outageId ?? id ?? key) !== undefined;
}
