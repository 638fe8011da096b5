import { createHash } from 'node:crypto';
import type { AuditEntry } from '@banrimkwae/contract/access';
import * as z from 'zod';
import type { Clock, NewId } from '../clock.ts';
import type { Sqlite } from '../store/database.ts';
import { mapPage, pageOf } from '../store/page.ts';
import type { AuditRecord } from './port.ts';

const AuditRow = z.object({
  sequence: z.int(),
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.string().nullable(),
  detail: z.string(),
  hash: z.string(),
});
type AuditRow = z.infer<typeof AuditRow>;
const NamedRow = AuditRow.extend({ actor_name: z.string().nullable() });

const FIRST = '0'.repeat(64);

export type AuditFilter = { actor?: string | undefined; subject?: string | undefined; cursor?: string | undefined; limit: number };
export type AuditVerdict = { intact: boolean; entries: number; firstBroken: number | null };

/** Who did what. Each entry's hash covers the entry before it: one that is changed, removed or slipped in breaks the chain. */
export function createAuditLog(deps: { database: Sqlite; clock: Clock; newId: NewId }) {
  const newest = deps.database.prepare('SELECT * FROM audit_log ORDER BY sequence DESC LIMIT 1');
  const insert = deps.database.prepare(
    'INSERT INTO audit_log (sequence, id, at, actor, action, subject, detail, hash) VALUES (@sequence, @id, @at, @actor, @action, @subject, @detail, @hash)',
  );
  return {
    /** Call it inside the transaction of the change it tells of. */
    append: ({ detail, ...entry }: AuditRecord): void => {
      const last = AuditRow.optional().parse(newest.get());
      const row = {
        ...entry,
        sequence: (last?.sequence ?? 0) + 1,
        id: deps.newId('aud'),
        at: deps.clock.now().toISOString(),
        detail: JSON.stringify(detail),
      };
      insert.run({ ...row, hash: hashOf(row, last?.hash ?? FIRST) });
    },
    search: (filter: AuditFilter) => search(deps.database, filter),
    verify: () => verifyAuditLog(deps.database),
  };
}

/** Walks the whole chain from its beginning. */
function verifyAuditLog(database: Sqlite): AuditVerdict {
  let before = FIRST;
  let entries = 0;
  for (const raw of database.prepare('SELECT * FROM audit_log ORDER BY sequence').iterate()) {
    const row = AuditRow.parse(raw);
    entries += 1;
    if (row.sequence !== entries || row.hash !== hashOf(row, before)) return { intact: false, entries, firstBroken: row.sequence };
    before = row.hash;
  }
  return { intact: true, entries, firstBroken: null };
}

function search(
  database: Sqlite,
  { actor = null, subject = null, cursor = null, limit }: { [Name in keyof AuditFilter]: AuditFilter[Name] | null },
) {
  const rows = z.array(NamedRow).parse(
    database
      .prepare(
        `SELECT l.*, COALESCE(o.name, k.name) AS actor_name
         FROM audit_log l LEFT JOIN operators o ON o.id = l.actor LEFT JOIN api_keys k ON k.id = l.actor
         WHERE (@actor IS NULL OR l.actor = @actor) AND (@subject IS NULL OR l.subject = @subject)
         AND (@cursor IS NULL OR l.sequence < CAST(@cursor AS INTEGER)) ORDER BY l.sequence DESC LIMIT @limit`,
      )
      .all({ actor, subject, cursor, limit: Number(limit) + 1 }),
  );
  return mapPage(
    pageOf(rows, Number(limit), ({ sequence }) => String(sequence)),
    show,
  );
}

function show({ detail, actor_name: actorName, ...row }: z.infer<typeof NamedRow>): AuditEntry {
  return { ...row, actorName, detail: z.record(z.string(), z.unknown()).parse(JSON.parse(detail)) };
}

function hashOf(row: Omit<AuditRow, 'hash'>, before: string): string {
  const { sequence, id, at, actor, action, subject, detail } = row;
  return createHash('sha256')
    .update(JSON.stringify([before, sequence, id, at, actor, action, subject, detail]))
    .digest('hex');
}
