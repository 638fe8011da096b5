import { OutgoingType } from '@banrimkwae/contract/outgoing';
import * as z from 'zod';
import { flag, json } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';
import { Sealed } from '../vault/cipher.ts';

const EndpointRow = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  types: json(z.array(OutgoingType)),
  enabled: flag,
  secret: json(Sealed),
  secret_ends: z.string(),
  old_secret: json(Sealed).nullable(),
  old_secret_until: z.string().nullable(),
  failing_since: z.string().nullable(),
  last_delivered_at: z.string().nullable(),
  last_error: z.string().nullable(),
  created_at: z.string(),
});
export type EndpointRow = z.infer<typeof EndpointRow>;

const DeliveryRow = z.object({
  id: z.string(),
  endpoint_id: z.string(),
  message_id: z.string(),
  type: OutgoingType,
  subject_id: z.string(),
  payload: z.string(),
  message_at: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.int(),
  next_attempt_at: z.string().nullable(),
  last_status: z.int().nullable(),
  last_error: z.string().nullable(),
  created_at: z.string(),
  delivered_at: z.string().nullable(),
});
export type DeliveryRow = z.infer<typeof DeliveryRow>;
export type DeliveryFilter = { endpointId: string; state?: DeliveryRow['state'] | undefined; cursor?: string | undefined; limit: number };
type Attempt = Pick<DeliveryRow, 'id' | 'state' | 'attempts' | 'next_attempt_at' | 'last_status' | 'last_error' | 'delivered_at'>;

const READ = `SELECT d.*, m.type, m.subject_id, m.payload, m.created_at AS message_at
  FROM outgoing_deliveries d JOIN outgoing_messages m ON m.id = d.message_id`;

export type OutgoingTable = ReturnType<typeof createOutgoingTable>;

/** SQL of `outgoing_endpoints`, `outgoing_messages` and `outgoing_deliveries`. */
export function createOutgoingTable(database: Sqlite) {
  return { ...endpoints(database), ...deliveries(database) };
}

function endpoints(database: Sqlite) {
  const all = database.prepare('SELECT * FROM outgoing_endpoints WHERE removed_at IS NULL ORDER BY id');
  const one = database.prepare('SELECT * FROM outgoing_endpoints WHERE id = ? AND removed_at IS NULL');
  const insert = database.prepare(
    `INSERT INTO outgoing_endpoints (id, name, url, types, secret, secret_ends, created_at) VALUES (@id, @name, @url, @types, @secret, @secret_ends, @created_at)`,
  );
  const change = database.prepare(
    'UPDATE outgoing_endpoints SET name = @name, url = @url, types = @types, enabled = @enabled WHERE id = @id',
  );
  const rotate = database.prepare(
    'UPDATE outgoing_endpoints SET secret = @secret, secret_ends = @secret_ends, old_secret = @old_secret, old_secret_until = @old_secret_until WHERE id = @id',
  );
  const heard = database.prepare(
    'UPDATE outgoing_endpoints SET failing_since = @failing_since, last_delivered_at = @last_delivered_at, last_error = @last_error WHERE id = @id',
  );
  const remove = database.prepare('UPDATE outgoing_endpoints SET removed_at = ?, enabled = 0 WHERE id = ?');
  return {
    endpoints: (): EndpointRow[] => all.all().map((row) => EndpointRow.parse(row)),
    endpoint: (id: string): EndpointRow | undefined => EndpointRow.optional().parse(one.get(id)),
    insertEndpoint: ({
      types,
      secret,
      ...row
    }: Pick<EndpointRow, 'id' | 'name' | 'url' | 'types' | 'secret' | 'secret_ends' | 'created_at'>) =>
      insert.run({ ...row, types: JSON.stringify(types), secret: JSON.stringify(secret) }),
    changeEndpoint: ({ types, enabled, id, name, url }: EndpointRow) =>
      change.run({ id, name, url, types: JSON.stringify(types), enabled: Number(enabled) }),
    changeSecret: ({ id, secret, secret_ends, old_secret, old_secret_until }: EndpointRow) =>
      rotate.run({
        id,
        secret: JSON.stringify(secret),
        secret_ends,
        old_secret: old_secret && JSON.stringify(old_secret),
        old_secret_until,
      }),
    noteOutcome: ({ id, failing_since, last_delivered_at, last_error }: EndpointRow) =>
      heard.run({ id, failing_since, last_delivered_at, last_error }),
    removeEndpoint: (id: string, at: string) => remove.run(at, id),
  };
}

function deliveries(database: Sqlite) {
  const insertMessage = database.prepare(
    'INSERT INTO outgoing_messages (id, type, subject_id, payload, created_at) VALUES (@id, @type, @subjectId, @payload, @createdAt)',
  );
  const insert = database.prepare(
    `INSERT INTO outgoing_deliveries (id, endpoint_id, message_id, state, next_attempt_at, created_at) VALUES (@id, @endpointId, @messageId, 'waiting', @at, @at)`,
  );
  const one = database.prepare(`${READ} WHERE d.id = ?`);
  const page = database.prepare(
    `${READ} WHERE d.endpoint_id = @endpointId AND (@state IS NULL OR d.state = @state) AND (@cursor IS NULL OR d.id < @cursor) ORDER BY d.id DESC LIMIT @limit`,
  );
  const note = database.prepare(
    `UPDATE outgoing_deliveries SET state = @state, attempts = @attempts, next_attempt_at = @next_attempt_at, last_status = @last_status,
       last_error = @last_error, delivered_at = @delivered_at WHERE id = @id`,
  );
  const counts = database.prepare(
    `SELECT COUNT(*) FILTER (WHERE state = 'waiting') AS waiting, COUNT(*) FILTER (WHERE state = 'failed') AS failed FROM outgoing_deliveries WHERE endpoint_id = ?`,
  );
  const failedSince = database
    .prepare<[string, string], string>(
      "SELECT id FROM outgoing_deliveries WHERE endpoint_id = ? AND state = 'failed' AND created_at >= ? ORDER BY id",
    )
    .pluck();
  const waiting = database.prepare<[], string>("SELECT id FROM outgoing_deliveries WHERE state = 'waiting' ORDER BY id").pluck();
  return {
    insertMessage: (message: { id: string; type: OutgoingType; subjectId: string; payload: string; createdAt: string }) =>
      insertMessage.run(message),
    insertDelivery: (delivery: { id: string; endpointId: string; messageId: string; at: string }) => insert.run(delivery),
    delivery: (id: string): DeliveryRow | undefined => DeliveryRow.optional().parse(one.get(id)),
    noteAttempt: (attempt: Attempt) => note.run(attempt),
    listDeliveries: ({ endpointId, state, cursor, limit }: DeliveryFilter): DeliveryRow[] =>
      page.all({ endpointId, state: state ?? null, cursor: cursor ?? null, limit }).map((row) => DeliveryRow.parse(row)),
    counts: (endpointId: string) => z.object({ waiting: z.int(), failed: z.int() }).parse(counts.get(endpointId)),
    failedSince: (endpointId: string, at: string): string[] => failedSince.all(endpointId, at),
    waiting: (): string[] => waiting.all(),
    /** What was told before then, and what nobody is to be told any more. */
    clearBefore: (at: string) => {
      database.prepare("DELETE FROM outgoing_deliveries WHERE state <> 'waiting' AND created_at < ?").run(at);
      database.prepare('DELETE FROM outgoing_messages WHERE id NOT IN (SELECT message_id FROM outgoing_deliveries)').run();
    },
  };
}
