import { field, withChecksum } from '../emvco-text.ts';

/** Thai QR Tag 30 and the small QR of slips, in EMVCo's text form; tags as SCB orders them. */
export type ThaiQr = { billerId: string; amount: string; ref1: string; ref2?: string | undefined; ref3: string };

export function thaiQrText({ billerId, amount, ref1, ref2, ref3 }: ThaiQr): string {
  const biller = [field('00', 'A000000677010112'), field('01', billerId), field('02', ref1), ref2 === undefined ? '' : field('03', ref2)];
  const open = [
    field('00', '01'),
    field('01', '12'),
    field('30', biller.join('')),
    field('52', '7011'),
    field('53', '764'),
    field('54', amount),
    field('58', 'TH'),
    field('60', 'BANGKOK'),
    field('62', field('07', ref3)),
    '6304',
  ].join('');
  return withChecksum(open);
}

/** What a banking app prints on its slip. */
export function slipText(bank: string, reference: string): string {
  const open = `${field('00', field('00', '000001') + field('01', bank) + field('02', reference))}${field('51', 'TH')}9104`;
  return withChecksum(open);
}
