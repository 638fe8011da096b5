import type { Random } from './random.ts';
import type { Headers, Signer } from './signers.ts';

const NUL = Buffer.from([0]);
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Ways to change the bytes of a delivery after it was signed. Some leave them as they are now and then: the caller compares. */
const BODY: readonly [(body: Buffer, random: Random) => Buffer, ...((body: Buffer, random: Random) => Buffer)[]] = [
  flipBit,
  flipBit,
  (body, random) => body.subarray(0, random.below(body.length)),
  (body) => Buffer.concat([body, Buffer.from(' ')]),
  (body) => Buffer.concat([body, Buffer.from('\r\n')]),
  (body) => Buffer.concat([body, NUL]),
  (body) => Buffer.concat([BOM, body]),
  (body) => Buffer.concat([body, body]),
  (body, random) => insert(body, random, Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80].slice(random.below(6)))),
  (body, random) => insert(body, random, NUL),
  (body, random) => insert(body, random, Buffer.from('\\ud800')),
  (body) => reserialised(body, (value) => JSON.stringify(value, null, 2)),
  (body) => reserialised(body, (value) => JSON.stringify(value, null, '\t')),
  (body) => reserialised(body, (value) => JSON.stringify(reversed(value))),
  (body) => reserialised(body, (value) => JSON.stringify({ ...(value as object), amount: 1 })),
  (body) => Buffer.from(body.toString('latin1'), 'utf8'),
  (body) => Buffer.from(body.toString('utf8'), 'utf16le'),
  (body) => Buffer.from(body.toString('utf8').normalize('NFD')),
  (body) => Buffer.from(body.toString('utf8').replace(/[\u0080-\uffff]/gu, escaped)),
  (body, random) => Buffer.from(body.toString('utf8').replace(/\d/u, String(random.below(10)))),
  (body) => Buffer.from(body.toString('utf8').replace(/(\d+)/u, '$1.0')),
  (body) => Buffer.from(body.toString('base64')),
  () => Buffer.alloc(0),
  (_body, random) => Buffer.from('['.repeat(random.below(20_000))),
];

/** Ways to change a signature header. */
const HEADER: readonly [
  (header: string, random: Random) => string | undefined,
  ...((header: string, random: Random) => string | undefined)[],
] = [
  () => undefined,
  () => '',
  () => ',',
  () => '=',
  () => 'undefined',
  () => '[object Object]',
  (header, random) => flipBit(Buffer.from(header), random).toString('latin1'),
  (header, random) => flipBit(Buffer.from(header), random).toString('utf8'),
  (header) => header.toUpperCase(),
  (header) => header.toLowerCase(),
  (header) => ` ${header} `,
  (header) => `\t${header}\u00a0`,
  (header) => header.replaceAll(',', ' , ').replaceAll('=', ' = '),
  (header) => `${header}, ${header}`,
  (header) => `garbage, ${header}`,
  (header) => `${header},v0=00,v2=00`,
  (header) => `v1=00,${header}`,
  (header) => `t=1,${header}`,
  (header) => `${header},t=1`,
  (header) => header.replaceAll('v1=', 'v0='),
  (header) => header.replaceAll('t=', 'T='),
  (header) => header.replaceAll('t=', 't=-'),
  (header) => header.replaceAll('t=', 't=0x'),
  (header) => header.replace(/t=\d+/u, 't='),
  (header) => header.replace(/t=(\d+)/u, 't=$1.0'),
  (header, random) => header.replace(/t=\d+/u, `t=${random.below(4e9)}`),
  (header) => header.replace(/\d/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
  (header) => header.replaceAll('a', 'а'),
  (header) => header.replaceAll('+', '-').replaceAll('/', '_'),
  (header) => header.replace(/=+$/u, ''),
  (header) => `${header}=`,
  (header) => `sha256=${header}`,
  (header) => `${header}\u0000`,
  (header) => `\ud800${header}`,
  (header) => `${header}${'\u200b'.repeat(3)}`,
  (header, random) => header.slice(0, random.below(header.length)),
  (header) => Buffer.from(header).toString('base64'),
  (_header, random) => ','.repeat(random.below(20_000)),
  (_header, random) => 'v1=0,'.repeat(random.below(4000)),
  (_header, random) => 'x'.repeat(random.below(100_000)),
  (header, random) => `${'v1=00,'.repeat(random.below(500))}${header}`,
];

export function tamperedBody(body: Buffer, random: Random): Buffer {
  return random.pick(BODY)(body, random);
}

export function tamperedHeaders(headers: Headers, { header }: Pick<Signer, 'header'>, random: Random): Headers {
  const { [header]: given = '', ...others } = headers;
  if (random.chance(0.05)) return { ...others, [random.pick([`x-${header}`, `${header} `, '__proto__', 'constructor'])]: given };
  const changed = random.pick(HEADER)(given, random);
  return changed === undefined ? others : { ...others, [header]: changed };
}

function flipBit(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  const at = random.below(changed.length);
  changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
  return changed;
}

function insert(body: Buffer, random: Random, bytes: Buffer): Buffer {
  const at = random.below(body.length + 1);
  return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
}

function reserialised(body: Buffer, write: (value: unknown) => string): Buffer {
  return Buffer.from(write(JSON.parse(body.toString('utf8'))));
}

function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
