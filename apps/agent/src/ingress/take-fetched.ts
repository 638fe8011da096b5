import type { ProviderEvent } from '@banrimkwae/connector-kit/connector';
import type { Clock, NewId } from '../clock.ts';
import type { InboxWriter } from './inbox-writer.ts';
import { EFFECT_OF } from './port.ts';
import type { NewDelivery, Written } from './writes.ts';

export type TakeFetchedDeps = {
  writer: Pick<InboxWriter, 'write'>;
  clock: Clock;
  newId: NewId;
  /** After it is on the disk. */
  taken: (delivery: NewDelivery, written: Written) => void;
};
/** Told by the provider, of these known before, of these new. */
export type Fetched = { found: number; known: number; recovered: number };

/**
 * Takes events that we asked the provider for, on the same way as those it sends: one row each, unique by the provider's id, worked
 * through by the same job. What a webhook brought already, or brings later, stays one row. Throws AppError `storage_unavailable`.
 */
export async function takeFetched(deps: TakeFetchedDeps, providerId: string, events: readonly ProviderEvent[]): Promise<Fetched> {
  const deliveries = events.map((event) => deliveryOf(deps, providerId, event));
  const written = await Promise.all(deliveries.map((delivery) => deps.writer.write(delivery)));
  let recovered = 0;
  for (const [index, delivery] of deliveries.entries()) {
    const result = written[index] ?? { stored: [], due: [] };
    recovered += result.stored.length;
    deps.taken(delivery, result);
  }
  return { found: events.length, known: events.length - recovered, recovered };
}

function deliveryOf({ clock, newId }: TakeFetchedDeps, providerId: string, { id, type, about, data }: ProviderEvent): NewDelivery {
  return {
    kind: 'delivery',
    source: 'fetched',
    providerId,
    receivedAt: clock.now().toISOString(),
    headers: '{}',
    body: Buffer.from(JSON.stringify(data)),
    events: [{ id: newId('whe'), webhookId: id, eventType: type, effect: EFFECT_OF[about.kind] }],
  };
}
