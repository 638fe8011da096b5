import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectors } from '@banrimkwae/connectors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type SandboxRig, startSandbox } from '../agent-rig.ts';
import { openDatabase } from '../store/database.ts';
import { dataFiles } from './data-files.ts';

/** Real processes: an agent that takes webhooks all the while, the console's backup beside it, a restore elsewhere, an agent on that. */
const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));
const SENDERS = 6;
const OLD_ROWS = 60_000;
const OLD_ROWS_AT_ONCE = 5000;

let sandbox: SandboxRig;
let folder: string;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), 'backup-load-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

type Place = { dataDir: string; api: number; webhooks: number };

async function newPlace(name: string): Promise<Place> {
  return { dataDir: join(folder, name), api: await freePort(), webhooks: await freePort() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function run(place: Place, words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [CLI, ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      AGENT_PROFILE: 'practice',
      AGENT_DATA_DIR: place.dataDir,
      AGENT_API_PORT: String(place.api),
      AGENT_WEBHOOK_PORT: String(place.webhooks),
      AGENT_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      SANDBOX_PORT: new URL(sandbox.url).port,
      AGENT_LOG_LEVEL: 'silent',
    },
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function command(place: Place, ...words: string[]): Promise<number | null> {
  const [status] = (await once(run(place, words), 'exit')) as [number | null];
  return status;
}

async function start(place: Place): Promise<ChildProcess> {
  const child = run(place, ['start']);
  const alive = () =>
    fetch(`http://127.0.0.1:${place.api}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  if (!(await eventually(alive, (ok) => ok || child.exitCode !== null, 60_000))) throw new Error('The agent did not start');
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** An inbox of a busy year, so that copying it takes a while. */
function fillInbox({ dataDir }: Place): void {
  const database = openDatabase(dataFiles(dataDir).inbox, 'NORMAL');
  const insert = database.prepare(
    `INSERT INTO webhook_events (id, provider_id, webhook_id, event_type, event_data, headers, processing_status, received_at, processed_at, effect)
     VALUES (?, 'line', ?, 'message', ?, '{}', 'completed', '2026-10-01T00:00:00.000Z', '2026-10-01T00:00:01.000Z', 'none')`,
  );
  const body = Buffer.alloc(2000, 'x');
  for (let from = 0; from < OLD_ROWS; from += OLD_ROWS_AT_ONCE) {
    database.transaction(() => {
      for (let row = from; row < from + OLD_ROWS_AT_ONCE; row += 1) insert.run(`whe_00000000${row}`, `old-${row}`, body);
    })();
  }
  database.close();
}

type Taken = { acknowledged: string[]; times: number[]; stop: () => Promise<void> };

/** Guests write from many sides until stopped; keeps what was answered 200, in the order of the answers. */
function guestsWrite({ webhooks }: Place): Taken {
  const acknowledged: string[] = [];
  const times: number[] = [];
  let over = false;
  const sender = async (name: number) => {
    for (let turn = 0; !over; turn += 1) {
      const id = `backup-${name}-${turn}`;
      const before = performance.now();
      const { status } = await fetch(`http://127.0.0.1:${webhooks}/webhooks/line`, delivery(id));
      times.push(performance.now() - before);
      if (status === 200) acknowledged.push(id);
      await sleep(4);
    }
  };
  const senders = Array.from({ length: SENDERS }, (_, name) => sender(name));
  return {
    acknowledged,
    times,
    stop: async () => {
      over = true;
      await Promise.all(senders);
    },
  };
}

function delivery(id: string) {
  const secret = String(connectors.get('line')?.manifest.practice.values.channelSecret);
  const event = {
    type: 'follow',
    mode: 'active',
    timestamp: Date.now(),
    source: { type: 'user', userId: 'U4af4980629c1e2b7d0a1f35c8e9b7a01' },
    webhookEventId: id,
    deliveryContext: { isRedelivery: false },
    replyToken: 'none',
    follow: { isUnblocked: false },
  };
  const body = JSON.stringify({ destination: 'U00000000000000000000000000000000', events: [event] });
  return { method: 'POST', body, headers: { 'x-line-signature': createHmac('sha256', secret).update(body).digest('base64') } };
}

describe('a backup while webhooks keep coming', () => {
  it('ends, holds up no answer, and brings every event acknowledged before it to an empty folder, where an agent goes on', async () => {
    const first = await newPlace('first');
    await stop(await start(first));
    fillInbox(first);
    const agent = await start(first);
    const load = guestsWrite(first);
    await sleep(1500);
    const before = [...load.acknowledged];
    const from = load.times.length;
    const began = performance.now();
    expect(await command(first, 'backup', join(folder, 'copy'))).toBe(0);
    const tookMs = performance.now() - began;
    const during = load.times.slice(from).sort((left, right) => left - right);
    await load.stop();
    await stop(agent);

    const second = await newPlace('second');
    expect(await command(second, 'restore', join(folder, 'copy'))).toBe(0);
    expect(existsSync(join(second.dataDir, 'agent.db.restoring'))).toBe(false);
    const again = await start(second);
    const inbox = openDatabase(dataFiles(second.dataDir).inbox, 'FULL', { readonly: true });
    const open = inbox
      .prepare<[], number>(`SELECT count(*) FROM webhook_events WHERE processing_status IN ('pending', 'processing')`)
      .pluck();
    expect(
      await eventually(
        async () => open.get(),
        (count) => count === 0,
        60_000,
      ),
    ).toBe(0);
    const restored = new Set(inbox.prepare<[], string>('SELECT webhook_id FROM webhook_events').pluck().all());
    expect(before.filter((id) => !restored.has(id))).toEqual([]);
    expect(inbox.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(inbox.prepare(`SELECT count(*) FROM webhook_events WHERE processing_status = 'failed'`).pluck().get()).toBe(0);
    inbox.close();
    expect(before.length).toBeGreaterThan(50);
    expect(during.length).toBeGreaterThan(20);
    const p99 = during[Math.floor(during.length * 0.99)] ?? Number.NaN;
    if (process.env.SHOW_FIGURES)
      process.stderr.write(
        `${before.length} before, ${during.length} during ${Math.round(tookMs)} ms, p99 ${p99.toFixed(1)} ms, longest ${during.at(-1)?.toFixed(1)} ms\n`,
      );
    // LINE gives up after 2 s.
    expect(during.at(-1)).toBeLessThan(2000);
    await stop(again);
  }, 300_000);
});
