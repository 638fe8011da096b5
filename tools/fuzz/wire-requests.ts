import type { Random } from './random.ts';
import type { Headers } from './signers.ts';

/** How requests are written as bytes. */
export type Request = { path: string; headers: Headers; body: Buffer };

export function write({ path, headers, body }: Request, more: Headers = {}, method = 'POST'): Buffer {
  return raw({ path, headers: { ...headers, 'content-length': String(body.length), ...more }, body }, method);
}

export function raw({ path, headers, body }: Request, method = 'POST'): Buffer {
  const lines = Object.entries({ host: 'hooks.example', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), body]);
}

export function shouted({ path, headers, body }: Request): Buffer {
  return write({ path, body, headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value])) });
}

export function chunked({ path, headers, body }: Request, random: Random, { extension = '', trailer = '' } = {}): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const chunk = body.subarray(at, at + 1 + random.below(200));
    chunks.push(Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`), chunk, Buffer.from('\r\n'));
    at += chunk.length;
  }
  const end = Buffer.from(`0${extension}\r\n${trailer}\r\n`);
  return raw({ path, headers: { ...headers, 'transfer-encoding': 'chunked' }, body: Buffer.concat([...chunks, end]) });
}

export function withHeaderTwice({ path, headers, body }: Request): Request {
  return {
    path,
    body,
    headers: { ...headers, ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value])) },
  };
}

export function pieces(packet: Buffer, random: Random): Buffer[] {
  const at = 1 + random.below(packet.length - 1);
  return [packet.subarray(0, at), packet.subarray(at)];
}

export function dribbled(packet: Buffer, count: number): Buffer[] {
  const length = Math.ceil(packet.length / count);
  return Array.from({ length: count }, (_, index) => packet.subarray(index * length, (index + 1) * length));
}

export function without(packet: Buffer, last: number): Buffer {
  return packet.subarray(0, -last);
}

export function joined(count: number, packet: (index: number) => Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, index) => packet(index)));
}
