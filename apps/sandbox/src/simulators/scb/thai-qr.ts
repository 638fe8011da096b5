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
  return open + checksum(open);
}

/** What a banking app prints on its slip. */
export function slipText(bank: string, reference: string): string {
  const open = `${field('00', field('00', '000001') + field('01', bank) + field('02', reference))}${field('51', 'TH')}9104`;
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
