import { type PaymentOption as Option, type PaymentMethod, type PaymentNeed, paymentMethods } from '@banrimkwae/contract/payments';
import type { Money } from '@banrimkwae/contract/primitives';

export type { Option };

/** What is to be paid, as far as the form knows it yet. */
export type Wish = { currency: string; amount: Money | undefined; hold: boolean; provider: string | null };

/** Why a way of paying cannot be taken for this wish. */
export type Obstacle =
  | { kind: 'down'; reason: string | null }
  | { kind: 'currency' }
  | { kind: 'hold' }
  | { kind: 'tooLittle'; least: Money }
  | { kind: 'tooMuch'; most: Money };

/** One method with the providers that can do it for this wish; without any, the obstacle. */
export type Way = { method: PaymentMethod; fitting: readonly Option[]; obstacle: Obstacle | undefined };

/** The ways a clerk may offer, each method once, those whose providers are down last. */
export function waysOf(options: readonly Option[], wish: Wish): Way[] {
  const desk = options.filter(({ deskUse }) => deskUse);
  const methods = paymentMethods.filter((one) => desk.some(({ method }) => method === one));
  const ways = methods.map((method) =>
    wayOf(
      method,
      desk.filter((option) => option.method === method),
      wish,
    ),
  );
  // What is typed changes no place: nothing moves under the pointer.
  const down = ({ obstacle }: Way) => Number(obstacle?.kind === 'down');
  return ways.toSorted((left, right) => down(left) - down(right));
}

function wayOf(method: PaymentMethod, options: readonly Option[], wish: Wish): Way {
  const chosen = wish.provider === null ? options : options.filter(({ provider }) => provider === wish.provider);
  const all = chosen.length > 0 ? chosen : options;
  const up = all.filter(({ available }) => available);
  if (up.length === 0) return blocked(method, { kind: 'down', reason: all[0]?.reason ?? null });
  const inCurrency = up.filter(({ currencies }) => currencies.length === 0 || currencies.includes(wish.currency));
  if (inCurrency.length === 0) return blocked(method, { kind: 'currency' });
  const holding = wish.hold ? inCurrency.filter(({ manualCapture }) => manualCapture) : inCurrency;
  if (holding.length === 0) return blocked(method, { kind: 'hold' });
  const fitting = holding.filter((option) => outside(option, wish.amount) === undefined);
  if (fitting.length > 0) return { method, fitting, obstacle: undefined };
  const [first] = holding;
  return { method, fitting: [], obstacle: first && outside(first, wish.amount) };
}

const blocked = (method: PaymentMethod, obstacle: Obstacle): Way => ({ method, fitting: [], obstacle });

function outside({ limits: { minimum, maximum } }: Option, amount: Money | undefined): Obstacle | undefined {
  if (!amount) return undefined;
  if (minimum && minimum.currency === amount.currency && amount.amount < minimum.amount) return { kind: 'tooLittle', least: minimum };
  if (maximum && maximum.currency === amount.currency && amount.amount > maximum.amount) return { kind: 'tooMuch', most: maximum };
  return undefined;
}

/** In minor units. A bound like this is what a format has room for; naming it to a clerk is noise. */
const BEYOND_ANY_BILL = 10_000_000_000;

/** The widest limits of a way in a currency, to be named before anything is sent. */
export function limitsOf({ fitting }: Way, currency: string): { least: Money | undefined; most: Money | undefined } {
  const bounds = (side: 'minimum' | 'maximum') => {
    const found = fitting.map(({ limits }) => limits[side]);
    const named = found.filter((bound) => bound !== null && bound.currency === currency);
    // One provider without a bound lifts it: the routing takes that one.
    return named.length === found.length ? named.toSorted((left, right) => (left?.amount ?? 0) - (right?.amount ?? 0)) : [];
  };
  const most = bounds('maximum').at(-1);
  return { least: bounds('minimum')[0] ?? undefined, most: most && most.amount < BEYOND_ANY_BILL ? most : undefined };
}

/** What the form asks for: `must` by every provider that could take it, `may` by some, so that another is taken without it. */
export function needsOf({ fitting }: Way): { must: readonly PaymentNeed[]; may: readonly PaymentNeed[] } {
  const all = [...new Set(fitting.flatMap(({ needs }) => needs))];
  const must = all.filter((need) => fitting.every(({ needs }) => needs.includes(need)));
  return { must, may: all.filter((need) => !must.includes(need)) };
}

/** The banks a guest can choose from, each once. */
export function banksOf({ fitting }: Way): { id: string; name: string }[] {
  return [...new Map(fitting.flatMap(({ banks }) => banks).map((bank) => [bank.id, bank])).values()];
}

/** Currencies that some way takes, the resort's own first. */
export function currenciesOf(options: readonly Option[], own: string): string[] {
  const others = options.filter(({ deskUse }) => deskUse).flatMap(({ currencies }) => currencies);
  return [own, ...new Set(others.filter((currency) => currency !== own).toSorted())];
}
