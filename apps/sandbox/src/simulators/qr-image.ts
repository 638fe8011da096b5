import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'uqr';

/** A QR code as vectors, one unit a square. */
export function qrSvg(text: string): string {
  const { data, size } = encode(text, { border: 2 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${dark.join('')}"/></svg>`;
}

const PIXELS_A_SQUARE = 8;

/** A QR code as grey pixels. */
export function qrPng(text: string): Buffer {
  const { data, size } = encode(text, { border: 2 });
  const width = size * PIXELS_A_SQUARE;
  const rows = data.flatMap((row) => {
    const pixels = row.flatMap((isDark) => Array<number>(PIXELS_A_SQUARE).fill(isDark ? 0 : 255));
    // Each line begins with the number of its filter: none.
    return Array<Buffer>(PIXELS_A_SQUARE).fill(Buffer.from([0, ...pixels]));
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(width, 4);
  header.writeUInt8(8, 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}
