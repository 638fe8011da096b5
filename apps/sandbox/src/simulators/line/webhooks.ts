import { createHmac } from 'node:crypto';
import type { SimulatorWorld } from '../../simulator.ts';
import { ulid } from './identifiers.ts';
import type { LineSettings } from './settings.ts';

export type EventMode = 'active' | 'standby';

/** An event before it has its envelope: what happened, to whom. */
export type GuestEvent = { type: string; userId: string; mode: EventMode; content: Record<string, unknown> };

export type SentEvent = {
  webhookEventId: string;
  type: string;
  userId: string;
  deliveries: { at: string; redelivery: boolean; outcome?: string }[];
  event: Record<string, unknown>;
};

/** Where the channel's webhooks go, and what went there. */
export type Webhooks = {
  world: SimulatorWorld;
  settings: LineSettings;
  endpoint: { url: string | undefined; active: boolean };
  sent: SentEvent[];
};

/**
 * Sends an event to the endpoint and returns its id; without an active endpoint LINE drops it, and so does this
 * (https://developers.line.biz/en/docs/messaging-api/receiving-messages/).
 */
export function emit(webhooks: Webhooks, { type, userId, mode, content }: GuestEvent): string | undefined {
  const { url, active } = webhooks.endpoint;
  if (url === undefined || !active) return undefined;
  const timestamp = webhooks.world.now().getTime();
  const webhookEventId = ulid(timestamp, webhooks.world.random);
  const event = { type, mode, timestamp, source: { type: 'user', userId }, webhookEventId, ...content };
  const record: SentEvent = { webhookEventId, type, userId, deliveries: [], event };
  webhooks.sent.push(record);
  deliver(webhooks, record, false);
  return webhookEventId;
}

/** Sends an event again, marked `isRedelivery` under its old id; the last one when none is named. */
export function redeliver(webhooks: Webhooks, webhookEventId?: string): string | undefined {
  const { sent } = webhooks;
  const record = webhookEventId === undefined ? sent.at(-1) : sent.find((one) => one.webhookEventId === webhookEventId);
  if (record !== undefined) deliver(webhooks, record, true);
  return record?.webhookEventId;
}

/** Body and headers of a call to the endpoint, signed over exactly these bytes. */
export function signedCall(settings: LineSettings, events: Record<string, unknown>[]): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify({ destination: settings.bot.userId, events });
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'LineBotWebhook/2.0',
    'x-line-signature': signatureOf(body, settings.channelSecret),
  };
  return { body, headers };
}

/** `x-line-signature`: base64 of HMAC-SHA256 over the raw body, keyed with the channel secret. */
export function signatureOf(body: string, channelSecret: string): string {
  return createHmac('sha256', channelSecret).update(body).digest('base64');
}

function deliver(webhooks: Webhooks, record: SentEvent, redelivery: boolean): void {
  const { world, settings, endpoint } = webhooks;
  if (endpoint.url === undefined || !endpoint.active) return;
  const attempt: SentEvent['deliveries'][number] = { at: world.now().toISOString(), redelivery };
  record.deliveries.push(attempt);
  const { body, headers } = signedCall(settings, [{ ...record.event, deliveryContext: { isRedelivery: redelivery } }]);
  world.deliver({
    provider: 'line',
    url: endpoint.url,
    headers: () => headers,
    body,
    settled: (outcome) => {
      // The world may deliver twice; the first answer decides.
      if (attempt.outcome !== undefined) return;
      attempt.outcome = nameOf(outcome, settings.answerWithin);
      if (attempt.outcome !== 'success') redeliverLater(webhooks, record);
    },
  });
}

/** Only a channel with redelivery switched on gets a failed event again. */
function redeliverLater(webhooks: Webhooks, record: SentEvent): void {
  const wait = webhooks.settings.redeliverAfter[record.deliveries.length - 1];
  if (wait !== undefined) webhooks.world.later(wait, () => deliver(webhooks, record, true));
}

/** LINE's own names of what went wrong, from its webhook error statistics. */
function nameOf({ status, milliseconds }: { status: number | undefined; milliseconds: number }, answerWithin: number): string {
  if (milliseconds >= answerWithin) return 'request_timeout';
  if (status === undefined) return 'could_not_connect';
  return status >= 200 && status < 300 ? 'success' : 'error_status_code';
}
