import type { TunnelState, TunnelStatus } from '@banrimkwae/contract/tunnel';
import { type FakeContext, fake } from './ground.ts';

const { tunnel } = fake;

/** The tunnel stands differently from now on, and every open desktop is told. */
function turn({ world, publish }: FakeContext, state: TunnelState, part: Partial<TunnelStatus>): TunnelStatus {
  Object.assign(world.tunnel, part, { state, since: new Date(world.now).toISOString() });
  publish({ type: 'tunnel_changed', state });
  return world.tunnel;
}

const reached = { sentence: { en: 'Providers reach us.', th: 'ผู้ให้บริการเข้าถึงเราได้' }, nextStep: null };

export const tunnelCalls = {
  status: tunnel.status.handler(({ context: { world } }) => world.tunnel),
  options: tunnel.options.handler(({ context: { world } }) => world.tunnelOptions),
  configure: tunnel.configure.handler(({ input, context }) => {
    for (const option of context.world.tunnelOptions) option.chosen = option.kind === input.kind;
    const { publicUrl } = input.values;
    return turn(context, 'connected', {
      ...reached,
      kind: input.kind,
      publicUrl: typeof publicUrl === 'string' ? publicUrl : context.world.tunnel.publicUrl,
    });
  }),
  hostKeys: tunnel.hostKeys.handler(({ input }) => [
    {
      type: 'ssh-ed25519',
      fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrrFakeFakeFakeFakeFake0',
      line: `${input.host} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIServer`,
    },
  ]),
  restart: tunnel.restart.handler(({ context }) => turn(context, 'connected', { ...reached, restarts: context.world.tunnel.restarts + 1 })),
  check: tunnel.check.handler(({ context: { world } }) =>
    Object.assign(world.tunnel, { lastRoundTrip: { at: new Date(world.now).toISOString(), ms: 71, error: null } }),
  ),
  remove: tunnel.remove.handler(({ context }) => {
    turn(context, 'not_set_up', {
      kind: null,
      publicUrl: null,
      lastRoundTrip: null,
      sentence: { en: 'No way from outside is set up.', th: 'ยังไม่ได้ตั้งทางเข้าจากภายนอก' },
      nextStep: null,
    });
    return { done: true as const };
  }),
};
