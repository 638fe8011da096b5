import { expect, it } from 'vitest';
import { billReference } from './bill-reference.ts';

it('makes of a payment id a reference that banks take, always the same one', () => {
  expect(billReference('pay_01kb2w3x4y5z6a7b8c9d0e1f2g')).toBe(billReference('pay_01kb2w3x4y5z6a7b8c9d0e1f2g'));
  const many = Array.from({ length: 2000 }, (_, index) => billReference(`pay_${index}`));
  expect(many.filter((reference) => !/^[A-Z0-9]{20}$/.test(reference))).toEqual([]);
  expect(new Set(many).size).toBe(many.length);
});
