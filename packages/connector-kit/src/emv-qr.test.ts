import { money } from '@banrimkwae/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseAccount, type PromptPayQr, type PromptPayTarget, promptPayPayload, readPromptPayQr } from './emv-qr.ts';
import { crc16, parseTlv } from './tlv.ts';

const mobile = (number: string) => ({ kind: 'mobile', number }) as const;
const id = (number: string) => ({ kind: 'id', number }) as const;
const ewallet = (number: string) => ({ kind: 'ewallet', number }) as const;
const biller = (billerId: string, ref1: string, ref2?: string, ref3?: string): PromptPayTarget => ({
  kind: 'biller',
  billerId,
  ref1,
  ...(ref2 === undefined ? {} : { ref2 }),
  ...(ref3 === undefined ? {} : { ref3 }),
});
const baht = (satang: number) => money(satang, 'THB');

/** Published by dtinth/promptpay-qr, maythiwat/promptparse, kittinan/php-promptpay-qr, saladpuk/PromptPay, uunw/thai-qr-payment and SCB. */
const VECTORS: readonly [string, PromptPayQr, string][] = [
  ['dtinth 1', { target: mobile('0801234567') }, '00020101021129370016A000000677010111011300668012345675802TH530376463046197'],
  ['dtinth 2', { target: mobile('+66-89-123-4567') }, '00020101021129370016A000000677010111011300668912345675802TH5303764630429C1'],
  ['dtinth 3', { target: id('1111111111111') }, '00020101021129370016A000000677010111021311111111111115802TH530376463047B5A'],
  ['dtinth 4', { target: id('0123456789012') }, '00020101021129370016A000000677010111021301234567890125802TH530376463040CBD'],
  ['dtinth 5', { target: ewallet('012345678901234') }, '00020101021129390016A00000067701011103150123456789012345802TH530376463049781'],
  [
    'dtinth 6',
    { target: mobile('000-000-0000'), amount: baht(422) },
    '00020101021229370016A000000677010111011300660000000005802TH530376454044.226304E469',
  ],
  ['kittinan 1', { target: mobile('0899999999') }, '00020101021129370016A000000677010111011300668999999995802TH53037646304FE29'],
  ['kittinan 2', { target: mobile('0891234567') }, '00020101021129370016A000000677010111011300668912345675802TH5303764630429C1'],
  ['kittinan 3', { target: mobile('0000000000') }, '00020101021129370016A000000677010111011300660000000005802TH530376463048956'],
  ['kittinan 4', { target: id('1234567890123') }, '00020101021129370016A000000677010111021312345678901235802TH53037646304EC40'],
  [
    'kittinan 5',
    { target: mobile('089-123-4567'), amount: baht(1337133775) },
    '00020101021229370016A000000677010111011300668912345675802TH5303764541113371337.756304B7D7',
  ],
  [
    'kittinan 6',
    { target: id('1234567890123'), amount: baht(42000) },
    '00020101021229370016A000000677010111021312345678901235802TH53037645406420.006304BF7B',
  ],
  ['promptparse 1', { target: mobile('0812223333') }, '00020101021129370016A0000006770101110113006681222333353037645802TH63041DCF'],
  [
    'promptparse 2',
    { target: mobile('0812223333'), amount: baht(3000) },
    '00020101021229370016A0000006770101110113006681222333353037645802TH540530.0063043CAD',
  ],
  [
    'promptparse 3',
    { target: mobile('0801111111'), amount: baht(2015) },
    '00020101021229370016A0000006770101110113006680111111153037645802TH540520.15630442BE',
  ],
  ['promptparse 4', { target: ewallet('140000801111111') }, '00020101021129390016A000000677010111031514000080111111153037645802TH63047C0F'],
  [
    'promptparse 5, with a message for TrueMoney',
    { target: ewallet('140000801111111'), amount: baht(1005) },
    '00020101021229390016A000000677010111031514000080111111153037645802TH540510.05814800480065006C006C006F00200057006F0072006C006400216304F5A2',
  ],
  [
    'promptparse 6',
    { target: biller('0112233445566', 'CUSTOMER001', 'INV001', 'SCB') },
    '00020101021130620016A000000677010112011301122334455660211CUSTOMER0010306INV00153037645802TH62070703SCB6304780E',
  ],
  [
    'promptparse 7',
    { target: biller('099999999999990', '111222333444') },
    '00020101021130550016A0000006770101120115099999999999990021211122233344453037645802TH63043EE7',
  ],
  [
    'promptparse 8',
    { target: biller('099400016550100', '123456789012', '670429'), amount: baht(364922) },
    '00020101021230650016A00000067701011201150994000165501000212123456789012030667042953037645802TH54073649.2263044534',
  ],
  [
    'saladpuk',
    { target: mobile('0914185401'), amount: baht(5000) },
    '00020101021229370016A000000677010111011300669141854015303764540550.005802TH630401F8',
  ],
  [
    'SCB sandbox',
    {
      target: biller('123456789012345', 'REFERENCE1', 'REFERENCE2', 'SCB'),
      amount: baht(100),
      categoryCode: '7011',
      merchantCity: 'BANGKOK',
    },
    '00020101021230670016A00000067701011201151234567890123450210REFERENCE10310REFERENCE252047011530376454041.005802TH6007BANGKOK62070703SCB6304CE18',
  ],
  [
    'thai-qr-payment',
    { target: { kind: 'bank_account', bank: '014', account: '1234567890' }, amount: baht(10000) },
    '00020101021229370016A0000006770101110413014123456789053037645406100.005802TH6304901D',
  ],
];

