/** EMVCo's text form, as banks write it: written anew here, not with the kit's code, so that a mistake there is noticed. */
export function field(tag: string, value: string): string {
  return `${tag}${String(value.length).padStart(2, '0')}${value}`;
}

/** The same text with its CRC-16/CCITT-FALSE at the end: four capital hexadecimal digits. */
export function withChecksum(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return text + crc.toString(16).toUpperCase().padStart(4, '0');
}
