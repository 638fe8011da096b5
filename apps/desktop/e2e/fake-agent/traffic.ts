import type { AuditEntry } from '@banrimkwae/contract/access';
import type { Job, RefusedDelivery, RequestDetail, WebhookEvent } from '@banrimkwae/contract/traffic';
import type * as z from 'zod';
import { dice, operatorOf } from './people.ts';

const MINUTE = 60_000;
const ago = (now: number, minutes: number) => new Date(now - minutes * MINUTE).toISOString();
const pad = (index: number) => String(index).padStart(6, '0');

export type Webhook = z.infer<typeof WebhookEvent> & { data: string; paymentId: string | null };
export function makeWebhooks(now: number): Webhook[] {
  const kinds = ['payment_intent.succeeded', 'charge.refunded', 'message', 'checkout.session.completed', 'follow'];
  return Array.from({ length: 240 }, (_, index) => ({
    id: `whe_${pad(index)}`,
    provider: index % 5 === 2 || index % 5 === 4 ? 'line' : 'stripe',
    webhookId: `evt_1QK${index}`,
    eventType: kinds[index % kinds.length] ?? 'message',
    state: index === 0 ? 'processing' : index % 19 === 6 ? 'failed' : 'completed',
    attempts: index % 19 === 6 ? 4 : 1,
    error: index % 19 === 6 ? 'The payment it is about does not exist here.' : null,
    errorCode: index % 19 === 6 ? 'not_found' : null,
    effect: index % 5 === 2 ? 'message' : index % 5 < 2 ? 'money' : 'none',
    source: index % 11 === 3 ? 'fetched' : 'webhook',
    discardReason: null,
    receivedAt: ago(now, index * 7 + 1),
    processedAt: index === 0 ? null : ago(now, index * 7),
    paymentId: index % 5 === 0 || index % 5 === 1 ? `pay_${pad(index)}` : null,
    data: JSON.stringify({
      id: `evt_1QK${index}`,
      type: kinds[index % kinds.length],
      data: { object: { id: 'pi_3QK', amount: 350000, currency: 'thb', status: 'succeeded' } },
    }),
  }));
}

export function makeRefused(now: number): z.infer<typeof RefusedDelivery>[] {
  return ['The signature is not right.', 'This delivery is 14 minutes old.', 'No webhook secret is set.'].map((reason, index) => ({
    id: `rd_${index}`,
    provider: index === 2 ? 'line' : 'stripe',
    reason,
    remoteAddress: '203.0.113.7',
    headers: { 'content-type': 'application/json', 'stripe-signature': 't=1,v1=[hidden]' },
    bodyStart: '{"id":"evt_test","type":"payment_intent.succeeded"…',
    receivedAt: ago(now, index * 240 + 20),
    repeated: index === 0 ? 412 : 0,
    lastAt: ago(now, index * 240 + (index === 0 ? 3 : 20)),
  }));
}

const urls = ['v1/payment_intents', 'ota/inventory', 'v2/bot/message/push', 'data/2.5/weather?q=Kanchanaburi'];

export function makeRequests(now: number): RequestDetail[] {
  const roll = dice(9);
  return Array.from({ length: 300 }, (_, index) => {
    const successful = index % 13 !== 5;
    return {
      id: `req_${pad(index)}`,
      requestId: `req_${pad(index)}`,
      provider: ['stripe', 'booking-com', 'line', 'openweathermap'][index % 4] ?? 'stripe',
      endpoint: ['payment_create', 'inventory_push', 'message_push', 'current'][index % 4] ?? 'get',
      method: index % 4 === 3 ? 'GET' : 'POST',
      url: `http://127.0.0.1:7302/${urls[index % 4]}`,
      status: successful ? 200 : index % 2 === 0 ? 503 : null,
      durationMs: successful ? 90 + roll(600) : 30_000,
      attempts: successful ? 1 : 4,
      successful,
      error: successful ? null : 'The provider did not answer in time.',
      at: ago(now, index * 2),
      requestHeaders: { authorization: '[hidden]', 'content-type': 'application/json' },
      requestBody: '{"amount":350000,"currency":"thb"}',
      responseHeaders: { 'content-type': 'application/json', 'request-id': 'req_abc' },
      responseBody: successful ? '{"id":"pi_3QK","status":"requires_payment_method"}' : null,
      paymentId: index % 4 === 0 ? `pay_${pad(index % 12)}` : null,
      reservationId: index % 4 === 1 ? 'res_0000' : null,
      operator: index % 4 === 0 ? 'Nok' : null,
    };
  });
}

export function makeJobs(now: number): z.infer<typeof Job>[] {
  const kinds = [
    ['channel.push', 'booking-com'],
    ['refund.send', 'rf_000003'],
    ['payment.create', 'pay_000002'],
    ['channel.import', 'booking-com'],
  ] as const;
  const states = ['running', 'waiting', 'dead', 'completed', 'delayed', 'completed', 'cancelled', 'completed', 'discarded'] as const;
  return Array.from({ length: 45 }, (_, index) => {
    const state = states[index % states.length] ?? 'completed';
    return {
      id: `job_${pad(index)}`,
      kind: kinds[index % 4]?.[0] ?? 'channel.push',
      subjectId: kinds[index % 4]?.[1] ?? 'booking-com',
      state,
      priority: 5,
      attempts: state === 'dead' ? 8 : 1,
      maxAttempts: 8,
      progress: state === 'running' ? { done: 0.62, note: '12 of 19 months sent' } : null,
      error: state === 'dead' ? 'The provider refused the request: unknown rate 9002.' : null,
      createdAt: ago(now, index * 11),
      runAt: ago(now, index * 11 - 1),
      finishedAt: state === 'completed' || state === 'dead' ? ago(now, index * 11 - 1) : null,
    };
  });
}

const deeds = [
  ['payment.refund', { amount: 350000, currency: 'THB', reason: 'guest_request' }],
  ['session.started', {}],
  ['channel.synced', { provider: 'booking-com' }],
  ['payment.take', { provider: 'stripe', method: 'promptpay_qr', amount: 350000, currency: 'THB' }],
  ['api_key.created', { name: 'Lobby display', permissions: ['overview.read'] }],
  ['operator.changed', { role: 'manager' }],
] as const;
const subjects = ['pay_', 'op_front_desk', 'booking-com', 'pay_', 'key_2', 'op_manager'];

export function makeAudit(now: number): AuditEntry[] {
  const people = (['front_desk', 'manager', 'administrator'] as const).map((role) => operatorOf(role, 'th'));
  return Array.from({ length: 240 }, (_, index) => {
    const [action, detail] = deeds[index % deeds.length] ?? deeds[1];
    const subject = subjects[index % subjects.length] ?? null;
    const person = people[index % 4];
    return {
      id: `aud_${pad(index)}`,
      sequence: 1200 - index,
      at: ago(now, index * 23),
      actor: person?.id ?? 'agent',
      actorName: person?.name ?? null,
      action,
      subject: subject === 'pay_' ? `pay_${pad(index)}` : subject,
      detail: { ...detail },
      hash: `9f2c${pad(index)}a7c1e0`.repeat(4),
    };
  });
}
