import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';
import type { InventoryTable } from './inventory-table.ts';

/** One room of a reservation for one night. */
export type OccupiedNight = { lineId: string; day: string; roomTypeId: string };

const Row = z
  .object({ line_id: z.string(), day: z.string(), room_type_id: z.string() })
  .transform((row): OccupiedNight => ({ lineId: row.line_id, day: row.day, roomTypeId: row.room_type_id }));

export type Occupancy = ReturnType<typeof createOccupancy>;

/** What reservations take from the inventory: kept a room and night, so that a change takes and returns just the difference. */
export function createOccupancy(database: Sqlite, inventory: InventoryTable) {
  const ofReservation = database.prepare('SELECT line_id, day, room_type_id FROM reservation_nights WHERE reservation_id = ?');
  const insert = database.prepare(
    'INSERT INTO reservation_nights (reservation_id, line_id, day, room_type_id, overbooked) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM reservation_nights WHERE reservation_id = ? AND line_id = ? AND day = ?');
  const settleOldest = database.prepare(
    `UPDATE reservation_nights SET overbooked = 0 WHERE (reservation_id, line_id, day) IN (
       SELECT reservation_id, line_id, day FROM reservation_nights WHERE room_type_id = @roomTypeId AND day = @day AND overbooked = 1
       ORDER BY reservation_id, line_id
       LIMIT max(0, (SELECT count(*) FROM reservation_nights WHERE room_type_id = @roomTypeId AND day = @day AND overbooked = 1) - @stillTooMany))`,
  );
  /** Where rooms came back, those who wait longest for one have it. */
  const settleOverbooking = (night: { roomTypeId: string; day: string }): void => {
    const left = inventory.left(night);
    if (left !== undefined) settleOldest.run({ roomTypeId: night.roomTypeId, day: night.day, stillTooMany: Math.max(0, -left) });
  };
  return {
    settleOverbooking,
    /** Makes these the nights of a reservation. Call it inside a transaction. */
    set: (reservationId: string, wanted: readonly OccupiedNight[], at: string): void => {
      const present = new Map(ofReservation.all(reservationId).map((raw) => entryOf(Row.parse(raw))));
      const target = new Map(wanted.map(entryOf));
      const left = [...present].filter(([key]) => !target.has(key)).map(([, night]) => night);
      const taken = [...target].filter(([key]) => !present.has(key)).map(([, night]) => night);
      for (const night of left) {
        remove.run(reservationId, night.lineId, night.day);
        inventory.move(night, 1, at);
        settleOverbooking(night);
      }
      for (const night of taken) {
        const rest = inventory.move(night, -1, at);
        insert.run(reservationId, night.lineId, night.day, night.roomTypeId, Number(rest === undefined || rest < 0));
      }
    },
  };
}

function entryOf(night: OccupiedNight): [string, OccupiedNight] {
  return [JSON.stringify([night.lineId, night.day, night.roomTypeId]), night];
}
