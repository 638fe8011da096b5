import type { Provider } from '@banrimkwae/contract/providers';
import { Anchor, Group } from '@mantine/core';
import { IconPlug, IconSettings } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useMatchRoute, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMay } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount, showMilliseconds, showRate } from '../../connections/figures.ts';
import { ProviderLogo } from '../../connections/provider-logo.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { CardsSkeleton } from '../../feedback/skeletons.tsx';
import { useWalk } from '../../lists/walk.ts';
import { Page } from '../../shell/page.tsx';
import { ConnectionBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import { TunnelStrip } from '../tunnel/tunnel-strip.tsx';
import styles from './connections.module.css';
import { ConnectionPlaces } from './places.tsx';
import { TestConnection } from './test-connection.tsx';

const EVERY = 60_000;
const noProviders: Provider[] = [];

/** Every provider as a card: how it stands, its figures of today, and what one does with it. */
export function ConnectionsScreen() {
  const { t } = useText();
  const navigate = useNavigate();
  const { providerId } = useParams({ strict: false });
  const tunnelOpen = useMatchRoute()({ to: '/connections/tunnel' }) !== false;
  const providers = useQuery({ ...useApi().providers.list.queryOptions(), refetchInterval: EVERY });
  const ids = useMemo(() => (providers.data ?? noProviders).map(({ id }) => id), [providers.data]);
  useWalk(ids, providerId, (id) => void navigate({ to: '/connections/$providerId', params: { providerId: id }, replace: true }));
  return (
    <Page
      title={t('shell.places.connections')}
      state={<Line providers={providers.data ?? noProviders} />}
      besideDetail={providerId !== undefined || tunnelOpen}
    >
      <ConnectionPlaces here="providers" />
      <TunnelStrip />
      <Loaded query={providers} skeleton={<CardsSkeleton />}>
        {(data) =>
          data.length === 0 ? (
            <Empty icon={IconPlug} title={t('connections.none')} why={t('connections.noneWhy')} />
          ) : (
            <ul className={styles.cards}>
              {data.map((provider) => (
                <li key={provider.id} className={styles.card} aria-current={provider.id === providerId || undefined}>
                  <Card provider={provider} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Outlet />
    </Page>
  );
}

function Line({ providers }: { providers: readonly Provider[] }) {
  const { t } = useText();
  const configured = providers.filter(({ configured: set }) => set);
  const working = configured.filter(({ health }) => health.state === 'working').length;
  return configured.length === 0 ? <>&nbsp;</> : t('connections.line', { working, all: configured.length });
}

function Card({ provider }: { provider: Provider }) {
  const { t, pick } = useText();
  const { health } = provider;
  return (
    <>
      <div className={styles.cardHead}>
        <ProviderLogo logo={provider.logo} type={provider.type} size={24} />
        <div className={styles.cardName}>
          <Anchor
            c="inherit"
            fw={600}
            size="lg"
            renderRoot={(props) => <Link to="/connections/$providerId" params={{ providerId: provider.id }} {...props} />}
          >
            {provider.name}
          </Anchor>
          <span className="quiet">{t(`connections.types.${provider.type}`)}</span>
        </div>
        <ConnectionBadge state={health.state} />
      </div>
      <p className={styles.sentence}>
        {pick(health.sentence)}{' '}
        {health.state !== 'working' && (
          <span className="quiet">
            <TimeAgo at={health.since} />
          </span>
        )}
      </p>
      <Figures provider={provider} />
      <CardActions provider={provider} />
    </>
  );
}

function Figures({ provider: { health } }: { provider: Provider }) {
  const { t } = useText();
  return (
    <>
      <dl className={styles.figures}>
        <div>
          <dt>{t('connections.requestsToday')}</dt>
          <dd>{showCount(health.requestsToday)}</dd>
        </div>
        <div>
          <dt>{t('connections.successRate')}</dt>
          <dd>{showRate(health.successRate)}</dd>
        </div>
        <div>
          <dt>{t('connections.averageResponse')}</dt>
          <dd>{showMilliseconds(health.averageResponseMs)}</dd>
        </div>
      </dl>
      <p className={styles.lastError}>
        <span className="quiet">{t('connections.lastError')}: </span>
        {health.lastError ? (
          <>
            {health.lastError.message} <TimeAgo at={health.lastError.at} />
          </>
        ) : (
          t('connections.noError')
        )}
      </p>
    </>
  );
}

function CardActions({ provider }: { provider: Provider }) {
  const { t } = useText();
  const navigate = useNavigate();
  const may = useMay();
  const params = { providerId: provider.id };
  return (
    <Group gap={8} mt="auto">
      <TestConnection provider={provider} />
      {may('traffic.read') && (
        <GuardedButton
          variant="default"
          size="compact-md"
          onClick={() => void navigate({ to: '/traffic/requests', search: { provider: provider.id } })}
        >
          {t('connections.viewLogs')}
        </GuardedButton>
      )}
      <GuardedButton
        may="providers.configure"
        variant="default"
        size="compact-md"
        leftSection={<IconSettings size={16} />}
        onClick={() => void navigate({ to: '/connections/$providerId', params, search: { tab: 'configure' } })}
      >
        {t('connections.configure')}
      </GuardedButton>
    </Group>
  );
}
