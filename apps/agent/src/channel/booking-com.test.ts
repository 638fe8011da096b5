import type { ChannelProvider, InventoryUpdate } from '@banrimkwae/connector-kit/capabilities/channel';
import type { OperationContext } from '@banrimkwae/connector-kit/connector';
import { connectors } from '@banrimkwae/connectors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { grid, openTestExtranet, play, type TestExtranet } from '../../../sandbox/src/simulators/booking-com/extranet-rig.ts';
import type { SceneResult } from '../../../sandbox/src/simulators/booking-com/scenes.ts';
import { aProvider, openGateway } from '../gateway/gateway-rig.ts';

/** The real connector through the real gateway, over HTTP, against the simulator. */
function connect(extranet: TestExtranet, values: Readonly<Record<string, string | boolean>> = {}) {
  const connector = connectors.get('booking-com');
  if (!connector?.channel) throw new Error('There is no such channel');
  const config = { ...connector.manifest.practice.values, ...values };
  const names = Object.keys(connector.manifest.endpoints);
  const provider = aProvider({
    url: extranet.base,
    connector,
    config,
    provider: {
      hosts: Object.fromEntries(Object.keys(connector.manifest.hosts).map((host) => [host, `${extranet.base}/${host}`])),
      endpoint: (name) => ({
        rowId: 100 + names.indexOf(name),
        rateLimitPerMinute: null,
        timeoutSeconds: null,
        retryEnabled: true,
        cacheTtlSeconds: 0,
      }),
    },
  });
  const { gateway, rows } = openGateway({ clock: { now: extranet.now }, wait: async () => undefined });
  const context: OperationContext = {
    config,
    now: extranet.now,
    newId: () => 'msg_1',
    call: (endpoint, request, schema) => gateway.call({ provider, endpoint, request, schema, trace: {} }),
  };
  return { context, connector, channel: connector.channel, rows };
}

const STAY = { roomId: '700123401', rateId: '9001001', arrival: '2026-12-24', nights: 2, adults: 2 };
const MINUTE = 60_000;

const update = (change: Partial<InventoryUpdate> = {}): InventoryUpdate => ({
  index: 0,
  roomId: '700123401',
  rateId: '9001001',
  from: '2026-12-24',
  to: '2026-12-26',
  available: 5,
  price: { amount: 512300, currency: 'THB' },
  minimumStay: 2,
  closed: false,
  closedToArrival: false,
  closedToDeparture: false,
  ...change,
});

