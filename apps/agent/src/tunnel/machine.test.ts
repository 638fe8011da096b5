import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Act, BEAT_MS, LOOK_AGAIN_MS, type Look, type MachineEvent, OFF, START_MS, step } from './machine.ts';
import { WALK_TIMEOUT_MS } from './round-trip.ts';

/** A tunnel as the machine sees it: a client that works, hangs or ends, and a line that is up or down. Walks that fail take their full time. */
type World = { now: number; works: boolean; line: boolean };

const CRASH: MachineEvent = {
  type: 'ended',
  trouble: { sentence: { en: 'It ended.', th: 'จบ' }, nextStep: { en: 'Wait.', th: 'รอ' }, needsPerson: false },
};
const ok: Look = { walk: { ok: true, ms: 40 }, lineUp: true };
const missed = (lineUp: boolean): Look => ({ walk: { ok: false, reason: 'no_answer' }, lineUp });

function simulate(random: () => number = () => 0.5) {
  let machine = OFF;
  const world: World = { now: 1_000_000, works: true, line: true };
  const done: { at: number; act: Act }[] = [];
  let lookEnds: number | null = null;
  let clients = 0;
  const tell = (event: MachineEvent) => {
    const next = step(machine, event, { now: world.now, random });
    machine = next.machine;
    if (machine.phase !== 'starting' && machine.phase !== 'running') lookEnds = null;
    for (const act of next.acts) {
      done.push({ at: world.now, act });
      if (act === 'look') lookEnds = world.now + (world.works && world.line ? 40 : WALK_TIMEOUT_MS);
      if (act === 'start') {
        clients += 1;
        lookEnds = null;
      }
      if (act === 'stop') clients -= 1;
    }
    if (event.type === 'ended' && clients > 0 && machine.phase === 'waiting') clients -= 1;
    expect(clients, 'never two clients at once').toBeLessThanOrEqual(1);
    expect(clients).toBe(machine.phase === 'starting' || machine.phase === 'running' ? 1 : 0);
    expect(machine.looking || machine.phase === 'off' || machine.due !== null, 'something is always to come').toBe(true);
  };
  const pass = (milliseconds: number) => {
    const end = world.now + milliseconds;
    for (;;) {
      const next = Math.min(lookEnds ?? Number.POSITIVE_INFINITY, machine.due ?? Number.POSITIVE_INFINITY);
      if (next > end) break;
      world.now = Math.max(world.now, next);
      if (lookEnds !== null && lookEnds <= world.now) {
        lookEnds = null;
        tell({ type: 'looked', look: world.works && world.line ? ok : missed(world.line) });
      } else tell({ type: 'tick' });
    }
    world.now = end;
  };
  const acts = (act: Act, from = 0) => done.filter((each) => each.act === act && each.at >= from);
  return { world, tell, pass, acts, machine: () => machine };
}

function connected() {
  const sim = simulate();
  sim.tell({ type: 'choose', replaceable: true, beatMs: BEAT_MS });
  sim.pass(120_000);
  expect(sim.machine()).toMatchObject({ phase: 'running', misses: 0, failures: 0 });
  return sim;
}

describe('a tunnel that works', () => {
  it('is looked at every four seconds and left alone', () => {
    const sim = connected();
    const from = sim.world.now;
    sim.pass(60_000);
    expect(sim.acts('look', from).length).toBeGreaterThanOrEqual(11);
    expect(sim.acts('look', from).length).toBeLessThanOrEqual(60_000 / BEAT_MS);
    expect(sim.acts('start')).toHaveLength(1);
  });

  it('is looked at less often where every walk costs, but at once when its client suspects something', () => {
    const sim = simulate();
    sim.tell({ type: 'choose', replaceable: true, beatMs: 180_000 });
    sim.pass(100_000);
    const from = sim.world.now;
    sim.pass(3_600_000);
    expect(sim.acts('look', from).length).toBeLessThanOrEqual(20);
    sim.world.works = false;
    const hungAt = sim.world.now;
    sim.tell({ type: 'look_now' });
    sim.pass(2 * WALK_TIMEOUT_MS + LOOK_AGAIN_MS + 100);
    expect(sim.acts('start', hungAt)).toHaveLength(1);
  });

  it('is not replaced for one walk that is lost', () => {
    const sim = connected();
    sim.pass(BEAT_MS - 1000);
    sim.world.works = false;
    sim.pass(BEAT_MS + 100);
    sim.world.works = true;
    sim.pass(60_000);
    expect(sim.acts('start')).toHaveLength(1);
  });
});

