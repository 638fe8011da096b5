import type { AuditEntry } from '@banrimkwae/contract/access';
import { Button, Group, Select } from '@mantine/core';
import { IconShieldCheck, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useAgent, useApi } from '../../agent/agent-context.tsx';
import { OnlyFor } from '../../feedback/only-for.tsx';
import type { Column } from '../../lists/data-table.tsx';
import { ExportButton } from '../../lists/export-button.tsx';
import { LiveList } from '../../lists/live-list.tsx';
import { NothingListed } from '../../lists/nothing-listed.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import { useActionName, useActorName } from './action-name.ts';
import { AuditDetail } from './audit-detail.tsx';
import { VerifyChain } from './verify-chain.tsx';

type Filter = { actor?: string | undefined; subject?: string | undefined };

const EVERY = 30_000;
const noEntries: AuditEntry[] = [];

/** Who did what, newest first, and the proof that nobody has changed it since. */
export function AuditScreen() {
  const { t } = useText();
  const { id } = useSearch({ from: '/audit' });
  return (
    <Page title={t('shell.places.audit')} state={t('audit.state')} fills besideDetail={id !== undefined}>
      <OnlyFor may="audit.read">
        <VerifyChain />
        <Entries />
      </OnlyFor>
    </Page>
  );
}

function Entries() {
  const { t } = useText();
  const navigate = useNavigate();
  const { id, ...filter } = useSearch({ from: '/audit' });
  const query = useInfiniteQuery(
    useApi().access.audit.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), ...wanted(filter) }),
      refetchOnMount: 'always',
      refetchInterval: EVERY,
    }),
  );
  const entries = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? noEntries, [query.data]);
  const chosen = entries.find((entry) => entry.id === id);
  const show = (next: Filter & { id?: string }) => void navigate({ to: '/audit', search: next, replace: id !== undefined });
  return (
    <>
      <Filters filter={filter} entries={entries} show={show} />
      <LiveList<AuditEntry>
        label={t('shell.places.audit')}
        query={query}
        scope={JSON.stringify(filter)}
        columns={useColumns()}
        selectedId={id}
        onOpen={(next) => show({ ...filter, id: next })}
        empty={
          <NothingListed
            icon={IconShieldCheck}
            filtered={filter.actor !== undefined || filter.subject !== undefined}
            showAll={() => show({})}
            title={t('audit.none')}
            why={t('audit.noneWhy')}
          />
        }
      />
      {chosen && <AuditDetail entry={chosen} close={() => show(filter)} only={(next) => show({ ...next, id: chosen.id })} />}
    </>
  );
}

function wanted({ actor, subject }: Filter) {
  return { ...(actor !== undefined && { actor }), ...(subject !== undefined && { subject }) };
}

type FiltersProps = { filter: Filter; entries: readonly AuditEntry[]; show: (filter: Filter) => void };

function Filters({ filter, entries, show }: FiltersProps) {
  const { t } = useText();
  const nameOf = useActorName();
  const people = useMemo(() => {
    const seen = new Map(entries.map((entry) => [entry.actor, nameOf(entry)]));
    if (filter.actor !== undefined && !seen.has(filter.actor)) seen.set(filter.actor, filter.actor);
    return [...seen].map(([value, label]) => ({ value, label }));
  }, [entries, filter.actor, nameOf]);
  return (
    <Group gap={8}>
      <Select
        w={240}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': t('audit.anyone') }}
        placeholder={t('audit.anyone')}
        aria-label={t('audit.who')}
        nothingFoundMessage={t('feedback.noneFound')}
        value={filter.actor ?? null}
        data={people}
        onChange={(actor) => show({ ...filter, actor: actor ?? undefined })}
      />
      {filter.subject !== undefined && (
        <Button variant="light" rightSection={<IconX size={14} />} onClick={() => show({ ...filter, subject: undefined })}>
          {t('audit.onlyAbout', { id: filter.subject })}
        </Button>
      )}
      <Export filter={filter} />
    </Group>
  );
}

function Export({ filter }: { filter: Filter }) {
  const { t } = useText();
  const { client } = useAgent();
  const nameOf = useActorName();
  return (
    <ExportButton<AuditEntry>
      name="audit"
      read={(paging) => client.access.audit({ ...paging, ...wanted(filter) })}
      columns={[
        [t('audit.number'), (row) => row.sequence],
        [t('audit.at'), (row) => row.at],
        [t('audit.who'), nameOf],
        [t('audit.what'), (row) => row.action],
        [t('audit.about'), (row) => row.subject ?? ''],
        [t('audit.detail'), (row) => JSON.stringify(row.detail)],
        [t('audit.hash'), (row) => row.hash],
      ]}
    />
  );
}

function useColumns(): Column<AuditEntry>[] {
  const { t } = useText();
  const nameOf = useActorName();
  const actionOf = useActionName();
  return useMemo(
    () => [
      { id: 'number', header: t('audit.number'), width: '64px', align: 'right', from: 600, cell: (row) => row.sequence },
      { id: 'at', header: t('audit.at'), width: '116px', cell: (row) => <ClockTime at={row.at} /> },
      { id: 'who', header: t('audit.who'), width: 'minmax(110px, 1fr)', cell: nameOf },
      { id: 'what', header: t('audit.what'), width: 'minmax(150px, 2fr)', cell: (row) => actionOf(row.action) },
      {
        id: 'about',
        header: t('audit.about'),
        width: 'minmax(120px, 1fr)',
        from: 700,
        cell: (row) => <span className="mono">{row.subject ?? '–'}</span>,
      },
    ],
    [t, nameOf, actionOf],
  );
}
