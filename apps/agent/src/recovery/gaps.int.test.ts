import { join } from 'node:path';
import type { Outage } from '@banrimkwae/contract/recovery';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, clientOf, eventually, rigConfig, type SandboxRig, startSandbox } from '../agent-rig.ts';
import type { Config } from '../config.ts';
import { type RunningAgent, startAgent } from '../main.ts';

/** The whole agent over the whole sandbox: guests go on paying and booking while it is away. */

let sandbox: SandboxRig;
let config: Config;
let agent: RunningAgent;
let desk: Client;

async function start(): Promise<void> {
  agent = await startAgent({ config, log: pino({ level: 'silent' }) });
  // Providers find it where it was.
  config = { ...config, webhookPort: agent.ports.webhooks };
  const url = `http://127.0.0.1:${agent.ports.api}`;
  const { token } = await clientOf(url).access.practiceSignIn({ role: 'manager' });
  desk = clientOf(url, token);
}

/** Stops the agent, and lets it believe it was away for so long: nobody waits for minutes here. */
async function stopFor(minutes: number): Promise<void> {
  await agent.stop();
  const database = new Database(join(config.dataDir, 'agent.db'));
  const { changes } = database
    .prepare("UPDATE settings SET value = ? WHERE name = 'recovery_heartbeat'")
    .run(new Date(Date.now() - minutes * 60_000).toISOString());
  database.close();
  expect(changes).toBe(1);
}

beforeAll(async () => {
  sandbox = await startSandbox();
  config = rigConfig(sandbox.url);
  await start();
}, 60_000);
afterAll(async () => {
  await agent.stop();
  await sandbox.close();
});

/** Both rounds fit in, so the second report has what the first one recovered as well: it was missed in that time. */
const AWAY_MINUTES = 3;
const allMissed: string[] = [];
let keys = 0;
async function takeQr(): Promise<string> {
  keys += 1;
  const { id } = await desk.payments.create({
    idempotencyKey: `gaps-test-qr-${keys}`,
    provider: 'stripe',
    method: 'promptpay_qr',
    amount: { amount: 185_000, currency: 'THB' },
    description: 'Room charge',
    guest: { name: 'Suda Wongsa', email: 'suda@example.com', phone: null },
    room: '204',
    reservationId: null,
    capture: 'automatic',
  });
  return id;
}

const newestOutage = async (): Promise<Outage | undefined> => (await desk.recovery.outages({ limit: 1 })).items[0];
const webhooks = async () => (await desk.traffic.webhooks({ provider: 'stripe', limit: 200 })).items;
const attempts = async () => {
  const answer = await fetch(`${sandbox.url}/_sandbox/state/stripe`);
  return (await answer.json()) as { events: { id: string; waiting: number }[] };
};

describe('after the agent was away', () => {
  it.each([1, 2])('what guests did is fetched, told, and has its effect once; round %d', { timeout: 60_000 }, async (round) => {
    const paymentId = await takeQr();
    const before = new Set((await attempts()).events.map(({ id }) => id));
    const bookings = (await desk.channel.reservations({ limit: 200 })).items.length;
    // The practice week and the QR are told before it goes away.
    await eventually(attempts, ({ events }) => events.every(({ waiting }) => waiting === 0));
    await stopFor(AWAY_MINUTES);
    await sandbox.control.play('stripe', 'guestPays', {});
    expect(await sandbox.control.play('booking-com', 'guestBooks', {})).toMatchObject({ done: true });
    const missed = (await attempts()).events.filter(({ id }) => !before.has(id)).map(({ id }) => id);
    expect(missed.length).toBeGreaterThan(0);
    allMissed.push(...missed);

    await start();
    const outage = await eventually(newestOutage, (now) => now?.state === 'repaired', 20_000);
    expect(outage).toMatchObject({ cause: 'agent', state: 'repaired' });
    const repairs = new Map(outage?.repairs.map((repair) => [repair.provider, repair]));
    expect([...repairs.values()].filter(({ state }) => state !== 'done').map(({ provider }) => provider)).toEqual(['line']);
    expect(repairs.get('booking-com')).toMatchObject({ way: 'pull', recovered: round });
    expect(repairs.get('line')).toMatchObject({ state: 'not_possible' });
    expect(repairs.get('scb')).toMatchObject({ way: 'inquiry', recovered: 0 });
    expect(repairs.get('stripe')).toMatchObject({ way: 'event_list', recovered: allMissed.length });
    const recovered = allMissed.length + round;
    expect(outage?.sentence.en).toMatch(new RegExp(`^Offline .*: ${recovered} events missed, ${recovered} recovered\\. LINE`));
    const paid = await eventually(
      () => desk.payments.get({ id: paymentId }),
      ({ state }) => state === 'paid',
    );
    expect(paid).toMatchObject({ state: 'paid', captured: { amount: 185_000 } });
    expect((await desk.channel.reservations({ limit: 200 })).items).toHaveLength(bookings + 1);

    // The provider repeats what it could not deliver: now it is taken, and changes nothing.
    await eventually(attempts, ({ events }) => events.every(({ waiting }) => waiting === 0), 20_000);
    expect((await attempts()).events.filter(({ waiting }) => waiting > 0)).toEqual([]);
    const rows = (await webhooks()).filter(({ webhookId }) => missed.includes(webhookId));
    expect(rows.map(({ webhookId }) => webhookId).sort()).toEqual([...missed].sort());
    expect(rows.map(({ source }) => source)).toEqual(missed.map(() => 'fetched'));
    const told = (await desk.payments.timeline({ id: paymentId })).filter(
      ({ kind, linkId }) => kind === 'webhook' && missed.includes(linkId ?? ''),
    );
    expect(new Set(told.map(({ linkId }) => linkId)).size).toBe(told.length);
    expect(await newestOutage()).toMatchObject({ id: outage?.id, sentence: outage?.sentence });
  });

  it('staff may ask at any time, and see how far it is complete', async () => {
    const status = await desk.recovery.fetchMissing({ id: 'stripe', since: new Date(Date.now() - 3_600_000).toISOString() });
    expect(status).toMatchObject({ provider: 'stripe', way: 'event_list', reachDays: 30, ready: true });
    const done = await eventually(
      async () => (await desk.recovery.fetches()).find(({ provider }) => provider === 'stripe'),
      (now) => (now?.completeUntil ?? '') > (status.completeUntil ?? ''),
    );
    expect(done).toMatchObject({ lastError: null });
    await expect(desk.recovery.fetchMissing({ id: 'line' })).rejects.toMatchObject({ status: 422 });
    expect(await desk.recovery.silences()).toEqual(
      expect.arrayContaining([expect.objectContaining({ provider: 'stripe', state: 'learning' })]),
    );
  });
});
