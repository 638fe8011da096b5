import type { Provider } from '@banrimkwae/contract/providers';
import { IconPlug } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount, showMilliseconds, showRate } from '../../connections/figures.ts';
import { ProviderLogo } from '../../connections/provider-logo.tsx';
import { Sparkline } from '../../connections/sparkline.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { ConnectionBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import styles from './today.module.css';

const EVERY = 60_000;

export function ConnectionList() {
  const { t } = useText();
  const providers = useQuery({ ...useApi().providers.list.queryOptions(), refetchInterval: EVERY });
  return (
    <Loaded query={providers} skeleton={<ListSkeleton />}>
      {(data) =>
        data.length === 0 ? (
          <Empty icon={IconPlug} title={t('connections.none')} why={t('connections.noneWhy')} />
        ) : (
          <ul className={styles.list}>
            {data.map((provider) => (
              <li key={provider.id}>
                <ConnectionRow provider={provider} />
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function ConnectionRow({ provider }: { provider: Provider }) {
  const { t, pick } = useText();
  const { health } = provider;
  const asked = health.requestsToday > 0;
  return (
    <Link to="/connections/$providerId" params={{ providerId: provider.id }} className={styles.connection}>
      <ProviderLogo logo={provider.logo} type={provider.type} />
      <span className={styles.name}>{provider.name}</span>
      <span>
        <ConnectionBadge state={health.state} />
      </span>
      <span className={styles.told}>
        {pick(health.sentence)}{' '}
        {health.state !== 'working' && (
          <span className="quiet">
            <TimeAgo at={health.since} />
          </span>
        )}
      </span>
      <span className={styles.figure}>
        {asked ? t('connections.todayCount', { count: health.requestsToday, shown: showCount(health.requestsToday) }) : ''}
      </span>
      <span className={styles.figure}>{asked ? showRate(health.successRate) : ''}</span>
      <span className={styles.figure}>{asked ? showMilliseconds(health.averageResponseMs) : ''}</span>
      <Sparkline recent={health.recent} />
    </Link>
  );
}
