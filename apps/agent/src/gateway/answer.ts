import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { parseXml } from '@banrimkwae/connector-kit/xml';
import type { IncomingAnswer } from './exchange.ts';

/** An answer larger than this, packed or unpacked, is not read. */
export const MOST_ANSWER_BYTES = 10 * 1024 * 1024;

const UNPACK = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) };

/** Undefined: it cannot be unpacked, or would become too large. We ask for no compression; some send it all the same. */
export async function unpack(answer: IncomingAnswer): Promise<Buffer | undefined> {
  const encoding = (answer.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return answer.body;
  const decompress = UNPACK[encoding as keyof typeof UNPACK];
  try {
    return await decompress?.(answer.body, { maxOutputLength: MOST_ANSWER_BYTES });
  } catch (fault) {
    if (fault instanceof Error) return undefined;
    throw fault;
  }
}

/** Text in the character set the provider names; UTF-8 when it names none, or one that does not exist. */
export function decodeText(body: Buffer, contentType: string | undefined): string {
  const charset = /charset="?([\w-]+)/i.exec(contentType ?? '')?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return withoutMark(body.toString('utf8'));
  try {
    return new TextDecoder(charset).decode(body);
  } catch (fault) {
    if (fault instanceof RangeError) return withoutMark(body.toString('utf8'));
    throw fault;
  }
}

/** The answer's body in its format; an empty one is undefined. `unreadable` says why it is not in that format. */
export function parseBody(text: string, format: 'json' | 'xml' | 'text'): { body: unknown } | { unreadable: string } {
  if (format === 'text') return { body: text };
  if (text.trim() === '') return { body: undefined };
  try {
    return { body: format === 'json' ? JSON.parse(text) : parseXml(text) };
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    // The parser's own message would quote the answer.
    return { unreadable: `The answer is not ${format === 'json' ? 'JSON' : 'XML'}; it begins ${JSON.stringify(text.slice(0, 40))}` };
  }
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
