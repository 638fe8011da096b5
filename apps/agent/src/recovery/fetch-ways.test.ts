import { AppError } from '@banrimkwae/contract/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { type ChannelRig, channelRig, nights } from '../channel/channel-rig.ts';
import { paymentsRig } from '../payments/payments-rig.ts';
import type { GapsDeps } from './gaps.ts';
import { FakeLister, type GapsRig, gapsRig, MINUTE } from './gaps-rig.ts';

let rig: GapsRig;
afterEach(() => rig.close());

/** A room whose one provider is asked in another way; `away` is how long the agent was off. */
async function comeBack(way: 'pull' | 'inquiry', rooms: Partial<GapsDeps>, awayMs: number): Promise<void> {
  const lister = new FakeLister('fake');
  lister.reach = { ...lister.reach, way };
  rig = gapsRig([lister]);
  rig.start(rooms);
  rig.kill();
  rig.time.now += awayMs;
  rig.start(rooms);
  await rig.drain();
}

describe('a channel', () => {
  const TWO_NIGHTS = { channelRoomId: 'R1', arrival: '2026-12-24', departure: '2026-12-26' };
  const open = async (): Promise<ChannelRig> => {
    const channel = channelRig();
    channel.map();
    channel.room.setInventory(nights('2026-12-23', 5), { id: 'op_nok', name: 'Nok' });
    channel.channel().book('B0', TWO_NIGHTS);
    await channel.poll();
    channel.pass(10_000);
    return channel;
  };

  it('is asked for what changed since, though it left the queue, and though its own beat reads it first', async () => {
    const channel = await open();
    channel.channel().book('B1', TWO_NIGHTS);
    channel.channel().book('B2', TWO_NIGHTS);
    channel.pass(3 * 60 * MINUTE);
    await channel.poll();
    channel.pass(10_000);
    await comeBack('pull', { channel: channel.room }, 3 * 60 * MINUTE);
    expect(rig.outage()).toMatchObject({ state: 'repaired', repairs: [{ way: 'pull', found: 2, known: 0, recovered: 2 }] });
    expect(channel.room.reservations({ limit: 10 }).items).toHaveLength(3);
  });

  it('counts once what it tells again', async () => {
    const channel = await open();
    channel.channel().book('B1', TWO_NIGHTS);
    const since = new Date(Date.parse('2026-11-23T02:00:00.000Z'));
    const fetch = () => channel.room.fetchSince({ provider: 'fake', since, signal: new AbortController().signal });
    expect(await fetch()).toMatchObject({ changed: 1, heardAt: [expect.any(String), expect.any(String)] });
    expect(await fetch()).toEqual({ waitMs: 5000 });
    channel.pass(5000);
    expect(await fetch()).toMatchObject({ changed: 0 });
  });

  it('is left alone for the moment it asks for, then asked', async () => {
    let asked = 0;
    const channel: GapsDeps['channel'] = {
      lastImportAt: () => null,
      fetchSince: async () => {
        asked += 1;
        return asked === 1 ? { waitMs: 4000 } : { heardAt: [], changed: 0 };
      },
    };
    await comeBack('pull', { channel }, 5 * MINUTE);
    expect(rig.outage().state).toBe('repairing');
    rig.time.now += 4000;
    await rig.drain();
    expect(rig.outage()).toMatchObject({ state: 'repaired', sentence: { en: expect.stringContaining('nothing was missed') } });
  });

  it('was read all the time while only the tunnel was down', async () => {
    const lister = new FakeLister('fake');
    lister.reach = { ...lister.reach, way: 'pull' };
    rig = gapsRig([lister]);
    rig.start();
    const at = (ms: number) => new Date(rig.time.now + ms).toISOString();
    rig.room.tunnelChanged({ state: 'down', at: at(0) });
    rig.room.tunnelChanged({ state: 'connected', at: at(MINUTE) });
    expect(rig.outage()).toMatchObject({ cause: 'tunnel', state: 'repaired', repairs: [] });
  });
});

describe('an inquiry', () => {
  it('asks for each open payment, by its id or by our own reference, and counts those that moved', async () => {
    const payments = paymentsRig();
    const paid = await payments.take();
    payments.provider.forecast('lost');
    const unanswered = await payments.take();
    await payments.take();
    expect(payments.room.get(unanswered)).toMatchObject({ state: 'unknown', providerPaymentId: null });
    payments.provider.pay('pi_1');
    payments.pass(10 * MINUTE);
    await comeBack('inquiry', { payments: payments.room }, 10 * MINUTE);
    expect(payments.room.get(paid).state).toBe('paid');
    expect(payments.room.get(unanswered)).toMatchObject({ state: 'waiting', providerPaymentId: 'pi_2' });
    expect(rig.outage()).toMatchObject({ state: 'repaired', repairs: [{ way: 'inquiry', found: 3 }] });
    expect(rig.room.fetches()).toMatchObject([{ way: 'inquiry', recoveredLast30Days: 2 }]);
    expect(await payments.room.askOpen('fake')).toMatchObject({ asked: 2, moved: 0 });
  });

  it('fails as a whole when the provider does, and is tried again', async () => {
    let fails = true;
    const askOpen: GapsDeps['payments']['askOpen'] = async () => {
      if (fails) throw new AppError('provider_unavailable');
      return { asked: 1, moved: 1, movedSince: () => 1 };
    };
    await comeBack('inquiry', { payments: { askOpen } }, 5 * MINUTE);
    expect(rig.outage().state).toBe('incomplete');
    fails = false;
    rig.time.now += 10_000;
    await rig.drain();
    expect(rig.outage()).toMatchObject({ state: 'repaired', repairs: [{ recovered: 1 }] });
  });
});

describe('the line', () => {
  it('is found out by calling those whom nobody called', async () => {
    const [busy, idle] = [new FakeLister('busy'), new FakeLister('idle')];
    rig = gapsRig([busy, idle]);
    const probed: string[] = [];
    const probe = (id: string) => () => {
      probed.push(id);
      rig.state.calls = [...rig.state.calls.filter(({ provider }) => provider !== id), { provider: id, at: rig.time.now, answered: false }];
    };
    idle.weather = Array.from({ length: 9 }, () => probe('idle'));
    rig.start();
    rig.state.calls = [{ provider: 'busy', at: rig.time.now, answered: false }];
    for (let beats = 0; beats < 3; beats += 1) {
      rig.state.calls = [
        ...rig.state.calls.filter(({ provider }) => provider !== 'busy'),
        { provider: 'busy', at: rig.time.now, answered: false },
      ];
      rig.pass(50_000);
      await Promise.resolve();
    }
    expect(probed.length).toBeGreaterThan(0);
    expect(rig.outage()).toMatchObject({
      cause: 'line',
      state: 'open',
      sentence: { en: expect.stringMatching(/^No internet since 23 Nov,? 09:00\.$/) },
    });
  });
});
