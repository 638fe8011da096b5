import { allows, permissions, type Role } from '@banrimkwae/contract/roles';
import { call } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../access/index.ts';
import { channelRig, MAPPINGS, night } from './channel-rig.ts';
import { channelRoutes } from './routes.ts';

const as = (role: Role): { context: RequestContext } => ({
  context: {
    requestId: 'req_1',
    remoteAddress: '127.0.0.1',
    browser: false,
    caller: { actor: { id: `op_${role}`, name: role }, permissions: permissions.filter((permission) => allows(role, permission)) },
    token: undefined,
    setSessionCookie: () => undefined,
    clearSessionCookie: () => undefined,
  },
});

describe('the calls of the channel room', () => {
  it('lead from a mapping to a reservation', async () => {
    const rig = channelRig();
    const routes = channelRoutes(rig.room);
    const manager = as('manager');
    expect(await call(routes.rooms, undefined, manager)).toHaveLength(2);
    await call(routes.setMappings, { provider: 'fake', mappings: MAPPINGS }, manager);
    expect((await call(routes.mappings, { provider: 'fake' }, manager)).mappings).toHaveLength(3);
    expect(await call(routes.setInventory, { cells: [night('2026-12-01')] }, manager)).toEqual({ changed: 1 });
    expect(rig.audited.at(-1)?.actor).toBe('op_manager');
    expect(await call(routes.inventory, { from: '2026-12-01', to: '2026-12-01' }, manager)).toEqual([night('2026-12-01')]);
    expect(await call(routes.sync, { provider: 'fake' }, manager)).toEqual({ jobId: expect.any(String) });
    rig.channel().book('B1', { channelRoomId: 'R1', arrival: '2026-12-01', departure: '2026-12-02' });
    expect(await call(routes.import, {}, manager)).toEqual({ jobId: expect.any(String) });
    await rig.drain();
    expect(await call(routes.status, undefined, manager)).toMatchObject([{ provider: 'fake', inSync: true }]);
    const { items } = await call(routes.reservations, {}, manager);
    expect(await call(routes.reservation, { id: items[0]?.id ?? '' }, manager)).toMatchObject({ channelReservationId: 'B1' });
  });

  it('let the front desk sync, but change neither nights nor mapping', async () => {
    const routes = channelRoutes(channelRig().room);
    const desk = as('front_desk');
    expect(await call(routes.sync, {}, desk)).toEqual({ jobId: expect.any(String) });
    await expect(call(routes.setInventory, { cells: [night('2026-12-01')] }, desk)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(call(routes.setMappings, { provider: 'fake', mappings: [] }, desk)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(call(routes.import, {}, as('viewer'))).rejects.toMatchObject({ code: 'forbidden' });
  });
});
