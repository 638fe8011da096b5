import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Carrier, type CarrierRun, NOTHING_TO_SAY, type Trouble } from './carrier.ts';
import { createClientLog } from './client-log.ts';
import { BEAT_MS } from './machine.ts';
import type { RoundTrip } from './port.ts';
import { WALK_TIMEOUT_MS } from './round-trip.ts';
import { Supervisor } from './supervisor.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const CRASH: Trouble = { sentence: { en: 'It crashed.', th: 'ขัดข้อง' }, nextStep: { en: 'Wait.', th: 'รอ' }, needsPerson: false };
const later = <Value>(milliseconds: number, value: Value) =>
  new Promise<Value>((resolve) => setTimeout(() => resolve(value), milliseconds));

/** A client whose every start, stop and word the test decides, and a way to the outside that works or hangs. */
function rig({ stopMs = 0 } = {}) {
  const outside = { works: true };
  const runs: (CarrierRun & { startedAt: number; stoppedAt: number | null })[] = [];
  const proved: string[] = [];
  const said: string[] = [];
  const carrier: Carrier = {
    kind: 'ssh',
    name: 'Test',
    about: { en: '', th: '' },
    fields: [{ name: 'token', label: { en: '', th: '' }, type: 'password', secret: true, required: true }],
    replaceable: true,
    missing: () => null,
    toCopy: () => Promise.resolve([]),
    start: (run) => {
      const me = { ...run, startedAt: Date.now(), stoppedAt: null as number | null };
      runs.push(me);
      return {
        publicUrl: () => `https://run${runs.indexOf(me)}.example`,
        health: () => Promise.resolve(NOTHING_TO_SAY),
        stop: async () => {
          await later(stopMs, undefined);
          me.stoppedAt = Date.now();
        },
      };
    },
  };
  const clock = { now: () => new Date() };
  const log = createClientLog(clock);
  const supervisor = new Supervisor({
    clock,
    monotonicMs: () => Date.now(),
    after: (milliseconds, act) => {
      const timer = setTimeout(act, milliseconds);
      return () => clearTimeout(timer);
    },
    random: () => 0.5,
    walk: () =>
      outside.works
        ? later<RoundTrip>(20, { ok: true, ms: 20 })
        : later<RoundTrip>(WALK_TIMEOUT_MS, { ok: false, reason: 'no_answer', error: 'no answer within 4 s' }),
    lineUp: () => Promise.resolve(true),
    targetPort: () => 7301,
    log,
    changed: ({ state }) => said.push(state),
    proved: (url) => proved.push(url),
  });
  supervisor.choose({ carrier, beatMs: BEAT_MS, values: () => ({ token: 'a secret of many letters' }) });
  return { supervisor, outside, runs, proved, said, log };
}
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('the supervisor', () => {
  it('replaces a hung tunnel within 20 s although its client takes a second and a half to stop, and starts the next only then', async () => {
    for (const hangsAfter of [61_000, 62_300, 63_900, 64_990]) {
      const { supervisor, outside, runs } = rig({ stopMs: 1500 });
      await pass(hangsAfter);
      expect(supervisor.picture.state).toBe('connected');
      outside.works = false;
      const hungAt = Date.now();
      while (runs.length < 2) await pass(50);
      outside.works = true;
      while (supervisor.picture.state !== 'connected') await pass(50);
      expect(Date.now() - hungAt).toBeLessThan(20_000);
      expect(runs[1]?.startedAt).toBeGreaterThanOrEqual(runs[0]?.stoppedAt ?? Number.POSITIVE_INFINITY);
      await supervisorEnds(supervisor);
    }
  });

  it('does not hear what a client says that was replaced', async () => {
    const { supervisor, runs } = rig();
    await pass(1000);
    supervisor.restart();
    await pass(1000);
    expect(runs).toHaveLength(2);
    runs[0]?.ended(CRASH);
    await pass(100);
    expect(supervisor.picture.state).toBe('connected');
    expect(runs).toHaveLength(2);
    await supervisorEnds(supervisor);
  });

  it('gives the address of the client that runs, once a walk through it came back', async () => {
    const { supervisor, outside, proved } = rig();
    outside.works = false;
    await pass(3000);
    expect(proved).toEqual([]);
    outside.works = true;
    await pass(4000);
    expect(proved.at(-1)).toBe('https://run0.example');
    supervisor.restart();
    await pass(1000);
    expect(proved.at(-1)).toBe('https://run1.example');
    await supervisorEnds(supervisor);
  });

  it('says what the client said, with the time of the next try, and no secret', async () => {
    const { supervisor, runs, log } = rig();
    await pass(1000);
    runs[0]?.say('\u001b[31mrefused a secret of many letters\u001b[0m');
    runs[0]?.ended(CRASH);
    expect(supervisor.picture).toMatchObject({ state: 'down', sentence: { en: 'It crashed.' }, nextStep: { en: 'Wait.' } });
    expect(Date.parse(supervisor.figures.nextAttemptAt ?? '')).toBeGreaterThan(Date.now());
    expect(log.lines().map(({ line }) => line)).toEqual(['refused [redacted]']);
    await pass(2000);
    expect(supervisor.picture.state).toBe('connected');
    expect(supervisor.figures).toMatchObject({ nextAttemptAt: null, restarts: 1 });
    await supervisorEnds(supervisor);
  });

  it('once removed does nothing more', async () => {
    const { supervisor, runs, said } = rig({ stopMs: 100 });
    await pass(1000);
    await supervisorEnds(supervisor);
    expect(said.at(-1)).toBe('not_set_up');
    expect(vi.getTimerCount()).toBe(0);
    await pass(600_000);
    expect(runs).toHaveLength(1);
  });
});

async function supervisorEnds(supervisor: Supervisor): Promise<void> {
  const ended = supervisor.remove();
  await pass(5000);
  await ended;
}
