import type { ReplayRun } from '@banrimkwae/contract/recovery';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { type AgentRig, type Client, eventually, startAgentRig } from '../agent-rig.ts';
import { dataFiles } from '../operations/index.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';

/** "Replaying everything twice changes nothing and sends nothing": over a whole played week, through the API, as the outside sees it. */

let rig: AgentRig;
let manager: Client;
let agent: Sqlite;
let inbox: Sqlite;

beforeAll(async () => {
  rig = await startAgentRig();
  manager = await rig.as('manager');
  const files = dataFiles(rig.config.dataDir);
  agent = openDatabase(files.agent, 'FULL', { readonly: true });
  inbox = openDatabase(files.inbox, 'FULL', { readonly: true });
});
afterAll(async () => {
  agent.close();
  inbox.close();
  await rig.close();
});

const TABLES = [
  'payments',
  'payment_references',
  'payment_acts',
  'payment_story',
  'refunds',
  'reservations',
  'reservation_revisions',
  'reservation_rooms',
  'reservation_nights',
  'inventory',
  'channel_sent',
  'conversations',
  'messages',
];
const OUTWARD = ['payment.create', 'payment.act', 'refund.send', 'message.send', 'guest.profile', 'channel.push'];

/** Every row of every table that stands for something real, whole; and the inbox itself. */
function everything(): Record<string, unknown[]> {
  const dump = Object.fromEntries(TABLES.map((table) => [table, agent.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all()]));
  return { ...dump, webhook_events: inbox.prepare('SELECT * FROM webhook_events ORDER BY id').all() };
}
const outwardJobs = () =>
  agent.prepare('SELECT id FROM jobs WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY seq').all(JSON.stringify(OUTWARD));

const Tape = z.array(z.object({ at: z.string(), provider: z.string(), method: z.string(), path: z.string() }));
async function callsSince(at: string) {
  const answer = await fetch(`${rig.sandbox.url}/_sandbox/requests`);
  return Tape.parse(await answer.json()).filter((call) => call.at >= at);
}

async function replayEverything(): Promise<ReplayRun> {
  const { upTo } = await manager.recovery.planReplay({ filter: {} });
  const { id } = await manager.recovery.startReplay({
    filter: {},
    effects: ['none', 'message', 'money'],
    includeApplied: true,
    perMinute: 60_000,
    upTo,
  });
  return eventually(
    () => manager.recovery.replay({ id }),
    ({ state }) => state === 'completed',
    40_000,
  );
}

it('a week replayed twice changes no row, sends no message and moves no money', async () => {
  const plan = await manager.recovery.planReplay({ filter: {} });
  expect(plan.total).toBeGreaterThan(20);
  expect(plan.groups.find(({ effect }) => effect === 'money')?.applied).toBeGreaterThan(10);
  expect(plan.groups.find(({ effect }) => effect === 'message')?.applied).toBeGreaterThan(2);
  const before = everything();
  const jobsBefore = outwardJobs();
  const began = new Date().toISOString();

  for (const _round of [1, 2]) {
    const run = await replayEverything();
    expect(run).toMatchObject({ state: 'completed', total: plan.total, done: plan.total, failed: 0 });
  }

  expect(everything()).toEqual(before);
  expect(outwardJobs()).toEqual(jobsBefore);
  const calls = (await callsSince(began)).filter(({ provider }) => provider === 'stripe' || provider === 'line');
  // It did go and look: each payment was read anew, twice.
  expect(calls.filter(({ method }) => method === 'GET').length).toBeGreaterThan(20);
  expect(calls.filter(({ method }) => method !== 'GET')).toEqual([]);
});

it('the desk may look, and may not replay', async () => {
  const desk = await rig.as('front_desk');
  expect((await desk.recovery.replays({})).items.length).toBeGreaterThan(0);
  expect(await desk.recovery.deadLetterGroups()).toEqual([]);
  await expect(desk.recovery.planReplay({ filter: {} })).rejects.toMatchObject({ status: 403 });
  await expect(desk.recovery.retryDeadLetters({ keys: ['x'] })).rejects.toMatchObject({ status: 403 });
});
