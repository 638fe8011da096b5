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
  return open + checksum(open);
}

function field(tag: string, value: string): string {
  return `${tag}${String(value.length).padStart(2, '0')}${value}`;
}

/** CRC-16/CCITT-FALSE in four capital hexadecimal digits. */
function checksum(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
