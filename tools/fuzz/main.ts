/**
 * `npm run test:fuzz [-- --runs n] [--seed s] [--case memory:n|wire:n]`: generated deliveries, hostile and genuine, for every connector with a
 * webhook. Most are handed to the ingress in memory, some thousands come over sockets. The last line is the verdict; ends with 1 when
 * something was taken that must not be, a genuine one was refused, or anything crashed, hung or grew.
 */
import { parseArgs } from 'node:util';
import { connectors } from '@banrimkwae/connectors';
import { type Found, playInThread } from './in-process-run.ts';
import { judgeMemory } from './memory.ts';
import { type Target, targetsOf } from './signers.ts';
import { playOnTheWire, type WireResult } from './wire-run.ts';

const WIRE_SHARE = 0.03;
const FEWEST_ON_THE_WIRE = 400;
const SHOWN = 20;

type Ranges = { memory: { from: number; to: number }; wire: { from: number; to: number } };

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' }, case: { type: 'string' } } });
const runs = Number(values.runs ?? 1_000_000);
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
const ranges = values.case === undefined ? rangesOf(runs) : onlyCase(values.case);
if (!ranges || ![runs, seed].every((value) => Number.isSafeInteger(value) && value >= 0)) {
  console.error('npm run test:fuzz [-- --runs n] [--seed s] [--case memory:n|wire:n]');
  process.exitCode = 2;
} else process.exitCode = (await fuzz(ranges)) ? 0 : 1;

function rangesOf(count: number): Ranges {
  const wire = Math.min(count, Math.max(FEWEST_ON_THE_WIRE, Math.floor(count * WIRE_SHARE)));
  return { memory: { from: 0, to: count - wire }, wire: { from: 0, to: wire } };
}

/** One case of a run before, alone. */
function onlyCase(name: string): Ranges | undefined {
  const [, kind, number] = /^(memory|wire):(\d+)$/u.exec(name) ?? [];
  if (kind === undefined) return undefined;
  const one = { from: Number(number), to: Number(number) + 1 };
  const none = { from: 0, to: 0 };
  return kind === 'memory' ? { memory: one, wire: none } : { memory: none, wire: one };
}

async function fuzz({ memory, wire }: Ranges): Promise<boolean> {
  const targets = targetsOf(connectors);
  const single = values.case !== undefined;
  const before = performance.now();
  const progress =
    (what: string, { from, to }: { from: number; to: number }) =>
    (at: number) =>
      console.log(
        `  ${((performance.now() - before) / 1000).toFixed(0).padStart(4)} s  ${what} ${count(at - from)} of ${count(to - from)}`,
      );
  console.log(`seed ${seed}; ${targets.map(({ id }) => id).join(', ')}; ${count(memory.to)} in memory, ${count(wire.to)} over sockets`);
  const [inMemory, onTheWire] = await Promise.all([
    playInThread({ seed, ...memory }, progress('in memory', memory)),
    playOnTheWire({ seed, targets: provingThemselves(targets), ...wire }, progress('over sockets', wire)),
  ]);
  const found = [...inMemory.found, ...onTheWire.found];
  const sizes = [judgeMemory(inMemory.samples), judgeMemory(onTheWire.samples)];
  const flat = single || sizes.every((size) => size.flat);
  for (const fault of found.slice(0, SHOWN)) console.log(`FAILED  --seed ${seed} --case ${fault.case}  ${fault.kind}: ${fault.what}`);
  const { genuine, signedGarbage } = inMemory.outcome;
  console.log(
    `${count(genuine + onTheWire.genuine)} genuine ones among them, ${of(found, 'refused')} refused; ${count(signedGarbage)} signed but senseless bodies; ` +
      `slowest genuine answer afterwards ${onTheWire.slowestMs.toFixed(0)} ms`,
  );
  console.log(summary(found, onTheWire, { flat, text: `in memory ${sizes[0]?.text}; listener ${sizes[1]?.text}` }));
  return flat && found.length === 0;
}

function summary(found: readonly Found[], { unhandled }: WireResult, size: { flat: boolean; text: string }): string {
  const crashes = of(found, 'crash') + of(found, 'invariant') - unhandled;
  const parts = [
    `${count(values.case === undefined ? runs : 1)} deliveries`,
    `${of(found, 'accepted')} accepted`,
    `${of(found, 'refused')} genuine refused`,
    `${crashes} crashes`,
    `${of(found, 'hang')} hangs`,
    `${unhandled} unhandled rejections`,
    `memory ${size.flat ? 'flat' : 'GROWS'} (${size.text})`,
  ];
  return parts.join(', ');
}

function of(found: readonly Found[], kind: Found['kind']): number {
  return found.filter((fault) => fault.kind === kind).length;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

/** Over sockets there is no provider that could be asked about a delivery: only those that prove themselves. */
function provingThemselves(targets: readonly Target[]): readonly [Target, ...Target[]] {
  const [first, ...rest] = targets.filter(({ signer }) => signer.asked === undefined);
  if (!first) throw new Error('Every connector asks its provider');
  return [first, ...rest];
}
