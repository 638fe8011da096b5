import type { Account } from './account.ts';
import { invalid } from './refusal.ts';

export type Kind =
  | 'payment_intent'
  | 'charge'
  | 'refund'
  | 'dispute'
  | 'radar.early_fraud_warning'
  | 'checkout.session'
  | 'balance_transaction'
  | 'event'
  | 'webhook_endpoint'
  | 'balance';

/** Which properties of which objects hold an id that can be replaced by its object. */
const LINKS: Readonly<Record<Kind, Readonly<Record<string, Kind>>>> = {
  payment_intent: { latest_charge: 'charge' },
  charge: {
    payment_intent: 'payment_intent',
    balance_transaction: 'balance_transaction',
    failure_balance_transaction: 'balance_transaction',
  },
  refund: {
    payment_intent: 'payment_intent',
    charge: 'charge',
    balance_transaction: 'balance_transaction',
    failure_balance_transaction: 'balance_transaction',
  },
  dispute: { charge: 'charge', payment_intent: 'payment_intent' },
  'radar.early_fraud_warning': { charge: 'charge', payment_intent: 'payment_intent' },
  'checkout.session': { payment_intent: 'payment_intent' },
  balance_transaction: {},
  event: {},
  webhook_endpoint: {},
  balance: {},
};
const DEEPEST = 4;

/** The paths of `expand[]`, checked before anything is done; in lists they begin with `data`. https://docs.stripe.com/api/expanding_objects */
export function readExpand(raw: unknown, kind: Kind, isList: boolean): string[][] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) throw invalid('Invalid array', { param: 'expand' });
  return raw.map((path) => {
    const parts = String(path).split('.');
    if (parts.length > DEEPEST) throw invalid(`You cannot expand more than ${DEEPEST} levels of a property.`, { param: 'expand' });
    const links = isList && parts[0] === 'data' ? parts.slice(1) : parts;
    let at: Kind | undefined = isList && links === parts ? undefined : kind;
    for (const link of links) at = at && LINKS[at][link];
    if (at === undefined || links.length === 0) throw invalid(`This property cannot be expanded (${path}).`, { param: 'expand' });
    return parts;
  });
}

/** A copy of the answer with the named ids replaced by their objects. */
export function expand(account: Account, answer: unknown, paths: readonly string[][]): unknown {
  const copy: unknown = structuredClone(answer);
  for (const path of paths) open(account, copy, path);
  return copy;
}

function open(account: Account, holder: unknown, [link, ...rest]: readonly string[]): void {
  if (link === undefined || typeof holder !== 'object' || holder === null) return;
  if (Array.isArray(holder)) {
    for (const item of holder) open(account, item, [link, ...rest]);
    return;
  }
  const record = holder as Record<string, unknown>;
  const value = record[link];
  if (typeof value === 'string') record[link] = structuredClone(find(account, value) ?? value);
  open(account, record[link], rest);
}

function find(account: Account, id: string): unknown {
  return account.intents.get(id) ?? account.charges.get(id) ?? account.transactions.get(id);
}
