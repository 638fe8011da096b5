import type { MoneyRules } from '@banrimkwae/contract/money-rules';
import { fake } from './ground.ts';

const { moneyRules } = fake;

const rules: MoneyRules = {
  refundLimits: [
    { holder: 'front_desk', upTo: { amount: 500_000, currency: 'THB' } },
    { holder: 'manager', upTo: { amount: 2_000_000, currency: 'THB' } },
  ],
  routing: [],
  costs: [],
  holds: { riskLevels: ['highest'], amountOver: [], countryMismatch: true, triesOver: 5 },
};

export const moneyRulesCalls = {
  get: moneyRules.get.handler(() => rules),
  set: moneyRules.set.handler(({ input }) => input),
};
