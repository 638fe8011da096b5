import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The way from the providers to the webhook port: bytes go through as they are, until it is cut or stalled. */
export type Tunnel = {
  url: string;
  /** Every connection breaks, and new ones are turned away. */
  cut: () => void;
  /** Connections are taken and stand; nothing passes. */
  stall: () => void;
  restore: () => void;
  close: () => Promise<void>;
};
type Pair = { near: Socket; far: Socket };

export async function openTunnel(targetPort: number): Promise<Tunnel> {
  let state: 'open' | 'cut' | 'stalled' = 'open';
  const pairs = new Set<Pair>();
  const server = createServer({ pauseOnConnect: true }, (near) => {
    if (state === 'cut') return void near.resetAndDestroy();
    const pair = { near, far: connect(targetPort, '127.0.0.1') };
    pairs.add(pair);
    joinSockets(pair, () => pairs.delete(pair));
    if (state === 'open') flow(pair);
    else hold(pair);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The tunnel has no port');
  const breakAll = () => {
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut: () => {
      state = 'cut';
      breakAll();
    },
    stall: () => {
      state = 'stalled';
      for (const pair of pairs) hold(pair);
    },
    restore: () => {
      state = 'open';
      for (const pair of pairs) flow(pair);
    },
    close: async () => {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}

function joinSockets({ near, far }: Pair, gone: () => void): void {
  near.on('data', (bytes) => void (far.write(bytes) || near.pause()));
  far.on('data', (bytes) => void (near.write(bytes) || far.pause()));
  far.on('drain', () => near.resume());
  near.on('drain', () => far.resume());
  const end = () => {
    near.destroy();
    far.destroy();
    gone();
  };
  for (const socket of [near, far]) {
    socket.on('error', end);
    socket.on('close', end);
  }
}

function flow({ near, far }: Pair): void {
  near.resume();
  far.resume();
}

function hold({ near, far }: Pair): void {
  near.pause();
  far.pause();
}
