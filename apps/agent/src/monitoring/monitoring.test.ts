import type { LiveEventBody } from '@banrimkwae/contract/events';
import type { Provider, ProviderMetrics } from '@banrimkwae/contract/providers';
import { describe, expect, it } from 'vitest';
import type { MonitoringGround } from './ground.ts';
import { createMetricsTicker } from './metrics-ticker.ts';
import { showOverview } from './overview.ts';
import { readiness } from './readiness.ts';

const NOW = '2026-11-24T03:00:00.000Z';
const WELL: Provider = {
  id: 'paywell',
  name: 'PayWell',
  type: 'payment',
  status: 'active',
  capabilities: ['payments'],
  configured: true,
  hasWebhook: true,
  logo: null,
  health: {
    state: 'working',
    since: NOW,
    sentence: { en: 'PayWell works.', th: 'PayWell ใช้งานได้ปกติ' },
    requestsToday: 1,
    successRate: 1,
    averageResponseMs: 20,
    lastError: null,
    recent: [],
  },
};
const down = (id: string, since: string): Provider => ({ ...WELL, id, health: { ...WELL.health, state: 'down', since } });
const QUIET_MONEY = { paid: { total: 0, count: 0, last: null }, waiting: 0, unknown: 0, failedRefunds: [], unknownRefunds: [] };
const QUIET_INBOX = {
  pending: 0,
  processing: 0,
  failed: 0,
  refused: 0,
  waiting: 0,
  turnedAway: 0,
  throttled: 0,
  madeWay: 0,
  refusedSinceStart: 0,
  refusedUnkept: 0,
};

type Standing = {
  providers?: Provider[];
  money?: Partial<typeof QUIET_MONEY> | object;
  attention?: number;
  deadLetters?: number;
  freeBytes?: number;
  writable?: boolean;
};

function houseWith(standing: Standing = {}): MonitoringGround {
  const { providers = [WELL], money = {}, attention = 0, deadLetters = 0, freeBytes = 1e12, writable = true } = standing;
  return {
    clock: { now: () => new Date(NOW) },
    currency: 'THB',
    startOfToday: () => new Date('2026-11-23T17:00:00.000Z'),
    payments: { summary: () => ({ ...QUIET_MONEY, ...money }), options: () => [] },
    channel: { summary: () => ({ channels: 1, inSync: 1, lastBookingAt: null, attention }) },
    messaging: { summary: () => ({ unread: 2 }) },
    providers: { list: () => providers, metrics: () => [] },
    jobs: { counts: () => ({ waiting: 0, running: 0, dead: deadLetters, oldestWaitingAt: null }) },
    deadLetters: () => ({ count: deadLetters, oldestAt: deadLetters > 0 ? '2026-11-20T03:00:00.000Z' : null }),
    tunnel: () => null,
    roomProblems: () => [],
    inbox: { counts: () => ({ ...QUIET_INBOX, failed: deadLetters }) },
    storage: {
      requireWritable: () => {
        if (!writable) throw new Error('disk I/O error');
      },
      freeBytes: () => freeBytes,
    },
  } as unknown as MonitoringGround;
}

