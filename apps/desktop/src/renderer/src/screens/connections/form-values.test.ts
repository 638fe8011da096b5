import { describe, expect, it } from 'vitest';
import { csvOf } from '../../lists/csv.ts';
import { type Field, fieldFault, startValues, valuesToSend } from './form-values.ts';

const field = (part: Partial<Field>): Field => ({
  name: 'key',
  label: { en: 'Key', th: 'คีย์' },
  type: 'text',
  secret: false,
  required: true,
  value: null,
  isSet: false,
  lastFour: null,
  ...part,
});
const secret = field({ name: 'secretKey', type: 'password', secret: true, isSet: true, lastFour: '1234', pattern: 'sk_\\w+' });
const fields = [
  secret,
  field({ name: 'account', value: 'acct_1', isSet: true }),
  field({ name: 'receipts', type: 'checkbox', required: false }),
];

describe('the configuration form', () => {
  it('starts with what is set, never with a secret', () => {
    expect(startValues(fields)).toEqual({ secretKey: '', account: 'acct_1', receipts: false });
  });

  it('leaves a secret out unless a new one was typed', () => {
    expect(valuesToSend(fields, { secretKey: ' ', account: ' acct_2 ', receipts: true })).toEqual({ account: 'acct_2', receipts: true });
    expect(valuesToSend(fields, { secretKey: 'sk_new', account: 'acct_2', receipts: false })).toEqual({
      secretKey: 'sk_new',
      account: 'acct_2',
      receipts: false,
    });
  });

  it('wants what is required, but not a secret that is set already', () => {
    expect([
      fieldFault(field({}), ' '),
      fieldFault(field({ required: false }), ''),
      fieldFault(secret, ''),
      fieldFault({ ...secret, isSet: false }, ''),
    ]).toEqual(['missing', undefined, undefined, 'missing']);
  });

  it('checks the whole value by pattern, address or e-mail', () => {
    expect([fieldFault(secret, 'sk_abc'), fieldFault(secret, 'x sk_abc'), fieldFault(secret, 'sk_a b')]).toEqual([
      undefined,
      'pattern',
      'pattern',
    ]);
    expect([fieldFault(field({ type: 'url' }), 'https://a.example'), fieldFault(field({ type: 'url' }), 'a')]).toEqual([undefined, 'url']);
    expect([fieldFault(field({ type: 'email' }), 'a@b.co'), fieldFault(field({ type: 'email' }), 'a@b')]).toEqual([undefined, 'email']);
  });
});

describe('a saved table', () => {
  it('quotes what must be quoted and disarms formulas', () => {
    expect(
      csvOf(
        ['ชื่อ', 'n'],
        [
          ['a "b", c', 1],
          ['=1+1', 2],
        ],
      ),
    ).toBe('\uFEFFชื่อ,n\r\n"a ""b"", c",1\r\n\'=1+1,2\r\n');
  });
});
