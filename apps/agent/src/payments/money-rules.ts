import { AppError } from '@banrimkwae/contract/errors';
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

/** Throws AppError invalid_input on a provider or currency that does not exist, and on rules that contradict each other. */
export function changeMoneyRules(ground: PaymentsGround, rules: MoneyRules, actor: Actor): MoneyRules {
  requireSound(ground, rules);
  ground.database.transaction(() => {
    const before = readMoneyRules(ground);
    writeSetting(ground.database, { name: SETTING, value: JSON.stringify(rules), at: ground.clock.now().toISOString() });
    ground.audit({ actor: actor.id, action: 'payments.rules', subject: null, detail: { before, after: rules } });
  })();
  return rules;
}

function requireSound({ providers }: PaymentsGround, rules: MoneyRules): void {
  const fields = { ...unknownProviders(providers.all('payments'), rules), ...unknownCurrencies(rules), ...contradictions(rules) };
  if (Object.keys(fields).length > 0) throw new AppError('invalid_input', { fields });
}

type Fields = Record<string, string>;

function unknownProviders(known: readonly string[], { routing, costs }: MoneyRules): Fields {
  const named = [
    ...routing.flatMap(({ providers }, at) => providers.map((id, place) => ({ id, field: `routing.${at}.providers.${place}` }))),
    ...costs.map(({ provider: id }, at) => ({ id, field: `costs.${at}.provider` })),
  ];
  return Object.fromEntries(
    named.filter(({ id }) => !known.includes(id)).map(({ id, field }) => [field, `There is no payment provider "${id}"`]),
  );
}

function unknownCurrencies({ refundLimits, routing, costs, holds }: MoneyRules): Fields {
  const known = new Set(Intl.supportedValuesOf('currency'));
  const named = [
    ...refundLimits.map(({ upTo }, at) => ({ code: upTo.currency, field: `refundLimits.${at}.upTo` })),
    ...routing.map(({ currency }, at) => ({ code: currency, field: `routing.${at}.currency` })),
    ...costs.map(({ fixed }, at) => ({ code: fixed?.currency ?? null, field: `costs.${at}.fixed` })),
    ...holds.amountOver.map(({ currency }, at) => ({ code: currency, field: `holds.amountOver.${at}` })),
  ];
  const unknown = named.filter(({ code }) => code !== null && !known.has(code));
  return Object.fromEntries(unknown.map(({ code, field }) => [field, `"${code}" is not a currency`]));
}

function contradictions({ refundLimits, routing, costs }: MoneyRules): Fields {
  const bounds = routing.flatMap(({ currency, from, upTo }, at): [string, string][] => {
    if (currency === null && (from !== null || upTo !== null)) return [[`routing.${at}.currency`, 'An amount needs its currency']];
    return from !== null && upTo !== null && from > upTo ? [[`routing.${at}.upTo`, 'Less than where it starts']] : [];
  });
  const limits = refundLimits.map(({ holder, upTo }) => `${holder} ${upTo.currency}`);
  const prices = costs.map(({ provider, method, fixed }) => `${provider} ${method} ${fixed?.currency}`);
  return Object.fromEntries([...bounds, ...repeated(limits, 'refundLimits'), ...repeated(prices, 'costs')]);
}

function repeated(keys: readonly string[], field: string): [string, string][] {
  return keys.flatMap((key, at) => (keys.indexOf(key) === at ? [] : [[`${field}.${at}`, 'Given twice']]));
}
