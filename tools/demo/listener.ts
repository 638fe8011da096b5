import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import * as z from 'zod';

const Told = z.object({ type: z.string(), data: z.looseObject({ id: z.string(), provider: z.string().optional() }) });
export type Told = z.infer<typeof Told>;

/** A system of the resort that is told of money: takes what is signed with its secret, refuses the rest. */
export type Listener = {
  url: string;
  /** Known only once the agent has made it. */
  trust: (secret: string) => void;
  taken: () => readonly Told[];
  refused: () => number;
  close: () => void;
};

export async function openListener(): Promise<Listener> {
  const taken = new Map<string, Told>();
  let secret: string | undefined;
  let refused = 0;
  const server = createServer(async (request, response) => {
    try {
      const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = request.headers;
      const headers = { 'webhook-id': String(id), 'webhook-timestamp': String(at), 'webhook-signature': String(signature) };
      const told = Told.parse(new Webhook(secret ?? '').verify(await text(request), headers));
      // The same id again is the same message.
      taken.set(headers['webhook-id'], told);
      response.writeHead(204).end();
    } catch {
      refused += 1;
      response.writeHead(401).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/money`,
    trust: (given) => {
      secret = given;
    },
    taken: () => [...taken.values()],
    refused: () => refused,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
