import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createPost } from './post.ts';

const { post, close } = createPost();
let stop: () => void = () => undefined;
afterEach(async () => {
  stop();
});

async function receiver(answer: (path: string) => { status: number; headers?: Record<string, string> }) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      seen.push(`${request.url} ${body}`);
      const { status, headers = {} } = answer(request.url ?? '');
      response.writeHead(status, headers).end('x'.repeat(200_000));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  stop = () => server.closeAllConnections();
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}
const message = (url: string) => ({ url, headers: {}, body: '{"a":1}', signal: new AbortController().signal });

it('tells the status and the wait that is asked for, and reads no long answer', async () => {
  const { url, seen } = await receiver(() => ({ status: 429, headers: { 'retry-after': '7' } }));
  expect(await post(message(`${url}/a`))).toEqual({ status: 429, retryAfterSeconds: 7 });
  expect(seen).toEqual(['/a {"a":1}']);
});

it('follows no redirect', async () => {
  const { url, seen } = await receiver((path) => (path === '/a' ? { status: 307, headers: { location: '/b' } } : { status: 200 }));
  await post(message(`${url}/a`));
  expect(seen).toEqual(['/a {"a":1}']);
});

it('says that nobody answers', async () => {
  expect(await post(message('http://127.0.0.1:9/'))).toEqual({ unreachable: 'ECONNREFUSED' });
  await close();
});
