import type { Trouble } from './carrier.ts';
import type { WalkFailure } from './port.ts';

/**
 * When a tunnel is looked at, given up and started anew: pure, so that a test can walk through any history. All times are milliseconds of a
 * clock that only goes forward; a wall clock that is set must not restart a tunnel.
 */

/** A running tunnel is looked at this often. With two walks of four seconds, a hung one is given up after 12.5 s at most. */
export const BEAT_MS = 4000;
/** A look that failed, or came before the tunnel was up, is repeated after this. */
export const LOOK_AGAIN_MS = 500;
/** A new client has this long until its first walk comes back. */
export const START_MS = 20_000;
/** So many walks in a row that do not come back are a hung tunnel. */
export const MISSES = 2;
/** A tunnel that worked this long starts its next troubles with a clean slate. */
export const STABLE_MS = 60_000;
/** Nothing but a person can help: looked at again only now and then. */
const PERSON_MS = 300_000;
const FIRST_LOOK_MS = 300;
const LEAST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** What one look found. */
export type Look = {
  walk: { ok: true; ms: number } | { ok: false; reason: WalkFailure };
  /** Whether the internet line works; only asked when the walk failed. */
  lineUp: boolean;
};

export type Machine = {
  phase: 'off' | 'starting' | 'running' | 'waiting';
  /** Whether there is a client of ours to start anew. */
  replaceable: boolean;
  /** How often a tunnel that works is looked at. */
  beatMs: number;
  /** Of the present client. */
  startedAt: number;
  /** When the first walk through the present client came back. */
  provedAt: number | null;
  /** Walks in a row that did not come back. */
  misses: number;
  /** Clients in a row that did not last. */
  failures: number;
  /** When something is to be done next; null: while a look is under way, and when off. */
  due: number | null;
  looking: boolean;
  lineUp: boolean;
  lastFailure: WalkFailure | null;
  /** What the client said when it ended by itself. */
  trouble: Trouble | null;
  /** Whether the present client stands in for one that was hung. */
  replacing: boolean;
};

export type MachineEvent =
  | { type: 'choose'; replaceable: boolean; beatMs: number }
  | { type: 'restart' }
  | { type: 'remove' }
  | { type: 'ended'; trouble: Trouble }
  | { type: 'looked'; look: Look }
  | { type: 'look_now' }
  | { type: 'tick' };
export type Act = 'stop' | 'start' | 'look';
export type Moment = { now: number /** 0 (in) to 1 (out). */; random: () => number };
type Step = { machine: Machine; acts: readonly Act[] };

export const OFF: Machine = {
  phase: 'off',
  replaceable: false,
  beatMs: BEAT_MS,
  startedAt: 0,
  provedAt: null,
  misses: 0,
  failures: 0,
  due: null,
  looking: false,
  lineUp: true,
  lastFailure: null,
  trouble: null,
  replacing: false,
};

/** What happens, and what is to be done about it, in this order. */
export function step(machine: Machine, event: MachineEvent, moment: Moment): Step {
  switch (event.type) {
    case 'choose':
      return begin({ ...OFF, replaceable: event.replaceable, beatMs: event.beatMs }, moment, stopOf(machine));
    case 'restart':
      return machine.phase === 'off' ? still(machine) : begin({ ...OFF, ...chosenOf(machine) }, moment, stopOf(machine));
    case 'remove':
      return { machine: OFF, acts: stopOf(machine) };
    case 'ended':
      return hasClient(machine) ? wait({ ...machine, trouble: event.trouble, replacing: false }, moment) : still(machine);
    case 'looked':
      return hasClient(machine) ? looked({ ...machine, looking: false }, event.look, moment) : still(machine);
    case 'look_now':
      return hasClient(machine) && !machine.looking ? look(machine) : still(machine);
    case 'tick':
      return machine.due === null || moment.now < machine.due ? still(machine) : due(machine, moment);
  }
}

function due(machine: Machine, moment: Moment): Step {
  return machine.phase === 'waiting' ? begin(machine, moment, []) : look(machine);
}

function look(machine: Machine): Step {
  return { machine: { ...machine, looking: true, due: null }, acts: ['look'] };
}

function looked(machine: Machine, { walk, lineUp }: Look, moment: Moment): Step {
  const { now } = moment;
  if (walk.ok) {
    const provedAt = machine.provedAt ?? now;
    const failures = now - provedAt >= STABLE_MS ? 0 : machine.failures;
    const fine = { misses: 0, lineUp: true, lastFailure: null, trouble: null, replacing: false };
    return still({ ...machine, ...fine, phase: 'running', provedAt, failures, due: now + machine.beatMs });
  }
  const missed: Machine = { ...machine, misses: machine.misses + 1, lineUp, lastFailure: walk.reason };
  const again = (afterMs: number) => still({ ...missed, due: now + afterMs });
  // A new client would not get through either, and the present one comes back by itself with the line.
  if (!lineUp) return again(BEAT_MS);
  if (missed.provedAt === null && now - missed.startedAt < START_MS) return again(LOOK_AGAIN_MS);
  if (missed.provedAt !== null && missed.misses < MISSES) return again(LOOK_AGAIN_MS);
  return missed.replaceable ? replace(missed, moment) : again(machine.beatMs);
}

/** The first time at once; one that keeps hanging is given more and more time. */
function replace(machine: Machine, moment: Moment): Step {
  const hung = { ...machine, replacing: true, trouble: null };
  if (failuresOf(hung, moment) > 0) {
    const { machine: waiting } = wait(hung, moment);
    return { machine: waiting, acts: ['stop'] };
  }
  return begin({ ...hung, failures: 1 }, moment, ['stop']);
}

function begin(machine: Machine, { now }: Moment, before: readonly Act[]): Step {
  const fresh = { startedAt: now, provedAt: null, misses: 0, looking: false, due: now + FIRST_LOOK_MS };
  return { machine: { ...machine, ...fresh, phase: 'starting' }, acts: [...before, 'start'] };
}

/** Doubles with every client that did not last, half of it by chance, so that many agents do not come back together. */
function wait(machine: Machine, moment: Moment): Step {
  const failures = failuresOf(machine, moment) + 1;
  const ceiling = Math.min(LONGEST_WAIT_MS, LEAST_WAIT_MS * 2 ** failures);
  const waitMs = machine.trouble?.needsPerson ? PERSON_MS : Math.round((ceiling / 2) * (1 + moment.random()));
  return still({ ...machine, phase: 'waiting', failures, looking: false, misses: 0, provedAt: null, due: moment.now + waitMs });
}

function failuresOf({ provedAt, failures }: Machine, { now }: Moment): number {
  return provedAt !== null && now - provedAt >= STABLE_MS ? 0 : failures;
}

function hasClient({ phase }: Machine): boolean {
  return phase === 'starting' || phase === 'running';
}

function chosenOf({ replaceable, beatMs }: Machine): Pick<Machine, 'replaceable' | 'beatMs'> {
  return { replaceable, beatMs };
}

function stopOf(machine: Machine): readonly Act[] {
  return hasClient(machine) ? ['stop'] : [];
}

function still(machine: Machine): Step {
  return { machine, acts: [] };
}