describe('a tunnel that hangs', () => {
  it('is replaced within 13 s of hanging, at whatever moment it hangs', () => {
    for (let offset = 0; offset < BEAT_MS + 200; offset += 50) {
      const sim = connected();
      sim.pass(offset);
      const hungAt = sim.world.now;
      sim.world.works = false;
      sim.pass(20_000);
      const [stopped] = sim.acts('stop', hungAt);
      const [started] = sim.acts('start', hungAt);
      expect(stopped?.at).toBe(started?.at);
      expect((started?.at ?? Number.POSITIVE_INFINITY) - hungAt).toBeLessThanOrEqual(BEAT_MS + 2 * WALK_TIMEOUT_MS + LOOK_AGAIN_MS + 100);
    }
  });

  it('that keeps hanging is replaced less and less often', () => {
    const sim = connected();
    sim.world.works = false;
    const from = sim.world.now;
    sim.pass(600_000);
    const starts = sim.acts('start', from).map(({ at }) => at);
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    expect(gaps[0]).toBeLessThan(START_MS + 6000);
    expect(gaps.at(-1)).toBeGreaterThan(START_MS + 20_000);
    expect(Math.max(...gaps)).toBeLessThan(START_MS + 40_000);
  });

  it('without a client of ours is watched, not restarted', () => {
    const sim = simulate();
    sim.tell({ type: 'choose', replaceable: false, beatMs: BEAT_MS });
    sim.pass(60_000);
    sim.world.works = false;
    sim.pass(300_000);
    expect(sim.machine().phase).toBe('running');
    expect(sim.acts('start')).toHaveLength(1);
    sim.world.works = true;
    sim.pass(BEAT_MS + WALK_TIMEOUT_MS + 100);
    expect(sim.machine().misses).toBe(0);
  });
});

describe('while the internet line is down', () => {
  it('nothing is replaced; the tunnel is back with the line', () => {
    const sim = connected();
    sim.world.line = false;
    sim.pass(3_600_000);
    expect(sim.acts('start')).toHaveLength(1);
    expect(sim.machine()).toMatchObject({ lineUp: false });
    sim.world.line = true;
    sim.pass(BEAT_MS + WALK_TIMEOUT_MS + 100);
    expect(sim.machine()).toMatchObject({ phase: 'running', misses: 0, lineUp: true });
  });

  it('one that does not come back with the line is replaced then', () => {
    const sim = connected();
    sim.world.line = false;
    sim.pass(120_000);
    sim.world.line = true;
    sim.world.works = false;
    const from = sim.world.now;
    sim.pass(BEAT_MS + 2 * WALK_TIMEOUT_MS + 1000);
    expect(sim.acts('start', from)).toHaveLength(1);
  });
});

describe('a client that ends', () => {
  it('is back within a second the first time, then later and later, up to half a minute', () => {
    const sim = connected();
    const waits: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const from = sim.world.now;
      sim.tell(CRASH);
      sim.pass(31_000);
      const first = sim.acts('start', from)[0]?.at ?? Number.POSITIVE_INFINITY;
      waits.push(first - from);
    }
    expect(waits[0]).toBeLessThanOrEqual(1000);
    expect(waits.at(-1)).toBeGreaterThan(15_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });

  it('starts with a clean slate after a minute of work', () => {
    const sim = connected();
    for (let round = 0; round < 5; round += 1) sim.tell(CRASH);
    sim.pass(200_000);
    const from = sim.world.now;
    sim.tell(CRASH);
    sim.pass(1500);
    expect(sim.acts('start', from)).toHaveLength(1);
  });

  it('and needs a person is tried again only every five minutes', () => {
    const sim = connected();
    sim.world.works = false;
    const from = sim.world.now;
    if (CRASH.type === 'ended') sim.tell({ ...CRASH, trouble: { ...CRASH.trouble, needsPerson: true } });
    sim.pass(299_000);
    expect(sim.acts('start', from)).toHaveLength(0);
    sim.pass(2000);
    expect(sim.acts('start', from)).toHaveLength(1);
  });
});

describe('whatever happens', () => {
  const happening = fc.oneof(
    { weight: 6, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 40_000 }) }) },
    { weight: 2, arbitrary: fc.record({ works: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ line: fc.boolean() }) },
    {
      weight: 3,
      arbitrary: fc.record({ event: fc.constantFrom<MachineEvent['type']>('ended', 'restart', 'look_now', 'remove', 'choose') }),
    },
  );

  it('there is one client or none, something is always to come, restarts stay few, and a line that works brings it back', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (happenings, chance) => {
        const sim = simulate(() => chance);
        sim.tell({ type: 'choose', replaceable: true, beatMs: BEAT_MS });
        let asked = 1;
        let crashes = 0;
        const begun = sim.world.now;
        for (const each of happenings) {
          if ('pass' in each) sim.pass(each.pass);
          else if ('works' in each) sim.world.works = each.works;
          else if ('line' in each) sim.world.line = each.line;
          else if (each.event === 'ended') {
            crashes += 1;
            sim.tell(CRASH);
          } else {
            if (each.event === 'restart' || each.event === 'choose') asked += 1;
            sim.tell(
              each.event === 'choose' ? { type: 'choose', replaceable: true, beatMs: BEAT_MS } : ({ type: each.event } as MachineEvent),
            );
          }
        }
        const bound = asked + crashes + (sim.world.now - begun) / (BEAT_MS + WALK_TIMEOUT_MS);
        expect(sim.acts('start').length).toBeLessThanOrEqual(bound + 1);
        sim.world.works = true;
        sim.world.line = true;
        sim.pass(60_000);
        expect(['running', 'off']).toContain(sim.machine().phase);
        if (sim.machine().phase === 'running') expect(sim.machine().misses).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });
});
