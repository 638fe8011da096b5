import { type AttentionCode, attentionCodes, reservationStates } from '@banrimkwae/contract/channel';
import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';
import { contains, queryBuilder, readRows } from '../store/select.ts';

const ReservationRow = z.object({
  id: z.string(),
  provider: z.string(),
  channel_reservation_id: z.string(),
  state: z.enum(reservationStates),
  revision: z.string(),
  guest_name: z.string(),
  guest_email: z.string().nullable(),
  guest_phone: z.string().nullable(),
  arrival: z.string(),
  departure: z.string(),
  total: z.int(),
  currency: z.string(),
  commission: z.int().nullable(),
  commission_currency: z.string().nullable(),
  remarks: z.string().nullable(),
  booked_at: z.string().nullable(),
  imported_at: z.string(),
  read_at: z.string(),
  acknowledged_at: z.string().nullable(),
  first_acknowledged_at: z.string().nullable(),
  updated_at: z.string(),
});
export type ReservationRow = z.infer<typeof ReservationRow>;

const LineRow = z.object({
  line_id: z.string(),
  room_type_id: z.string().nullable(),
  channel_room_id: z.string(),
  channel_rate_id: z.string().nullable(),
  arrival: z.string(),
  departure: z.string(),
  guests: z.int(),
  guest_name: z.string().nullable(),
  total: z.int().nullable(),
  currency: z.string().nullable(),
});
export type LineRow = z.infer<typeof LineRow>;

type Tables = {
  reservations: z.input<typeof ReservationRow>;
  reservation_rooms: z.input<typeof LineRow> & { reservation_id: string };
};
const tables = queryBuilder<Tables>();

export type ReservationFilter = { q?: string | undefined; provider?: string | undefined; cursor?: string | undefined; limit: number };
/** Which message of which channel. */
export type Heard = { provider: string; channelReservationId: string; revision: string };

/**
 * Why a person should look at a reservation, each as a condition on a row `r`: its room is sold twice, a night is not in the calendar, its room
 * is not mapped, it is in a currency that is not the resort's (a parameter).
 */
const REASONS = {
  overbooked: `EXISTS (SELECT 1 FROM reservation_nights n JOIN inventory i USING (room_type_id, day) WHERE n.reservation_id = r.id AND n.overbooked = 1)`,
  not_in_calendar: `EXISTS (SELECT 1 FROM reservation_nights n LEFT JOIN inventory i USING (room_type_id, day)
    WHERE n.reservation_id = r.id AND n.overbooked = 1 AND i.day IS NULL)`,
  unmapped_room: 'EXISTS (SELECT 1 FROM reservation_rooms l WHERE l.reservation_id = r.id AND l.room_type_id IS NULL)',
  other_currency: 'r.total > 0 AND r.currency <> @currency',
} as const satisfies Record<AttentionCode, string>;
/** Past and cancelled ones need nobody any more. */
const CONCERNS = "r.state <> 'cancelled' AND r.departure >= @today";

export type ReservationTable = ReturnType<typeof createReservationTable>;

/** SQL of `reservations` and `reservation_rooms`. */
export function createReservationTable(database: Sqlite) {
  return { ...readReservations(database), ...readRevisions(database), ...writeReservations(database) };
}

function readReservations(database: Sqlite) {
  const one = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: unknown[]) => {
      const row = statement.get(...values);
      return row === undefined ? undefined : ReservationRow.parse(row);
    };
  };
  const lines = database.prepare('SELECT * FROM reservation_rooms WHERE reservation_id = ? ORDER BY position');
  const staying = database.prepare("SELECT * FROM reservations WHERE provider = ? AND state <> 'cancelled' AND departure >= ? ORDER BY id");
  const unacknowledged = database
    .prepare<[string, string], number>('SELECT count(*) FROM reservations WHERE provider = ? AND read_at >= ? AND acknowledged_at IS NULL')
    .pluck();
  const reasons = attentionCodes.map((reason) => {
    const sql = `SELECT EXISTS (SELECT 1 FROM reservations r WHERE r.id = @id AND ${CONCERNS} AND ${REASONS[reason]})`;
    return { reason, statement: database.prepare<object, number>(sql).pluck() };
  });
  const needing = database
    .prepare<object, number>(
      `SELECT count(*) FROM reservations r WHERE ${CONCERNS} AND (${Object.values(REASONS)
        .map((reason) => `(${reason})`)
        .join(' OR ')})`,
    )
    .pluck();
  const lastBookingAt = database.prepare<[], string | null>('SELECT max(coalesce(booked_at, imported_at)) FROM reservations').pluck();
  return {
    find: one('SELECT * FROM reservations WHERE id = ?'),
    ofChannel: one('SELECT * FROM reservations WHERE provider = ? AND channel_reservation_id = ?'),
    linesOf: (id: string): LineRow[] => lines.all(id).map((row) => LineRow.parse(row)),
    search: (filter: ReservationFilter) => search(database, filter),
    /** Not cancelled, with nights still to come. */
    staying: (provider: string, today: string): ReservationRow[] => staying.all(provider, today).map((row) => ReservationRow.parse(row)),
    /** Met in the channel's queue by the import that began then, or later, and still there as far as we know. */
    unacknowledged: (provider: string, since: string): number => unacknowledged.get(provider, since) ?? 0,
    attention: (id: string, about: { today: string; currency: string }): AttentionCode[] =>
      reasons.filter(({ statement }) => statement.get({ ...about, id }) === 1).map(({ reason }) => reason),
    needingAttention: (about: { today: string; currency: string }): number => needing.get(about) ?? 0,
    lastBookingAt: (): string | null => lastBookingAt.get() ?? null,
  };
}

