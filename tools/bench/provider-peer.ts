/** A provider for benchmarks, in a process of its own: answers every POST with half a kilobyte of JSON. Sends its port when it listens. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const ANSWER = JSON.stringify({ id: 'ch_1', status: 'succeeded', amount: 150_000, currency: 'thb', description: 'x'.repeat(400) });

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(ANSWER) }).end(ANSWER);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
