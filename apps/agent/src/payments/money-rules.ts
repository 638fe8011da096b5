import { MoneyRules } from '@banrimkwae/contract/money-rules';
import type { Actor } from '../access/index.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import type { PaymentsGround } from './ground.ts';

const SETTING = 'money-rules';
/** Until an administrator says otherwise. Amounts in satang. */
const USUAL: MoneyRules = {
  refundLimits: [
    { holder: 'front_desk', upTo: { amount: 500_000, currency: 'THB' } },
    { holder: 'manager', upTo: { amount: 5_000_000, currency: 'THB' } },
    { holder: 'administrator', upTo: { amount: 5_000_000, currency: 'THB' } },
  ],
  routing: [],
  costs: [],
  holds: { riskLevels: [], amountOver: [], countryMismatch: false, triesOver: null },
};

/** Limits, routing, costs and holds in force. */
export function readMoneyRules({ database }: Pick<PaymentsGround, 'database'>): MoneyRules {
  const text = readSetting(database, SETTING);
  return text === undefined ? USUAL : MoneyRules.parse(JSON.parse(text));
}

export function changeMoneyRules(ground: PaymentsGround, rules: MoneyRules, actor: Actor): MoneyRules {
  ground.database.transaction(() => {
    const before = readMoneyRules(ground);
    writeSetting(ground.database, { name: SETTING, value: JSON.stringify(rules), at: ground.clock.now().toISOString() });
    ground.audit({ actor: actor.id, action: 'payments.rules', subject: null, detail: { before, after: rules } });
  })();
  return rules;
}
