import { afterEach, describe, expect, it } from 'vitest';
import { FakeLister, type GapsRig, gapsRig, MINUTE, NOK, START, seeded } from './gaps-rig.ts';
import { hourOfWeek } from './silence-hours.ts';
import { normalSilence } from './silence-normal.ts';

let rig: GapsRig | undefined;
afterEach(() => rig?.close());

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** Midnight at the resort, a Monday. */
const MIDNIGHT = START - 9 * HOUR;
/** How long a stop in the day may stay unnoticed, at so many events an hour; see docs/recovery.md. */
const FOUND_WITHIN = { 3: 8 * HOUR, 10: 3 * HOUR, 60: 1 * HOUR } as const;

/** Guests pay from 07:00 to 23:00 at the resort, at random, so many times an hour; nobody does at night. */
function* payments(random: () => number, { perHour, from, to }: { perHour: number; from: number; to: number }): Generator<number> {
  for (let at = from; at < to; ) {
    at += (-Math.log(1 - random()) / perHour) * HOUR;
    const ofDay = (((at - MIDNIGHT) % DAY) + DAY) % DAY;
    if (ofDay < 7 * HOUR) at += 7 * HOUR - ofDay;
    else if (ofDay > 23 * HOUR) at += 31 * HOUR - ofDay;
    else if (at < to) yield at;
  }
}

type Weeks = {
  seed: number;
  perHour: number;
  learn: number;
  watch: number /** Hour of the last day at which it stops. */;
  stopAt?: number;
};

/** Learns some weeks, then watches some more; answers at how many looks there was an alarm, and lets the traffic stop for good. */
async function live({ seed, perHour, learn, watch, stopAt = 14 }: Weeks) {
  const lister = new FakeLister('fake');
  rig = gapsRig([lister]);
  const random = seeded(seed);
  const began = MIDNIGHT;
  rig.time.now = began;
  rig.start();
  let alarms = 0;
  let looks = 0;
  let count = 0;
  const end = began + (learn + watch) * WEEK + stopAt * HOUR;
  const traffic = payments(random, { perHour, from: began, to: end });
  let next = traffic.next();
  for (let now = began; now < end; now += 15 * MINUTE) {
    while (!next.done && next.value <= now) {
      rig.time.now = next.value;
      rig.inbox.deliver('fake', { id: `evt_${count}`, type: 'paid', at: next.value });
      count += 1;
      next = traffic.next();
    }
    rig.time.now = now;
    if (now < began + learn * WEEK) continue;
    await rig.learn();
    looks += 1;
    if (rig.room.silences().some(({ state }) => state === 'silent')) alarms += 1;
  }
  return { rig, looks, alarms, count };
}

describe('the longest silence that is normal', () => {
  const week = (longestSeconds: number, events = 30) => ({ longestSeconds, events });

  it.each([
    ['is not known after one week', [week(600)], 100, { known: false }],
    ['is not known of what comes seldom', [week(600), week(700)], 19, { known: false }],
    ['is the longest that was seen', [week(600), week(1200)], 100, { known: true, longestSeconds: 1200, alarmSeconds: 4103 }],
    [
      'is not that of the one week in which nobody noticed',
      [600, 700, 800, 900, 90_000].map((seconds) => week(seconds)),
      100,
      { known: true, longestSeconds: 900, alarmSeconds: 2679 },
    ],
    ['is never so short that a moment is an alarm', [week(10), week(12)], 100, { known: true, longestSeconds: 12, alarmSeconds: 600 }],
  ])('%s', (_name, weeks, events, expected) => expect(normalSilence(weeks, events)).toEqual(expected));

  it.each([
    ['2026-11-22T17:00:00.000Z', 0],
    ['2026-11-22T16:59:59.000Z', 167],
    ['2026-11-23T02:30:00.000Z', 9],
  ])('counts hours from Monday at the resort: %s is %d', (at, hour) => expect(hourOfWeek('Asia/Bangkok')(Date.parse(at)).hour).toBe(hour));
});

