import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { type Random, randomBytes } from './random.ts';
import { addressed, type Target } from './signers.ts';
import { chunked, dribbled, joined, pieces, type Request, raw, shouted, withHeaderTwice, without, write } from './wire-requests.ts';

/** What is sent over one connection, and what may come back. */
export type WireCase = {
  name: string;
  packets: readonly Buffer[];
  pauseMs?: number;
  /** `finish`: our half is closed and the answer awaited. `cut`: the connection is torn down. */
  ending?: 'finish' | 'cut';
  /** How many deliveries are answered as taken. `mayBe`: so many may be, where the connection breaks behind them. */
  taken: number;
  mayBe?: number;
  /** The listener waits until its limit: such cases take seconds. */
  slow?: boolean;
};
type Draw = { random: Random; target: Target; secret: string; number: number };

export const GENUINE = 'genuine-';
export const HOSTILE = 'hostile-';
const NOBODYS_SECRET = 'whsec_of_nobody';
const BOMB_BYTES = 2_000_000;
const zeros = Buffer.alloc(BOMB_BYTES, ' ');
/** Two megabytes of spaces each; packed once. */
const BOMBS: readonly [readonly [string, Buffer], ...(readonly [string, Buffer])[]] = [
  ['gzip', gzipSync(zeros, { level: 9 })],
  ['br', brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })],
  ['deflate', deflateSync(zeros)],
  ['zstd', zstdCompressSync(zeros)],
  ['x-gzip', gzipSync(zeros)],
  ['gzip, gzip', gzipSync(gzipSync(zeros))],
  ['identity, gzip', gzipSync(zeros)],
  ['GZIP', gzipSync(zeros)],
];
const SLOW_SHARE = 0.004;

/** A genuine delivery as it should be sent. */
export function genuineCase(draw: Draw): WireCase {
  return { name: 'genuine', packets: [write(genuine(draw))], taken: 1 };
}

export function wireCase(draw: Draw): WireCase {
  const { random } = draw;
  if (random.chance(SLOW_SHARE)) return random.pick(SLOW)(draw);
  return random.pick(random.chance(0.25) ? HARMLESS : QUICK)(draw);
}

type Make = (draw: Draw) => WireCase;
type Makes = readonly [Make, ...Make[]];

/** Odd, but right: HTTP allows it, so a genuine delivery written like this is taken. */
const HARMLESS: Makes = [
  genuineCase,
  (draw) => ({ name: 'in pieces', packets: pieces(write(genuine(draw)), draw.random), taken: 1 }),
  (draw) => ({ name: 'chunked', packets: [chunked(genuine(draw), draw.random)], taken: 1 }),
  (draw) => ({ name: 'chunk extensions', packets: [chunked(genuine(draw), draw.random, { extension: ';a=b;c="d"' })], taken: 1 }),
  (draw) => ({
    name: 'trailers',
    packets: [chunked(genuine(draw), draw.random, { trailer: 'x-after: 1\r\nx-line-signature: forged\r\n' })],
    taken: 1,
  }),
  (draw) => ({ name: 'expects 100', packets: [write(genuine(draw), { expect: '100-continue' })], taken: 1 }),
  (draw) => ({ name: 'says identity', packets: [write(genuine(draw), { 'content-encoding': ' Identity ' })], taken: 1 }),
  (draw) => ({ name: 'header names in capitals', packets: [shouted(genuine(draw))], taken: 1 }),
  (draw) => {
    const count = 2 + draw.random.below(6);
    return { name: 'pipelined', packets: [joined(count, (index) => write(genuine(draw, `-${index}`)))], taken: count };
  },
  (draw) => ({
    name: 'pipelined, every other one forged',
    packets: [joined(6, (index) => write(index % 2 ? forged(draw) : genuine(draw, `-${index}`)))],
    taken: 3,
  }),
];

