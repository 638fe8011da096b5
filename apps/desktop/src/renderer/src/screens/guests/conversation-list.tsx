import type { Conversation } from '@banrimkwae/contract/messages';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { StaleNote } from '../../feedback/stale-note.tsx';
import { focusRow } from '../../lists/data-table.tsx';
import { ListEnd, NewRows, type Page } from '../../lists/live-list.tsx';
import { useSteadyRows } from '../../lists/use-steady-rows.ts';
import { useWalk } from '../../lists/walk.ts';
import { useText } from '../../text/use-text.ts';
import { ConversationRow } from './conversation-row.tsx';
import styles from './guests.module.css';
import { unreadFirst } from './unread-first.ts';

type ConversationListProps = {
  query: UseInfiniteQueryResult<InfiniteData<Page<Conversation>>>;
  scope: string;
  selectedId: string | undefined;
  /** Chosen, to answer. */
  onOpen: (id: string) => void;
  /** Passed by with the arrow keys. */
  onWalk: (id: string) => void;
  empty: ReactNode;
};

const idOf = ({ id }: Conversation) => id;
const ROW = 68;

/** Who waits for an answer first; still under the pointer, growing at its end. */
export function ConversationList({ query, scope, selectedId, onOpen, onWalk, empty }: ConversationListProps) {
  const [pointed, setPointed] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const kept = useKept(items, selectedId);
  const latest = useMemo(() => unreadFirst(items, kept), [items, kept]);
  const { rows, waiting, showNew } = useSteadyRows({ latest, scope, held: pointed || scrolled, idOf });
  const ids = useMemo(() => rows.map(idOf), [rows]);
  useWalk(ids, selectedId, onWalk);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  if (query.data === undefined)
    return query.error ? <ErrorPanel fault={query.error} retry={() => void query.refetch()} /> : <ListSkeleton />;
  return (
    <div className={styles.list} onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
      <StaleNote query={query} />
      {waiting > 0 && <NewRows count={waiting} show={showNew} />}
      {rows.length === 0 ? (
        empty
      ) : (
        <Rows
          rows={rows}
          selectedId={selectedId}
          onOpen={onOpen}
          onEnd={onEnd}
          onScroll={setScrolled}
          footer={<ListEnd loading={isFetchingNextPage} more={hasNextPage} count={rows.length} />}
        />
      )}
    </div>
  );
}

/** The open conversation, when somebody waited there as it was opened. */
function useKept(items: readonly Conversation[], selectedId: string | undefined): string | undefined {
  const [opened, setOpened] = useState<{ id: string; waited: boolean }>();
  const selected = items.find(({ id }) => id === selectedId);
  if (selected && opened?.id !== selected.id) setOpened({ id: selected.id, waited: selected.unread > 0 });
  return opened?.waited && opened.id === selectedId ? opened.id : undefined;
}

type RowsProps = {
  rows: readonly Conversation[];
  selectedId: string | undefined;
  onOpen: (id: string) => void;
  onEnd: () => void;
  onScroll: (scrolled: boolean) => void;
  footer: ReactNode;
};

/** Only the rows in sight exist. One is in the tab order; arrows move between them. */
function Rows({ rows, selectedId, onOpen, onEnd, onScroll, footer }: RowsProps) {
  const { t } = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const nearEnd = (items.at(-1)?.index ?? 0) >= rows.length - 8;
  useEffect(() => {
    if (nearEnd) onEnd();
  }, [nearEnd, onEnd]);
  const selected = rows.findIndex(({ id }) => id === selectedId);
  const onKey = (event: KeyboardEvent<HTMLElement>, index: number) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || selectedId !== undefined) return;
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, index + step));
    virtual.scrollToIndex(next);
    focusRow(scroller.current, next);
  };
  return (
    <div ref={scroller} className={styles.scroller} onScroll={(event) => onScroll(event.currentTarget.scrollTop > 0)}>
      <ul className={styles.rows} style={{ height: virtual.getTotalSize() }} aria-label={t('shell.places.guests')}>
        {items.map(({ index, start }) => {
          const conversation = rows[index];
          return (
            conversation && (
              <li key={conversation.id} className={styles.place} style={{ height: ROW, transform: `translateY(${start}px)` }}>
                <ConversationRow
                  conversation={conversation}
                  index={index}
                  chosen={index === selected}
                  inTabOrder={index === Math.max(0, selected)}
                  onOpen={() => onOpen(conversation.id)}
                  onKey={(event) => onKey(event, index)}
                />
              </li>
            )
          );
        })}
      </ul>
      <div className={styles.more}>{footer}</div>
    </div>
  );
}
