/**
 * Taking deliveries: the ingress (signature, event on the disk before the 200) against a bare server that appends a line and syncs the file
 * for every request, and against one that checks the signature and stores nothing. Each delivery is its own: 2 KB, signed, a new id.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { measureRounds, median, ratioText } from './rounds.ts';

const ROUNDS = 7;
const DELIVERIES = 4000;
const STEADY_PER_SECOND = 500;
const STEADY_SECONDS = 3;
const SECRET = 'bench-webhook-secret';
const FILLER = 'y'.repeat(1900);

type Server = { name: string; pool: Pool; process: ChildProcess };
type Delivery = { body: string; headers: Record<string, string> };

const NAMES = {
  line: 'bare server, a line and a sync a request',
  unstored: 'bare server, signature only, nothing stored',
  inbox: 'ingress: signed, parsed, durable',
  journey: 'ingress, and every event worked through',
} as const;

async function startServer(kind: keyof typeof NAMES): Promise<Server> {
  const process = fork(join(import.meta.dirname, 'ingress-peer.ts'), [kind]);
  const [port] = (await once(process, 'message')) as [number];
  return { name: NAMES[kind], pool: new Pool(`http://127.0.0.1:${port}`, { connections: 256 }), process };
}

function newDelivery(): Delivery {
  const body = JSON.stringify({ id: randomUUID(), type: 'payment.paid', created: Date.now(), filler: FILLER });
  return { body, headers: { 'x-bench-signature': createHmac('sha256', SECRET).update(body).digest('hex') } };
}

async function deliver({ pool, name }: Server, delivery: Delivery): Promise<void> {
  const { statusCode, body } = await pool.request({ method: 'POST', path: '/webhooks/bench', ...delivery });
  await body.dump();
  if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}`);
}

/** Deliveries a second, so many senders at once. They are signed before the clock starts. */
async function throughput(server: Server, senders: number): Promise<number> {
  const deliveries = Array.from({ length: DELIVERIES }, newDelivery);
  const sender = async (): Promise<void> => {
    for (let next = deliveries.pop(); next; next = deliveries.pop()) await deliver(server, next);
  };
  const before = performance.now();
  await Promise.all(Array.from({ length: senders }, sender));
  return DELIVERIES / ((performance.now() - before) / 1000);
}

type Times = { p50: number; p99: number };

/** Answer times at a steady rate, whether or not the ones before are answered. */
async function steady(server: Server): Promise<Times> {
  const times: number[] = [];
  const send = async (): Promise<void> => {
    const before = performance.now();
    await deliver(server, newDelivery());
    times.push(performance.now() - before);
  };
  const start = performance.now();
  const sent: Promise<void>[] = [];
  while (sent.length < STEADY_PER_SECOND * STEADY_SECONDS) {
    const due = Math.floor(((performance.now() - start) / 1000) * STEADY_PER_SECOND);
    while (sent.length < due) sent.push(send());
    await sleep(1);
  }
  await Promise.all(sent);
  times.sort((one, other) => one - other);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

async function compareThroughput(servers: readonly Server[], senders: number): Promise<void> {
  const contenders = servers.map((server) => ({ name: server.name, slice: () => throughput(server, senders) }));
  console.log(`${senders} senders at once, deliveries a second, ratio to the first line`);
  for (const result of await measureRounds(contenders, ROUNDS))
    console.log(`  ${ratioText(result).padEnd(22)} ${result.name} (${Math.round(result.rate)}/s here)`);
}

async function compareAnswerTimes(servers: readonly Server[]): Promise<void> {
  const measured = new Map(servers.map((server) => [server, [] as Times[]]));
  for (let round = 0; round < ROUNDS; round += 1) for (const [server, times] of measured) times.push(await steady(server));
  console.log(`${STEADY_PER_SECOND} a second for ${STEADY_SECONDS} s, answer time in ms, medians of ${ROUNDS} rounds`);
  for (const [{ name }, times] of measured) {
    const [p50, p99] = [median(times.map((time) => time.p50)), median(times.map((time) => time.p99))];
    console.log(`  p50 ${p50.toFixed(2).padStart(6)}  p99 ${p99.toFixed(2).padStart(6)}  ${name}`);
  }
}

const servers = await Promise.all((Object.keys(NAMES) as (keyof typeof NAMES)[]).map(startServer));
const [line, unstored, ...ours] = servers;
if (!line || !unstored) throw new Error('The servers to compare with did not start');
for (const senders of [64, 256]) {
  await compareThroughput([line, ...ours], senders);
  await compareThroughput([unstored, ...ours], senders);
}
await compareAnswerTimes([line, unstored, ...ours]);
for (const { pool, process } of servers) {
  await pool.close();
  process.disconnect();
}