describe('PromptPay QR: published vectors', () => {
  it.each([
    ['123456789', '29B1'],
    ['', 'FFFF'],
    ['00020101021129370016A000000677010111011300660000000005802TH53037646304', '8956'],
  ])('has the checksum of "%s"', (text, checksum) => expect(crc16(text)).toBe(checksum));

  it.each(VECTORS)('%s: is read as what it says', (_name, qr, payload) => {
    const read = readPromptPayQr(payload);
    const { target } = qr;
    const number = 'number' in target ? { number: normaliseAccount(target.kind, target.number) } : {};
    expect(read).toEqual({ ok: true, qr: { ...qr, target: { ...target, ...number } } });
  });

  // The libraries differ in the order of the tags, which changes the checksum: the elements must be the same.
  it.each(VECTORS)('%s: is built of the same elements', (_name, qr, payload) => {
    const elementsOf = (text: string) => (parseTlv(text) ?? []).filter(({ tag }) => tag !== '63' && tag !== '81');
    const built = elementsOf(promptPayPayload(qr));
    expect(built).toEqual(elementsOf(payload).sort((left, right) => Number(left.tag) - Number(right.tag)));
  });

  it.each(['saladpuk', 'SCB sandbox', 'thai-qr-payment'])('%s has its tags ascending: built to the letter', (name) => {
    const [, qr, payload] = VECTORS.find(([one]) => one === name) ?? [];
    expect(qr && promptPayPayload(qr)).toBe(payload);
  });
});

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const reference = fc.stringMatching(/^[A-Z0-9]{1,20}$/);
const target: fc.Arbitrary<PromptPayTarget> = fc.oneof(
  digits(9).map((number) => mobile(`0${number}`)),
  digits(13).map(id),
  digits(15).map(ewallet),
  fc.record(
    { kind: fc.constant('bank_account' as const), bank: digits(3), account: fc.stringMatching(/^\d{1,40}$/) },
    { noNullPrototype: true },
  ),
  fc.record(
    { kind: fc.constant('biller' as const), billerId: digits(15), ref1: reference, ref2: reference, ref3: reference },
    { requiredKeys: ['kind', 'billerId', 'ref1'], noNullPrototype: true },
  ),
);
const anyQr: fc.Arbitrary<PromptPayQr> = fc.record(
  {
    target,
    amount: fc.integer({ min: 1, max: 999_999_999_999 }).map(baht),
    merchantName: fc.stringMatching(/^[\x20-\x7e]{1,25}$/),
    merchantCity: fc.stringMatching(/^[A-Z ]{1,15}$/),
  },
  { requiredKeys: ['target'], noNullPrototype: true },
);

