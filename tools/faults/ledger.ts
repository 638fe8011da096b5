import { connectors } from '@banrimkwae/connectors';
import * as z from 'zod';
import type { DeliveryOutcome, WebhookDelivery } from '../../apps/sandbox/src/simulator.ts';

/** One event that a provider reported. */
export type SentEvent = { provider: string; eventId: string; messageId: string | undefined; tries: number; acknowledged: boolean };

/** What was promised: events the agent answered 200, and orders it took at the desk. */
export type Ledger = {
  events: ReadonlyMap<string, SentEvent>;
  delivered: (delivery: Pick<WebhookDelivery, 'provider' | 'body'>, outcome: DeliveryOutcome) => void;
  /** By the idempotency key of the form: our id of it. */
  payments: Map<string, string>;
  refunds: Map<string, string>;
  messages: Map<string, string>;
  /** How often each status was answered; `unreachable` where none came. */
  answers: Map<number | 'unreachable', number>;
  slowestMs: () => number;
};

const Body = z.union([
  z.object({ id: z.string(), object: z.literal('event') }).transform(({ id }) => [{ eventId: id, messageId: undefined }]),
  z
    .object({ events: z.array(z.object({ webhookEventId: z.string(), message: z.object({ id: z.string() }).optional() })) })
    .transform(({ events }) => events.map(({ webhookEventId, message }) => ({ eventId: webhookEventId, messageId: message?.id }))),
]);

export function createLedger(): Ledger {
  const events = new Map<string, SentEvent>();
  const answers: Ledger['answers'] = new Map();
  let slowest = 0;
  return {
    events,
    answers,
    payments: new Map(),
    refunds: new Map(),
    messages: new Map(),
    slowestMs: () => slowest,
    delivered: ({ provider, body }, { status, milliseconds }) => {
      answers.set(status ?? 'unreachable', (answers.get(status ?? 'unreachable') ?? 0) + 1);
      if (status === 200) slowest = Math.max(slowest, milliseconds);
      for (const { eventId, messageId } of eventsOf(provider, body)) {
        const key = `${provider}:${eventId}`;
        const known = events.get(key) ?? { provider, eventId, messageId, tries: 0, acknowledged: false };
        events.set(key, { ...known, tries: known.tries + 1, acknowledged: known.acknowledged || status === 200 });
      }
    },
  };
}

/** Of the two that the rounds play by themselves read anew; of those that only the practice week plays as the connector names them. */
function eventsOf(provider: string, body: string): { eventId: string; messageId: string | undefined }[] {
  const own = Body.safeParse(parsed(body));
  if (own.success) return own.data;
  const delivery = { headers: {}, rawBody: Buffer.from(body), query: {}, receivedAt: new Date() };
  const events = connectors.get(provider)?.webhook?.events(delivery) ?? [];
  return events.map(({ id }) => ({ eventId: id, messageId: undefined }));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

export function acknowledged(ledger: Ledger): SentEvent[] {
  return [...ledger.events.values()].filter((event) => event.acknowledged);
}
