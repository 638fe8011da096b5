import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16 } from './tlv.ts';
import { readTransferSlip, transferSlipPayload } from './transfer-slip.ts';

const slip = fc.record({ bank: fc.stringMatching(/^\d{3}$/), reference: fc.stringMatching(/^[A-Za-z0-9]{6,40}$/) });

describe('transfer slips', () => {
  it.each([
    ['004000060000010103002021900021231231212000115102TH91049C30', { bank: '002', reference: '0002123123121200011' }],
    ['004100060000010103014022000111222233344ABCD125102TH910417DF', { bank: '014', reference: '00111222233344ABCD12' }],
    ['0041000600000101030040220013071152533APM077365102TH91048134', { bank: '004', reference: '013071152533APM07736' }],
    ['00480002010102010203P2P0313TXN00012345670408250120249104b425', { bank: 'TRUEMONEY', reference: 'TXN0001234567' }],
  ])('reads the published %s', (text, expected) => expect(readTransferSlip(text)).toEqual({ ok: true, slip: expected }));

  it.each(['002', '014'])('writes the published slip of bank %s', (bank) => {
    const reference = bank === '002' ? '0002123123121200011' : '00111222233344ABCD12';
    const published = bank === '002' ? '004000060000010103002021900021231231212000115102TH91049C30' : undefined;
    expect(transferSlipPayload({ bank, reference })).toBe(published ?? '004100060000010103014022000111222233344ABCD125102TH910417DF');
  });

  it('reads back what it wrote, with small letters in the checksum and with its leading zeros dropped', () => {
    let dropped = 0;
    fc.assert(
      fc.property(slip, (one) => {
        const text = transferSlipPayload(one);
        const short = text.slice(0, -4) + (text.slice(-4).replace(/^0+/, '') || '0');
        if (short !== text) dropped += 1;
        for (const form of [text, short, text.slice(0, -4) + text.slice(-4).toLowerCase(), ` ${text}\n`])
          expect(readTransferSlip(form)).toEqual({ ok: true, slip: one });
      }),
      { numRuns: 300 },
    );
    expect(dropped).toBeGreaterThan(0);
  });

  it('never misreads one that was damaged', () => {
    fc.assert(
      fc.property(slip, fc.nat(), fc.integer({ min: 1, max: 15 }), fc.boolean(), (one, where, by, drop) => {
        const text = transferSlipPayload(one);
        const at = where % text.length;
        const other = drop ? '' : String.fromCharCode(text.charCodeAt(at) ^ by);
        const read = readTransferSlip(text.slice(0, at) + other + text.slice(at + 1));
        if (read.ok) expect(read.slip).toEqual(one);
      }),
      { numRuns: 400 },
    );
  });

  const sealed = (body: string) => `${body}9104${crc16(`${body}9104`)}`;
  it.each([
    ['nothing', '', 'not_a_slip'],
    ['a PromptPay QR', '00020101021129370016A000000677010111011300668012345675802TH530376463046197', 'not_a_slip'],
    ['a changed reference', '004000060000010103002021900021231231212000125102TH91049C30', 'checksum'],
    ['another country', sealed('004000060000010103002021900021231231212000115102LA'), 'country'],
    ['no country', sealed('00400006000001010300202190002123123121200011'), 'country'],
    ['a bank of two digits', sealed('0039000600000101020002190002123123121200011'.concat('5102TH')), 'bank'],
    ['a reference too short', sealed('002400060000010103002020310A5102TH'), 'reference'],
    ['a reference with spaces', sealed('0031000600000101030020210AB CD EF 15102TH'), 'reference'],
    ['another kind of code', sealed('004000060000020103002021900021231231212000115102TH'), 'not_a_slip'],
    ['a length that is too long', sealed('009900060000010103002021900021231231212000115102TH'), 'not_a_slip'],
  ])('refuses %s and says why, in two languages', (_name, text, problem) => {
    const message = { en: expect.stringMatching(/\.$/), th: expect.stringMatching(/\S/) };
    expect(readTransferSlip(text)).toEqual({ ok: false, problem, message });
  });

  it('does not write what it would not read', () => {
    expect(() => transferSlipPayload({ bank: '14', reference: 'ABCDEF' })).toThrow(RangeError);
    expect(() => transferSlipPayload({ bank: '014', reference: 'AB' })).toThrow(RangeError);
  });
});
