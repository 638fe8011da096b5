import { join } from 'node:path';
import { conformance } from '@banrimkwae/connector-kit/conformance';
import { describe, expect, it } from 'vitest';
import bankOfThailand from './connector.ts';
import { dayInBangkok, newestRates, unitsOf } from './map.ts';

conformance(bankOfThailand, {
  fixtures: join(import.meta.dirname, 'fixtures'),
  config: { token: 'fixturesOnlyToken', tokenForm: 'plain' },
});

describe('the Bank of Thailand', () => {
  it.each([
    ['USD', 'USA : DOLLAR (USD) ', '1'],
    ['JPY', 'JAPAN : YEN (100 YEN) ', '100'],
    ['IDR', 'INDONESIA : RUPIAH (1,000 RUPIAH) ', '1000'],
    // Better none than a hundred times too much.
    ['JPY', 'JAPAN : YEN', undefined],
    ['EUR', null, '1'],
  ])('quotes %s, named %s, by %s', (currency_id, currency_name_eng, units) =>
    expect(unitsOf({ currency_id, currency_name_eng })).toBe(units),
  );

  it('counts days as they are in Bangkok', () => {
    expect(dayInBangkok(new Date('2026-11-22T16:59:59Z'))).toBe('2026-11-22');
    expect(dayInBangkok(new Date('2026-11-22T17:00:00Z'))).toBe('2026-11-23');
    expect(dayInBangkok(new Date('2026-03-03T00:00:00Z'), 7)).toBe('2026-02-24');
  });

  it('takes no figure that is not a rate', () => {
    const row = { period: '2026-11-20', currency_id: 'USD', currency_name_eng: 'USA : DOLLAR (USD)' };
    for (const mid_rate of ['0', '-1', 'n/a', '33,41', null]) expect(newestRates([{ ...row, mid_rate }], ['USD'])).toEqual([]);
  });
});