/** None of these may be taken. Every request in them is forged, or written so that it must not be understood. */
const QUICK: Makes = [
  // Node takes the end of what is sent for a sender that hung up: no answer, and a provider comes again.
  (draw) => ({ name: 'half closed', packets: [write(genuine(draw))], ending: 'finish', taken: 0, mayBe: 1 }),
  refused('forged', (draw) => write(forged(draw))),
  refused('unsigned', (draw) => write({ ...forged(draw), headers: {} })),
  refused('signature twice', (draw) => write(withHeaderTwice(forged(draw)))),
  refused('packed', (draw) => bomb(draw, 'forged')),
  refused('packed and signed', (draw) => bomb(draw, 'signed')),
  refused('length and chunks', (draw) => smuggled(draw, ['transfer-encoding: chunked'])),
  refused('length and chunks, spelt oddly', (draw) => smuggled(draw, [draw.random.pick(ODD_TRANSFER)])),
  refused('two lengths', (draw) => smuggled(draw, [`content-length: ${draw.random.below(1000)}`])),
  refused('odd length', (draw) =>
    smuggled(draw, [], draw.random.pick(['-1', '+5', '0x10', '1e3', '5, 6', '99999999999999999999', ' ', 'NaN', '٥'])),
  ),
  refused('bad chunk size', (draw) => badChunks(draw)),
  refused('too large by its own word', (draw) => smuggled(draw, [], '1000001')),
  refused('long headers', (draw) => write(forged(draw), { 'x-long': 'a'.repeat(16_000 + draw.random.below(40_000)) })),
  refused('many headers', (draw) =>
    write(forged(draw), Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`x-${index}`, '1']))),
  ),
  refused('odd header', (draw) => oddHeader(draw)),
  refused('path trick', (draw) => pathTrick(draw)),
  refused('absolute address', (draw) => write(elsewhere(misplaced(draw)))),
  refused('another method', (draw) =>
    write(misplaced(draw), {}, draw.random.pick(['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND', 'post'])),
  ),
  refused('CONNECT', () => Buffer.from('CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n')),
  refused('upgrade', (draw) => write(forged(draw), { connection: 'upgrade', upgrade: 'websocket' })),
  refused('HTTP/0.9', ({ target }) => Buffer.from(`GET /webhooks/${target.id}\r\n\r\n`)),
  refused('HTTP/2 preface', ({ random }) => Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), randomBytes(random, 40)])),
  refused('odd version', (draw) =>
    Buffer.from(
      write(forged(draw))
        .toString('latin1')
        .replace('HTTP/1.1', draw.random.pick(['HTTP/9.9', 'HTTP/1.2', 'HTTP', 'ICY'])),
      'latin1',
    ),
  ),
  refused('TLS hello', ({ random }) => Buffer.concat([Buffer.from('1603010200010001fc0303', 'hex'), randomBytes(random, 300)])),
  refused('noise', ({ random }) => Buffer.concat([randomBytes(random, 1 + random.below(600)), Buffer.from('\r\n\r\n')])),
  refused('a flipped bit in the head', (draw) => flippedHead(draw)),
  refused('bare line feeds', (draw) => Buffer.from(write(forged(draw)).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')),
  refused('expects the impossible', (draw) => write(forged(draw), { expect: '200-ok' })),
  (draw) => ({
    name: 'cut in its head',
    packets: [write(misplaced(draw)).subarray(0, 1 + draw.random.below(60))],
    ending: 'cut',
    taken: 0,
  }),
  (draw) => ({ name: 'cut in its body', packets: [without(write(misplaced(draw)), 1 + draw.random.below(20))], ending: 'cut', taken: 0 }),
  (draw) => ({
    name: 'half closed in its body',
    packets: [without(write(misplaced(draw)), 1 + draw.random.below(20))],
    ending: 'finish',
    taken: 0,
  }),
  (draw) => ({
    name: 'garbage behind a genuine one',
    packets: [Buffer.concat([write(genuine(draw)), randomBytes(draw.random, 40), write(forged(draw))])],
    taken: 0,
    mayBe: 1,
  }),
  (draw) => ({ name: 'hidden in a body', packets: [hidden(draw)], taken: 0 }),
  (draw) => ({ name: 'many forged in one packet', packets: [joined(40, () => write(forged(draw)))], taken: 0 }),
];

/** Held open until the listener ends it. */
const SLOW: Makes = [
  (draw) => ({ name: 'slow head', packets: dribbled(write(misplaced(draw)), 12), pauseMs: 200, taken: 0, slow: true }),
  (draw) => ({ name: 'head never ends', packets: [write(forged(draw)).subarray(0, 30)], taken: 0, slow: true }),
  (draw) => ({ name: 'body never comes', packets: [write(misplaced(draw)).subarray(0, -5)], taken: 0, slow: true }),
  (draw) => ({ name: 'chunks never end', packets: [without(chunked(misplaced(draw), draw.random), 5)], taken: 0, slow: true }),
  (draw) => {
    const whole = write(misplaced(draw));
    return { name: 'slow body', packets: [without(whole, 12), ...dribbled(whole.subarray(-12), 12)], pauseMs: 200, taken: 0, slow: true };
  },
];

const ODD_TRANSFER: readonly [string, ...string[]] = [
  'transfer-encoding: xchunked',
  'transfer-encoding : chunked',
  'transfer-encoding: chunked, identity',
  'transfer-encoding:\tchunked',
  'Transfer-Encoding: cHuNkEd',
  'transfer-encoding: chunked\r\ntransfer-encoding: identity',
  ' transfer-encoding: chunked',
  'x: y\r\n\ttransfer-encoding: chunked',
];

function refused(name: string, packet: (draw: Draw) => Buffer): Make {
  return (draw) => ({ name, packets: [packet(draw)], taken: 0 });
}

function requestOf({ random, target }: Draw, secret: string, id: string): Request {
  const body = Buffer.from(target.signer.body(random, id));
  return { body, ...addressed(target, target.signer.sign(body, secret, new Date())) };
}

/** The same, as a proxy would be asked for it. */
function elsewhere(request: Request): Request {
  return { ...request, path: `http://evil.example${request.path}` };
}

function genuine(draw: Draw, more = ''): Request {
  return requestOf(draw, draw.secret, `${GENUINE}${draw.number}${more}`);
}

/** Rightly signed, for a frame in which it must not be understood. */
function misplaced(draw: Draw): Request {
  return requestOf(draw, draw.secret, `${HOSTILE}${draw.number}`);
}

function forged(draw: Draw): Request {
  return requestOf(draw, NOBODYS_SECRET, `${HOSTILE}${draw.number}`);
}

/** With a signed delivery in a frame that leaves open where they end. */
function smuggled(draw: Draw, lines: readonly string[], length?: string): Buffer {
  const { path, headers, body } = misplaced(draw);
  const inner = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
  const given = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`POST ${path} HTTP/1.1`, 'host: hooks.example', `content-length: ${length ?? inner.length}`, ...lines, ...given];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), inner, write(forged(draw))]);
}