function readRevisions(database: Sqlite) {
  const heard = database
    .prepare<[string, string], number>('SELECT count(*) FROM reservation_revisions WHERE reservation_id = ? AND revision = ?')
    .pluck();
  const heardAt = database
    .prepare<object, string>(
      `SELECT heard_at FROM reservation_revisions JOIN reservations ON reservations.id = reservation_id
       WHERE provider = @provider AND channel_reservation_id = @channelReservationId AND reservation_revisions.revision = @revision`,
    )
    .pluck();
  return {
    /** Whether this revision was ever taken over. */
    hasHeard: (id: string, revision: string): boolean => heard.get(id, revision) === 1,
    /** When this revision was taken over; undefined: never. */
    heardAt: (heard: { provider: string; channelReservationId: string; revision: string }): string | undefined => heardAt.get(heard),
  };
}

function writeReservations(database: Sqlite) {
  const save = database.prepare(
    `INSERT INTO reservations (id, provider, channel_reservation_id, state, revision, guest_name, guest_email, guest_phone, arrival, departure, total,
       currency, commission, commission_currency, remarks, booked_at, imported_at, read_at, acknowledged_at, updated_at)
     VALUES (@id, @provider, @channel_reservation_id, @state, @revision, @guest_name, @guest_email, @guest_phone, @arrival, @departure, @total,
       @currency, @commission, @commission_currency, @remarks, @booked_at, @imported_at, @read_at, @acknowledged_at, @updated_at)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, revision = excluded.revision, guest_name = excluded.guest_name,
       guest_email = excluded.guest_email, guest_phone = excluded.guest_phone, arrival = excluded.arrival, departure = excluded.departure,
       total = excluded.total, currency = excluded.currency, commission = excluded.commission, commission_currency = excluded.commission_currency,
       remarks = excluded.remarks, booked_at = excluded.booked_at, read_at = excluded.read_at, acknowledged_at = excluded.acknowledged_at,
       updated_at = excluded.updated_at`,
  );
  const hear = database.prepare(
    'INSERT INTO reservation_revisions (reservation_id, revision, heard_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const clearLines = database.prepare('DELETE FROM reservation_rooms WHERE reservation_id = ?');
  const insertLine = database.prepare(
    `INSERT INTO reservation_rooms (reservation_id, line_id, position, room_type_id, channel_room_id, channel_rate_id, arrival, departure, guests,
       guest_name, total, currency)
     VALUES (@reservationId, @line_id, @position, @room_type_id, @channel_room_id, @channel_rate_id, @arrival, @departure, @guests, @guest_name, @total, @currency)`,
  );
  const read = database.prepare('UPDATE reservations SET read_at = ? WHERE id = ?');
  const acknowledge = database
    .prepare<object, string>(
      `UPDATE reservations SET acknowledged_at = @at, first_acknowledged_at = coalesce(first_acknowledged_at, @at)
       WHERE provider = @provider AND channel_reservation_id = @channelReservationId AND revision = @revision AND acknowledged_at IS NULL RETURNING id`,
    )
    .pluck();
  return {
    save: (row: ReservationRow) => {
      save.run(row);
      hear.run(row.id, row.revision, row.updated_at);
    },
    replaceLines: (reservationId: string, lines: readonly LineRow[]) => {
      clearLines.run(reservationId);
      lines.forEach((line, position) => {
        insertLine.run({ ...line, reservationId, position });
      });
    },
    read: (id: string, at: string) => void read.run(at, id),
    /** Only the revision that is stored; a newer one is acknowledged by itself. Returns the id of one that was not acknowledged before. */
    acknowledge: (heard: Heard, at: string): string | undefined => acknowledge.get({ ...heard, at }),
  };
}

/** Newest first. Text is looked for in the guests' names and the channel's number. */
function search(database: Sqlite, { q, provider, cursor, limit }: ReservationFilter): ReservationRow[] {
  let query = tables.selectFrom('reservations').selectAll().orderBy('id', 'desc').limit(limit);
  if (provider !== undefined) query = query.where('provider', '=', provider);
  if (cursor !== undefined) query = query.where('id', '<', cursor);
  if (q) {
    query = query.where(({ or, exists, selectFrom }) => {
      const inRoom = selectFrom('reservation_rooms').select('line_id').whereRef('reservation_id', '=', 'reservations.id');
      const names = exists(inRoom.where(contains('reservation_rooms.guest_name', q)));
      return or([contains('reservations.guest_name', q), contains('channel_reservation_id', q), names]);
    });
  }
  return readRows(database, query).map((row) => ReservationRow.parse(row));
}
