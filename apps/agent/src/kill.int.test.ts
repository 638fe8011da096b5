import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { connectors } from '@banrimkwae/connectors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { clientOf, eventually, rigConfig, type SandboxRig, startSandbox } from './agent-rig.ts';

/** The promise that nothing acknowledged is lost and no refund is sent twice, with the power cut at random: real processes, SIGKILL. */

const ROUNDS = 20;
const LONGEST_LOAD_MS = 700;
const PAYMENTS = 10;
const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url));
const LINE_GUEST = 'U4af4980629c1e2b7d0a1f35c8e9b7a01';

let sandbox: SandboxRig;
let places: { api: number; webhooks: number; dataDir: string };
let agent: ChildProcess | undefined;

beforeAll(async () => {
  sandbox = await startSandbox();
  places = { api: await freePort(), webhooks: await freePort(), dataDir: rigConfig(sandbox.url).dataDir };
});
afterAll(async () => {
  agent?.kill('SIGKILL');
  await sandbox.close();
});

const url = () => `http://127.0.0.1:${places.api}`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function startAgent(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [CLI, 'start'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: places.dataDir,
      AGENT_PROFILE: 'practice',
      AGENT_DATA_DIR: places.dataDir,
      AGENT_API_PORT: String(places.api),
      AGENT_WEBHOOK_PORT: String(places.webhooks),
      AGENT_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      SANDBOX_PORT: new URL(sandbox.url).port,
      AGENT_LOG_LEVEL: 'silent',
    },
  });
  const ready = () =>
    fetch(`${url()}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  if (!(await eventually(ready, (ok) => ok || child.exitCode !== null, 40_000))) throw new Error('The agent did not start');
  return child;
}

async function signIn() {
  const { token } = await clientOf(url()).access.practiceSignIn({ role: 'front_desk' });
  return clientOf(url(), token);
}

/** A guest's message as LINE sends it. Its text is its name. */
async function guestWrites(name: string): Promise<boolean> {
  const secret = String(connectors.get('line')?.manifest.practice.values.channelSecret);
  const message = { id: String(BigInt(`0x${Buffer.from(name).toString('hex')}`)), type: 'text', text: name };
  const event = {
    type: 'message',
    mode: 'active',
    timestamp: Date.now(),
    source: { type: 'user', userId: LINE_GUEST },
    webhookEventId: `evt-${name}`,
    deliveryContext: { isRedelivery: false },
    message,
  };
  const body = JSON.stringify({ destination: 'U00000000000000000000000000000000', events: [event] });
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  const answer = await fetch(`http://127.0.0.1:${places.webhooks}/webhooks/line`, {
    method: 'POST',
    body,
    headers: { 'x-line-signature': signature },
  });
  return answer.status === 200;
}

type Kept = { messages: Set<string>; refunds: Map<string, string> };

type Load = { round: number; child: ChildProcess; desk: Desk; payments: readonly string[] };

/** Webhooks and refunds from many sides until the agent is gone; keeps what was acknowledged. */
async function load({ round, child, desk, payments }: Load, kept: Kept): Promise<void> {
  const untilGone = async (act: (turn: number) => Promise<void>) => {
    for (let turn = 0; child.signalCode === null; turn += 1) {
      // A call that the kill cut off was not acknowledged: nothing is promised of it.
      await act(turn).catch(() => new Promise((resolve) => setTimeout(resolve, 5)));
    }
  };
  const guests = Array.from({ length: 6 }, (_, sender) =>
    untilGone(async (turn) => {
      const name = `m${round}-${sender}-${turn}`;
      if (await guestWrites(name)) kept.messages.add(name);
    }),
  );
  const clerks = Array.from({ length: 2 }, (_, clerk) =>
    untilGone(async (turn) => {
      const id = payments[(round + clerk + turn) % payments.length] ?? '';
      const key = `kill-${round}-${clerk}-${turn}`;
      const refund = { id, idempotencyKey: key, amount: { amount: 100, currency: 'THB' }, reason: 'guest_request' as const, note: null };
      kept.refunds.set(key, (await desk.payments.refund(refund)).id);
    }),
  );
  await Promise.all([...guests, ...clerks]);
}

