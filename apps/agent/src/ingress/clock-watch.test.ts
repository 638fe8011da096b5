import { createHmac } from 'node:crypto';
import { hmacVerifier, timestampedHmacVerifier } from '@banrimkwae/connector-kit/webhook-verifiers';
import { describe, expect, it } from 'vitest';
import { createClockWatch } from './clock-watch.ts';

const SECRET = 'whsec_clock';
const NOW = Date.parse('2026-11-23T10:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const timed = timestampedHmacVerifier({ header: 'x-signature', scheme: 'v1', maximumAgeSeconds: 300 });
const untimed = hmacVerifier({ header: 'x-signature', hash: 'sha256', encoding: 'hex' });

/** `true time` runs; the wall clock is wrong by `wrongBy`. */
function open({ newestRowAt = NOW - MINUTE, wrongBy = 0 } = {}) {
  const time = { passed: 0, wrongBy };
  const wall = () => NOW + time.passed + time.wrongBy;
  const watch = createClockWatch({
    time: { wall, steady: () => time.passed },
    newestRowAt,
    notBefore: Date.parse('2026-11-01T00:00:00.000Z'),
  });
  let made = 0;
  const judge = (headers: Record<string, string>, body: string, verify: typeof timed) => {
    const delivery = { headers, rawBody: Buffer.from(body), query: {}, receivedAt: new Date(wall()) };
    const verdict = watch.judge(delivery, (sent) => verify(sent, [SECRET]));
    return verdict.accepted ? 'accepted' : verdict.reason;
  };
  const newBody = () => {
    made += 1;
    return `{"n":${made}}`;
  };
  /** As a provider with a right clock signs it, `ageMs` ago. */
  const genuine = (ageMs = 0, body = newBody()) => {
    const at = Math.floor((NOW + time.passed - ageMs) / 1000);
    return judge({ 'x-signature': `t=${at},v1=${createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex')}` }, body, timed);
  };
  return {
    time,
    genuine,
    forged: () => judge({ 'x-signature': `t=${Math.floor(wall() / 1000)},v1=00` }, '{}', timed),
    withoutTime: () => judge({ 'x-signature': createHmac('sha256', SECRET).update('{}').digest('hex') }, '{}', untimed),
    problems: () => watch.problems().map(({ id }) => id),
    watch,
  };
}

describe('a clock that runs as it should', () => {
  it('is believed: fresh is taken, stale and forged are refused, nothing is told', () => {
    const { genuine, forged, withoutTime, problems, time } = open();
    expect([genuine(), genuine(10 * MINUTE), forged(), withoutTime()]).toEqual([
      'accepted',
      'delivery_stale',
      'signature_invalid',
      'accepted',
    ]);
    time.passed += 5 * HOUR;
    time.wrongBy += 3000;
    expect([genuine(), problems()]).toEqual(['accepted', []]);
  });
});

describe('a clock that is set back', () => {
  it('does not let a stale delivery in again: neither taken nor refused until it is right', () => {
    const { genuine, forged, withoutTime, problems, time } = open();
    expect(genuine()).toBe('accepted');
    time.wrongBy = -HOUR;
    const captured = HOUR;
    expect([genuine(captured), genuine(), forged(), withoutTime()]).toEqual([
      'clock_unsettled',
      'clock_unsettled',
      'signature_invalid',
      'accepted',
    ]);
    expect(problems()).toEqual(['clock-behind']);
    time.wrongBy = 0;
    expect([genuine(captured), genuine(), problems()]).toEqual(['delivery_stale', 'accepted', []]);
  });

  it('is seen at the start by the newest row, and by the release', () => {
    expect(open({ wrongBy: -HOUR }).problems()).toEqual(['clock-behind']);
    expect(open({ newestRowAt: 0, wrongBy: -40 * 24 * HOUR }).problems()).toEqual(['clock-behind']);
    expect(open({ wrongBy: -MINUTE }).problems()).toEqual([]);
  });

  it('because it was ahead before is believed again when several providers’ times agree with it', () => {
    const { genuine, problems } = open({ newestRowAt: NOW + 24 * HOUR });
    expect(problems()).toEqual(['clock-behind']);
    const same = '{"kept":"for this moment"}';
    expect([genuine(0, same), genuine(0, same), genuine(0, same), genuine(30 * MINUTE)]).toEqual([
      'clock_unsettled',
      'clock_unsettled',
      'clock_unsettled',
      'delivery_stale',
    ]);
    expect([genuine(), genuine(), genuine(), problems()]).toEqual(['clock_unsettled', 'accepted', 'accepted', []]);
  });

  it('is told in both languages with the next step', () => {
    const [problem] = open({ wrongBy: -HOUR }).watch.problems();
    expect(problem).toMatchObject({ severity: 'down', link: null, sentence: { en: expect.stringContaining('2026-11-23 09:00 UTC') } });
    expect(problem?.sentence.th).toContain('2026-11-23 09:59 UTC');
    expect(problem?.nextStep.th).not.toBe('');
  });
});

describe('a clock that leaps ahead', () => {
  it('does not refuse genuine deliveries for good: they are asked to come again', () => {
    const { genuine, problems, time } = open();
    expect(genuine()).toBe('accepted');
    time.wrongBy = HOUR;
    expect([genuine(), problems()]).toEqual(['clock_unsettled', ['clock-leapt']]);
    time.passed += 3 * HOUR;
    expect(problems()).toEqual(['clock-leapt']);
    time.wrongBy = 0;
    expect([genuine(), problems()]).toEqual(['accepted', []]);
  });

  it('because the computer slept is right at the first delivery', () => {
    const { genuine, problems, time } = open();
    // Steady time stands still in sleep; the provider's clock does not: both walls are ahead by as much.
    time.wrongBy = 8 * HOUR;
    expect([problems(), genuine(-8 * HOUR), problems()]).toEqual([['clock-leapt'], 'accepted', []]);
  });

  it('and that nothing came to prove is told for an hour only', () => {
    const { problems, time } = open();
    time.wrongBy = HOUR;
    expect(problems()).toEqual(['clock-leapt']);
    time.passed += 2 * HOUR;
    expect(problems()).toEqual([]);
  });

  it('and was ahead from the start is told after a few rightly signed ones were too old', () => {
    const { genuine, problems, time } = open({ wrongBy: HOUR });
    expect([genuine(), genuine(), problems()]).toEqual(['delivery_stale', 'delivery_stale', []]);
    expect([genuine(), problems()]).toEqual(['delivery_stale', ['clock-ahead']]);
    time.wrongBy = 0;
    expect([genuine(), problems()]).toEqual(['accepted', []]);
  });
});
