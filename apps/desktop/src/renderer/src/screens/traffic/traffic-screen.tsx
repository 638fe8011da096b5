import { Link, Outlet, useParams, useSearch } from '@tanstack/react-router';
import { OnlyFor } from '../../feedback/only-for.tsx';
import { Page } from '../../shell/page.tsx';
import tabs from '../../shell/place-tabs.module.css';
import { useText } from '../../text/use-text.ts';

const parts = [
  { name: 'webhooks', to: '/traffic/webhooks' },
  { name: 'refused', to: '/traffic/refused' },
  { name: 'requests', to: '/traffic/requests' },
  { name: 'jobs', to: '/traffic/jobs' },
] as const;

/** What came in, what went out, and the work between: for finding out what happened. */
export function TrafficScreen() {
  const { t } = useText();
  const { webhookId, requestId, jobId } = useParams({ strict: false });
  const { id } = useSearch({ strict: false });
  return (
    <Page
      title={t('shell.places.traffic')}
      state={t('traffic.state')}
      fills
      besideDetail={(webhookId ?? requestId ?? jobId ?? id) !== undefined}
    >
      <nav className={tabs.tabs} aria-label={t('shell.places.traffic')}>
        {parts.map(({ name, to }) => (
          <Link key={name} to={to} className={tabs.tab}>
            {t(`traffic.parts.${name}`)}
          </Link>
        ))}
      </nav>
      <OnlyFor may="traffic.read">
        <Outlet />
      </OnlyFor>
    </Page>
  );
}
