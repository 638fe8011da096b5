import * as z from 'zod';
import { flag } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';
import { AVAILABLE } from './inventory-table.ts';

const NightRow = z.object({
  roomId: z.string(),
  rateId: z.string(),
  day: z.string(),
  available: z.int(),
  price: z.int(),
  currency: z.string(),
  minimumStay: z.int(),
  closed: flag,
  closedToArrival: flag,
  closedToDeparture: flag,
});
/** What a channel should say of one night of one of its rooms and rates. */
export type Night = z.infer<typeof NightRow>;

const Waiting = z.object({ count: z.int(), oldestAt: z.string().nullable(), firstDay: z.string().nullable() });
const Refused = z.object({
  count: z.int(),
  code: z.string(),
  message: z.string(),
  roomId: z.string(),
  rateId: z.string(),
  day: z.string(),
});

/** Days at the resort, both inclusive. */
export type Span = { provider: string; from: string; to: string };
type Key = Pick<Night, 'roomId' | 'rateId' | 'day'>;

const SHOULD = `${AVAILABLE}, i.price, i.currency, i.minimum_stay, i.closed, i.closed_to_arrival, i.closed_to_departure`;
const TOLD = 's.available, s.price, s.currency, s.minimum_stay, s.closed, s.closed_to_arrival, s.closed_to_departure';
const DIFFERING = `FROM channel_mappings m
  JOIN inventory i ON i.room_type_id = m.room_type_id AND i.day BETWEEN @from AND @to
  LEFT JOIN channel_sent s ON s.provider = m.provider AND s.channel_room_id = m.channel_room_id AND s.channel_rate_id = m.channel_rate_id AND s.day = i.day
  WHERE m.provider = @provider AND (s.day IS NULL OR s.state IN ('sending', 'doubt') OR (${TOLD}) IS NOT (${SHOULD}))`;

export type SentTable = ReturnType<typeof createSentTable>;

/** SQL of `channel_sent`: what each channel was told, and how that differs from the inventory. */
export function createSentTable(database: Sqlite) {
  return { ...readSent(database), ...carryNights(database), ...loseTrack(database) };
}

function readSent(database: Sqlite) {
  const differing = database.prepare(
    `SELECT m.channel_room_id AS roomId, m.channel_rate_id AS rateId, i.day, ${AVAILABLE} AS available, i.price, i.currency,
       i.minimum_stay AS minimumStay, i.closed, i.closed_to_arrival AS closedToArrival, i.closed_to_departure AS closedToDeparture
     ${DIFFERING} ORDER BY m.channel_room_id, m.channel_rate_id, i.day LIMIT @limit`,
  );
  const waiting = database.prepare(
    `SELECT count(*) AS count, max(min(i.updated_at), coalesce((SELECT waiting_from FROM channel_state WHERE provider = @provider), '')) AS oldestAt,
       min(i.day) AS firstDay ${DIFFERING}`,
  );
  const refused = database.prepare(
    `SELECT count(*) OVER () AS count, coalesce(s.code, '') AS code, coalesce(s.message, '') AS message,
       s.channel_room_id AS roomId, s.channel_rate_id AS rateId, s.day
     FROM channel_sent s WHERE s.provider = @provider AND s.state = 'rejected' AND s.day BETWEEN @from AND @to
     ORDER BY s.day, s.channel_room_id, s.channel_rate_id LIMIT 1`,
  );
  return {
    /** Nights that the channel does not show as the inventory has them, or may not; by room, rate and day. */
    differing: (span: Span & { limit: number }): Night[] => differing.all(span).map((row) => NightRow.parse(row)),
    waiting: (span: Span): z.infer<typeof Waiting> => Waiting.parse(waiting.get(span)),
    /** The first night that the channel refused, and how many there are. */
    refused: (span: Span): z.infer<typeof Refused> | undefined => {
      const row = refused.get(span);
      return row === undefined ? undefined : Refused.parse(row);
    },
  };
}

function carryNights(database: Sqlite) {
  const claim = database.prepare(
    `INSERT INTO channel_sent (provider, channel_room_id, channel_rate_id, day, available, price, currency, minimum_stay, closed, closed_to_arrival,
       closed_to_departure, state, at)
     VALUES (@provider, @roomId, @rateId, @day, @available, @price, @currency, @minimumStay, @closed, @closedToArrival, @closedToDeparture, 'sending', @at)
     ON CONFLICT DO UPDATE SET available = excluded.available, price = excluded.price, currency = excluded.currency, minimum_stay = excluded.minimum_stay,
       closed = excluded.closed, closed_to_arrival = excluded.closed_to_arrival, closed_to_departure = excluded.closed_to_departure,
       state = 'sending', code = NULL, message = NULL, at = excluded.at`,
  );
  const settle = database.prepare(
    `UPDATE channel_sent SET state = @state, code = @code, message = @message, at = @at
     WHERE provider = @provider AND channel_room_id = @roomId AND channel_rate_id = @rateId AND day = @day AND state = 'sending'`,
  );
  return {
    /** Before sending: should no answer come, it is unknown what the channel shows. */
    claim: (provider: string, night: Night, at: string) =>
      void claim.run({
        ...night,
        provider,
        closed: Number(night.closed),
        closedToArrival: Number(night.closedToArrival),
        closedToDeparture: Number(night.closedToDeparture),
        at,
      }),
    /** After the answer. A night that came into doubt while it was on its way stays there. */
    settle: (
      provider: string,
      { roomId, rateId, day }: Key,
      verdict: { refusal?: { code: string; message: string } | undefined; at: string },
    ) =>
      void settle.run({
        provider,
        roomId,
        rateId,
        day,
        at: verdict.at,
        state: verdict.refusal ? 'rejected' : 'told',
        code: verdict.refusal?.code ?? null,
        message: verdict.refusal?.message ?? null,
      }),
  };
}

function loseTrack(database: Sqlite) {
  const doubt = database.prepare(
    `UPDATE channel_sent SET state = 'doubt' WHERE provider = @provider AND channel_room_id = @roomId AND day >= @arrival AND day < @departure`,
  );
  const doubtAll = database.prepare(`UPDATE channel_sent SET state = 'doubt' WHERE provider = ?`);
  const allow = database.prepare(`UPDATE channel_sent SET state = 'doubt' WHERE provider = ? AND state = 'rejected'`);
  const forget = database.prepare('DELETE FROM channel_sent WHERE provider = ?');
  const forgetUnmapped = database.prepare(
    `DELETE FROM channel_sent WHERE provider = ? AND NOT EXISTS (SELECT 1 FROM channel_mappings m WHERE m.provider = channel_sent.provider
       AND m.channel_room_id = channel_sent.channel_room_id AND m.channel_rate_id = channel_sent.channel_rate_id)`,
  );
  const forgetPast = database.prepare('DELETE FROM channel_sent WHERE provider = ? AND day < ?');
  return {
    /** The channel itself may have changed what it shows of a stay in one of its rooms. */
    doubt: (stay: { provider: string; roomId: string; arrival: string; departure: string }) => void doubt.run(stay),
    doubtAll: (provider: string) => void doubtAll.run(provider),
    /** What was refused may be sent once more. */
    allowRefused: (provider: string) => void allow.run(provider),
    /** Everything counts as never told. */
    forget: (provider: string) => void forget.run(provider),
    forgetUnmapped: (provider: string) => void forgetUnmapped.run(provider),
    forgetPast: (provider: string, today: string) => void forgetPast.run(provider, today),
  };
}
