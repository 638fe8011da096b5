/** Giving money back, from the call of the desk until the provider's word is in our books; the real simulator answers each call after 20 ms more. */
import { join } from 'node:path';
import { Pool } from 'undici';
import { type Client, eventually } from '../../apps/agent/src/agent-rig.ts';
import { openDatabase } from '../../apps/agent/src/store/database.ts';
import { inFolder } from './agent-process.ts';
import type { Outcome } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { type PracticeAgent, practiceLaunch, startPracticeAgent, stopPracticeAgent } from './practice-agent.ts';
import { measureRounds, median, ratioOf } from './rounds.ts';
import { launchSandbox, type SandboxProcess } from './sandbox-process.ts';
import { listenForRefunds, type SettledRefunds } from './settled-refunds.ts';

const PROVIDER = 'stripe';
export const WITHOUT_LIMIT = { AGENT_CALLS_PER_MINUTE: '1000000' };
const PAYMENTS = 200;
const AT_ONCE = 32;
const LATENCY_MS = 20;
const PRICE = { amount: 250_000, currency: 'THB' };
const PART = { amount: 1000, currency: 'THB' };
const REFUNDS = 'refunds';
const BARE = 'bare calls';

export function benchRefund({ rounds }: BenchOptions): Promise<Outcome> {
  return inFolder(async (dataDir) => {
    const sandbox = await launchSandbox();
    try {
      const how = practiceLaunch(dataDir, sandbox.url, WITHOUT_LIMIT);
      // Its first start makes the files; how many calls are allowed a minute is no part of what is measured.
      await stopPracticeAgent(await startPracticeAgent(how));
      liftLimit(dataDir);
      const agent = await startPracticeAgent(how);
      const settled = await listenForRefunds(agent.apiUrl, agent.token);
      try {
        return await compare({ agent, sandbox, settled, rounds });
      } finally {
        settled.close();
        await stopPracticeAgent(agent);
      }
    } finally {
      await sandbox.close();
    }
  });
}

/** Of an agent that is not running. */
export function liftLimit(dataDir: string): void {
  const database = openDatabase(join(dataDir, 'agent.db'), 'FULL');
  database.prepare('UPDATE integration_providers SET rate_limit_per_minute = 1000000 WHERE name = ?').run(PROVIDER);
  database.close();
}

type Bench = { agent: PracticeAgent; sandbox: SandboxProcess; settled: SettledRefunds; rounds: number };

async function compare({ agent, sandbox, settled, rounds }: Bench): Promise<Outcome> {
  const payments = await takePayments(agent.client, sandbox);
  await sandbox.control.order({ provider: PROVIDER, latencyMs: LATENCY_MS, times: 1_000_000 });
  const times: number[] = [];
  const pool = new Pool(sandbox.url, { connections: AT_ONCE });
  let form = 0;
  const giveBack = async (id: string): Promise<void> => {
    const before = performance.now();
    form += 1;
    const asked = { id, idempotencyKey: `bench-refund-${form}`, amount: PART, reason: 'guest_request' as const, note: null };
    const refund = await agent.client.payments.refund(asked);
    if (refund.state !== 'succeeded') await settled.wait(refund.id);
    times.push(performance.now() - before);
  };
  const measured = await measureRounds(
    [
      { name: BARE, slice: () => perSecond(payments, () => bareCall(pool)) },
      { name: REFUNDS, slice: () => perSecond(payments, giveBack) },
    ],
    rounds,
  );
  await pool.close();
  times.sort((one, other) => one - other);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(0);
  return {
    figures: [
      {
        name: `refunds asked for, sent and settled / bare calls of ${LATENCY_MS} ms, ${AT_ONCE} at once`,
        ratio: ratioOf(measured, REFUNDS, BARE),
      },
    ],
    notes: [
      `${median(measured[REFUNDS] ?? []).toFixed(0)} refunds a second from the call until settled, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, of ${times.length}`,
      `${median(measured[BARE] ?? []).toFixed(0)} bare calls a second`,
    ],
  };
}

/** How many of them a second, so many at once. */
async function perSecond(ids: readonly string[], act: (id: string) => Promise<void>): Promise<number> {
  const left = [...ids];
  const before = performance.now();
  const worker = async (): Promise<void> => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) await act(id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return ids.length / ((performance.now() - before) / 1000);
}

async function bareCall(pool: Pool): Promise<void> {
  const headers = { authorization: 'Bearer sk_test_banrimkwae_practice' };
  const { body } = await pool.request({ method: 'GET', path: `/${PROVIDER}/api/v1/balance`, headers });
  await body.json();
}

async function takePayments(client: Client, sandbox: SandboxProcess): Promise<string[]> {
  const taken: string[] = [];
  for (let index = 0; index < PAYMENTS; index += 1) {
    const { id, providerPaymentId } = await client.payments.create({
      idempotencyKey: `bench-payment-${index}`,
      provider: PROVIDER,
      method: 'card_link',
      amount: PRICE,
      description: 'Room charge',
      guest: { name: `Guest ${index}`, email: null, phone: null },
      reservationId: null,
      room: null,
    });
    await sandbox.control.play(PROVIDER, 'guestPays', { id: providerPaymentId });
    taken.push(id);
  }
  for (const id of taken)
    await eventually(
      () => client.payments.get({ id }),
      ({ state }) => state === 'paid',
    );
  return taken;
}
