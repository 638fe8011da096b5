import { API_VERSION, type StripeEvent } from './objects.ts';
import type { Webhooks } from './webhooks.ts';

/** The request at work; events name it. */
export type Cause = { id: string | null; idempotency_key: string | null };

type Deps = { events: Map<string, StripeEvent>; webhooks: Webhooks; id: (prefix: string) => string; now: () => number; cause: () => Cause };

/** Keeps what happened, with the object as it was then, and tells the endpoints that listen. */
export function emitter({ events, webhooks, id, now, cause }: Deps) {
  return (type: string, object: { id: string }, previous?: Record<string, unknown>): void => {
    const event: StripeEvent = {
      id: id('evt'),
      object: 'event',
      api_version: API_VERSION,
      created: now(),
      data: { object: structuredClone(object), ...(previous === undefined ? {} : { previous_attributes: previous }) },
      livemode: false,
      pending_webhooks: 0,
      request: { ...cause() },
      type,
    };
    events.set(event.id, event);
    webhooks.send(event);
  };
}
