import type { Overview } from '@banrimkwae/contract/system';
import { makeDesk } from './desk-world.ts';
import { makeThreads } from './messages.ts';
import { makePayments, makeRefunds } from './payments.ts';
import { makeKeys, makeOperators } from './people.ts';
import { makeEndpoints, makeProviders } from './providers.ts';
import { makeDeadLetters, makeFetches, makeOutages, makeReplays, makeSilences } from './recovery.ts';
import { makeInventory, makeReservations, makeStatus } from './rooms.ts';
import { makeAudit, makeJobs, makeRefused, makeRequests, makeWebhooks } from './traffic.ts';
import { makeTunnel, makeTunnelOptions } from './tunnel.ts';
import { makeSetups } from './webhook-setups.ts';

export type World = ReturnType<typeof createWorld>;

/** A resort on an ordinary afternoon, with one of everything that can go wrong. `calm`: nothing is wrong. */
export function createWorld(now: number, { calm = false } = {}) {
  const payments = makePayments(now, 400);
  const providers = makeProviders(now);
  return {
    now,
    calm,
    payments,
    refunds: new Map(payments.map((payment) => [payment.id, makeRefunds(payment)])),
    desk: makeDesk({ now, payments, calm }),
    providers,
    setups: makeSetups(now, providers),
    tunnel: makeTunnel(now),
    tunnelOptions: makeTunnelOptions(),
    endpoints: makeEndpoints(),
    inventory: makeInventory(now),
    reservations: makeReservations(now),
    channels: makeStatus(now),
    threads: makeThreads(now),
    webhooks: makeWebhooks(now),
    refused: makeRefused(now),
    requests: makeRequests(now),
    jobs: makeJobs(now),
    replays: makeReplays(now),
    deadLetters: calm ? [] : makeDeadLetters(now),
    fetches: makeFetches(now),
    outages: calm ? [] : makeOutages(now),
    silences: calm ? [] : makeSilences(now),
    audit: makeAudit(now),
    operators: makeOperators(now),
    keys: makeKeys(now),
    /** First entry of the audit log that does not fit, for screens of that case. */
    brokenAt: null as number | null,
    /** Answers by idempotency key, as the agent keeps them. */
    done: new Map<string, unknown>(),
  };
}

export function overviewOf(world: World): Overview {
  const { now, calm } = world;
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  const unclear = `฿${((world.payments[2]?.amount.amount ?? 0) / 100).toLocaleString('en')}`;
  return {
    problems: calm
      ? []
      : [
          {
            id: 'unknown',
            severity: 'money',
            sentence: {
              en: `A payment of ${unclear} by ปรียา วัฒนกุล is unclear: the provider did not answer.`,
              th: `การชำระ ${unclear} ของ ปรียา วัฒนกุล ยังไม่ชัดเจน ผู้ให้บริการไม่ตอบ`,
            },
            nextStep: { en: 'Do not take it again. We are asking the provider.', th: 'อย่ารับซ้ำ ระบบกำลังสอบถามผู้ให้บริการ' },
            link: '/payments/pay_000002',
            since: ago(6),
          },
          {
            id: 'overbooked',
            severity: 'waiting',
            sentence: { en: 'One booking of Booking.com is over the rooms you have.', th: 'มีการจองจาก Booking.com เกินห้องที่มี 1 รายการ' },
            nextStep: { en: 'Look at the booking.', th: 'ดูการจอง' },
            link: '/rooms/reservations/res_0000',
            since: ago(31),
          },
          {
            id: 'weather',
            severity: 'down',
            sentence: { en: 'OpenWeather does not answer.', th: 'OpenWeather ไม่ตอบ' },
            nextStep: { en: 'Nothing to do.', th: 'ไม่ต้องทำอะไร' },
            link: '/connections/openweathermap',
            since: ago(247),
          },
        ],
    takeMoney: [
      { method: 'card_link', works: true, provider: 'stripe' },
      { method: 'promptpay_qr', works: true, provider: 'scb' },
      { method: 'paypal', works: true, provider: 'paypal' },
      { method: 'scb_easy', works: true, provider: 'scb' },
      { method: 'mobile_banking', works: calm, provider: 'omise' },
    ],
    paidToday: { total: { amount: 1_240_000, currency: 'THB' }, count: 9, lastAt: ago(2), waiting: 2 },
    rooms: { channels: 2, inSync: calm ? 2 : 1, lastBookingAt: ago(4), attention: calm ? 0 : 2 },
    waiting: waitingOf(world),
    connections: world.providers.map(({ id, name, health }) => ({ provider: id, name, state: health.state })),
    tunnel: { state: world.tunnel.state, since: world.tunnel.since, kind: world.tunnel.kind },
  };
}

function waitingOf({ calm, threads, deadLetters, desk }: World): Overview['waiting'] {
  return {
    unreadMessages: calm ? 0 : threads.reduce((sum, { unread }) => sum + unread, 0),
    deadJobs: deadLetters.reduce((sum, { items }) => sum + items.length, 0),
    unknownOutcomes: calm ? 0 : 1,
    approvals: desk.approvals.filter(({ state }) => state === 'waiting').length,
    disputes: desk.disputes.filter(({ state }) => state === 'needs_response').length,
    differences: desk.days.reduce((sum, { open }) => sum + open, 0),
  };
}
