import type { InventoryCell, RoomType } from '@banrimkwae/contract/channel';
import { VisuallyHidden } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import type * as z from 'zod';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { formatDay } from '../../time/format-time.ts';
import styles from './rooms.module.css';

type Type = z.infer<typeof RoomType>;
export type Night = { roomTypeId: string; day: string };
type GridProps = {
  types: readonly Type[];
  days: readonly string[];
  today: string;
  cells: ReadonlyMap<string, InventoryCell>;
  selected: Night | undefined;
  onOpen: (night: Night) => void;
};

export function keyOf({ roomTypeId, day }: Night): string {
  return `${roomTypeId} ${day}`;
}

const SATURDAY = 6;

/** Room types × nights. One night is in the tab order, arrows move, Enter opens. */
export function CalendarGrid(props: GridProps) {
  const { t, pick } = useText();
  const { types, days, today } = props;
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState({ row: 0, column: 0 });
  const move = (row: number, column: number) => {
    const next = { row: clamp(row, types.length), column: clamp(column, days.length) };
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-place="${next.row},${next.column}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    move(at.row + step.row, at.column + step.column);
  };
  return (
    <div className={styles.frame}>
      <table ref={table} className={styles.grid} aria-label={t('rooms.calendar')} onKeyDown={onKey}>
        <thead>
          <tr>
            <th scope="col" className={styles.corner}>
              {t('rooms.roomType')}
            </th>
            {days.map((day) => (
              <DayHead key={day} day={day} today={day === today} />
            ))}
          </tr>
        </thead>
        <tbody>
          {types.map((type, row) => (
            <tr key={type.id}>
              <th scope="row" className={styles.type}>
                {pick(type.name)}
                <span className={styles.count}>{t('rooms.rooms', { count: type.count })}</span>
              </th>
              {days.map((day, column) => (
                <NightCell
                  key={day}
                  {...props}
                  type={type}
                  day={day}
                  place={`${row},${column}`}
                  inTabOrder={at.row === row && at.column === column}
                  onFocus={() => setAt({ row, column })}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const STEPS: Readonly<Record<string, { row: number; column: number }>> = {
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
};

function clamp(value: number, count: number): number {
  return Math.min(Math.max(0, value), count - 1);
}

function isWeekend(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).getUTCDay() % SATURDAY === 0;
}

function DayHead({ day, today }: { day: string; today: boolean }) {
  const { t, language } = useText();
  return (
    <th scope="col" className={styles.day} data-today={today || undefined} data-weekend={isWeekend(day) || undefined}>
      <span className={styles.weekday}>{today ? t('rooms.today') : formatDay(day, 'weekday', language)}</span>
      {formatDay(day, 'dayShort', language)}
    </th>
  );
}

type CellProps = GridProps & { type: Type; day: string; place: string; inTabOrder: boolean; onFocus: () => void };

function NightCell({ type, day, cells, selected, onOpen, place, inTabOrder, onFocus, today }: CellProps) {
  const label = useCellLabel(type, day);
  const night = { roomTypeId: type.id, day };
  const cell = cells.get(keyOf(night));
  const chosen = selected !== undefined && keyOf(selected) === keyOf(night);
  return (
    <td className={styles.night} data-weekend={isWeekend(day) || undefined} data-today={day === today || undefined}>
      <button
        type="button"
        className={styles.cell}
        data-place={place}
        data-empty={cell === undefined || undefined}
        data-closed={cell?.closed || undefined}
        data-sold-out={cell?.available === 0 || undefined}
        aria-pressed={chosen}
        tabIndex={inTabOrder ? 0 : -1}
        onFocus={onFocus}
        onClick={() => onOpen(night)}
      >
        <VisuallyHidden>{label(cell)}</VisuallyHidden>
        <CellWords cell={cell} />
      </button>
    </td>
  );
}

function useCellLabel(type: Type, day: string): (cell: InventoryCell | undefined) => string {
  const { t, pick, language } = useText();
  const where = { room: pick(type.name), day: formatDay(day, 'day', language) };
  return (cell) => {
    if (!cell) return t('rooms.cellUnset', where);
    if (cell.closed) return t('rooms.cellClosed', where);
    return t('rooms.cell', { ...where, left: cell.available, price: showMoney(cell.price), nights: cell.minimumStay });
  };
}

function CellWords({ cell }: { cell: InventoryCell | undefined }) {
  const { t } = useText();
  if (!cell) return <span aria-hidden>{t('rooms.unset')}</span>;
  if (cell.closed)
    return (
      <span aria-hidden className={styles.closed}>
        {t('rooms.closed')}
      </span>
    );
  const rules = [
    cell.minimumStay > 1 && t('rooms.atLeast', { count: cell.minimumStay }),
    cell.closedToArrival && t('rooms.noArrival'),
    cell.closedToDeparture && t('rooms.noDeparture'),
  ].filter(Boolean);
  return (
    <span aria-hidden className={styles.words}>
      <span className={styles.left}>{cell.available}</span>
      <span className={styles.price}>{showMoney(cell.price)}</span>
      <span className={styles.rules}>{rules.join(' · ')}</span>
    </span>
  );
}
