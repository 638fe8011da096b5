import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, type BreakerMemory, CLOSED, hold, LONGEST_OPEN_MS, settle, shownState } from './breaker.ts';

const settings = { failureThreshold: 3, openMs: 20_000 };

function breaker(memory: BreakerMemory = CLOSED) {
  let current = memory;
  return {
    get memory() {
      return current;
    },
    try: (now: number) => {
      const { memory: next, admission } = admit(current, now);
      current = next;
      return admission;
    },
    end: (ticket: number, result: 'success' | 'failure' | 'neutral', now: number) => {
      current = settle(current, ticket, { result, now, settings });
    },
    hold: (action: 'open' | 'close' | 'reset') => {
      current = hold(current, action, 'by hand');
    },
  };
}

describe('circuit breaker', () => {
  it('opens after as many faults in a row as its threshold, and a success in between starts the count anew', () => {
    const subject = breaker();
    for (const result of ['failure', 'failure', 'success', 'failure', 'failure'] as const) {
      const admission = subject.try(0);
      if (admission.admitted) subject.end(admission.ticket, result, 0);
    }
    expect(subject.memory).toMatchObject({ state: 'closed', failures: 2 });
    const last = subject.try(0);
    if (last.admitted) subject.end(last.ticket, 'failure', 1000);
    expect(subject.memory).toMatchObject({ state: 'open', nextAttemptAt: 21_000 });
    expect(subject.try(11_000)).toEqual({ admitted: false, retryAfterMs: 10_000 });
  });

  it('lets one probe through when its time has come, and closes when that succeeds', () => {
    const subject = breaker({ ...CLOSED, state: 'open', failures: 3, nextAttemptAt: 5000 });
    expect(shownState(subject.memory, 5000)).toBe('half_open');
    const probe = subject.try(5000);
    expect([probe.admitted, subject.try(5000).admitted]).toEqual([true, false]);
    if (probe.admitted) subject.end(probe.ticket, 'success', 5100);
    expect(subject.memory).toMatchObject({ state: 'closed', failures: 0, nextAttemptAt: null });
  });

  it('does not take an old attempt’s result for the probe’s', () => {
    const subject = breaker({ ...CLOSED, failures: 2 });
    const slow = subject.try(0);
    const failing = subject.try(0);
    if (failing.admitted) subject.end(failing.ticket, 'failure', 0);
    const probe = subject.try(20_000);
    if (slow.admitted) subject.end(slow.ticket, 'success', 20_001);
    expect([probe.admitted, subject.memory.state]).toEqual([true, 'half_open']);
  });

  it('tries again at once when a probe was cancelled', () => {
    const subject = breaker({ ...CLOSED, state: 'open', failures: 3, nextAttemptAt: 0 });
    const probe = subject.try(0);
    if (probe.admitted) subject.end(probe.ticket, 'neutral', 10);
    expect(subject.try(10).admitted).toBe(true);
  });

  it('held by hand stays as it is until it is reset', () => {
    const subject = breaker();
    subject.hold('open');
    expect([subject.try(1e15).admitted, shownState(subject.memory, 0)]).toEqual([false, 'open']);
    subject.hold('close');
    for (let count = 0; count < 10; count += 1) {
      const admission = subject.try(0);
      if (admission.admitted) subject.end(admission.ticket, 'failure', 0);
    }
    expect([subject.try(0).admitted, subject.memory.reason]).toEqual([true, 'by hand']);
    subject.hold('reset');
    expect(subject.memory).toMatchObject({ state: 'closed', held: null, reason: null, failures: 0 });
  });

  it('does not wait for a clock that was set back', () => {
    expect(breaker({ ...CLOSED, state: 'open', nextAttemptAt: 10_000_000 }).try(0).admitted).toBe(true);
  });

  it('keeps its promises whatever happens: never two probes, never open for longer than 25 s without a try, never open below the threshold', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('try' as const) }) },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('end' as const),
          which: fc.nat(5),
          result: fc.constantFrom('success' as const, 'failure' as const, 'neutral' as const),
        }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 30_000 }) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant('hold' as const),
          action: fc.constantFrom('open' as const, 'close' as const, 'reset' as const),
        }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const subject = breaker();
        const underWay: { ticket: number; probe: boolean }[] = [];
        let now = 0;
        let openSince: number | undefined;
        for (const action of steps) {
          if (action.do === 'pass') now += action.ms;
          if (action.do === 'hold') subject.hold(action.action);
          if (action.do === 'try') {
            const before = subject.memory;
            const admission = subject.try(now);
            if (before.held === 'open') expect(admission.admitted).toBe(false);
            if (before.held === 'closed' || (before.held === null && before.state === 'closed')) expect(admission.admitted).toBe(true);
            if (before.held === null && before.state === 'open' && now - (openSince ?? now) >= LONGEST_OPEN_MS)
              expect(admission.admitted).toBe(true);
            if (admission.admitted) {
              const probe = subject.memory.held === null && subject.memory.state === 'half_open';
              // Tickets of an earlier era belong to probes that a person's decision made meaningless.
              if (probe) expect(underWay.filter((one) => one.probe && one.ticket === admission.ticket)).toEqual([]);
              underWay.push({ ticket: admission.ticket, probe });
            }
          }
          if (action.do === 'end') {
            const [ended] = underWay.splice(action.which % Math.max(1, underWay.length), 1);
            if (ended) subject.end(ended.ticket, action.result, now);
          }
          const { state, failures, nextAttemptAt, failedProbes } = subject.memory;
          if (state === 'open' && openSince === undefined) openSince = now;
          if (state !== 'open') openSince = undefined;
          if (state === 'open') expect((nextAttemptAt ?? 0) - now).toBeLessThanOrEqual(LONGEST_OPEN_MS);
          if (state === 'open' && failedProbes === 0) expect(failures).toBeGreaterThanOrEqual(settings.failureThreshold);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is closed within 30 s after the provider is back, however long it was away', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_600_000 }), fc.integer({ min: 20, max: 1500 }), (backAt, everyMs) => {
        const subject = breaker();
        let closedAt: number | undefined;
        for (let now = 0; closedAt === undefined && now < backAt + 60_000; now += everyMs) {
          const admission = subject.try(now);
          if (!admission.admitted) continue;
          subject.end(admission.ticket, now >= backAt ? 'success' : 'failure', now);
          if (now >= backAt && subject.memory.state === 'closed') closedAt = now;
        }
        expect((closedAt ?? Number.POSITIVE_INFINITY) - backAt).toBeLessThan(30_000);
      }),
      { numRuns: 50 },
    );
  });
});
