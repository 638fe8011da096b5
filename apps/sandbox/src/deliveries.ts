import { z } from 'zod';
import type { DeliveryOutcome, WebhookDelivery } from './simulator.ts';

/** What happens to the next webhooks of a provider. */
export const WebhookOrder = z.strictObject({
  provider: z.string(),
  kind: z.enum(['duplicate', 'late', 'reorder', 'drop', 'bad_signature']),
  lateMs: z.int().min(1).max(600_000).default(2000),
  times: z.int().min(1).max(1_000_000).default(1),
});
export type WebhookOrder = z.output<typeof WebhookOrder>;

export type Deliveries = {
  deliver: (delivery: WebhookDelivery) => void;
  order: (order: WebhookOrder) => void;
  clear: () => void;
  list: () => readonly WebhookOrder[];
  /** Resolves once nothing is under way or waiting. */
  settled: () => Promise<void>;
};
type Deps = {
  send: (delivery: WebhookDelivery, spoiled: boolean) => Promise<DeliveryOutcome>;
  later: (milliseconds: number, action: () => void) => void;
};

/** Sends webhooks, in order unless something else was ordered. */
export function createDeliveries({ send, later }: Deps): Deliveries {
  let orders: WebhookOrder[] = [];
  let heldBack: WebhookDelivery | undefined;
  const underWay = new Set<Promise<void>>();
  const go = (delivery: WebhookDelivery, spoiled = false) => {
    const sending = send(delivery, spoiled).then((outcome) => delivery.settled?.(outcome));
    underWay.add(sending);
    void sending.finally(() => underWay.delete(sending));
  };
  const take = (provider: string): WebhookOrder | undefined => {
    const order = orders.find((each) => each.provider === provider);
    orders = orders.flatMap((each) => (each !== order ? [each] : each.times > 1 ? [{ ...each, times: each.times - 1 }] : []));
    return order;
  };
  return {
    deliver: (delivery) => {
      const order = take(delivery.provider);
      const overtaken = heldBack;
      heldBack = undefined;
      if (order?.kind === 'drop') delivery.settled?.({ status: undefined, milliseconds: 0 });
      else if (order?.kind === 'late') later(order.lateMs, () => go(delivery));
      else if (order?.kind === 'reorder') heldBack = delivery;
      else go(delivery, order?.kind === 'bad_signature');
      if (order?.kind === 'duplicate') go(delivery);
      if (overtaken) go(overtaken);
    },
    order: (order) => void orders.push(order),
    clear: () => {
      orders = [];
      if (heldBack) go(heldBack);
      heldBack = undefined;
    },
    list: () => orders,
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

const TIMEOUT_MS = 15_000;

/** By HTTP, as a provider does. A spoiled one has a changed byte behind its signature. */
export async function postWebhook({ url, headers, body }: WebhookDelivery, spoiled: boolean): Promise<DeliveryOutcome> {
  const begun = performance.now();
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: headers(),
      body: spoiled ? `${body} ` : body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'manual',
    });
    await answer.arrayBuffer();
    return { status: answer.status, milliseconds: performance.now() - begun };
  } catch {
    // Not reachable is an outcome every provider knows; the simulator decides whether it tries again.
    return { status: undefined, milliseconds: performance.now() - begun };
  }
}
