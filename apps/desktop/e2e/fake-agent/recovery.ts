import type { DeadLetter, DeadLetterGroup, FetchStatus, Outage, Repair, ReplayRun, Silence } from '@banrimkwae/contract/recovery';

const MINUTE = 60_000;
const ago = (now: number, minutes: number) => new Date(now - minutes * MINUTE).toISOString();

export function makeReplays(now: number): ReplayRun[] {
  const started = { startedBy: 'op_manager', startedByName: 'Khun Malee' };
  return [
    {
      id: 'rpl_2',
      state: 'running',
      filter: { provider: 'stripe', from: ago(now, 600), to: ago(now, 60) },
      effects: ['none', 'message'],
      includeApplied: false,
      perMinute: 6000,
      total: 1204,
      done: 482,
      failed: 3,
      ...started,
      startedAt: ago(now, 2),
      finishedAt: null,
    },
    {
      id: 'rpl_1',
      state: 'completed',
      filter: { provider: 'line', state: 'failed' },
      effects: ['none'],
      includeApplied: false,
      perMinute: 600,
      total: 36,
      done: 36,
      failed: 0,
      ...started,
      startedAt: ago(now, 1500),
      finishedAt: ago(now, 1496),
    },
    {
      id: 'rpl_0',
      state: 'cancelled',
      filter: { eventType: 'charge.refunded' },
      effects: ['none', 'message', 'money'],
      includeApplied: true,
      perMinute: 600,
      total: 88,
      done: 12,
      failed: 0,
      ...started,
      startedAt: ago(now, 4400),
      finishedAt: ago(now, 4399),
    },
  ];
}

export type Given = { group: DeadLetterGroup; items: DeadLetter[] };

export function makeDeadLetters(now: number): Given[] {
  const sketches = [
    ['webhook', 'stripe', 'payment_intent.succeeded', 'The payment it is about does not exist here.', 9, 'money'],
    ['job', 'booking-com', 'channel.push', 'The provider refused the request: unknown rate 9002.', 4, 'none'],
    ['webhook', 'line', 'message', 'The guest has blocked us, so nothing can be sent.', 2, 'message'],
  ] as const;
  return sketches.map(([kind, provider, type, reason, count, effect], index) => ({
    group: {
      key: `${kind}:${provider}:${type}:${index}`,
      kind,
      provider,
      type,
      reason,
      count,
      oldestAt: ago(now, 900 + index * 300),
      newestAt: ago(now, 20 + index * 45),
      effect,
    },
    items: Array.from({ length: count }, (_, item) => ({
      id: kind === 'webhook' ? `whe_${String(6 + item * 19).padStart(6, '0')}` : `job_${String(2 + item * 9).padStart(6, '0')}`,
      kind,
      about: kind === 'webhook' ? `evt_1QK${6 + item * 19}` : 'booking-com',
      error: reason,
      at: ago(now, 20 + index * 45 + item * 60),
    })),
  }));
}

const quiet = { ready: true, lastError: null, running: false } as const;

export function makeFetches(now: number): FetchStatus[] {
  return [
    {
      ...quiet,
      provider: 'stripe',
      name: 'Stripe',
      way: 'event_list',
      reachDays: 30,
      note: { en: 'Stripe lists every event of the last 30 days.', th: 'Stripe มีรายการเหตุการณ์ย้อนหลัง 30 วัน' },
      completeUntil: ago(now, 4),
      lastRunAt: ago(now, 3),
      nextRunAt: ago(now, -12),
      recoveredLast30Days: 17,
    },
    {
      ...quiet,
      provider: 'booking-com',
      name: 'Booking.com',
      way: 'pull',
      reachDays: 1,
      note: { en: 'Booking.com keeps a booking ready for a day.', th: 'Booking.com เก็บการจองไว้ให้ดึงหนึ่งวัน' },
      completeUntil: ago(now, 95),
      lastRunAt: ago(now, 31),
      lastError: 'The provider did not answer in time.',
      nextRunAt: ago(now, -5),
      recoveredLast30Days: 3,
    },
    lineFetch,
  ];
}

const lineFetch: FetchStatus = {
  ...quiet,
  provider: 'line',
  name: 'LINE',
  way: 'none',
  reachDays: 0,
  note: {
    en: 'LINE tells nothing afterwards. What guests wrote meanwhile is only in LINE’s own chat.',
    th: 'LINE ไม่ให้ดึงย้อนหลัง ข้อความที่แขกส่งช่วงนั้นมีอยู่ในแชตของ LINE เท่านั้น',
  },
  ready: false,
  completeUntil: null,
  lastRunAt: null,
  nextRunAt: null,
  recoveredLast30Days: 0,
};

