import { AppError, type ConnectorWebhook, type OperationContext } from '@banrimkwae/connector-kit/connector';
import * as z from 'zod';
import { confirmWith, verify } from './delivery.ts';
import { eventFrom } from './map-events.ts';
import { EventList, PayPalEvent, Webhook, WebhookList } from './schemas.ts';

const WATCHED_EVENTS = [
  'CHECKOUT.ORDER.APPROVED',
  'CHECKOUT.ORDER.COMPLETED',
  'CHECKOUT.PAYMENT-APPROVAL.REVERSED',
  'PAYMENT.AUTHORIZATION.CREATED',
  'PAYMENT.AUTHORIZATION.VOIDED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.DECLINED',
  'PAYMENT.CAPTURE.DENIED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.REFUNDED',
  'PAYMENT.CAPTURE.REVERSED',
  'PAYMENT.REFUND.PENDING',
  'PAYMENT.REFUND.FAILED',
  'CUSTOMER.DISPUTE.CREATED',
  'CUSTOMER.DISPUTE.UPDATED',
  'CUSTOMER.DISPUTE.RESOLVED',
] as const;
/** A registration must listen to something. A resort has no billing plans, so a new one is silent until its id is stored. */
const SILENT = ['BILLING.PLAN.CREATED'] as const;
const PAGE_SIZE = 100;

/** `roots`: authorities whose certificates are believed without asking PayPal. */
export function webhookWith(roots: readonly string[]): ConnectorWebhook {
  return {
    verify,
    confirm: confirmWith(roots),
    events: ({ rawBody }) => {
      const event = PayPalEvent.safeParse(parseJson(rawBody));
      if (!event.success) throw new AppError('invalid_input', { message: 'This is not a PayPal event.' });
      return [eventFrom(event.data)];
    },
    register: async (context, { url, registration }) => {
      const webhooks = await listWebhooks(context);
      const known = webhooks.find(({ id }) => id === registration);
      if (known) return answerFor(await listen(context, known, url));
      // The id is what signatures are checked with: until it is stored nothing may be delivered by a new one.
      const there = webhooks.find((webhook) => webhook.url === url) ?? (await createSilently(context, url));
      return answerFor(there);
    },
    test: async (context, { url }) => resendNewest(context, url),
    eventsSince: async (context, { since, cursor }) => {
      const query = cursor === undefined ? { start_time: since.toISOString(), page_size: PAGE_SIZE } : parametersOf(cursor);
      const { body } = await context.call('event_list', { query }, EventList);
      const next = body.links?.find(({ rel }) => rel === 'next');
      return { events: (body.events ?? []).map(eventFrom), ...(next ? { cursor: new URL(next.href).search } : {}) };
    },
  };
}

/** PayPal tells a webhook's id at any time; it is no secret to PayPal, but signatures are checked with it, and it is kept as one. */
function answerFor({ id, url }: Webhook) {
  return { url, secret: id, registration: id };
}

async function listWebhooks(context: OperationContext): Promise<readonly Webhook[]> {
  return (await context.call('webhook_list', {}, WebhookList)).body.webhooks ?? [];
}

/** Moves it to the address and lets it tell us all that we watch. The same again changes nothing. */
async function listen(context: OperationContext, { id, url: present }: Webhook, url: string): Promise<Webhook> {
  const body = [
    // An address that a webhook has is refused, even if it is its own.
    ...(present === url ? [] : [{ op: 'replace', path: '/url', value: url }]),
    { op: 'replace', path: '/event_types', value: WATCHED_EVENTS.map((name) => ({ name })) },
  ];
  return (await context.call('webhook_update', { path: { id }, body }, Webhook)).body;
}

async function createSilently(context: OperationContext, url: string): Promise<Webhook> {
  const body = { url, event_types: SILENT.map((name) => ({ name })) };
  try {
    return (await context.call('webhook_create', { body }, Webhook)).body;
  } catch (fault) {
    const isThere = fault instanceof AppError && fault.details.providerCode === 'WEBHOOK_URL_ALREADY_EXISTS';
    const found = isThere ? (await listWebhooks(context)).find((webhook) => webhook.url === url) : undefined;
    if (found) return found;
    throw fault;
  }
}

/**
 * An old event once more, signed like every delivery; the inbox knows it and takes it for what it is. PayPal's simulated events prove nothing:
 * they bear no webhook id of ours, anybody can send one to anybody, and they are refused here.
 */
async function resendNewest(context: OperationContext, url: string): Promise<{ success: boolean; message: string }> {
  const webhook = (await listWebhooks(context)).find((one) => one.url === url);
  if (!webhook) return { success: false, message: 'PayPal does not know this address.' };
  const { body } = await context.call('event_list', { query: { page_size: 1 } }, EventList);
  const [newest] = body.events ?? [];
  // Says nothing of the way to us: whoever asked goes another.
  if (!newest) throw new AppError('provider_unavailable', { message: 'PayPal has no event of the last 30 days that it could send again.' });
  await context.call('event_resend', { path: { id: newest.id }, body: { webhook_ids: [webhook.id] } }, z.unknown());
  return { success: true, message: `PayPal sends ${newest.event_type} of ${newest.create_time} again.` };
}

/** Of the link to the next page: what it asks for, never whom. */
function parametersOf(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new AppError('invalid_input', { message: 'The body is not JSON.' });
  }
}
