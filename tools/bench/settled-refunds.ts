import { once } from 'node:events';
import { LiveEvent } from '@banrimkwae/contract/events';
import { WebSocket } from 'ws';

/** Hears from the agent when refunds are over, as an open desktop does. */
export type SettledRefunds = { wait: (refundId: string) => Promise<void>; close: () => void };

export async function listenForRefunds(apiUrl: string, token: string): Promise<SettledRefunds> {
  const settled = new Set<string>();
  const waiting = new Map<string, () => void>();
  const socket = new WebSocket(`${apiUrl.replace('http', 'ws')}/ws/integrations`, { headers: { authorization: `Bearer ${token}` } });
  socket.on('message', (data) => {
    const event = LiveEvent.parse(JSON.parse(String(data)));
    if (event.type !== 'refund_changed' || event.state !== 'succeeded') return;
    settled.add(event.refundId);
    waiting.get(event.refundId)?.();
  });
  await once(socket, 'open');
  return {
    wait: (refundId) =>
      new Promise((resolve) => {
        if (settled.has(refundId)) return resolve();
        waiting.set(refundId, resolve);
      }),
    close: () => socket.terminate(),
  };
}