const stripe = { provider: 'stripe', name: 'Stripe', way: 'event_list', state: 'done', error: null } as const;

function repairsOf(span: { from: string; until: string }): Repair[] {
  const failure = 'The provider did not answer in time. It is asked again in 5 minutes.';
  return [
    { ...stripe, ...span, found: 22, known: 9, recovered: 13 },
    {
      provider: 'booking-com',
      name: 'Booking.com',
      way: 'pull',
      state: 'failed',
      ...span,
      found: 1,
      known: 0,
      recovered: 1,
      error: failure,
    },
    { provider: 'line', name: 'LINE', way: 'none', state: 'not_possible', ...span, found: 0, known: 0, recovered: 0, error: null },
  ];
}

export function makeOutages(now: number): Outage[] {
  const long = { from: ago(now, 190), until: ago(now, 95) };
  const short = { from: ago(now, 8_640), until: ago(now, 8_622) };
  return [
    {
      id: 'out_2',
      cause: 'line',
      beganAt: long.from,
      endedAt: long.until,
      state: 'incomplete',
      sentence: {
        en: 'Offline 07:10–08:45: 14 events missed, 14 recovered. LINE cannot be asked.',
        th: 'ออฟไลน์ 07:10–08:45 น. ขาดไป 14 รายการ ดึงกลับมาได้ 14 รายการ แต่ถาม LINE ย้อนหลังไม่ได้',
      },
      repairs: repairsOf(long),
    },
    {
      id: 'out_1',
      cause: 'agent',
      beganAt: short.from,
      endedAt: short.until,
      state: 'repaired',
      sentence: {
        en: 'Offline 10:20–10:38: 2 events missed, 2 recovered.',
        th: 'ออฟไลน์ 10:20–10:38 น. ขาดไป 2 รายการ ดึงกลับมาได้ครบ',
      },
      repairs: [{ ...stripe, ...short, found: 3, known: 1, recovered: 2 }],
    },
  ];
}

const lineSentence = {
  en: 'No message on LINE for 4 hours; at this hour one comes at least every 1½ hours.',
  th: 'ไม่มีข้อความจาก LINE มา 4 ชั่วโมงแล้ว ปกติช่วงเวลานี้มีอย่างน้อยทุก 1 ชั่วโมงครึ่ง',
};
const nothingToDo = { nextStep: { en: 'Nothing to do.', th: 'ไม่ต้องทำอะไร' }, acknowledgedUntil: null } as const;

export function makeSilences(now: number): Silence[] {
  return [
    {
      id: 'sil_line',
      provider: 'line',
      name: 'LINE',
      eventType: 'message',
      state: 'silent',
      lastAt: ago(now, 252),
      normalGapSeconds: 5400,
      silentSeconds: 252 * 60,
      sentence: lineSentence,
      nextStep: { en: 'Let LINE call us once: then it is certain.', th: 'ให้ LINE เรียกมาหนึ่งครั้ง จะได้รู้แน่ชัด' },
      test: 'webhook',
      acknowledgedUntil: null,
    },
    {
      ...nothingToDo,
      id: 'sil_stripe',
      provider: 'stripe',
      name: 'Stripe',
      eventType: 'payment_intent.succeeded',
      state: 'normal',
      lastAt: ago(now, 8),
      normalGapSeconds: 14_400,
      silentSeconds: 480,
      sentence: { en: 'Payments of Stripe come as usual.', th: 'รายการชำระจาก Stripe เข้ามาตามปกติ' },
      test: 'fetch',
    },
    bookingSilence(now),
  ];
}

function bookingSilence(now: number): Silence {
  return {
    ...nothingToDo,
    id: 'sil_booking',
    provider: 'booking-com',
    name: 'Booking.com',
    eventType: 'reservation',
    state: 'learning',
    lastAt: ago(now, 400),
    normalGapSeconds: null,
    silentSeconds: 24_000,
    sentence: { en: 'Too few bookings yet to know what is normal.', th: 'ยังมีการจองน้อยเกินกว่าจะรู้ว่าปกติเป็นอย่างไร' },
    test: 'connection',
  };
}
