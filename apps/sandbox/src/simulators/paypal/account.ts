import type { SimulatorWorld } from '../../simulator.ts';
import type { Authorization, Capture, Dispute, Order, PayPalEvent, Refund } from './objects.ts';
import type { PayPalSettings } from './settings.ts';
import type { Signing } from './signing.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/** Everything the account holds. Maps keep the order of creation. */
export type Account = {
  world: SimulatorWorld;
  settings: PayPalSettings;
  orders: Map<string, Order>;
  authorizations: Map<string, Authorization>;
  captures: Map<string, Capture>;
  refunds: Map<string, Refund>;
  disputes: Map<string, Dispute>;
  events: Map<string, PayPalEvent>;
  webhooks: Webhooks;
  /** What the coming captures and refunds are to become, in turn; by a scene. */
  coming: { captures: string[]; refunds: string[] };
  signing: () => Signing;
  /** Seventeen capitals and digits, as PayPal's own. */
  id: () => string;
  now: () => string;
  emit: (event: Told) => void;
  close: () => void;
};

export type Told = { type: string; resourceType: string; version: string; summary: string; resource: object };

const EVENTS = 'https://api-m.sandbox.paypal.com/v1/notifications/webhooks-events';

export function openAccount(world: SimulatorWorld, settings: PayPalSettings, signing: () => Signing): Account {
  const events = new Map<string, PayPalEvent>();
  const webhooks = createWebhooks({ world, settings, signing });
  const id = () => world.id(17).toUpperCase();
  const now = () => `${world.now().toISOString().slice(0, -5)}Z`;
  return {
    world,
    settings,
    orders: new Map(),
    authorizations: new Map(),
    captures: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    events,
    webhooks,
    coming: { captures: [], refunds: [] },
    signing,
    id,
    now,
    emit: ({ type, resourceType, version, summary, resource }) => {
      const eventId = `WH-${id()}-${id()}`;
      const event: PayPalEvent = {
        id: eventId,
        event_version: '1.0',
        create_time: world.now().toISOString(),
        resource_type: resourceType,
        resource_version: version,
        event_type: type,
        summary,
        resource: structuredClone(resource),
        links: [
          { href: `${EVENTS}/${eventId}`, rel: 'self', method: 'GET' },
          { href: `${EVENTS}/${eventId}/resend`, rel: 'resend', method: 'POST' },
        ],
      };
      events.set(eventId, event);
      webhooks.tell(event);
    },
    close: () => webhooks.registered.clear(),
  };
}

/** Newest first. */
export function newest<Item>(items: ReadonlyMap<string, Item>): Item[] {
  return [...items.values()].reverse();
}
