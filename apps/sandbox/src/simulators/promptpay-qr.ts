import { field, withChecksum } from './emvco-text.ts';

const THAI_BAHT = '764';
const BILLER = '010556106777799';

/** A PromptPay bill payment (tag 30) over so many satang, in EMVCo's text form. */
export function promptPayText(satang: number, reference: string): string {
  const amount = `${Math.floor(satang / 100)}.${String(satang % 100).padStart(2, '0')}`;
  const biller = [field('00', 'A000000677010112'), field('01', BILLER), field('02', reference)].join('');
  const open = [
    field('00', '01'),
    field('01', '12'),
    field('30', biller),
    field('53', THAI_BAHT),
    field('54', amount),
    field('58', 'TH'),
    '6304',
  ].join('');
  return withChecksum(open);
}