describe('PromptPay QR', () => {
  it('reads back what it wrote, whatever it is', () => {
    fc.assert(
      fc.property(anyQr, (qr) => {
        expect(readPromptPayQr(promptPayPayload(qr))).toEqual({ ok: true, qr });
      }),
    );
  });

  it('never misreads one that was damaged: one wrong, lost or swapped character is refused', () => {
    const damaged = fc.tuple(anyQr, fc.nat(), fc.constantFrom('change', 'drop', 'swap', 'repeat', 'cut'), fc.nat(15));
    fc.assert(
      fc.property(damaged, ([qr, where, how, by]) => {
        const payload = promptPayPayload(qr);
        const at = where % (payload.length - 1);
        const [before, here, next] = [payload.slice(0, at), payload.charAt(at), payload.charAt(at + 1)];
        const changed = {
          change: `${before}${String.fromCharCode(here.charCodeAt(0) ^ (by + 1))}${payload.slice(at + 1)}`,
          drop: before + payload.slice(at + 1),
          swap: `${before}${next}${here}${payload.slice(at + 2)}`,
          repeat: `${before}${here}${payload.slice(at)}`,
          cut: before,
        }[how];
        fc.pre(changed !== payload);
        const read = readPromptPayQr(changed);
        if (read.ok) expect(read.qr).toEqual(qr);
      }),
      { numRuns: 400 },
    );
  });

  const sealed = (body: string) => `${body}6304${crc16(`${body}6304`)}`;
  const HEAD = '000201010211';
  const TRANSFER = '29370016A00000067701011101130066801234567';
  it.each([
    ['nothing', '', 'unreadable'],
    ['a web address', 'https://example.com', 'unreadable'],
    ['a checksum of something else', `${HEAD}${TRANSFER}53037645802TH6304FFFF`, 'checksum'],
    ['another currency', sealed(`${HEAD}${TRANSFER}53038405802TH`), 'currency'],
    ['another country', sealed(`${HEAD}${TRANSFER}53037645802SG`), 'country'],
    ['a card QR', sealed(`${HEAD}041541234567890123453037645802TH`), 'not_promptpay'],
    ['two accounts', sealed(`${HEAD}${TRANSFER}30550016A0000006770101120115099999999999990021211122233344453037645802TH`), 'not_promptpay'],
    ['a tag twice', sealed(`${HEAD}${TRANSFER}53037645303764`), 'unreadable'],
    ['a foreign mobile number', sealed(`${HEAD}29370016A0000006770101110113004412345678953037645802TH`), 'account'],
    ['no amount but words', sealed(`${HEAD}${TRANSFER}53037645403ABC5802TH`), 'amount'],
    ['nothing to pay', sealed(`${HEAD}${TRANSFER}530376454040.005802TH`), 'amount'],
    ['three decimals', sealed(`${HEAD}${TRANSFER}530376454051.0005802TH`), 'amount'],
    ['a reference in small letters', sealed(`${HEAD}30490016A000000677010112011509999999999999002061a2b3c53037645802TH`), 'reference'],
  ])('refuses %s and says why', (_name, text, problem) => expect(readPromptPayQr(text)).toEqual({ ok: false, problem }));

  it('takes a biller id for a biller, though it is as long as an e-wallet', () => {
    const payload = promptPayPayload({ target: biller('099999999999990', 'A1') });
    expect(readPromptPayQr(payload)).toMatchObject({ qr: { target: { kind: 'biller', billerId: '099999999999990' } } });
  });

  it.each([
    ['a short mobile number', { target: mobile('08012345') }],
    ['an id with a letter', { target: id('123456789012X') }],
    ['a reference in small letters', { target: biller('099999999999990', 'a1') }],
    ['a reference too long', { target: biller('099999999999990', 'A'.repeat(21)) }],
    ['dollars', { target: mobile('0801234567'), amount: money(100, 'USD') }],
    ['nothing to pay', { target: mobile('0801234567'), amount: baht(0) }],
    ['too much to pay', { target: mobile('0801234567'), amount: baht(1_000_000_000_000) }],
    ['a Thai name, which old apps cannot show', { target: mobile('0801234567'), merchantName: 'บ้าน' }],
  ])('does not build one with %s', (_name, qr) => expect(() => promptPayPayload(qr)).toThrow(RangeError));
});