const StripeRefunds = z.looseObject({
  refunds: z.array(z.looseObject({ amount: z.int(), status: z.string(), metadata: z.looseObject({ refund_id: z.string().optional() }) })),
});

describe('the agent under load, killed at random', () => {
  it(`${ROUNDS} times: no acknowledged event is missing, no refund is sent twice, no job is stuck`, async () => {
    agent = await startAgent();
    const desk = await signIn();
    const payments = await payAll(desk);
    const kept: Kept = { messages: new Set(), refunds: new Map() };
    for (let round = 0; round < ROUNDS; round += 1) {
      const child = agent;
      const loading = load({ round, child, desk, payments }, kept);
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * LONGEST_LOAD_MS));
      child.kill('SIGKILL');
      await Promise.all([once(child, 'exit'), loading]);
      agent = await startAgent();
    }
    expect(kept.messages.size).toBeGreaterThan(ROUNDS * 5);
    expect(kept.refunds.size).toBeGreaterThan(ROUNDS);

    const work = await eventually(
      async () =>
        (await Promise.all((['waiting', 'running', 'delayed'] as const).map((state) => desk.traffic.jobs({ state })))).flatMap(
          ({ items }) => items,
        ),
      (items) => items.every(({ kind }) => /watch|import|refresh/.test(kind)),
      // What was interrupted often begins half a minute later; a busy machine takes its time for the rest.
      150_000,
    );
    expect(work.filter(({ kind }) => !/watch|import|refresh/.test(kind))).toEqual([]);
    expect((await desk.traffic.jobs({ state: 'dead' })).items).toEqual([]);

    const read = await messagesOf(desk);
    expect([...kept.messages].filter((name) => !read.includes(name))).toEqual([]);
    expect(read.length).toBe(new Set(read).size);

    const { refunds } = StripeRefunds.parse(await (await fetch(`${sandbox.url}/_sandbox/state/stripe`)).json());
    const sent = refunds.flatMap(({ metadata }) => metadata.refund_id ?? []);
    expect(sent.length).toBe(new Set(sent).size);
    expect([...kept.refunds.values()].filter((id) => !sent.includes(id))).toEqual([]);
    const states = await Promise.all([...new Set(kept.refunds.values())].map(async (id) => (await desk.payments.getRefund({ id })).state));
    expect(new Set(states)).toEqual(new Set(['succeeded']));
  }, 400_000);
});

type Desk = Awaited<ReturnType<typeof signIn>>;

async function payAll(desk: Desk): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < PAYMENTS; index += 1) {
    const { id } = await desk.payments.create({
      idempotencyKey: `kill-payment-${index}`,
      method: 'card_link',
      amount: { amount: 500_000, currency: 'THB' },
      description: 'Room charge',
      guest: { name: `Guest ${index}`, email: null, phone: null },
      room: null,
      reservationId: null,
      capture: 'automatic',
    });
    await sandbox.control.play('stripe', 'guestPays', {});
    const { state } = await eventually(
      () => desk.payments.get({ id }),
      (payment) => payment.state === 'paid',
    );
    expect(state).toBe('paid');
    ids.push(id);
  }
  return ids;
}

/** Texts of the guest's messages, straight from the agent's own file: the API shows the newest 500 only. */
async function messagesOf(desk: Desk): Promise<string[]> {
  const { openDatabase } = await import('./store/database.ts');
  await eventually(
    async () =>
      (await desk.traffic.webhooks({ state: 'pending' })).items.length +
      (await desk.traffic.webhooks({ state: 'processing' })).items.length,
    (open) => open === 0,
    30_000,
  );
  const database = openDatabase(`${places.dataDir}/agent.db`, 'FULL', { readonly: true });
  const rows = z
    .array(z.object({ text: z.string() }))
    .parse(database.prepare("SELECT text FROM messages WHERE direction = 'in' AND text GLOB 'm*-*-*'").all());
  database.close();
  return rows.map(({ text }) => text);
}
