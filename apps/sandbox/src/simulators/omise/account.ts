import type { SimulatorWorld } from '../../simulator.ts';
import type { TestCard } from './known-cards.ts';
import type { Charge, Dispute, OmiseEvent, Refund, Source, Token } from './objects.ts';
import type { OmiseSettings } from './settings.ts';
import { webhookSender } from './webhooks.ts';

/** Everything the account holds. Maps keep the order of creation. */
export type Account = {
  world: SimulatorWorld;
  settings: OmiseSettings;
  charges: Map<string, Charge>;
  refunds: Map<string, Refund>;
  disputes: Map<string, Dispute>;
  sources: Map<string, Source>;
  tokens: Map<string, Token>;
  events: Map<string, OmiseEvent>;
  /** How the card of a token behaves; by the card's id. */
  cards: Map<string, TestCard>;
  /** The QR behind a picture's last part. */
  qrTexts: Map<string, string>;
  /** The charge a page stands for; by the page's id. */
  pages: Map<string, string>;
  details: { email: string; webhookUri: string | null };
  /** Calls that come next and end as a broken line to the bank. */
  brokenLines: { applied: boolean }[];
  id: (prefix: string) => string;
  /** ISO 8601, in whole seconds, as Omise writes it. */
  now: () => string;
  emit: (key: string, data: Charge | Refund | Dispute) => void;
  /** Does something about an object once its time has come; another deadline of the same object replaces the first. */
  setDeadline: (id: string, milliseconds: number, act: () => void) => void;
  clearDeadline: (id: string) => void;
  /** Does what has become due. Time may have jumped, so this is also asked before every look at the account. */
  sweep: () => void;
  close: () => void;
};

export function openAccount(world: SimulatorWorld, settings: OmiseSettings): Account {
  const id = (prefix: string) => `${prefix}_test_${world.id(19).toLowerCase()}`;
  const now = () => `${world.now().toISOString().slice(0, 19)}Z`;
  const send = webhookSender({ world, settings, id });
  const { forget, ...deadlines } = createDeadlines(world);
  const account: Account = {
    world,
    settings,
    charges: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    sources: new Map(),
    tokens: new Map(),
    events: new Map(),
    cards: new Map(),
    qrTexts: new Map(),
    pages: new Map(),
    details: { email: 'frontdesk@banrimkwae.example', webhookUri: null },
    brokenLines: [],
    id,
    now,
    emit: (key, data) => {
      const eventId = id('evnt');
      const event: OmiseEvent = {
        object: 'event',
        id: eventId,
        livemode: false,
        location: `/events/${eventId}`,
        key,
        created_at: now(),
        data: structuredClone(data),
        webhook_deliveries: [],
      };
      account.events.set(eventId, event);
      for (const uri of addressesFor(account, data)) send(event, uri);
    },
    ...deadlines,
    close: () => {
      forget();
      account.details.webhookUri = null;
    },
  };
  return account;
}

/** Addresses that a charge brought with it stand in the account's place. */
function addressesFor({ charges, details }: Account, data: Charge | Refund | Dispute): readonly string[] {
  const charge = data.object === 'charge' ? data : charges.get(data.charge);
  const own = charge?.webhook_endpoints ?? [];
  if (own.length > 0) return own;
  return details.webhookUri === null ? [] : [details.webhookUri];
}

function createDeadlines(world: SimulatorWorld) {
  const open = new Map<string, { at: number; act: () => void }>();
  const sweep = () => {
    const now = world.now().getTime();
    for (const [id, { at, act }] of open) {
      if (at > now) continue;
      open.delete(id);
      act();
    }
  };
  return {
    setDeadline: (id: string, milliseconds: number, act: () => void) => {
      open.set(id, { at: world.now().getTime() + milliseconds, act });
      world.later(milliseconds, sweep);
    },
    clearDeadline: (id: string) => void open.delete(id),
    sweep,
    forget: () => open.clear(),
  };
}