describe('silence', () => {
  it('gives no false alarm over four weeks of ordinary days and nights, and finds a real stop', { timeout: 120_000 }, async () => {
    let looks = 0;
    let alarms = 0;
    const found: string[] = [];
    for (const [seed, perHour] of [
      [1, 10],
      [2, 10],
      [3, 60],
      [4, 3],
      [5, 3],
    ] as const) {
      const lived = await live({ seed, perHour, learn: 4, watch: 4 });
      looks += lived.looks;
      alarms += lived.alarms;
      const stopped = lived.rig.time.now;
      let silent = false;
      while (!silent && lived.rig.time.now < stopped + DAY) {
        lived.rig.time.now += 5 * MINUTE;
        await lived.rig.learn();
        silent = lived.rig.room.silences().some(({ state }) => state === 'silent');
      }
      const took = lived.rig.time.now - stopped;
      found.push(`${perHour}/h: ${Math.round(took / MINUTE)} min`);
      expect(took, `seed ${seed}`).toBeLessThanOrEqual(FOUND_WITHIN[perHour]);
      lived.rig.close();
      rig = undefined;
    }
    process.stdout.write(`silence: ${alarms} false alarms in ${looks} looks; a stop at 14:00 was found after ${found.join(', ')}\n`);
    expect(alarms).toBe(0);
  });

  it('that began at night is found in the morning, not at night', { timeout: 60_000 }, async () => {
    for (const [seed, perHour] of [
      [1, 60],
      [2, 10],
    ] as const) {
      const { rig: lived } = await live({ seed, perHour, learn: 4, watch: 0, stopAt: 2 });
      const midnight = lived.time.now - 2 * HOUR;
      const state = async () => {
        lived.time.now += 15 * MINUTE;
        await lived.learn();
        return lived.room.silences()[0]?.state;
      };
      while ((await state()) === 'normal' && lived.time.now < midnight + DAY);
      expect((lived.time.now - midnight) / HOUR).toBeGreaterThan(7);
      expect((lived.time.now - midnight) / HOUR).toBeLessThanOrEqual(10.5);
      lived.close();
      rig = undefined;
    }
  });

  it('is told in words, with what settles it; silenced while it is known; over with the next event', async () => {
    const { rig: lived } = await live({ seed: 7, perHour: 10, learn: 3, watch: 0 });
    lived.time.now += 6 * HOUR;
    await lived.learn();
    const [silence] = lived.room.silences();
    expect(silence).toMatchObject({ provider: 'fake', eventType: 'paid', state: 'silent', test: 'fetch', acknowledgedUntil: null });
    expect(silence?.sentence.en).toMatch(/^Fake fake: no “paid” for 6 h; usually one comes within \d+ (?:min|h) at this hour\.$/);
    expect(silence?.sentence.th).toContain('ปกติช่วงเวลานี้จะมีภายใน');
    expect(lived.room.problems()).toMatchObject([{ severity: 'down', link: '/traffic/recovery', since: silence?.lastAt }]);

    lived.room.acknowledgeSilence({ id: silence?.id ?? '', hours: 2 }, NOK);
    expect(lived.room.silences()).toMatchObject([{ state: 'acknowledged' }]);
    expect(lived.room.problems()).toEqual([]);
    expect(lived.audited).toMatchObject([{ actor: 'op_nok', action: 'silence.acknowledged', subject: 'fake' }]);
    lived.time.now += HOUR / 2;
    lived.inbox.deliver('fake', { id: 'evt_again', type: 'paid', at: lived.time.now });
    lived.time.now += MINUTE;
    await lived.learn();
    expect(lived.room.silences()).toMatchObject([{ state: 'normal', silentSeconds: 60 }]);
    expect(() => lived.room.acknowledgeSilence({ id: 'sil_none', hours: 1 }, NOK)).toThrow('does not exist');
  });

  it('is nobody’s fault while the provider is paused, an outage lasts or has just ended, or too little was seen', async () => {
    const { rig: lived } = await live({ seed: 7, perHour: 10, learn: 3, watch: 0 });
    lived.time.now += 6 * HOUR;
    const state = () => lived.room.silences()[0]?.state;
    expect(state()).toBe('silent');
    lived.state.whyNot.set('fake', 'provider_paused');
    expect(state()).toBe('normal');
    lived.state.whyNot.clear();
    const now = () => new Date(lived.time.now).toISOString();
    lived.room.tunnelChanged({ state: 'down', at: now() });
    lived.pass(2 * MINUTE);
    expect(state()).toBe('normal');
    lived.room.tunnelChanged({ state: 'connected', at: now() });
    expect(state()).toBe('normal');
    lived.inbox.deliver('fake', { id: 'evt_new', type: 'never seen', at: lived.time.now });
    lived.time.now += 10 * MINUTE;
    await lived.learn();
    expect(lived.room.silences().find(({ eventType }) => eventType === 'never seen')?.state).toBe('learning');
  });

  it('learns nothing from the time in which nothing could arrive', async () => {
    const { rig: lived } = await live({ seed: 7, perHour: 10, learn: 3, watch: 0 });
    lived.kill();
    lived.time.now += 5 * HOUR;
    lived.start();
    lived.inbox.deliver('fake', { id: 'evt_after', type: 'paid', at: lived.time.now });
    lived.time.now += MINUTE;
    await lived.learn();
    // At the same hour a week later: it would be four hours.
    lived.time.now += 7 * DAY - HOUR;
    expect(lived.room.silences()[0]?.normalGapSeconds).toBeLessThan(2 * 3600);
  });

  it('rolls up a large inbox turn by turn, and the same events never twice', async () => {
    const { rig: lived, count } = await live({ seed: 3, perHour: 60, learn: 8, watch: 0 });
    expect(count).toBeGreaterThan(50_000);
    await lived.learn();
    const rows = () =>
      lived.database.prepare('SELECT count(*) AS cells, sum(events) AS events FROM silence_hours').get() as {
        cells: number;
        events: number;
      };
    const first = rows();
    expect(first.cells).toBeLessThanOrEqual(9 * 168);
    await lived.learn();
    expect(rows()).toEqual(first);
  });
});
