import type { InventoryCell } from '@banrimkwae/contract/channel';
import * as z from 'zod';
import { flag } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';
import type { Resort } from './port.ts';

/** What a channel can be told of as free: https://developers.booking.com/connectivity/docs/ota-hotelavailnotif reads 255 as "no limit". */
const MOST_FREE = 254;

const Row = z.object({
  room_type_id: z.string(),
  day: z.string(),
  rooms_left: z.int(),
  price: z.int(),
  currency: z.string(),
  minimum_stay: z.int(),
  closed: flag,
  closed_to_arrival: flag,
  closed_to_departure: flag,
});

/** SQL: the rooms that may be sold, of a row of `inventory`. */
export const AVAILABLE = `min(max(rooms_left, 0), ${MOST_FREE})`;

export type InventoryTable = ReturnType<typeof createInventoryTable>;

/** SQL of `room_types` and `inventory`. */
export function createInventoryTable(database: Sqlite) {
  const range = database.prepare(
    'SELECT i.* FROM inventory i JOIN room_types t ON t.id = i.room_type_id WHERE i.day BETWEEN ? AND ? ORDER BY t.position, t.id, i.day',
  );
  const one = database.prepare('SELECT * FROM inventory WHERE room_type_id = ? AND day = ?');
  const save = database.prepare(
    `INSERT INTO inventory (room_type_id, day, rooms_left, price, currency, minimum_stay, closed, closed_to_arrival, closed_to_departure, updated_at)
     VALUES (@roomTypeId, @day, @available, @amount, @currency, @minimumStay, @closed, @closedToArrival, @closedToDeparture, @at)
     ON CONFLICT (room_type_id, day) DO UPDATE SET
       -- Equal to what is shown, it says nothing on how much was sold beyond that.
       rooms_left = CASE WHEN ${AVAILABLE} = excluded.rooms_left THEN rooms_left ELSE excluded.rooms_left END,
       price = excluded.price, currency = excluded.currency, minimum_stay = excluded.minimum_stay, closed = excluded.closed,
       closed_to_arrival = excluded.closed_to_arrival, closed_to_departure = excluded.closed_to_departure, updated_at = excluded.updated_at`,
  );
  const move = database
    .prepare<[number, string, string, string], number>(
      'UPDATE inventory SET rooms_left = rooms_left + ?, updated_at = ? WHERE room_type_id = ? AND day = ? RETURNING rooms_left',
    )
    .pluck();
  const left = database.prepare<[string, string], number>('SELECT rooms_left FROM inventory WHERE room_type_id = ? AND day = ?').pluck();
  return {
    seed: (roomTypes: Resort['roomTypes']) => seed(database, roomTypes),
    range: (from: string, to: string): InventoryCell[] => range.all(from, to).map(cellOf),
    find: (roomTypeId: string, day: string): InventoryCell | undefined => {
      const row = one.get(roomTypeId, day);
      return row === undefined ? undefined : cellOf(row);
    },
    save: ({ price, closed, closedToArrival, closedToDeparture, ...cell }: InventoryCell, at: string) =>
      void save.run({
        ...cell,
        ...price,
        closed: Number(closed),
        closedToArrival: Number(closedToArrival),
        closedToDeparture: Number(closedToDeparture),
        at,
      }),
    /** Adds to or takes from a night. Answers what is left, below 0 when too much is sold; undefined: not in the calendar. */
    move: (night: { roomTypeId: string; day: string }, by: number, at: string): number | undefined =>
      move.get(by, at, night.roomTypeId, night.day),
    left: (night: { roomTypeId: string; day: string }): number | undefined => left.get(night.roomTypeId, night.day),
  };
}

function seed(database: Sqlite, roomTypes: Resort['roomTypes']): void {
  const save = database.prepare(
    `INSERT INTO room_types (id, name_en, name_th, rooms, position) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name_en = excluded.name_en, name_th = excluded.name_th, rooms = excluded.rooms, position = excluded.position`,
  );
  database.transaction(() => {
    database.prepare('UPDATE room_types SET position = NULL').run();
    roomTypes.forEach(({ id, name, count }, position) => {
      save.run(id, name.en, name.th, count, position);
    });
  })();
}

function cellOf(raw: unknown): InventoryCell {
  const row = Row.parse(raw);
  return {
    roomTypeId: row.room_type_id,
    day: row.day,
    available: Math.min(Math.max(row.rooms_left, 0), MOST_FREE),
    price: { amount: row.price, currency: row.currency },
    minimumStay: row.minimum_stay,
    closed: row.closed,
    closedToArrival: row.closed_to_arrival,
    closedToDeparture: row.closed_to_departure,
  };
}