describe('Booking.com, connector against simulator', () => {
  let extranet: TestExtranet;
  let context: OperationContext;
  let channel: ChannelProvider;
  let rows: ReturnType<typeof connect>['rows'];
  beforeEach(async () => {
    extranet = await openTestExtranet();
    ({ context, channel, rows } = connect(extranet));
  });
  afterEach(() => extranet.close());

  const booked = async (input: unknown = STAY): Promise<string> => {
    const result = (await play(extranet.simulator, 'guestBooks', input)) as SceneResult;
    if (!result.done) throw new Error(result.reason);
    return result.reservationId;
  };
  const acknowledgeAll = async () => {
    const messages = await channel.pullReservations(context);
    await channel.acknowledgeReservations(context, { messages });
    return messages;
  };

  it('tests the connection and reads the rooms for mapping', async () => {
    const { connector } = connect(extranet);
    expect(await connector.testConnection(context)).toEqual({ message: 'Property 7001234: 4 room types with 8 rates' });
    const rooms = await channel.listRooms(context);
    expect(rooms[0]).toEqual({
      roomId: '700123401',
      roomName: 'Riverside Deluxe',
      rates: [
        { rateId: '9001001', rateName: 'Flexible with breakfast' },
        { rateId: '9001002', rateName: 'Non-refundable, room only' },
      ],
    });
  });

  it.each([
    ['a wrong secret', { clientSecret: 'not-the-secret' }],
    ["another house's property", { hotelId: '7009999' }],
  ])('says that the keys are wrong with %s', async (_name, values) => {
    const wrong = connect(extranet, values);
    await expect(wrong.connector.testConnection(wrong.context)).rejects.toMatchObject({ code: 'provider_credentials' });
  });

  it('puts on sale what was pushed: rooms, price, stay and closings', async () => {
    const updates = [
      update({ closedToArrival: true }),
      update({ index: 1, rateId: '9001002', price: { amount: 430000, currency: 'THB' }, closed: true, closedToDeparture: true }),
    ];
    const report = await channel.pushInventory(context, { updates, currency: 'THB' });
    expect(report).toMatchObject({ rejected: [], warnings: [] });
    expect(report.supportIds).toHaveLength(2);
    const [night] = await grid(extranet.simulator, { roomId: '700123401', from: '2026-12-24', days: 1 });
    expect(night).toMatchObject({
      toSell: 5,
      rates: [
        { rateId: '9001001', price: 512300, minimumStay: 2, closed: false, closedOnArrival: true, closedOnDeparture: false },
        { rateId: '9001002', price: 430000, minimumStay: 2, closed: true, closedOnArrival: false, closedOnDeparture: true },
      ],
    });
  });

  it('gives every update its verdict, and applies the others', async () => {
    const updates = [update(), update({ index: 4, roomId: '1' }), update({ index: 5, roomId: '700123402', rateId: '1' })];
    const { rejected } = await channel.pushInventory(context, { updates, currency: 'THB' });
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [4, 'ROOM_ID_INVALID'],
      [5, 'RATE_ID_INVALID'],
    ]);
    const [night] = await grid(extranet.simulator, { roomId: '700123401', from: '2026-12-24', days: 1 });
    expect(night?.toSell).toBe(5);
  });

  it('reports a push of which nothing could be applied as verdicts, not as an outage', async () => {
    const past = update({ from: '2026-11-01', to: '2026-11-02' });
    const { rejected } = await channel.pushInventory(context, { updates: [past], currency: 'THB' });
    expect(rejected).toMatchObject([{ index: 0, code: 'NOT_A_VALID_DATE' }]);
  });

  it('reads a booking until it is acknowledged, each time the same', async () => {
    const id = await booked({ ...STAY, paidByPlatform: true, guest: { givenName: 'Siobhán', surname: "O'Brien" }, remarks: 'Cot & quiet' });
    const [message] = await channel.pullReservations(context);
    expect(message).toMatchObject({
      channelReservationId: id,
      queue: 'new',
      state: 'confirmed',
      bookedAt: '2026-11-20T03:15:00.000Z',
      guest: { name: "Siobhán O'Brien" },
      rooms: [
        { lineId: '1', channelRoomId: '700123401', channelRateId: '9001001', arrival: '2026-12-24', departure: '2026-12-26', guests: 2 },
      ],
      total: { amount: 900000, currency: 'THB' },
      commission: { amount: 135000, currency: 'THB' },
    });
    expect(message?.remarks).toContain('Cot & quiet');
    expect(await channel.pullReservations(context)).toEqual([message]);
    await acknowledgeAll();
    expect(await channel.pullReservations(context)).toEqual([]);
  });

  it('reads changes and cancellations from their own queue', async () => {
    const [moved, left] = [await booked(), await booked()];
    await acknowledgeAll();
    await play(extranet.simulator, 'guestModifies', { reservationId: moved, nights: 3 });
    await play(extranet.simulator, 'guestCancels', { reservationId: left });
    const messages = await acknowledgeAll();
    expect(messages.map(({ channelReservationId, queue, state }) => [channelReservationId, queue, state])).toEqual([
      [moved, 'changed', 'modified'],
      [left, 'changed', 'cancelled'],
    ]);
    expect(messages[0]?.rooms[0]?.departure).toBe('2026-12-27');
    expect(await channel.pullReservations(context)).toEqual([]);
  });

  it('lets one that changed before its acknowledgement come again, and acknowledges the others', async () => {
    const [steady, moved] = [await booked(), await booked()];
    const messages = await channel.pullReservations(context);
    await play(extranet.simulator, 'guestModifies', { reservationId: moved, nights: 3 });
    await channel.acknowledgeReservations(context, { messages });
    const again = await channel.pullReservations(context);
    expect(again.map(({ channelReservationId }) => channelReservationId)).toEqual([moved]);
    expect(again[0]?.revision).not.toBe(messages.find(({ channelReservationId }) => channelReservationId === moved)?.revision);
    expect(steady).not.toBe(moved);
  });

  it('recovers what nobody read for 30 minutes, and can acknowledge it', async () => {
    const since = extranet.now();
    const id = await booked();
    extranet.advance(31 * MINUTE);
    expect(await channel.pullReservations(context)).toEqual([]);
    const found = (await channel.recoverReservations?.(context, { since })) ?? [];
    expect(found.map(({ channelReservationId }) => channelReservationId)).toEqual([id]);
    await channel.acknowledgeReservations(context, { messages: found });
    expect(extranet.simulator.state()).toMatchObject({ missed: [] });
  });

  it('renews its token before the hour is over, and asks for no more of them than it needs', async () => {
    const issued = () => (extranet.simulator.state() as { tokensIssuedInLastHour: number }).tokensIssuedInLastHour;
    const before = issued();
    for (let poll = 0; poll < 5; poll += 1) await channel.pullReservations(context);
    expect(issued() - before).toBe(1);
    extranet.advance(51 * MINUTE);
    await channel.pullReservations(context);
    expect(issued() - before).toBe(2);
    extranet.advance(61 * MINUTE);
    expect(await channel.pullReservations(context)).toEqual([]);
  });

  it('writes neither token, secret nor any part of a card into the request log', async () => {
    await booked();
    await acknowledgeAll();
    const log = JSON.stringify(rows);
    expect(log).toContain('OTA_HotelResNotif');
    expect(log).toContain('PaymentCard');
    expect(log).not.toMatch(/practice-booking-secret|eyJ[\w-]+\.|0{16}|SeriesCode=\\"0/);
  });
});
