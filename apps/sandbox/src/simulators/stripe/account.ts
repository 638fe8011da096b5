import type { SimulatorWorld } from '../../simulator.ts';
import { type Cause, emitter } from './events.ts';
import type {
  BalanceTransaction,
  Charge,
  CheckoutSession,
  Dispute,
  EarlyFraudWarning,
  PaymentIntent,
  Refund,
  StripeEvent,
} from './objects.ts';
import type { Method } from './payment-methods.ts';
import type { StripeSettings } from './settings.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

const NOBODY: Cause = { id: null, idempotency_key: null };

/** What a checkout session will make its PaymentIntent from, which Stripe does not show. */
export type IntentData = {
  /** What the page says is paid. */ title: string;
  capture_method: PaymentIntent['capture_method'];
  description: string | null;
  metadata: Metadata;
};
type Metadata = PaymentIntent['metadata'];

/** Everything the account holds. Maps keep the order of creation. */
export type Account = {
  world: SimulatorWorld;
  settings: StripeSettings;
  intents: Map<string, PaymentIntent>;
  charges: Map<string, Charge>;
  refunds: Map<string, Refund>;
  disputes: Map<string, Dispute>;
  warnings: Map<string, EarlyFraudWarning>;
  /** So many of the coming card refunds find too little money in the account, and wait for it. */
  short: { refunds: number };
  sessions: Map<string, CheckoutSession>;
  transactions: Map<string, BalanceTransaction>;
  events: Map<string, StripeEvent>;
  /** By session id. */
  intentData: Map<string, IntentData>;
  /** How a payment will be, or was, made; by intent id. */
  chosen: Map<string, Method>;
  /** The session a PaymentIntent belongs to, by the intent's id. */
  sessionOf: Map<string, string>;
  webhooks: Webhooks;
  id: (prefix: string) => string;
  /** Unix seconds. */
  now: () => number;
  emit: (type: string, object: { id: string }, previous?: Record<string, unknown>) => void;
  /** Runs what a request asks for; events that it makes name the request. */
  during: <Result>(cause: Cause, act: () => Result) => Result;
  cause: () => Cause;
  /** Does something about an object once its time has come; another deadline of the same object replaces the first. */
  setDeadline: (id: string, milliseconds: number, act: () => void) => void;
  clearDeadline: (id: string) => void;
  /** The objects that wait for something, in the order in which they began to. */
  waiting: () => string[];
  /** Does what has become due. Time may have jumped, so this is also asked before every look at the account. */
  sweep: () => void;
  close: () => void;
};

export function openAccount(world: SimulatorWorld, settings: StripeSettings): Account {
  let cause = NOBODY;
  const id = (prefix: string) => `${prefix}_${world.id(24)}`;
  const events = new Map<string, StripeEvent>();
  const now = () => Math.floor(world.now().getTime() / 1000);
  const webhooks = createWebhooks(world, settings);
  const deadlines = createDeadlines(world);
  const account: Account = {
    world,
    settings,
    intents: new Map(),
    charges: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    warnings: new Map(),
    short: { refunds: 0 },
    sessions: new Map(),
    transactions: new Map(),
    intentData: new Map(),
    chosen: new Map(),
    sessionOf: new Map(),
    events,
    webhooks,
    id,
    now,
    emit: emitter({ events, webhooks, id, now, cause: () => cause }),
    during: (next, act) => {
      cause = next;
      try {
        return act();
      } finally {
        cause = NOBODY;
      }
    },
    cause: () => cause,
    ...deadlines,
    close: () => {
      deadlines.forget();
      webhooks.endpoints.clear();
    },
  };
  return account;
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
      open.delete(id);
      open.set(id, { at: world.now().getTime() + milliseconds, act });
      world.later(milliseconds, sweep);
    },
    clearDeadline: (id: string) => void open.delete(id),
    waiting: () => [...open.keys()],
    sweep,
    forget: () => open.clear(),
  };
}

/** Newest first. */
export function newest<Item>(items: ReadonlyMap<string, Item>): Item[] {
  return [...items.values()].reverse();
}
