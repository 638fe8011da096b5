import fc from 'fast-check';
import type { Weather } from './weather.ts';

const weather = fc.constantFrom<Weather>(
  'fine',
  'fine',
  'fine',
  'lost',
  'lost',
  'cut',
  'unsent',
  'failing',
  'late',
  'died_before',
  'died_after',
);
const coming = fc.array(weather, { maxLength: 4 });
const share = fc.integer({ min: 1, max: 110 });

/** What may happen to one payment and its money, in any order. Shares are hundredths of what was captured: more than all of it is tried too. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('refund' as const),
      share,
      who: fc.constantFrom('clerk', 'other', 'manager'),
      form: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('two clerks' as const), share }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('work' as const), coming }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('decide' as const), approve: fc.boolean(), which: fc.nat({ max: 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('webhooks' as const), how: fc.constantFrom('in order', 'backwards', 'twice', 'lost', 'one') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('dashboard refund' as const), share }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refund ends' as const), how: fc.nat({ max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('guest pays' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('guest is declined' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('guest abandons' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), form: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('capture' as const), share, form: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('cancel refund' as const), which: fc.nat({ max: 3 }), form: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('received' as const), who: fc.constantFrom('clerk', 'other') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('late requests arrive' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('time' as const), seconds: fc.constantFrom(2, 30, 90, 600, 4000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

export const history = fc.record({
  turns: fc.nat(),
  way: fc.nat({ max: 2 }),
  hold: fc.boolean(),
  /** Satang; PayPal and Omise take no less than twenty baht. */
  amount: fc.constantFrom(2000, 150_000, 700_000, 6_000_000),
  creation: coming,
  /** Paid and known to be so before anything else happens: refunds are what most of this is about. */
  paysFirst: fc.nat({ max: 4 }).map((one) => one > 0),
  steps: fc.array(step, { maxLength: 14 }),
});
export type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;
