import type { HoldRules, MoneyRules, ProviderCost, RefundLimit, RoutingRule } from '@banrimkwae/contract/money-rules';
import type { Money } from '@banrimkwae/contract/primitives';
import { toDecimal } from '@banrimkwae/money';
import { parseAmount } from '../../money/parse-amount.ts';
import { parsePercent, percentText } from '../fees/percent.ts';

/** The rules while they are edited: amounts as they are typed, and a key for each row that stays with it. */
export type LimitDraft = { key: string; holder: RefundLimit['holder']; currency: string; amount: string };
export type RouteDraft = {
  key: string;
  method: RoutingRule['method'];
  currency: string | null;
  from: string;
  upTo: string;
  providers: string[];
};
export type CostDraft = {
  key: string;
  provider: string;
  method: ProviderCost['method'];
  percent: string;
  fixed: string;
  currency: string;
};
export type OverDraft = { key: string; currency: string; amount: string };
export type HoldsDraft = Omit<HoldRules, 'amountOver'> & { amountOver: OverDraft[] };
export type RulesDraft = { limits: LimitDraft[]; routes: RouteDraft[]; costs: CostDraft[]; holds: HoldsDraft };

type Start = { newKey: () => string; currency: string };

export function draftOf({ refundLimits, routing, costs, holds }: MoneyRules, { newKey, currency: usual }: Start): RulesDraft {
  const typed = (amount: number | null, currency: string) => (amount === null ? '' : typedAmount({ amount, currency }));
  return {
    limits: refundLimits.map(({ holder, upTo }) => ({ key: newKey(), holder, currency: upTo.currency, amount: typedAmount(upTo) })),
    routes: routing.map(({ from, upTo, ...rule }) => ({
      ...rule,
      key: newKey(),
      from: typed(from, rule.currency ?? usual),
      upTo: typed(upTo, rule.currency ?? usual),
    })),
    costs: costs.map(({ basisPoints, fixed, ...cost }) => ({
      ...cost,
      key: newKey(),
      percent: percentText(basisPoints),
      fixed: fixed === null ? '' : typedAmount(fixed),
      currency: fixed?.currency ?? usual,
    })),
    holds: {
      ...holds,
      amountOver: holds.amountOver.map((over) => ({ key: newKey(), currency: over.currency, amount: typedAmount(over) })),
    },
  };
}

/** As a person would type it: "20,000", "10.50". */
function typedAmount(value: Money): string {
  return toDecimal(value)
    .replace(/\.0+$/, '')
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** What was typed, as rules; or the keys of the rows that are not right yet. */
export function rulesOf({ limits, routes, costs, holds }: RulesDraft): { rules: MoneyRules } | { wrong: ReadonlySet<string> } {
  const wrong = new Set<string>();
  const sound = <Row extends { key: string }, Rule>(rows: readonly Row[], read: (row: Row) => Rule | undefined): Rule[] =>
    rows.flatMap((row) => {
      const rule = read(row);
      if (rule === undefined) wrong.add(row.key);
      return rule ?? [];
    });
  const rules: MoneyRules = {
    refundLimits: sound(limits, limitOf),
    routing: sound(routes, routeOf),
    costs: sound(costs, costOf),
    holds: { ...holds, amountOver: sound(holds.amountOver, ({ amount, currency }) => parseAmount(amount, currency)) },
  };
  for (const { key } of repeated(limits, ({ holder, currency }) => `${holder} ${currency}`)) wrong.add(key);
  for (const { key } of repeated(costs, ({ provider, method }) => `${provider} ${method}`)) wrong.add(key);
  return wrong.size > 0 ? { wrong } : { rules };
}

/** As parseAmount, but nothing at all is an amount too. */
function amountFromZero(text: string, currency: string): Money | undefined {
  return /^\s*0+(\.0*)?\s*$/.test(text) ? { amount: 0, currency } : parseAmount(text, currency);
}

function limitOf({ holder, currency, amount }: LimitDraft): RefundLimit | undefined {
  const upTo = amountFromZero(amount, currency);
  return upTo && { holder, upTo };
}

function routeOf({ method, currency, from, upTo, providers }: RouteDraft): RoutingRule | undefined {
  const bound = (text: string) => (text.trim() === '' || currency === null ? null : amountFromZero(text, currency)?.amount);
  const [least, most] = [bound(from), bound(upTo)];
  if (least === undefined || most === undefined || providers.length === 0) return undefined;
  if (least !== null && most !== null && least > most) return undefined;
  return { method, currency, from: least, upTo: most, providers };
}

function costOf({ provider, method, percent, fixed, currency }: CostDraft): ProviderCost | undefined {
  const basisPoints = parsePercent(percent);
  const part = fixed.trim() === '' ? null : amountFromZero(fixed, currency);
  return basisPoints === undefined || part === undefined ? undefined : { provider, method, basisPoints, fixed: part };
}

/** Every row that says what an earlier one says already. */
function repeated<Row>(rows: readonly Row[], nameOf: (row: Row) => string): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const name = nameOf(row);
    if (seen.has(name)) return true;
    seen.add(name);
    return false;
  });
}

/** The list with one row a place up (-1) or down (1); the same list at its ends. */
export function moved<Row>(rows: readonly Row[], index: number, step: 1 | -1): Row[] {
  const [one, other] = [rows[index], rows[index + step]];
  if (one === undefined || other === undefined) return [...rows];
  return rows.with(index, other).with(index + step, one);
}

/** Sentences that are gone and sentences that are new. */
export function changesBetween(before: readonly string[], after: readonly string[]): { gone: string[]; added: string[] } {
  return { gone: before.filter((text) => !after.includes(text)), added: after.filter((text) => !before.includes(text)) };
}
