import type { PaymentMethodRules } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError } from '@banrimkwae/contract/errors';
import type { MoneyRules, RoutingRule } from '@banrimkwae/contract/money-rules';
import type { Bilingual } from '@banrimkwae/contract/primitives';
import type { WhyNotReady } from '../providers/port.ts';
import { refusalByRules, type WantedPayment } from './method-rules.ts';

/** A provider as it stands at this moment, for one method. */
export type Candidate = {
  id: string;
  name: string;
  /** Undefined: it does not offer the method. */
  rules: PaymentMethodRules | undefined;
  whyNot: WhyNotReady | null;
  downSince: string | null;
  /** It tells that a payment was paid. Where it cannot, a person must see and say so. */
  canTell: boolean;
};
export type Route = {
  chosen: Candidate;
  /** Those that would have come first, but cannot be used now. */
  passed: readonly Candidate[];
  why: 'named' | 'only' | 'rule' | 'tells' | 'cheapest' | 'priceless';
};
type Preferences = Pick<MoneyRules, 'routing' | 'costs'>;

/**
 * Which provider takes a payment: of those whose rules it fits the first that can be used, in the order of the first rule that fits, then
 * those that tell us of the money before those that cannot, then by cost, then by id. Undefined: there is none; `refusal` says why.
 */
export function chooseRoute(candidates: readonly Candidate[], wanted: WantedPayment, preferences: Preferences): Route | undefined {
  const rule = preferences.routing.find((each) => fits(each, wanted));
  const ranked = candidates
    .filter(({ name, rules }) => rules !== undefined && refusalByRules(name, rules, wanted) === null)
    .map((candidate) => ({ candidate, place: placeIn(rule, candidate.id), cost: costOf(candidate, wanted, preferences.costs) }))
    .sort(
      (left, right) =>
        left.place - right.place ||
        Number(right.candidate.canTell) - Number(left.candidate.canTell) ||
        compareCost(left.cost, right.cost) ||
        compareText(left.candidate.id, right.candidate.id),
    );
  const at = ranked.findIndex(({ candidate }) => isUsable(candidate));
  const found = ranked[at];
  if (found === undefined) return undefined;
  const passed = ranked.slice(0, at).filter(({ candidate, place }) => candidate.whyNot !== 'provider_not_configured' || place !== UNRANKED);
  const why = found.place === UNRANKED ? reasonAmong(found, ranked) : 'rule';
  return { chosen: found.candidate, passed: passed.map(({ candidate }) => candidate), why };
}

type Ranked = { candidate: Candidate; cost: bigint | null };

function reasonAmong(found: Ranked, ranked: readonly Ranked[]): Route['why'] {
  const others = ranked.filter((each) => each !== found && isUsable(each.candidate));
  if (others.length === 0) return 'only';
  if (others.some(({ cost }) => compareCost(cost, found.cost) < 0)) return 'tells';
  return found.cost === null ? 'priceless' : 'cheapest';
}

/** Why no provider can take it: what a usable one would refuse, else what keeps a fitting one from being used. */
export function refusal(candidates: readonly Candidate[], wanted: WantedPayment): AppError {
  const offering = candidates.filter(({ rules }) => rules !== undefined);
  for (const { name, rules } of offering.filter(isUsable)) {
    const refused = rules === undefined ? null : refusalByRules(name, rules, wanted);
    if (refused) return refused;
  }
  const down = offering.find(({ downSince, whyNot }) => downSince !== null && whyNot === null);
  if (down)
    return new AppError('provider_unavailable', {
      message: `${down.name} does not answer at the moment, and no other provider can take this.`,
    });
  const message = offering.some(({ whyNot }) => whyNot === 'provider_paused')
    ? 'Every provider that offers this kind of payment is paused.'
    : 'No provider that offers this kind of payment is set up.';
  return new AppError('not_supported', { message, hint: 'Look under Connections.' });
}

export function isUsable({ whyNot, downSince }: Pick<Candidate, 'whyNot' | 'downSince'>): boolean {
  return whyNot === null && downSince === null;
}

/** "Stripe, because Omise is down since 13:40". The time is of the resort. */
export function explainRoute({ chosen, passed, why }: Route, timeZone: string): Bilingual {
  if (passed.length > 0) {
    const reasons = passed.map((candidate) => explainPassed(candidate, timeZone));
    return {
      en: `${chosen.name}, because ${reasons.map(({ en }) => en).join(' and ')}`,
      th: `ใช้ ${chosen.name} เพราะ ${reasons.map(({ th }) => th).join(' และ ')}`,
    };
  }
  const name = chosen.name;
  return {
    named: { en: `${name}, as chosen by hand`, th: `ใช้ ${name} ตามที่เลือกไว้` },
    only: { en: `${name}, the only one for this payment`, th: `ใช้ ${name} เพราะเป็นรายเดียวที่รับรายการนี้ได้` },
    rule: { en: `${name}, first by the rules`, th: `ใช้ ${name} ตามลำดับที่กำหนดไว้` },
    tells: { en: `${name}, which tells by itself when the money comes`, th: `ใช้ ${name} เพราะแจ้งผลการชำระเองได้` },
    priceless: { en: `${name}; no price is known of any`, th: `ใช้ ${name} โดยยังไม่ทราบค่าธรรมเนียมของรายใด` },
    cheapest: { en: `${name}, the cheapest for this payment`, th: `ใช้ ${name} เพราะค่าธรรมเนียมต่ำที่สุด` },
  }[why];
}

function explainPassed({ name, whyNot, downSince }: Candidate, timeZone: string): Bilingual {
  if (whyNot === 'provider_paused') return { en: `${name} is paused`, th: `${name} หยุดใช้งานอยู่` };
  if (whyNot === 'provider_not_configured' || downSince === null) return { en: `${name} is not set up`, th: `ยังไม่ได้ตั้งค่า ${name}` };
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(downSince));
  return { en: `${name} is down since ${time}`, th: `${name} ใช้งานไม่ได้ตั้งแต่ ${time} น.` };
}

function fits({ method, currency, from, upTo }: RoutingRule, wanted: WantedPayment): boolean {
  const { amount } = wanted.amount;
  return (
    (method === null || method === wanted.method) &&
    (currency === null || currency === wanted.amount.currency) &&
    (from === null || amount >= from) &&
    (upTo === null || amount <= upTo)
  );
}

const UNRANKED = Number.MAX_SAFE_INTEGER;

function placeIn(rule: RoutingRule | undefined, id: string): number {
  const at = rule?.providers.indexOf(id) ?? -1;
  return at === -1 ? UNRANKED : at;
}

/**
 * In ten-thousandths of a minor unit, so that nothing is rounded; null where nobody knows. A fixed part counts in its own currency only: a row
 * in the currency of the payment goes before one in another.
 */
function costOf({ id, rules }: Candidate, { method, amount }: WantedPayment, costs: MoneyRules['costs']): bigint | null {
  const rows = costs.filter((cost) => cost.provider === id && cost.method === method);
  const set = rows.find(({ fixed }) => fixed?.currency === amount.currency) ?? rows.find(({ fixed }) => fixed === null) ?? rows[0];
  const basisPoints = set?.basisPoints ?? rules?.costBasisPoints;
  if (basisPoints === undefined) return null;
  const fixed = set?.fixed?.currency === amount.currency ? set.fixed.amount : 0;
  return BigInt(amount.amount) * BigInt(basisPoints) + BigInt(fixed) * 10_000n;
}

function compareCost(left: bigint | null, right: bigint | null): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return left < right ? -1 : Number(left > right);
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
