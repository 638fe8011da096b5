import {
  AppError,
  type ConnectorWebhook,
  type EventSubject,
  type OperationContext,
  type ProviderEvent,
} from '@banrimkwae/connector-kit/connector';
import { timestampedHmacVerifier } from '@banrimkwae/connector-kit/webhook-verifiers';
import { cursorBehind, headers, placeOf } from './lists.ts';
import { STRIPE_VERSION } from './manifest.ts';
import { listOf, StripeEvent, WebhookEndpoint } from './schemas.ts';

/** One call for events names at most twenty types, so there are two lists. https://docs.stripe.com/api/events/list#list_events-types */
const PAYMENT_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'charge.succeeded',
  'charge.failed',
  'charge.captured',
  'charge.expired',
  'charge.refunded',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
] as const;
const LATER_EVENTS = [
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'radar.early_fraud_warning.created',
  'radar.early_fraud_warning.updated',
  'review.opened',
  'review.closed',
] as const;
const EVENT_LISTS = [PAYMENT_EVENTS, LATER_EVENTS];
const WATCHED_EVENTS = EVENT_LISTS.flat();

/** Marks a registration as ours: of those, all but the one in use are removed. */
const OWNER = 'banrimkwae-control-centre';
/** A registration must listen to something. This happens to platforms only, so a new one is silent until its secret is stored. */
const SILENT = ['account.application.deauthorized'] as const;

export const webhook: ConnectorWebhook = {
  verify: timestampedHmacVerifier({ header: 'stripe-signature', scheme: 'v1', maximumAgeSeconds: 300 }),
  events: ({ rawBody }) => {
    const event = StripeEvent.safeParse(parseJson(rawBody));
    if (!event.success) throw new AppError('invalid_input', { message: 'This is not a Stripe event.' });
    return [eventFrom(event.data)];
  },
  register: async (context, { url, registration }) => {
    const { body: existing } = await context.call('webhook_endpoint_list', { headers, query: { limit: 100 } }, listOf(WebhookEndpoint));
    // A secret is told only once, at creation: only the registration we have it of is of use, and a lost answer leaves one nobody can check.
    if (!existing.data.some(({ id }) => id === registration)) return createSilently(context, url);
    const body = { url, enabled_events: WATCHED_EVENTS, disabled: false };
    const path = { id: registration ?? '' };
    const answer = await context.call('webhook_endpoint_update', { path, headers, body, idempotencyKey: context.newId() }, WebhookEndpoint);
    for (const { id, metadata } of existing.data) {
      if (metadata?.owner !== OWNER || id === registration) continue;
      await context.call('webhook_endpoint_delete', { path: { id }, headers }, WebhookEndpoint.pick({ id: true }));
    }
    return { url: answer.body.url, registration: answer.body.id };
  },
  eventsSince: async (context, { since, cursor }) => {
    const place = placeOf(cursor);
    const query = {
      'created[gte]': Math.floor(since.getTime() / 1000),
      'types[]': EVENT_LISTS[place.list],
      limit: 100,
      ...(place.after === undefined ? {} : { starting_after: place.after }),
    };
    const { body } = await context.call('event_list', { headers, query }, listOf(StripeEvent));
    const next = cursorBehind(place, EVENT_LISTS.length, body);
    return { events: body.data.map(eventFrom), ...(next === undefined ? {} : { cursor: next }) };
  },
};

function eventFrom(event: StripeEvent): ProviderEvent {
  return { id: event.id, type: event.type, occurredAt: new Date(event.created * 1000), about: subjectOf(event), data: event };
}

function subjectOf(event: StripeEvent): EventSubject {
  const object = event.data.object;
  const id = object.id ?? '';
  const metadata = (object.metadata ?? {}) as Record<string, unknown>;
  const reference = text(metadata.payment_id) ?? text(object.client_reference_id);
  const payment = (ids: readonly (string | undefined)[]): EventSubject => ({
    kind: 'payment',
    providerPaymentIds: ids.filter((known) => known !== undefined),
    ...(reference === undefined ? {} : { ourReference: reference }),
  });
  if (object.object === 'payment_intent') return payment([id]);
  if (object.object === 'checkout.session') return payment([text(object.payment_intent), id]);
  if (object.object === 'charge') return payment([text(object.payment_intent), id]);
  if (object.object === 'review') return { kind: 'payment', providerPaymentIds: idsOf(object) };
  if (object.object === 'dispute') return { kind: 'dispute', providerDisputeId: id, providerPaymentIds: idsOf(object) };
  if (object.object === 'radar.early_fraud_warning') return { kind: 'warning', providerPaymentIds: idsOf(object) };
  if (object.object === 'refund') {
    const ours = text(metadata.refund_id);
    return {
      kind: 'refund',
      providerRefundId: id,
      providerPaymentIds: idsOf(object),
      ...(ours === undefined ? {} : { ourReference: ours }),
    };
  }
  return { kind: 'none' };
}

function idsOf(object: Record<string, unknown>): string[] {
  return [text(object.payment_intent), text(object.charge)].filter((known) => known !== undefined);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function createSilently(context: OperationContext, url: string) {
  const body = { url, enabled_events: SILENT, api_version: STRIPE_VERSION, metadata: { owner: OWNER } };
  const answer = await context.call('webhook_endpoint_create', { headers, body, idempotencyKey: context.newId() }, WebhookEndpoint);
  const { id, secret } = answer.body;
  return { url: answer.body.url, registration: id, ...(secret ? { secret } : {}) };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new AppError('invalid_input', { message: 'The body is not JSON.' });
  }
}
