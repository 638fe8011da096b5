/**
 * A gateway that lists a hundred thousand payments of one day, a hundred a page, for benchmarks; everything else it hands on to the sandbox.
 * Sends its port when it listens.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { benchDay, intentOf, numberOf } from './reconciliation-day.ts';

const sandbox = new URL(process.argv[2] ?? '');
const count = Number(process.argv[3]);
const { fromSeconds } = benchDay();
const LISTS = /^\/stripe\/api\/v1\/(payment_intents|refunds)$/;

const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
  const url = new URL(incoming.url ?? '/', sandbox);
  const list = LISTS.exec(url.pathname)?.[1];
  const isOfDay = url.searchParams.get('created[gte]') === String(fromSeconds);
  if (list === undefined || !isOfDay) return handOn(incoming, response);
  const after = url.searchParams.get('starting_after');
  const first = after === null ? 0 : numberOf(after) + 1;
  const last = list === 'refunds' ? 0 : Math.min(count, first + Number(url.searchParams.get('limit') ?? 10));
  const data = Array.from({ length: Math.max(0, last - first) }, (_, index) => intentOf(first + index));
  const body = JSON.stringify({ object: 'list', url: `/v1/${list}`, has_more: last > 0 && last < count, data });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
});

function handOn(incoming: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url } = incoming;
  const onward = request({ host: sandbox.hostname, port: sandbox.port, method, headers, path: url }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
