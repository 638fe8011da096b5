import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { ErrorPanel } from '../feedback/error-panel.tsx';
import { ListSkeleton } from '../feedback/skeletons.tsx';
import { StaleNote } from '../feedback/stale-note.tsx';
import { useText } from '../text/use-text.ts';
import { type Column, DataTable } from './data-table.tsx';
import styles from './live-list.module.css';
import { useSteadyRows } from './use-steady-rows.ts';
import { useWalk } from './walk.ts';

export type Page<Row> = { items: Row[]; cursor?: string | undefined };
export type LiveListProps<Row> = {
  label: string;
  query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>;
  /** What the list is filtered by, as text. */
  scope: string;
  columns: readonly Column<Row>[];
  empty: ReactNode;
  selectedId: string | undefined;
  onOpen: (id: string) => void;
};

const idOf = (row: { id: string }) => row.id;
const nothing: never[] = [];

/** A list of the agent that grows at its end while one scrolls, stays still under the pointer, and shows its age when the agent is gone. */
export function LiveList<Row extends { id: string }>({ label, query, scope, columns, empty, selectedId, onOpen }: LiveListProps<Row>) {
  const [pointed, setPointed] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const latest = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? nothing, [query.data]);
  const { rows, waiting, showNew } = useSteadyRows<Row>({ latest, scope, held: pointed || scrolled, idOf });
  const ids = useMemo(() => rows.map(idOf), [rows]);
  useWalk(ids, selectedId, onOpen);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (query.data === undefined) {
    return query.error ? <ErrorPanel fault={query.error} retry={() => void query.refetch()} /> : <ListSkeleton />;
  }
  return (
    <div className={styles.list} onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
      <StaleNote query={query} />
      {waiting > 0 && <NewRows count={waiting} show={showNew} />}
      {rows.length === 0 ? (
        empty
      ) : (
        <DataTable
          label={label}
          rows={rows}
          idOf={idOf}
          columns={columns}
          selectedId={selectedId}
          onOpen={(row) => onOpen(row.id)}
          onEnd={onEnd}
          onScroll={(top) => setScrolled(top > 0)}
          footer={<ListEnd loading={isFetchingNextPage} more={hasNextPage} count={rows.length} />}
        />
      )}
    </div>
  );
}

export function NewRows({ count, show }: { count: number; show: () => void }) {
  const { t } = useText();
  return (
    <div className={styles.newRows}>
      <Button size="compact-sm" variant="light" leftSection={<IconArrowUp size={14} />} onClick={show}>
        {t('feedback.newRows', { count })}
      </Button>
    </div>
  );
}

export function ListEnd({ loading, more, count }: { loading: boolean; more: boolean; count: number }) {
  const { t } = useText();
  if (loading) return t('feedback.loadingMore');
  return more ? null : t('feedback.listEnd', { count });
}
