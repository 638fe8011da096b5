import { useElementSize, useMergedRef } from '@mantine/hooks';
import { columnVisibilityFeature, createColumnHelper, type ReactTable, tableFeatures, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useDensity } from '../look/density.ts';
import styles from './data-table.module.css';

export type Column<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** A track of CSS grid, e.g. `minmax(120px, 2fr)`. */
  width: string;
  align?: 'right';
  /** Left out while the table is narrower than this, in px. */
  from?: number;
};

export type DataTableProps<Row> = {
  label: string;
  rows: readonly Row[];
  idOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  selectedId?: string | undefined;
  onOpen: (row: Row) => void;
  /** Called when the end comes near. */
  onEnd?: () => void;
  onScroll?: (top: number) => void;
  footer?: ReactNode;
};

const features = tableFeatures({ columnVisibilityFeature });
type Features = typeof features;

/** A list of any length: only the rows in sight exist. One row is in the tab order, arrows move between them, Enter opens. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const scroller = useRef<HTMLDivElement>(null);
  const table = useColumns(props, width);
  const visible = props.columns.filter((column) => (column.from ?? 0) <= width || width === 0);
  const tracks = { gridTemplateColumns: visible.map((column) => column.width).join(' ') };
  return (
    <div className={styles.frame}>
      <div
        ref={useMergedRef(sizeRef, scroller)}
        className={styles.scroller}
        onScroll={(event) => props.onScroll?.(event.currentTarget.scrollTop)}
      >
        <table className={styles.table} aria-label={props.label} aria-rowcount={props.rows.length + 1}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} aria-rowindex={1} className={styles.head} style={tracks}>
                {group.headers.map((header) => (
                  <th key={header.id} scope="col" className={styles.cell} data-align={alignOf(props.columns, header.column.id)}>
                    <table.FlexRender header={header} />
                  </th>
                ))}
              </tr>
            ))}
          </thead>
          <Rows {...props} table={table} tracks={tracks} scroller={scroller} />
        </table>
        {props.footer !== undefined && <div className={styles.more}>{props.footer}</div>}
      </div>
    </div>
  );
}

function alignOf<Row>(columns: readonly Column<Row>[], id: string): 'right' | undefined {
  return columns.find((column) => column.id === id)?.align;
}

function useColumns<Row extends object>({ rows, columns, idOf }: DataTableProps<Row>, width: number): ReactTable<Features, Row> {
  const defs = useMemo(() => {
    const helper = createColumnHelper<Features, Row>();
    return columns.map(({ id, header, cell }) => helper.display({ id, header, cell: ({ row }) => cell(row.original) }));
  }, [columns]);
  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map((column) => [column.id, (column.from ?? 0) <= width || width === 0])),
    [columns, width],
  );
  return useTable({ features, columns: defs, data: rows as Row[], getRowId: idOf, state: { columnVisibility } });
}

type RowsProps<Row extends object> = DataTableProps<Row> & {
  table: ReactTable<Features, Row>;
  tracks: { gridTemplateColumns: string };
  scroller: { readonly current: HTMLDivElement | null };
};

function Rows<Row extends object>({ table, tracks, scroller, selectedId, onOpen, onEnd, columns }: RowsProps<Row>) {
  const { rowHeight } = useDensity();
  const { rows } = table.getRowModel();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    scrollPaddingStart: 36,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 10) onEnd?.();
  }, [last, rows.length, onEnd]);
  const selected = rows.findIndex((row) => row.id === selectedId);
  useEffect(() => {
    if (selected >= 0) virtual.scrollToIndex(selected, { align: 'auto' });
  }, [selected, virtual]);
  const onKey = useRowKeys(rows.length, selectedId === undefined, virtual.scrollToIndex);
  return (
    <tbody className={styles.body} style={{ height: virtual.getTotalSize() }}>
      {items.map(({ index, start }) => {
        const row = rows[index];
        if (!row) return null;
        const open = () => onOpen(row.original);
        return (
          <tr
            key={row.id}
            data-index={index}
            aria-rowindex={index + 2}
            aria-current={row.id === selectedId || undefined}
            tabIndex={index === Math.max(0, selected) ? 0 : -1}
            className={styles.row}
            style={{ ...tracks, height: rowHeight, transform: `translateY(${start}px)` }}
            onClick={open}
            onKeyDown={(event) => onKey(event, index, open)}
          >
            {row.getVisibleCells().map((cell) => (
              <td key={cell.id} className={styles.cell} data-align={alignOf(columns, cell.column.id)}>
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        );
      })}
    </tbody>
  );
}

type RowKey = (event: KeyboardEvent<HTMLElement>, index: number, open: () => void) => void;

/** Keys on a row. While a detail is open the arrows walk the detail instead, so they are left alone. */
function useRowKeys(count: number, arrows: boolean, scrollTo: (index: number) => void): RowKey {
  return (event, index, open) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open();
      return;
    }
    const next = nextIndex(event.key, index, count);
    if (next === undefined || !arrows) return;
    event.preventDefault();
    const list = event.currentTarget.closest('table');
    scrollTo(next);
    focusRow(list, next);
  };
}

/** At once where the row is drawn, so that no press of a held key is lost; else as soon as it is. */
export function focusRow(list: Element | null, index: number): void {
  const row = () => list?.querySelector<HTMLElement>(`[data-index="${index}"]`);
  const drawn = row();
  if (drawn) drawn.focus({ preventScroll: true });
  else requestAnimationFrame(() => row()?.focus());
}

function nextIndex(key: string, index: number, count: number): number | undefined {
  if (key === 'ArrowDown') return Math.min(count - 1, index + 1);
  if (key === 'ArrowUp') return Math.max(0, index - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}
