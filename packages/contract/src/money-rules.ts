import * as z from 'zod';
import { PaymentMethod } from './payments.ts';
import { Money } from './primitives.ts';
import { Role } from './roles.ts';
import { route } from './route.ts';

const currency = z.string().regex(/^[A-Z]{3}$/);

/** Up to this amount one person may refund alone. Who or what is not listed in a currency always needs a second person. */
export const RefundLimit = z.strictObject({
  holder: z.union([Role, z.literal('api_key')]),
  upTo: Money.extend({ amount: z.int().min(0) }),
});
export type RefundLimit = z.infer<typeof RefundLimit>;

/** The first rule that fits decides the order of providers; those it does not name come after, cheapest first. */
export const RoutingRule = z.strictObject({
  method: PaymentMethod.nullable(),
  currency: currency.nullable(),
  /** Minor units of `currency`; null: no bound. */
  from: z.int().min(0).nullable(),
  upTo: z.int().min(0).nullable(),
  providers: z.array(z.string().max(60)).min(1),
});
export type RoutingRule = z.infer<typeof RoutingRule>;

/** What a payment costs there: hundredths of a percent, and a fixed part. */
export const ProviderCost = z.strictObject({
  provider: z.string().max(60),
  method: PaymentMethod,
  basisPoints: z.int().min(0).max(10_000),
  fixed: Money.nullable(),
});
export type ProviderCost = z.infer<typeof ProviderCost>;

/** What makes a payment wait for a person before it is captured. Off: null, false or empty. */
export const HoldRules = z.strictObject({
  riskLevels: z.array(z.enum(['elevated', 'highest'])),
  amountOver: z.array(Money.extend({ amount: z.int().positive() })),
  countryMismatch: z.boolean(),
  /** More attempts than this by one guest (e-mail or phone) within 24 hours. */
  triesOver: z.int().min(1).max(50).nullable(),
});
export type HoldRules = z.infer<typeof HoldRules>;

export const MoneyRules = z.strictObject({
  refundLimits: z.array(RefundLimit).max(200),
  routing: z.array(RoutingRule).max(100),
  costs: z.array(ProviderCost).max(200),
  holds: HoldRules,
});
export type MoneyRules = z.infer<typeof MoneyRules>;

export const moneyRulesContract = {
  get: route('payments.read', 'GET /money-rules', 'Limits, routing, costs and holds').output(MoneyRules),
  set: route('payments.rules', 'PUT /money-rules', 'Change them').input(MoneyRules).output(MoneyRules),
};