describe('how things stand', () => {
  it('names no problem where there is none', () => {
    expect(showOverview(houseWith())).toMatchObject({ problems: [], waiting: { unreadMessages: 2, deadJobs: 0, unknownOutcomes: 0 } });
  });

  it('tells the worst first: money, then outages the oldest first, then what only waits', () => {
    const refund = (id: string, at: string) => ({ id, paymentId: `pay_${id}`, at });
    const { problems } = showOverview(
      houseWith({
        providers: [down('late', '2026-11-24T02:00:00.000Z'), down('early', '2026-11-24T01:00:00.000Z'), WELL],
        money: { unknown: 2, unknownRefunds: [refund('a', NOW)], failedRefunds: [refund('b', '2026-11-24T02:59:00.000Z')] },
        attention: 1,
        deadLetters: 3,
      }),
    );
    expect(problems.map(({ id }) => id)).toEqual([
      'refund-b',
      'payments-unknown',
      'refund-a',
      'provider-early',
      'provider-late',
      'dead-letters',
      'reservations-attention',
    ]);
    expect(problems.find(({ id }) => id === 'refund-a')).toMatchObject({
      link: '/payments/pay_a',
      nextStep: { en: 'We keep asking. Do not refund it again.' },
    });
    expect(problems.find(({ id }) => id === 'reservations-attention')?.sentence.en).toBe('1 reservation needs a look.');
    expect(problems.find(({ id }) => id === 'dead-letters')).toMatchObject({
      sentence: { en: '3 deliveries or pieces of background work have given up.' },
      link: '/traffic/dead-letters',
      since: '2026-11-20T03:00:00.000Z',
    });
    for (const { sentence, nextStep } of problems)
      for (const text of [sentence.th, nextStep.th]) expect(text).toMatch(/[\u0E00-\u0E7F]|PayWell/);
  });

  it('tells once of what a room says more about', () => {
    const money = { unknown: 1, unknownRefunds: [{ id: 'a', paymentId: 'pay_a', at: NOW }] };
    const sentence = { en: 'For more than 15 minutes.', th: 'นานกว่า 15 นาที' };
    const stronger = { id: 'refund-a', severity: 'money', sentence, nextStep: sentence, link: '/payments/pay_a', since: NOW } as const;
    const { problems } = showOverview({ ...houseWith({ money }), roomProblems: () => [stronger] });
    expect(problems).toEqual([stronger]);
  });

  it('puts a disk that takes no more above everything', () => {
    const { problems } = showOverview(houseWith({ freeBytes: 5_000_000, providers: [down('x', '2020-01-01T00:00:00.000Z')] }));
    expect(problems[0]?.sentence.en).toBe("Only 5 MB are left on the disk of the agent's data.");
  });

  it('leaves out connections nobody set up', () => {
    const idle: Provider = { ...WELL, id: 'idle', health: { ...WELL.health, state: 'not_set_up' } };
    expect(showOverview(houseWith({ providers: [WELL, idle] })).connections.map(({ provider }) => provider)).toEqual(['paywell']);
  });
});

describe('readiness', () => {
  it.each([
    ['all is well', {}, []],
    ['the database takes nothing', { writable: false }, ['The database cannot be written: disk I/O error']],
    ['the disk is nearly full', { freeBytes: 199_999_999 }, ["Only 199 MB are left on the disk of the agent's data."]],
  ])('when %s', (_name, standing, reasons) => {
    expect(readiness(houseWith(standing))).toEqual({ ready: reasons.length === 0, reasons });
  });
});

describe('the ticker of figures', () => {
  it('is silent while nobody listens, then tells what changed and nothing else', () => {
    const told: LiveEventBody[] = [];
    let beat: () => void = () => undefined;
    let listening = 0;
    const rows: ProviderMetrics[] = ['a', 'b'].map((provider_id) => ({
      provider_id,
      total_requests: 1,
      success_rate: 1,
      avg_response_time: 5,
      p95_response_time: 9,
      last_error: null,
    }));
    const ticker = createMetricsTicker({
      providers: { list: () => [], metrics: () => rows },
      live: { publish: (event) => void told.push(event) },
      listeners: () => listening,
      every: (_milliseconds, given) => {
        beat = given;
        return () => {
          beat = () => undefined;
        };
      },
    });
    ticker.start();
    beat();
    expect(told).toEqual([]);
    listening = 1;
    beat();
    beat();
    expect(told.map((event) => 'provider_id' in event && event.provider_id)).toEqual(['a', 'b']);
    rows[1] = { ...(rows[1] as ProviderMetrics), total_requests: 2 };
    beat();
    expect(told.at(-1)).toMatchObject({ type: 'metrics_update', provider_id: 'b', metrics: { total_requests: 2 } });
    ticker.stop();
    beat();
    expect(told).toHaveLength(3);
  });
});
