import { type WebhookEvent, WebhookState } from '@banrimkwae/contract/traffic';
import { Group, Select, TextInput, Tooltip } from '@mantine/core';
import { IconCloudDownload, IconRepeat, IconSearch, IconWebhook } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useAgent, useApi } from '../../agent/agent-context.tsx';
import { ProviderFilter, useProviderName } from '../../connections/provider-name.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import type { Column } from '../../lists/data-table.tsx';
import { ExportButton } from '../../lists/export-button.tsx';
import { LiveList } from '../../lists/live-list.tsx';
import { NothingListed } from '../../lists/nothing-listed.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { useSearchText } from '../../lists/use-search-text.ts';
import { WebhookBadge } from '../../states/badges.tsx';
import { EffectBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import { filterOf } from '../replays/replay-filter.ts';
import styles from './traffic.module.css';

type Filter = { q?: string | undefined; state?: string | undefined; provider?: string | undefined };

/** Deliveries taken, newest first. */
export function Webhooks() {
  const { t } = useText();
  const navigate = useNavigate();
  const filter: Filter = useSearch({ from: '/traffic/webhooks' });
  const { webhookId } = useParams({ strict: false });
  // While a replay is planned beside it, the list shows what that would touch.
  const { eventType, from, to } = useSearch({ strict: false });
  const shown = filterOf({ ...filter, eventType, from, to });
  const query = useInfiniteQuery(
    useApi().traffic.webhooks.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), ...shown }),
      refetchOnMount: 'always',
    }),
  );
  const open = (id: string) =>
    void navigate({ to: '/traffic/webhooks/$webhookId', params: { webhookId: id }, search: filter, replace: webhookId !== undefined });
  return (
    <>
      <Filters filter={filter} />
      <LiveList<WebhookEvent>
        label={t('traffic.parts.webhooks')}
        query={query}
        scope={JSON.stringify(shown)}
        columns={useColumns()}
        selectedId={webhookId}
        onOpen={open}
        empty={
          <NothingListed
            icon={IconWebhook}
            filtered={Object.keys(shown).length > 0}
            showAll={() => void navigate({ to: '/traffic/webhooks', search: {} })}
            title={t('traffic.webhook.none')}
            why={t('traffic.webhook.noneWhy')}
          />
        }
      />
      <Outlet />
    </>
  );
}

function Filters({ filter }: { filter: Filter }) {
  const { t } = useText();
  const navigate = useNavigate();
  const set = (next: Filter) => void navigate({ to: '.', search: next, replace: true });
  const [text, setText] = useSearchText(filter.q, (q) => set({ ...filter, q }));
  return (
    <Group gap={8}>
      <TextInput
        w={220}
        leftSection={<IconSearch size={16} />}
        placeholder={t('traffic.webhook.searchHint')}
        aria-label={t('traffic.webhook.search')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ProviderFilter value={filter.provider} choose={(provider) => set({ ...filter, provider })} />
      <Select
        w={160}
        clearable
        clearButtonProps={{ 'aria-label': t('feedback.anyState') }}
        placeholder={t('feedback.anyState')}
        aria-label={t('feedback.state')}
        value={filter.state ?? null}
        data={WebhookState.options.map((state) => ({ value: state, label: t(`states.webhook.${state}`) }))}
        onChange={(state) => set({ ...filter, state: state ?? undefined })}
      />
      <Export filter={filter} />
      <GuardedButton
        may="webhooks.replay"
        variant="default"
        leftSection={<IconRepeat size={16} />}
        onClick={() => void navigate({ to: '/traffic/webhooks/replay', search: filter })}
      >
        {t('replay.these')}
      </GuardedButton>
    </Group>
  );
}

function Export({ filter }: { filter: Filter }) {
  const { t } = useText();
  const { client } = useAgent();
  return (
    <ExportButton<WebhookEvent>
      name="webhooks"
      read={(paging) => client.traffic.webhooks({ ...paging, ...filterOf(filter) })}
      columns={[
        [t('traffic.received'), (row) => row.receivedAt],
        [t('feedback.provider'), (row) => row.provider],
        [t('traffic.webhook.event'), (row) => row.eventType],
        [t('feedback.state'), (row) => row.state],
        [t('traffic.attempts'), (row) => row.attempts],
        [t('traffic.effect'), (row) => row.effect],
        [t('traffic.source'), (row) => row.source],
        [t('traffic.error'), (row) => row.error ?? ''],
        [t('traffic.webhook.theirId'), (row) => row.webhookId],
        [t('traffic.ourId'), (row) => row.id],
      ]}
    />
  );
}

/** We asked for it afterwards; no webhook brought it. */
function Fetched() {
  const { t } = useText();
  return (
    <Tooltip label={t('traffic.fetched')}>
      <IconCloudDownload size={16} role="img" aria-label={t('traffic.fetched')} className={styles.fetched} />
    </Tooltip>
  );
}

function useColumns(): Column<WebhookEvent>[] {
  const { t } = useText();
  const nameOf = useProviderName();
  return useMemo(
    () => [
      { id: 'at', header: t('traffic.received'), width: '116px', cell: (row) => <ClockTime at={row.receivedAt} /> },
      { id: 'provider', header: t('feedback.provider'), width: 'minmax(100px, 1fr)', cell: (row) => nameOf(row.provider) },
      {
        id: 'event',
        header: t('traffic.webhook.event'),
        width: 'minmax(160px, 2fr)',
        cell: (row) => (
          <>
            {row.source === 'fetched' && <Fetched />}
            <span className="mono">{row.eventType}</span>
          </>
        ),
      },
      { id: 'state', header: t('feedback.state'), width: '160px', cell: (row) => <WebhookBadge state={row.state} /> },
      {
        id: 'effect',
        header: t('traffic.effect'),
        width: '172px',
        from: 1000,
        cell: (row) => <EffectBadge effect={row.effect} calm={row.state !== 'failed'} />,
      },
      { id: 'error', header: t('traffic.error'), width: 'minmax(120px, 2fr)', from: 900, cell: (row) => row.error ?? '' },
      { id: 'attempts', header: t('traffic.attempts'), width: '72px', align: 'right', from: 700, cell: (row) => row.attempts },
    ],
    [t, nameOf],
  );
}
