import { api } from '../access/index.ts';
import type { Tunnel } from './tunnel.ts';

export function tunnelRoutes(room: Tunnel) {
  const { tunnel } = api;
  return {
    status: tunnel.status.handler(() => room.status()),
    options: tunnel.options.handler(() => room.options()),
    configure: tunnel.configure.handler(({ input, context }) => room.configure(input, context.actor)),
    hostKeys: tunnel.hostKeys.handler(({ input, context }) => room.hostKeys(input, context.actor)),
    restart: tunnel.restart.handler(({ context }) => room.restart(context.actor)),
    check: tunnel.check.handler(({ context }) => room.check(context.actor)),
    remove: tunnel.remove.handler(async ({ context }) => {
      await room.remove(context.actor);
      return { done: true } as const;
    }),
  };
}
