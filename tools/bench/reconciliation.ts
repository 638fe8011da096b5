/** The books of a day with a hundred thousand payments beside the provider's list, by a whole agent; only reading the same pages is the base. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Client } from '../../apps/agent/src/agent-rig.ts';
import { openDatabase } from '../../apps/agent/src/store/database.ts';
import { inFolder, residentMb } from './agent-process.ts';
import type { Outcome } from './figures.ts';
import { type PracticeAgent, practiceLaunch, startPracticeAgent, stopPracticeAgent } from './practice-agent.ts';
import { amountOf, benchDay, ourIdOf, providerIdOf, secondsOf } from './reconciliation-day.ts';
import { liftLimit, WITHOUT_LIMIT } from './refund.ts';
import { launchSandbox } from './sandbox-process.ts';

const PROVIDER = 'stripe';
const EVENTS = 100_000;
/** Paid there, and nobody here knows of them. */
const UNKNOWN = 10;
const ASK_EVERY_MS = 50;
/** Counting a day of that size is work too. */
const LOOK_MS = 2000;

export function benchReconciliation(): Promise<Outcome> {
  return inFolder(async (dataDir) => {
    const sandbox = await launchSandbox();
    const peer = fork(join(import.meta.dirname, 'reconciliation-peer.ts'), [sandbox.url, String(EVENTS)]);
    const [port] = (await once(peer, 'message')) as [number];
    const how = practiceLaunch(dataDir, `http://127.0.0.1:${port}`, WITHOUT_LIMIT);
    try {
      await stopPracticeAgent(await startPracticeAgent(how));
      liftLimit(dataDir);
      fillBooks(dataDir);
      const agent = await startPracticeAgent(how);
      try {
        return await measure(agent, port);
      } finally {
        await stopPracticeAgent(agent);
      }
    } finally {
      peer.kill();
      await sandbox.close();
    }
  });
}

async function measure(agent: PracticeAgent, port: number): Promise<Outcome> {
  const base = await readPages(port);
  const idleMb = residentMb(agent.running);
  const { day } = benchDay();
  const over = new AbortController();
  const asking = askMeanwhile(agent.client, over.signal);
  const before = performance.now();
  await agent.client.reconciliation.run({ provider: PROVIDER, from: day, to: day });
  const done = await untilComplete(agent.client, day);
  const seconds = (performance.now() - before) / 1000;
  over.abort();
  const times = (await asking).sort((one, other) => one - other);
  if (done.matched !== EVENTS - UNKNOWN || done.differing !== UNKNOWN) throw new Error(`It found ${JSON.stringify(done)}`);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(0);
  const ratio = EVENTS / seconds / base;
  return {
    figures: [
      { name: `reconciliation of ${EVENTS} / only reading the same pages`, ratio: { median: ratio, lowest: ratio, highest: ratio } },
    ],
    notes: [
      `${EVENTS} events in ${seconds.toFixed(1)} s, ${(EVENTS / seconds).toFixed(0)} a second; ${base.toFixed(0)} a second only read`,
      `memory of the agent: ${idleMb.toFixed(0)} MB before, ${peakMb(agent).toFixed(0)} MB at its peak`,
      `a search of payments meanwhile, ${1000 / ASK_EVERY_MS} a second: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(0.99999)} ms of ${times.length}`,
    ],
  };
}

/** The most that was resident since the start; where the system does not tell, what is now. */
function peakMb({ running }: PracticeAgent): number {
  if (process.platform !== 'linux') return residentMb(running);
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${running.process.pid}/status`, 'utf8'))?.[1]) / 1024;
}

async function untilComplete(client: Client, day: string) {
  for (;;) {
    const [found] = await client.reconciliation.days({ from: day, to: day, provider: PROVIDER });
    if (found?.state === 'complete') return found;
    if (found?.state === 'incomplete') throw new Error(`It broke off: ${found.note?.en}`);
    await sleep(LOOK_MS);
  }
}

/** A person who works meanwhile. Milliseconds from when each was due. */
async function askMeanwhile(client: Client, over: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  const asked: Promise<void>[] = [];
  const begun = performance.now();
  for (let number = 0; !over.aborted; number += 1) {
    const due = begun + number * ASK_EVERY_MS;
    await sleep(Math.max(0, due - performance.now()));
    asked.push(client.payments.search({ limit: 20 }).then(() => void times.push(performance.now() - due)));
  }
  await Promise.all(asked);
  return times;
}

/** Events a second when every page is fetched and parsed, and no more. */
async function readPages(port: number): Promise<number> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
  const before = performance.now();
  let after: string | undefined;
  let count = 0;
  do {
    const place = after === undefined ? '' : `&starting_after=${after}`;
    const path = `/stripe/api/v1/payment_intents?created[gte]=${benchDay().fromSeconds}&limit=100${place}`;
    const { body } = await pool.request({ method: 'GET', path });
    const page = (await body.json()) as { has_more: boolean; data: { id: string }[] };
    count += page.data.length;
    after = page.has_more ? page.data.at(-1)?.id : undefined;
  } while (after !== undefined);
  const seconds = (performance.now() - before) / 1000;
  await pool.close();
  return count / seconds;
}

/** Of an agent that is not running: our side of the day. */
function fillBooks(dataDir: string): void {
  const database = openDatabase(join(dataDir, 'agent.db'), 'FULL');
  const payment = database.prepare(
    `INSERT INTO payments (id, provider, provider_payment_id, idempotency_key, state, method, capture, currency, amount, captured, description,
       guest_name, created_by, created_at, paid_at, updated_at)
     VALUES (@id, '${PROVIDER}', @providerId, @id, 'paid', 'card_link', 'automatic', 'THB', @amount, @amount, 'Room charge', 'Guest', 'bench', @at, @at, @at)`,
  );
  const reference = database.prepare(
    `INSERT INTO payment_references (provider, reference, payment_id) VALUES ('${PROVIDER}', @providerId, @id)`,
  );
  database.transaction(() => {
    for (let number = 0; number < EVENTS - UNKNOWN; number += 1) {
      const row = { id: ourIdOf(number), providerId: providerIdOf(number) };
      payment.run({ ...row, amount: amountOf(number), at: new Date(secondsOf(number) * 1000).toISOString() });
      reference.run(row);
    }
  })();
  database.close();
}
