import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectors } from '@banrimkwae/connectors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { grid, openTestExtranet, play, type TestExtranet } from '../../../sandbox/src/simulators/booking-com/extranet-rig.ts';
import type { SceneResult } from '../../../sandbox/src/simulators/booking-com/scenes.ts';
import { createNewId } from '../clock.ts';
import { aProvider, openGateway } from '../gateway/gateway-rig.ts';
import { createHandQueue } from '../jobs/hand-queue-rig.ts';
import { createLiveEvents } from '../live/live-events.ts';
import type { Providers } from '../providers/port.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { createChannel } from './channel.ts';
import { NOK, nights, RESORT } from './channel-rig.ts';

const ID = 'booking-com';
const MINUTE = 60_000;
const STAY = { roomId: '700123401', rateId: '9001001', arrival: '2026-12-24', nights: 2, adults: 2 };

/** The real connector through the real gateway, over HTTP, as the providers room would run it. */
function providersOf(extranet: TestExtranet): Providers {
  const connector = connectors.get(ID);
  if (!connector) throw new Error(`There is no ${ID}`);
  const config = connector.manifest.practice.values;
  const hosts = Object.fromEntries(Object.keys(connector.manifest.hosts).map((host) => [host, `${extranet.base}/${host}`]));
  const rowIds = Object.keys(connector.manifest.endpoints);
  const endpoint = (name: string) => ({
    rowId: 100 + rowIds.indexOf(name),
    rateLimitPerMinute: null,
    timeoutSeconds: null,
    retryEnabled: false,
    cacheTtlSeconds: 0,
  });
  const provider = aProvider({ url: extranet.base, connector, config, provider: { hosts, endpoint } });
  const { gateway } = openGateway({ clock: { now: extranet.now }, wait: async () => undefined });
  const ready = { id: ID, name: connector.manifest.name, connector };
  return {
    ready: () => [ready],
    all: () => [ID],
    find: () => ({ ...ready, ready: true, whyNot: null }),
    run: (_id, operation, input, trace = {}) =>
      operation(
        {
          config,
          now: extranet.now,
          newId: () => 'msg_1',
          call: (name, request, schema) => gateway.call({ provider, endpoint: name, request, schema, trace }),
        },
        input,
      ),
    downSince: () => null,
    webhookSecrets: () => [],
    rowId: () => 1,
  };
}

function openRoom(extranet: TestExtranet) {
  const database = openDatabase(join(mkdtempSync(join(tmpdir(), 'channel-')), 'agent.db'), 'FULL');
  migrate(database, join(import.meta.dirname, '../store/migrations'));
  const clock = { now: extranet.now };
  const queue = createHandQueue(() => extranet.now().getTime());
  const room = createChannel({
    database,
    providers: providersOf(extranet),
    jobs: queue.jobs,
    live: createLiveEvents(clock, 'test'),
    clock,
    newId: createNewId(clock),
    audit: () => undefined,
    resort: RESORT,
  });
  return { room, drain: () => queue.drain() };
}

describe('the channel room with Booking.com', () => {
  let extranet: TestExtranet;
  let room: ReturnType<typeof openRoom>['room'];
  let drain: () => Promise<void>;
  beforeEach(async () => {
    extranet = await openTestExtranet();
    ({ room, drain } = openRoom(extranet));
    const { channelRooms } = await room.mappings(ID);
    const river = channelRooms.find(({ roomId }) => roomId === STAY.roomId);
    const mappings = (river?.rates ?? []).map(({ rateId }) => ({ roomTypeId: 'river', channelRoomId: STAY.roomId, channelRateId: rateId }));
    room.setMappings({ provider: ID, mappings }, NOK);
    room.setInventory(nights('2026-12-20', 20, { available: 3 }), NOK);
    await drain();
  });
  afterEach(() => extranet.close());

  const scene = async (name: string, input: unknown): Promise<string> => {
    const result = (await play(extranet.simulator, name, input)) as SceneResult;
    if (!result.done) throw new Error(result.reason);
    return result.reservationId;
  };
  const importNow = async () => {
    extranet.advance(20_000);
    room.import({}, NOK);
    await drain();
  };
  const free = () => room.inventory('2026-12-23', '2026-12-27').map(({ available }) => available);
  const onSale = async () =>
    (await grid(extranet.simulator, { roomId: STAY.roomId, from: '2026-12-23', days: 5 })).map(({ toSell }) => toSell);

  it('puts the calendar on sale over the turn of the year, one month a message', async () => {
    expect(room.status()).toMatchObject([{ provider: ID, name: 'Booking.com', inSync: true, lastError: null }]);
    const shown = await grid(extranet.simulator, { roomId: STAY.roomId, from: '2026-12-31', days: 2 });
    for (const { toSell, closed, rates } of shown) {
      expect([toSell, closed]).toEqual([3, false]);
      expect(rates).toMatchObject([{ price: 450_000, minimumStay: 1 }, { price: 450_000 }]);
    }
  });

  it('follows a booking, its change and its cancellation, and acknowledges each', async () => {
    const id = await scene('guestBooks', { ...STAY, rooms: 2 });
    await importNow();
    expect(free()).toEqual([3, 1, 1, 3, 3]);
    expect(await onSale()).toEqual(free());
    await scene('guestModifies', { reservationId: id, nights: 3 });
    await importNow();
    expect(free()).toEqual([3, 1, 1, 1, 3]);
    await scene('guestCancels', { reservationId: id });
    await importNow();
    expect(free()).toEqual([3, 3, 3, 3, 3]);
    expect(await onSale()).toEqual(free());
    expect(room.reservations({ q: id, limit: 10 }).items).toMatchObject([
      { state: 'cancelled', arrival: '2026-12-24', departure: '2026-12-27', attention: [], acknowledgedAt: expect.any(String) },
    ]);
    expect(extranet.simulator.state()).toMatchObject({ reservations: [{ id, cancelled: true, queue: null }], missed: [] });
  });

  it('closes again what a cancellation put back on sale', async () => {
    const id = await scene('guestBooks', STAY);
    await importNow();
    room.setInventory(nights('2026-12-24', 2, { available: 0, closed: true }), NOK);
    await drain();
    await scene('guestCancels', { reservationId: id });
    await importNow();
    const [night] = await grid(extranet.simulator, { roomId: STAY.roomId, from: '2026-12-24', days: 1 });
    expect(night).toMatchObject({ toSell: 1, rates: [{ closed: true }, { closed: true }] });
  });

  it('misses nothing that left the queue while the agent was off', async () => {
    await importNow();
    extranet.advance(5 * MINUTE);
    await scene('guestBooks', STAY);
    extranet.advance(40 * MINUTE);
    await importNow();
    expect(free()).toEqual([3, 2, 2, 3, 3]);
    expect(extranet.simulator.state()).toMatchObject({ missed: [] });
  });
});
