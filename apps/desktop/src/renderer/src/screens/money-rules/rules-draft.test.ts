import type { MoneyRules } from '@banrimkwae/contract/money-rules';
import { describe, expect, it } from 'vitest';
import { changesBetween, draftOf, moved, type RulesDraft, rulesOf } from './rules-draft.ts';

const thb = (amount: number) => ({ amount, currency: 'THB' });
const rules: MoneyRules = {
  refundLimits: [
    { holder: 'front_desk', upTo: thb(0) },
    { holder: 'api_key', upTo: { amount: 50_000, currency: 'USD' } },
  ],
  routing: [
    { method: 'card_link', currency: 'THB', from: 5_000_050, upTo: null, providers: ['a', 'b'] },
    { method: null, currency: null, from: null, upTo: null, providers: ['b'] },
  ],
  costs: [{ provider: 'a', method: 'card_link', basisPoints: 365, fixed: thb(1_050) }],
  holds: { riskLevels: ['highest'], amountOver: [thb(5_000_000)], countryMismatch: true, triesOver: null },
};

function draft(change: (draft: RulesDraft) => void = () => undefined): RulesDraft {
  let made = 0;
  const made1 = draftOf(rules, { newKey: () => `k${++made}`, currency: 'THB' });
  change(made1);
  return made1;
}
const wrongAfter = (change: (draft: RulesDraft) => void) => {
  const read = rulesOf(draft(change));
  return 'wrong' in read ? [...read.wrong] : [];
};

describe('money rules while they are edited', () => {
  it('are the same rules when nothing is changed', () => {
    expect(rulesOf(draft())).toEqual({ rules });
  });

  it.each<[string, (draft: RulesDraft) => void, string[]]>([
    ['an amount that is none', ({ limits: [limit] }) => Object.assign(limit ?? {}, { amount: 'much' }), ['k1']],
    ['a limit said twice', ({ limits }) => limits.push({ key: 'k9', holder: 'front_desk', currency: 'THB', amount: '5' }), ['k9']],
    ['a range the wrong way round', ({ routes: [route] }) => Object.assign(route ?? {}, { upTo: '10' }), ['k3']],
    ['an order of nobody', ({ routes: [, route] }) => Object.assign(route ?? {}, { providers: [] }), ['k4']],
    ['a percentage above all', ({ costs: [cost] }) => Object.assign(cost ?? {}, { percent: '101' }), ['k5']],
    ['a hold above nothing', ({ holds }) => Object.assign(holds.amountOver[0] ?? {}, { amount: '0' }), ['k6']],
  ])('name the row of %s', (_what, change, keys) => {
    expect(wrongAfter(change)).toEqual(keys);
  });

  it('have a row moved, and none past the ends', () => {
    expect([moved(['a', 'b'], 0, 1), moved(['a', 'b'], 0, -1), moved(['a', 'b'], 1, 1)]).toEqual([
      ['b', 'a'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('tell what is gone and what is new', () => {
    expect(changesBetween(['1', '2'], ['2', '3'])).toEqual({ gone: ['1'], added: ['3'] });
  });
});
