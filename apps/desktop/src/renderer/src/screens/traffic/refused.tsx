import type { RefusedDelivery } from '@banrimkwae/contract/traffic';
import { Button, Group } from '@mantine/core';
import { IconPlugConnected, IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useAgent, useApi } from '../../agent/agent-context.tsx';
import { showCount } from '../../connections/figures.ts';
import { useProviderName } from '../../connections/provider-name.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { Headers } from '../../details/headers.tsx';
import { JsonView } from '../../details/json-view.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { Empty } from '../../feedback/empty.tsx';
import type { Column } from '../../lists/data-table.tsx';
import { ExportButton } from '../../lists/export-button.tsx';
import { LiveList } from '../../lists/live-list.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { useText } from '../../text/use-text.ts';
import { ClockTime, ExactTime } from '../../time/time-ago.tsx';
import { Failure } from './failure.tsx';

/** No event tells of a refusal: anyone may send rubbish, and that must not keep every desktop busy. */
const EVERY = 30_000;

/** Deliveries not taken, each with its reason: for "nothing arrives". */
export function Refused() {
  const { t } = useText();
  const navigate = useNavigate();
  const { id } = useSearch({ from: '/traffic/refused' });
  const query = useInfiniteQuery(
    useApi().traffic.refused.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => at(cursor),
      refetchOnMount: 'always',
      refetchInterval: EVERY,
    }),
  );
  const chosen = query.data?.pages.flatMap(({ items }) => items).find((delivery) => delivery.id === id);
  return (
    <>
      <Group gap={8} justify="space-between">
        <span className="quiet">{t('traffic.refused.about')}</span>
        <Export />
      </Group>
      <LiveList<RefusedDelivery>
        label={t('traffic.parts.refused')}
        query={query}
        scope=""
        columns={useColumns()}
        selectedId={id}
        onOpen={(next) => void navigate({ to: '/traffic/refused', search: { id: next }, replace: id !== undefined })}
        empty={<Empty icon={IconShieldCheck} title={t('traffic.refused.none')} why={t('traffic.refused.noneWhy')} />}
      />
      {chosen && <Detail delivery={chosen} close={() => void navigate({ to: '/traffic/refused', search: {} })} />}
    </>
  );
}

function Detail({ delivery, close }: { delivery: RefusedDelivery; close: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const nameOf = useProviderName();
  const toSetup = () =>
    void navigate({ to: '/connections/$providerId', params: { providerId: delivery.provider }, search: { tab: 'webhook' } });
  return (
    <DetailDrawer
      key={delivery.id}
      title={t('traffic.refused.one', { provider: nameOf(delivery.provider) })}
      onClose={close}
      footer={
        <Button variant="default" leftSection={<IconPlugConnected size={16} />} onClick={toSetup}>
          {t('traffic.refused.toSetup')}
        </Button>
      }
    >
      <Failure text={delivery.reason} />
      <Facts
        facts={[
          [t('traffic.received'), <ExactTime key="at" at={delivery.receivedAt} />],
          [t('traffic.refused.times'), showCount(delivery.repeated + 1)],
          [t('traffic.refused.last'), delivery.repeated > 0 && <ExactTime key="last" at={delivery.lastAt} />],
          [t('traffic.refused.from'), delivery.remoteAddress && <CopyableId key="from" value={delivery.remoteAddress} />],
          [t('traffic.ourId'), <CopyableId key="id" value={delivery.id} />],
        ]}
      />
      <Section title={t('traffic.headers')}>
        <Headers headers={delivery.headers} />
      </Section>
      <Section title={t('traffic.refused.bodyStart')}>
        <JsonView text={delivery.bodyStart} label={t('traffic.refused.bodyStart')} />
      </Section>
    </DetailDrawer>
  );
}

function Export() {
  const { t } = useText();
  const { client } = useAgent();
  return (
    <ExportButton<RefusedDelivery>
      name="refused-deliveries"
      read={client.traffic.refused}
      columns={[
        [t('traffic.received'), (row) => row.receivedAt],
        [t('traffic.refused.last'), (row) => row.lastAt],
        [t('traffic.refused.times'), (row) => row.repeated + 1],
        [t('feedback.provider'), (row) => row.provider],
        [t('feedback.reason'), (row) => row.reason],
        [t('traffic.refused.from'), (row) => row.remoteAddress ?? ''],
        [t('traffic.ourId'), (row) => row.id],
      ]}
    />
  );
}

function useColumns(): Column<RefusedDelivery>[] {
  const { t } = useText();
  const nameOf = useProviderName();
  return useMemo(
    () => [
      { id: 'at', header: t('traffic.received'), width: '116px', cell: (row) => <ClockTime at={row.receivedAt} /> },
      { id: 'provider', header: t('feedback.provider'), width: 'minmax(100px, 1fr)', cell: (row) => nameOf(row.provider) },
      { id: 'reason', header: t('feedback.reason'), width: 'minmax(160px, 3fr)', cell: (row) => row.reason },
      {
        id: 'times',
        header: t('traffic.refused.times'),
        width: '64px',
        align: 'right',
        cell: (row) => showCount(row.repeated + 1),
      },
      {
        id: 'from',
        header: t('traffic.refused.from'),
        width: '150px',
        from: 700,
        cell: (row) => <span className="mono">{row.remoteAddress ?? '–'}</span>,
      },
    ],
    [t, nameOf],
  );
}