function badChunks(draw: Draw): Buffer {
  const { path, headers, body } = misplaced(draw);
  const size = draw.random.pick([
    'zz',
    '-1',
    '0x5',
    'fffffffffffffffff',
    '7fffffffffffffff',
    ' 5',
    '5 5',
    '',
    '5\n',
    'é',
    `5;${'x'.repeat(20_000)}`,
  ]);
  return raw({
    path,
    headers: { ...headers, 'transfer-encoding': 'chunked' },
    body: Buffer.concat([Buffer.from(`${size}\r\n`), body, Buffer.from('\r\n')]),
  });
}

function bomb(draw: Draw, as: 'forged' | 'signed'): Buffer {
  const [encoding, body] = draw.random.pick(BOMBS);
  const proof = draw.target.signer.sign(body, as === 'signed' ? draw.secret : NOBODYS_SECRET, new Date());
  return write({ body, ...addressed(draw.target, proof) }, { 'content-encoding': encoding });
}

function oddHeader(draw: Draw): Buffer {
  const line = draw.random.pick([
    'no colon',
    ': no name',
    'x y: 1',
    'x: \u0000',
    'x: a\rb',
    '__proto__: 1',
    'constructor: 1',
    'x: \u00ff\u00fe',
    'host: other',
    ' folded: 1',
  ]);
  return Buffer.from(write(forged(draw)).toString('latin1').replace('host: hooks.example', `host: hooks.example\r\n${line}`), 'latin1');
}

function pathTrick(draw: Draw): Buffer {
  const { id } = draw.target;
  const path = draw.random.pick([
    `/webhooks%2f${id}`,
    `/webhooks/../webhooks/${id}`,
    `//webhooks//${id}`,
    `/webhooks/${id}/..`,
    `/webhooks/${id}%00`,
    `/webhooks/${id}/extra`,
    `/WEBHOOKS/${id}`,
    `/webhooks/${'a'.repeat(8000)}`,
    '/webhooks/__proto__',
    '/webhooks/constructor',
    '/webhooks/สวัสดี',
    `/webhooks/${id}?${'a=1&'.repeat(2000)}`,
    `/webhooks/${id}?__proto__[x]=1&%zz=%`,
    `/webhooks/${id}#fragment`,
    '/webhooks/',
    '/../../etc/passwd',
    '*',
    '',
    '?',
  ]);
  return write({ ...forged(draw), path });
}

function flippedHead(draw: Draw): Buffer {
  const packet = write(forged(draw));
  const at = draw.random.below(packet.indexOf('\r\n\r\n'));
  packet[at] = (packet[at] ?? 0) ^ (1 << draw.random.below(8));
  return packet;
}

/** A request inside the body of another: it must not be read as one of its own. Signed, it would be taken. */
function hidden(draw: Draw): Buffer {
  const outer = forged(draw);
  return write({ ...outer, body: write(misplaced(draw)) });
}
