/** One element of an EMVCo QR: two digits of tag, two of length (in characters), the value. */
export type TlvElement = { tag: string; value: string };

/** Throws RangeError when a value is empty or longer than 99 characters. */
export function writeTlv(elements: readonly TlvElement[]): string {
  return elements
    .map(({ tag, value }) => {
      if (value.length === 0 || value.length > 99) throw new RangeError(`The value of tag ${tag} has ${value.length} characters`);
      return `${tag}${String(value.length).padStart(2, '0')}${value}`;
    })
    .join('');
}

/** All elements, or undefined where the text is not made of whole elements or has a tag twice. */
export function parseTlv(text: string): readonly TlvElement[] | undefined {
  const elements: TlvElement[] = [];
  let at = 0;
  while (at < text.length) {
    const head = /^(\d\d)(\d\d)$/.exec(text.slice(at, at + 4));
    if (!head) return undefined;
    const [, tag = '', length] = head;
    const value = text.slice(at + 4, at + 4 + Number(length));
    if (value.length !== Number(length) || elements.some((element) => element.tag === tag)) return undefined;
    elements.push({ tag, value });
    at += 4 + value.length;
  }
  return elements.length === 0 ? undefined : elements;
}

/** CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF, nothing reflected) of the UTF-8 bytes, as four upper-case hex digits. */
export function crc16(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
