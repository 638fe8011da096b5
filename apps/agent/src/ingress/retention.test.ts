import { afterEach, describe, expect, it } from 'vitest';
import { inboxWriterFile } from '../assets.ts';
import { openDatabase } from '../store/database.ts';
import { InboxWriter } from './inbox-writer.ts';
import { bodyOf, type IngressRig, openIngressRig, signed, until } from './ingress-rig.ts';
import { retire } from './retention.ts';

const NOW = new Date('2026-11-23T10:00:00.000Z');
const DAYS = { webhookBodies: 90, webhookEvents: 400, refusedDeliveries: 30 };
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString();
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let rig: IngressRig;
afterEach(() => rig.remove());

type Row = { id: string; at: string; state?: string; discarded?: string; sharing?: string };

/** The rows as years of work would have left them; then one pass. */
async function retireRows(rows: readonly Row[]) {
  rig = await openIngressRig();
  const database = openDatabase(rig.inboxFile, 'FULL');
  const insert = database.prepare(
    `INSERT INTO webhook_events (id, provider_id, webhook_id, event_type, event_data, same_delivery_as, headers, processing_status, discard_reason, received_at)
     VALUES (@id, 'fake', @id, 'x', iif(@sharing IS NULL, CAST(@body AS BLOB), NULL), @sharing, '{"a":"b"}', @state, @discarded, @at)`,
  );
  database.transaction(() => {
    for (const row of rows) insert.run({ state: 'completed', discarded: null, sharing: null, body: bodyOf(row.id), ...row });
  })();
  const refuse = database.prepare(
    `INSERT INTO refused_deliveries (id, provider_id, reason, headers, body_start, received_at, last_at) VALUES (?, 'fake', 'x', '{}', '', ?, ?)`,
  );
  refuse.run('ref_old', daysAgo(40), daysAgo(31));
  refuse.run('ref_going_on', daysAgo(40), daysAgo(1));
  const writer = new InboxWriter({ inboxFile: rig.inboxFile, writerFile: inboxWriterFile, log: silent, restarted: () => undefined });
  await retire({ writer, clock: { now: () => NOW }, log: silent, days: DAYS }, 0);
  await writer.close();
  const left = database.prepare('SELECT id, length(event_data) AS bytes, headers FROM webhook_events ORDER BY id').raw().all();
  const refused = database.prepare('SELECT id FROM refused_deliveries').pluck().all();
  database.close();
  return { left, refused };
}

const whole = (id: string) => [id, bodyOf(id).length, '{"a":"b"}'];
const dropped = (id: string) => [id, 0, '{}'];

describe('what the inbox keeps', () => {
  it('goes by its kind and age: first the bytes, then the row, and never what still waits for someone', async () => {
    const { left, refused } = await retireRows([
      { id: 'e01', at: daysAgo(401) },
      { id: 'e02', at: daysAgo(401), state: 'failed' },
      { id: 'e03', at: daysAgo(401), state: 'failed', discarded: 'known' },
      { id: 'e04', at: daysAgo(401), state: 'pending' },
      { id: 'e05', at: daysAgo(91) },
      { id: 'e06', at: daysAgo(91), state: 'failed' },
      { id: 'e07', at: daysAgo(91), state: 'failed', discarded: 'known' },
      { id: 'e08', at: daysAgo(89) },
    ]);
    expect(left).toEqual([whole('e02'), whole('e04'), dropped('e05'), whole('e06'), dropped('e07'), whole('e08')]);
    expect(refused).toEqual(['ref_going_on']);
  });

  it('are the bytes that an open event shares, whoever came first', async () => {
    const { left } = await retireRows([
      { id: 'e1', at: daysAgo(401) },
      { id: 'e2', at: daysAgo(401), sharing: 'e1', state: 'failed' },
      { id: 'e3', at: daysAgo(401), sharing: 'e1' },
      { id: 'e4', at: daysAgo(401) },
      { id: 'e5', at: daysAgo(401), sharing: 'e4' },
      { id: 'e6', at: daysAgo(91) },
      { id: 'e7', at: daysAgo(91), sharing: 'e6', state: 'pending' },
    ]);
    expect(left).toEqual([whole('e1'), ['e2', null, '{"a":"b"}'], whole('e6'), ['e7', null, '{"a":"b"}']]);
  });

  it('is gone through to its end, window by window', async () => {
    const rows = Array.from({ length: 1234 }, (_, index) => ({ id: `e${String(index).padStart(5, '0')}`, at: daysAgo(401) }));
    expect((await retireRows([...rows, { id: 'f', at: daysAgo(1) }])).left).toEqual([whole('f')]);
  });

  it('still knows an event by its id when its bytes are gone; replayed, it says why it cannot be', async () => {
    await retireRows([{ id: 'e1', at: daysAgo(91) }]);
    const answer = await fetch(`${rig.url}/webhooks/fake`, signed(bodyOf('e1')));
    expect([answer.status, rig.ingress.inbox.list({ limit: 10 }).items.length]).toEqual([200, 1]);
    await rig.ingress.inbox.replay('e1', { id: 'op_1', name: 'Malee' });
    await until('it has ended', () => rig.ingress.inbox.get('e1').state === 'failed');
    expect(rig.ingress.inbox.get('e1').error).toContain('deleted when its retention ended');
  });
});
