import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { openLiveSocket } from './live-socket.ts';

let server: WebSocketServer;
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => {
  vi.useRealTimers();
  for (const client of server.clients) client.terminate();
  server.close();
});

async function connected(options: { autoPong?: boolean } = {}) {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...options });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws/integrations`);
  const ended: string[] = [];
  const pinged = vi.fn();
  server.on('connection', (client) => client.on('ping', pinged));
  await new Promise<void>((opened) =>
    openLiveSocket({ url, token: 't', agent: undefined }, { opened, message: () => undefined, closed: (why) => void ended.push(why.code) }),
  );
  return { ended, pinged };
}

describe('a live connection', () => {
  it('to a peer that no longer answers counts as gone after two silent intervals', async () => {
    const { ended, pinged } = await connected({ autoPong: false });
    vi.advanceTimersByTime(20_000);
    await expect.poll(() => pinged.mock.calls.length).toBe(1);
    expect(ended).toEqual([]);
    vi.advanceTimersByTime(20_000);
    await expect.poll(() => ended).toEqual(['agent_unreachable']);
  });

  it('to a peer that answers stays', async () => {
    const { ended, pinged } = await connected();
    for (const times of [1, 2, 3]) {
      vi.advanceTimersByTime(20_000);
      await expect.poll(() => pinged.mock.calls.length).toBe(times);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(ended).toEqual([]);
  });

  it('that the agent ends for a reason of its own says the session is over', async () => {
    const { ended } = await connected();
    for (const client of server.clients) client.close(1008);
    await expect.poll(() => ended).toEqual(['session_expired']);
  });
});
