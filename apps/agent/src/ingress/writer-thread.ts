// The one writer of the inbox, in a thread of its own: waiting for the disk does not hold up whoever answers providers.
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { prepareRefusals } from './refused-rows.ts';
import { prepareRetention } from './retention-rows.ts';
import type { BatchAnswer, EventChange, FailedDecision, NewDelivery, Write, WriterThreadData, Written } from './writes.ts';

/** Fewer, larger checkpoints: 40 MB of pages between two of them. */
const CHECKPOINT_PAGES = 10_000;
/** So long without a write, and the log is carried into the file: a quiet hour then pays for it, not the next burst. */
const IDLE_MS = 5000;
const NOTHING: Written = { stored: [], due: [] };

const { inboxFile } = workerData as WriterThreadData;
const database = openDatabase(inboxFile, 'FULL');
database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
const writeBatch = prepareWrites(database);
let idle: NodeJS.Timeout | undefined;

parentPort?.on('message', (batch: readonly Write[] | 'close') => {
  if (batch === 'close') {
    clearTimeout(idle);
    database.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(answer(batch));
  idle = idle?.refresh() ?? setTimeout(checkpoint, IDLE_MS);
});

/** Best effort: what a reader still needs stays in the log, and SQLite carries it over at a later commit. */
function checkpoint(): void {
  try {
    database.pragma('wal_checkpoint(PASSIVE)');
  } catch {
    // A full disk or a locked file: the next write meets the same and says so.
  }
}

function answer(batch: readonly Write[]): BatchAnswer {
  try {
    return { written: writeBatch(batch) };
  } catch (fault) {
    // Everything was rolled back: a full disk, a file locked by another program, a broken file.
    const { code = 'unknown', message = String(fault) } = fault as { code?: string; message?: string };
    return { fault: { code, message } };
  }
}

/** All writes of a batch in one transaction: one wait for the disk. */
function prepareWrites(open: Sqlite): (batch: readonly Write[]) => Written[] {
  const storeDelivery = prepareDelivery(open);
  const change = open.prepare<EventChange>(
    `UPDATE webhook_events SET processing_status = @state, processing_attempts = @attempts, error_message = @error, error_code = @errorCode,
       discard_reason = @discardReason, processed_at = @processedAt
     WHERE id = @id AND (@onlyFrom IS NULL OR processing_status IN (SELECT value FROM json_each(@onlyFrom)))`,
  );
  const decide = prepareDecisions(open);
  const refuse = prepareRefusals(open);
  const retire = prepareRetention(open);
  const write = (one: Write): Written => {
    if (one.kind === 'delivery') return storeDelivery(one);
    if (one.kind === 'retention') return retire(one);
    if (one.kind === 'change') change.run(one);
    else if (one.kind === 'retry' || one.kind === 'discard') decide(one);
    else refuse(one);
    return NOTHING;
  };
  return open.transaction((batch: readonly Write[]) => batch.map(write));
}

function prepareDecisions(open: Sqlite): (decision: FailedDecision) => void {
  const these = `id IN (SELECT value FROM json_each(@ids)) AND processing_status = 'failed' AND discard_reason IS NULL`;
  const retry = open.prepare(
    `UPDATE webhook_events SET processing_status = 'pending', processing_attempts = 0, processed_at = NULL WHERE ${these}`,
  );
  const discard = open.prepare(`UPDATE webhook_events SET discard_reason = @reason WHERE ${these}`);
  return ({ ids, ...decision }) => {
    const named = { ids: JSON.stringify(ids) };
    if (decision.kind === 'retry') retry.run(named);
    else discard.run({ ...named, reason: decision.reason });
  };
}

function prepareDelivery(open: Sqlite): (delivery: NewDelivery) => Written {
  const insert = open.prepare(
    `INSERT INTO webhook_events (id, provider_id, webhook_id, event_type, event_data, same_delivery_as, headers, received_at, effect, source)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (webhook_id, provider_id) DO NOTHING`,
  );
  const known = open
    .prepare<[string, string], string>(
      `SELECT id FROM webhook_events WHERE webhook_id = ? AND provider_id = ? AND processing_status = 'pending'`,
    )
    .pluck();
  return ({ providerId, headers, body, receivedAt, source, events }) => {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const stored: string[] = [];
    const due: string[] = [];
    for (const { id, webhookId, eventType, effect } of events) {
      const first = stored[0] ?? null;
      const data = first === null ? bytes : null;
      const { changes } = insert.run(id, providerId, webhookId, eventType, data, first, headers, receivedAt, effect, source);
      if (changes > 0) stored.push(id);
      else due.push(...known.all(webhookId, providerId));
    }
    return { stored, due };
  };
}
