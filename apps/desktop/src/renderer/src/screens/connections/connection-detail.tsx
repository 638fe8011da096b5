import type { ProviderDetail } from '@banrimkwae/contract/providers';
import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type * as z from 'zod';
import { useMay } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { ConnectionBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ConfigurationForm } from './configuration-form.tsx';
import { ConnectionState } from './connection-state.tsx';
import { Endpoints } from './endpoints.tsx';
import { WebhookCard } from './webhook-card.tsx';

type Detail = z.infer<typeof ProviderDetail>;
const tabs = ['state', 'configure', 'endpoints', 'webhook'] as const;
type Tab = (typeof tabs)[number];

/** One provider: how it stands, its form, its endpoints with their breakers, its webhook. */
export function ConnectionDetail() {
  const { t } = useText();
  const navigate = useNavigate();
  const { providerId } = useParams({ from: '/connections/$providerId' });
  const { tab = 'state' } = useSearch({ from: '/connections/$providerId' });
  const detail = useQuery(useApi().providers.get.queryOptions({ input: { id: providerId } }));
  const choose = (next: Tab) => void navigate({ to: '.', search: { tab: next }, replace: true });
  return (
    <DetailDrawer
      key={providerId}
      title={detail.data?.name ?? providerId}
      aside={detail.data && <ConnectionBadge state={detail.data.health.state} />}
      onClose={() => void navigate({ to: '/connections' })}
    >
      <Loaded query={detail}>{(data) => <DetailTabs detail={data} tab={tab} choose={choose} label={t('connections.parts')} />}</Loaded>
    </DetailDrawer>
  );
}

function DetailTabs({ detail, tab, choose, label }: { detail: Detail; tab: Tab; choose: (tab: Tab) => void; label: string }) {
  const { t } = useText();
  const may = useMay();
  const mine = tabs.filter((one) => (one === 'configure' ? may('providers.configure') : one !== 'webhook' || detail.webhook !== null));
  const shown = mine.includes(tab) ? tab : 'state';
  return (
    <Tabs value={shown} keepMounted={false} onChange={(value) => choose(mine.find((one) => one === value) ?? 'state')}>
      <Tabs.List mb={16} aria-label={label}>
        {mine.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {t(`connections.tabs.${one}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="state">
        <ConnectionState detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="configure">
        <ConfigurationForm detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="endpoints">
        <Endpoints provider={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="webhook">{detail.webhook && <WebhookCard provider={detail} webhook={detail.webhook} />}</Tabs.Panel>
    </Tabs>
  );
}
