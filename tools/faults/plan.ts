import { type Chance, createChance, seedOf } from './random.ts';

export const FAULT_KINDS = [
  'kill',
  'freeze',
  'disk-full',
  'redis-killed',
  'redis-flushed',
  'provider-errors',
  'provider-drops',
  'tunnel-cut',
  'tunnel-stalled',
  'clock-jump',
  'second-agent',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

type PlainKind = Exclude<FaultKind, 'provider-errors' | 'provider-drops' | 'clock-jump'>;
/** What goes wrong, how long after the load began, and for how long. */
export type Fault = { atMs: number; forMs: number } & (
  | { [Kind in PlainKind]: { kind: Kind } }[PlainKind]
  | { kind: 'provider-errors'; provider: Provider; status: 429 | 500 | 503; times: number }
  | { kind: 'provider-drops'; provider: Provider; how: 'drop_before' | 'drop_after_apply'; times: number }
  | { kind: 'clock-jump'; shiftMs: number }
);
export type Provider = 'stripe' | 'line';
export type RoundPlan = { round: number; seed: number; withRedis: boolean; loadMs: number; faults: readonly Fault[] };

/** So many rounds share one sandbox and one data folder. Every second of these worlds rings through Redis. */
export const ROUNDS_OF_A_WORLD = 25;
const LOAD_MS = { shortest: 700, longest: 1100 };
const SECOND_MS = 1000;
/** In the middle of the load, on a slow machine too. */
const WELL_FELT = { atMs: 200, forMs: 800 };
/** Longer than any retry, shorter than the life of an idempotency key at a provider. */
const LONGEST_JUMP_SECONDS = 7200;

/** Draws a round. The same seed and round draw the same, whatever was drawn before. */
export function planRound(seed: number, round: number): RoundPlan {
  const chance = createChance(seedOf(seed, round));
  const withRedis = Math.floor(round / ROUNDS_OF_A_WORLD) % 2 === 1;
  const loadMs = chance.between(LOAD_MS.shortest, LOAD_MS.longest);
  const kinds = FAULT_KINDS.filter((kind) => withRedis || !kind.startsWith('redis'));
  const count = chance.pick([1, 2, 2, 3]);
  const chosen = new Set<FaultKind>();
  while (chosen.size < count) {
    const kind = chance.pick(kinds);
    // With the first one dead the second would be the first, and rightly so.
    if (!(kind === 'kill' && chosen.has('second-agent')) && !(kind === 'second-agent' && chosen.has('kill'))) chosen.add(kind);
  }
  return { round, seed, withRedis, loadMs, faults: [...chosen].map((kind) => drawFault(kind, chance, loadMs)) };
}

/** One round for each kind of fault, for the short form: what is left to chance elsewhere happens here for certain. */
export function planOfKinds(
  seed: number,
  round: number,
  { kinds, withRedis }: { kinds: readonly FaultKind[]; withRedis: boolean },
): RoundPlan {
  const chance = createChance(seedOf(seed, round));
  const loadMs = LOAD_MS.longest;
  return { round, seed, withRedis, loadMs, faults: kinds.map((kind) => ({ ...drawFault(kind, chance, loadMs), ...WELL_FELT })) };
}

function drawFault(kind: FaultKind, chance: Chance, loadMs: number): Fault {
  const timing = { atMs: chance.between(50, loadMs - 200), forMs: chance.between(150, 900) };
  const provider = chance.pick(['stripe', 'stripe', 'line'] as const);
  // Fewer in a row than open a breaker, most of the time: an open one costs twenty seconds.
  const times = chance.pick([1, 2, 3, 4, 6]);
  if (kind === 'provider-errors') return { ...timing, kind, provider, times, status: chance.pick([429, 500, 503] as const) };
  if (kind === 'provider-drops')
    return { ...timing, kind, provider, times, how: chance.pick(['drop_before', 'drop_after_apply'] as const) };
  if (kind === 'clock-jump') {
    const seconds = chance.pick([2, 30, 250, 900, LONGEST_JUMP_SECONDS]) * chance.pick([1, -1]);
    return { ...timing, kind, shiftMs: seconds * SECOND_MS };
  }
  return { ...timing, kind };
}

/** For a line of the report. */
export function describeFault(fault: Fault): string {
  const where = `${fault.kind}@${fault.atMs}ms`;
  if (fault.kind === 'provider-errors') return `${where} ${fault.provider} ${fault.status}×${fault.times}`;
  if (fault.kind === 'provider-drops') return `${where} ${fault.provider} ${fault.how}×${fault.times}`;
  if (fault.kind === 'clock-jump') return `${where} ${fault.shiftMs / SECOND_MS}s for ${fault.forMs}ms`;
  return fault.kind === 'kill' || fault.kind === 'redis-flushed' || fault.kind === 'second-agent' ? where : `${where} for ${fault.forMs}ms`;
}
