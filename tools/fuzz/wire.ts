import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './in-process.ts';
import type { WireCase } from './wire-cases.ts';

/** Our own word, or that of a provider which waits for a certain one. */
const TAKEN = /\{"ok":true\}|\{"resCode":"00"[^}]*\}/gu;
const STATUS = /HTTP\/1\.1 (\d{3})/gu;
/** What may be answered. Anything else, above all a 500, is a fault of ours. */
const ALLOWED: ReadonlySet<number> = new Set([200, 400, 401, 404, 405, 408, 413, 415, 417, 431]);
/** Longer than the listener lets anything hang. */
const HANG_MS = 15_000;
/** Nothing more is expected after an answer that leaves the connection open. */
const QUIET_MS = 30;

/** Sends one case over a connection of its own; undefined: it went as it should. */
export async function send(port: number, one: WireCase): Promise<Fault | undefined> {
  const { answer, hung } = await exchange(port, one);
  const statuses = [...answer.matchAll(STATUS)].map(([, status]) => Number(status)).filter((status) => status !== 100);
  const taken = [...answer.matchAll(TAKEN)].length;
  const what = `${one.name}: answered [${statuses.join(' ')}], ${taken} taken`;
  if (hung) return { kind: 'hang', what };
  if (taken > (one.mayBe ?? one.taken)) return { kind: 'accepted', what };
  if (taken < one.taken) return { kind: 'refused', what };
  if (statuses.some((status) => !ALLOWED.has(status))) return { kind: 'crash', what };
  return undefined;
}

async function exchange(port: number, one: WireCase): Promise<{ answer: string; hung: boolean }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const heard = listenTo(socket, one);
  const cut = AbortSignal.timeout(HANG_MS);
  for (const [index, packet] of one.packets.entries()) {
    if (index > 0) await sleep(one.pauseMs ?? 1);
    if (socket.destroyed) break;
    socket.write(packet);
  }
  if (one.ending === 'finish') socket.end();
  if (one.ending === 'cut') setTimeout(() => socket.destroy(), 1);
  const hung = await Promise.race([
    heard.over.then(() => false),
    new Promise<boolean>((resolve) => cut.addEventListener('abort', () => resolve(true), { once: true })),
  ]);
  socket.destroy();
  return { answer: heard.answer(), hung };
}

/** Over when the listener closes; or when it is quiet after as many as were to be taken, or after one that says no. */
function listenTo(socket: Socket, { taken }: WireCase) {
  let answer = '';
  let quiet: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    socket.on('data', (bytes: Buffer) => {
      answer += bytes.toString('latin1');
      clearTimeout(quiet);
      const statuses = [...answer.matchAll(STATUS)].filter(([, status]) => status !== '100').length;
      if (statuses === 0 || statuses < taken) return;
      if (taken === 1 && answer.endsWith([...answer.matchAll(TAKEN)].at(-1)?.[0] ?? '\u0000')) resolve();
      else quiet = setTimeout(resolve, QUIET_MS);
    });
    socket.on('end', () => resolve()).on('close', () => resolve());
    // A connection that was reset says what a closed one says.
    socket.on('error', () => resolve());
  });
  return { over, answer: () => answer };
}
