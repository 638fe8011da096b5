import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SECRET } from '../../apps/agent/src/ingress/ingress-rig.ts';
import type { Fault } from './in-process.ts';
import type { Found } from './in-process-run.ts';
import type { Told } from './listener-peer.ts';
import type { Sample } from './memory.ts';
import { randomOf } from './random.ts';
import type { Target } from './signers.ts';
import { send } from './wire.ts';
import { GENUINE, genuineCase, HOSTILE, type WireCase, wireCase } from './wire-cases.ts';

export type WireRange = { seed: number; from: number; to: number; targets: readonly [Target, ...Target[]] };
export type WireResult = { genuine: number; samples: readonly Sample[]; found: readonly Found[]; unhandled: number; slowestMs: number };

const CONNECTIONS = 48;
const SLOW_CONNECTIONS = 200;
const SAMPLES = 12;
const AFTERWARDS = 50;
/** LINE gives a delivery about two seconds. */
const IN_TIME_MS = 2000;
const PREFIX = 'wire:';

/**
 * Over real sockets, against the real listener in a process of its own. There is no provider to be asked there: those that are asked about a
 * delivery are tried in memory only.
 */
export async function playOnTheWire(given: WireRange, progress: (atCase: number) => void): Promise<WireResult> {
  const range = { ...given, targets: provingThemselves(given.targets) };
  const listener = await startListener();
  const result = { genuine: 0, samples: [] as Sample[], found: [] as Found[], unhandled: 0, slowestMs: 0 };
  const find = (fault: Fault, number: number | string): void => void result.found.push({ ...fault, case: `${PREFIX}${number}` });
  listener.process.on('message', (told: Told) => {
    if (!('unhandled' in told)) return;
    result.unhandled += 1;
    find({ kind: 'crash', what: told.unhandled }, 'listener');
  });
  const playOne = async (number: number, one: WireCase): Promise<void> => {
    const fault = await send(listener.port, one);
    if (fault) find(fault, number);
    else result.genuine += one.taken;
  };
  const sample = async (): Promise<void> => void result.samples.push((await listener.ask('memory')).memory);
  await playAll(range, { playOne, sample, progress, gone: () => listener.process.exitCode !== null || result.found.length >= SAMPLES });
  if (listener.process.exitCode !== null || listener.process.signalCode !== null) {
    find({ kind: 'crash', what: `the listener ended with ${listener.process.exitCode ?? listener.process.signalCode}` }, 'listener');
    return result;
  }
  result.slowestMs = await slowestOf(range, listener.port, (fault) => find(fault, 'afterwards'));
  result.genuine += AFTERWARDS;
  for (const fault of inboxFaults(await listener.ask('inbox'), result.genuine)) find(fault, 'inbox');
  listener.process.disconnect();
  await once(listener.process, 'exit');
  return result;
}

function provingThemselves(targets: WireRange['targets']): WireRange['targets'] {
  const [first, ...rest] = targets.filter(({ signer }) => signer.asked === undefined);
  if (!first) throw new Error('No provider proves itself by its delivery alone');
  return [first, ...rest];
}

type Play = {
  playOne: (number: number, one: WireCase) => Promise<void>;
  sample: () => Promise<void>;
  progress: (atCase: number) => void;
  gone: () => boolean;
};

/** Quick cases a few at a time; slow ones, which only wait, beside them. */
async function playAll({ seed, from, to, targets }: WireRange, { playOne, sample, progress, gone }: Play): Promise<void> {
  const every = Math.max(1, Math.floor((to - from) / SAMPLES));
  const slow = new Set<Promise<void>>();
  let next = from;
  const connection = async (): Promise<void> => {
    while (next < to && !gone()) {
      const number = next;
      next += 1;
      const one = caseOf({ seed, targets, number });
      if (!one.slow) await playOne(number, one);
      else {
        const running = playOne(number, one).finally(() => slow.delete(running));
        slow.add(running);
        if (slow.size >= SLOW_CONNECTIONS) await Promise.race(slow);
      }
      if ((number - from + 1) % every !== 0) continue;
      progress(number);
      await sample();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  await Promise.all(slow);
  await sample();
}

type Numbered = Pick<WireRange, 'seed' | 'targets'> & { number: number };

function caseOf({ seed, targets, number }: Numbered): WireCase {
  const random = randomOf(seed, 'wire', number);
  return wireCase({ random, target: random.pick(targets), secret: SECRET, number });
}

/** After all that, genuine deliveries one by one: the slowest answer. */
async function slowestOf({ seed, targets, to }: WireRange, port: number, find: (fault: Fault) => void): Promise<number> {
  let slowest = 0;
  for (let index = 0; index < AFTERWARDS; index += 1) {
    const random = randomOf(seed, 'afterwards', index);
    const before = performance.now();
    const fault = await send(port, genuineCase({ random, target: random.pick(targets), secret: SECRET, number: to + index }));
    slowest = Math.max(slowest, performance.now() - before);
    if (fault) find(fault);
  }
  if (slowest > IN_TIME_MS) find({ kind: 'hang', what: `a genuine delivery afterwards took ${slowest.toFixed(0)} ms` });
  return slowest;
}

/** The answers may lie; the inbox does not: nothing hostile is in it, and all that was answered as taken is. */
function inboxFaults({ ids, errors }: { ids: string[]; errors: string[] }, taken: number): Fault[] {
  const hostile = ids.filter((id) => id.startsWith(HOSTILE));
  const genuine = ids.filter((id) => id.startsWith(GENUINE));
  return [
    ...hostile.map((id): Fault => ({ kind: 'accepted', what: `${id} is in the inbox` })),
    ...(genuine.length < taken
      ? [{ kind: 'refused' as const, what: `${taken} were taken, ${genuine.length} events are in the inbox` }]
      : []),
    ...errors.map((error): Fault => ({ kind: 'crash', what: error })),
  ];
}

type Listener = { process: ChildProcess; port: number; ask: typeof ask };
declare function ask(what: 'memory'): Promise<{ memory: Sample }>;
declare function ask(what: 'inbox'): Promise<{ ids: string[]; errors: string[] }>;

async function startListener(): Promise<Listener> {
  const listener = fork(join(import.meta.dirname, 'listener-peer.ts'));
  const gone = new Promise<Told>((resolve) => listener.once('exit', () => resolve({ memory: { heapMb: Number.NaN, rssMb: Number.NaN } })));
  const told = (key: string): Promise<Told> => {
    const { promise, resolve } = Promise.withResolvers<Told>();
    const hear = (message: Told): void => {
      if (key in message) resolve(message);
    };
    listener.on('message', hear);
    return Promise.race([promise, gone]).finally(() => listener.off('message', hear));
  };
  const started = (await told('port')) as { port: number };
  const asking = (what: 'memory' | 'inbox') => {
    const answer = told(what === 'inbox' ? 'ids' : what);
    listener.send(what);
    return answer;
  };
  return { process: listener, port: started.port, ask: asking as typeof ask };
}
