/**
 * Taking deliveries: the ingress (signature, event on the disk before the 200) against a bare server that appends a line and syncs the file
 * for every request, and against one that checks the signature and stores nothing. Each delivery is its own: 2 KB, signed, a new id.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Pool } from 'undici';
import type { Figure, Outcome } from './figures.ts';
import { openLoop, type Times } from './open-loop.ts';
import type { BenchOptions } from './options.ts';
import { openRawSenders, rawRequest } from './raw-senders.ts';
import { measureRounds, median, ratioOf } from './rounds.ts';

const DELIVERIES = 8000;
const STEADY_PER_SECOND = 500;
const STEADY_SECONDS = 3;
const MOST_SENDERS = 1000;
export const SECRET = 'bench-webhook-secret';
const PATH = '/webhooks/bench';
const FILLER = 'y'.repeat(1900);

export type Server = { name: string; port: number; pool: Pool; process: ChildProcess };
type Delivery = { body: string; headers: Record<string, string> };

export const NAMES = {
  line: 'bare server, a line and a sync a request',
  unstored: 'bare server, signature only, nothing stored',
  inbox: 'ingress: signed, parsed, durable',
  journey: 'ingress, and every event worked through',
} as const;

export async function startServer(kind: keyof typeof NAMES): Promise<Server> {
  const process = fork(join(import.meta.dirname, 'ingress-peer.ts'), [kind]);
  const [port] = (await once(process, 'message')) as [number];
  return { name: NAMES[kind], port, pool: new Pool(`http://127.0.0.1:${port}`, { connections: MOST_SENDERS }), process };
}

function newDelivery(): Delivery {
  const body = JSON.stringify({ id: randomUUID(), type: 'payment.paid', created: Date.now(), filler: FILLER });
  return { body, headers: { 'x-bench-signature': createHmac('sha256', SECRET).update(body).digest('hex') } };
}

async function deliver({ pool, name }: Server, delivery: Delivery): Promise<void> {
  const { statusCode, body } = await pool.request({ method: 'POST', path: PATH, ...delivery });
  await body.dump();
  if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}`);
}

/** Deliveries a second, so many senders at once. They are signed before the clock starts. */
export async function throughput(server: Server, senders: number): Promise<number> {
  const requests = Array.from({ length: DELIVERIES }, () => rawRequest({ path: PATH, ...newDelivery() }));
  const raw = await openRawSenders(server.port, senders);
  const before = performance.now();
  await raw.sendAll(requests);
  const seconds = (performance.now() - before) / 1000;
  raw.close();
  return DELIVERIES / seconds;
}

/** Answer times at a steady rate. */
function steady(server: Server): Promise<Times> {
  return openLoop({ perSecond: STEADY_PER_SECOND, seconds: STEADY_SECONDS, send: () => deliver(server, newDelivery()) });
}

const AIMS: readonly { senders: number; aim?: { atLeast: number } }[] = [
  { senders: 64, aim: { atLeast: 0.5 } },
  { senders: 256, aim: { atLeast: 0.75 } },
  { senders: MOST_SENDERS },
];

async function compareThroughput(servers: readonly Server[], { rounds }: BenchOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { senders, aim } of AIMS) {
    const contenders = servers.map((server) => ({ name: server.name, slice: () => throughput(server, senders) }));
    const measured = await measureRounds(contenders, rounds);
    const at = `${senders} connections`;
    figures.push(
      {
        name: `ingress / node:http, same HMAC, no storage, ${at}`,
        ratio: ratioOf(measured, NAMES.inbox, NAMES.unstored),
        ...(aim ? { aim } : {}),
      },
      { name: `  with every event worked through, ${at}`, ratio: ratioOf(measured, NAMES.journey, NAMES.unstored) },
      { name: `  ingress / node:http, a line and a sync a request, ${at}`, ratio: ratioOf(measured, NAMES.inbox, NAMES.line) },
    );
  }
  return figures;
}

async function compareAnswerTimes(servers: readonly Server[], { rounds }: BenchOptions): Promise<string[]> {
  const measured = new Map(servers.map((server) => [server, [] as Times[]]));
  for (let round = 0; round < rounds; round += 1) for (const [server, times] of measured) times.push(await steady(server));
  const lines = [...measured].map(([{ name }, times]) => {
    const [p50, p99] = [median(times.map((time) => time.p50)), median(times.map((time) => time.p99))];
    return `  p50 ${p50.toFixed(2).padStart(6)}  p99 ${p99.toFixed(2).padStart(6)}  ${name}`;
  });
  return [`${STEADY_PER_SECOND} a second for ${STEADY_SECONDS} s, answer time in ms, medians of ${rounds} rounds`, ...lines];
}

export async function benchIngress(options: BenchOptions): Promise<Outcome> {
  const servers = await Promise.all((Object.keys(NAMES) as (keyof typeof NAMES)[]).map(startServer));
  const figures = await compareThroughput(servers, options);
  const notes = await compareAnswerTimes(servers, options);
  for (const server of servers) await endServer(server);
  return { figures, notes };
}

export async function endServer({ pool, process }: Server): Promise<void> {
  await pool.close();
  if (process.connected) process.disconnect();
  else process.kill('SIGTERM');
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
}
