import type { InventoryCell } from '@banrimkwae/contract/channel';
import { describe, expect, it } from 'vitest';
import { type ChannelRig, channelRig, NOK, night, nights } from './channel-rig.ts';

const MINUTE = 60_000;
const TWO_NIGHTS = { channelRoomId: 'R1', arrival: '2026-12-24', departure: '2026-12-26' };

function ready(names?: readonly string[], cell: Partial<InventoryCell> = {}): ChannelRig {
  const rig = channelRig(names);
  for (const name of names ?? ['fake']) rig.map(name);
  rig.room.setInventory(nights('2026-12-23', 5, cell), NOK);
  return rig;
}

const free = (rig: ChannelRig) => rig.room.inventory('2026-12-23', '2026-12-27').map(({ available }) => available);
const only = (rig: ChannelRig) => {
  const { items } = rig.room.reservations({ limit: 10 });
  if (items.length !== 1 || !items[0]) throw new Error(`There are ${items.length} reservations`);
  return items[0];
};

describe('taking reservations in', () => {
  it('takes the booked nights from the inventory, tells the other channels, and acknowledges', async () => {
    const rig = ready(['fake', 'other']);
    await rig.drain();
    rig.channel().book('B1', TWO_NIGHTS, TWO_NIGHTS);
    await rig.poll();
    expect(free(rig)).toEqual([5, 3, 3, 5, 5]);
    expect(rig.channel('other').shown.get('R1/flex/2026-12-25')).toMatchObject({ available: 3 });
    expect(only(rig)).toMatchObject({
      provider: 'fake',
      channelReservationId: 'B1',
      state: 'confirmed',
      guestName: 'Guest of B1',
      arrival: '2026-12-24',
      departure: '2026-12-26',
      total: { amount: 500_000, currency: 'THB' },
      rooms: [{ lineId: '1', roomTypeId: 'river' }, { lineId: '2' }],
      attention: [],
      acknowledgedAt: '2026-11-23T02:00:00.000Z',
    });
    expect(rig.events.filter(({ type }) => type === 'reservation_changed').length).toBeGreaterThanOrEqual(1);
    expect(rig.room.status()).toMatchObject([{ provider: 'fake', unacknowledged: 0, lastImportAt: '2026-11-23T02:00:00.000Z' }, {}]);
  });

  it('acknowledges only what is committed, and again what could not be acknowledged, with no other effect', async () => {
    const rig = ready();
    rig.channel().book('B1', TWO_NIGHTS);
    rig.channel().forecast('fine', 'fine', 'unsent');
    await rig.drain();
    await rig.poll();
    expect(rig.channel().calls.filter((call) => call !== 'push')).toEqual(['pull', 'acknowledge']);
    expect(only(rig).acknowledgedAt).toBeNull();
    expect(rig.room.status()).toMatchObject([
      { unacknowledged: 1, lastError: 'The provider fails at the moment, so we pause calls to it.' },
    ]);
    rig.pass(20_000);
    await rig.poll();
    expect(free(rig)).toEqual([5, 4, 4, 5, 5]);
    expect(only(rig).acknowledgedAt).toBe('2026-11-23T02:00:20.000Z');
    expect(rig.room.status()).toMatchObject([{ unacknowledged: 0, lastError: null }]);
  });

  it('follows a change of rooms and dates exactly', async () => {
    const rig = ready();
    rig.channel().book('B1', TWO_NIGHTS);
    await rig.poll();
    rig.pass(MINUTE);
    rig
      .channel()
      .modify('B1', { channelRoomId: 'R1', arrival: '2026-12-25', departure: '2026-12-28' }, { ...TWO_NIGHTS, channelRoomId: 'R2' });
    await rig.poll();
    expect(free(rig)).toEqual([5, 5, 4, 4, 4]);
    expect(only(rig)).toMatchObject({ state: 'modified', arrival: '2026-12-24', departure: '2026-12-28', attention: ['not_in_calendar'] });
  });

  it('gives the rooms back on a cancellation, keeps what is known of the stay, and tells the channel anew what is closed', async () => {
    const rig = ready(undefined, { available: 1, closed: true });
    await rig.drain();
    rig.channel().book('B1', TWO_NIGHTS);
    await rig.poll();
    rig.room.setInventory(nights('2026-12-24', 2, { available: 0, closed: true }), NOK);
    await rig.drain();
    rig.pass(MINUTE);
    rig.channel().cancel('B1');
    rig.room.setInventory(nights('2026-12-24', 2, { available: 0, closed: true }), NOK);
    expect(rig.channel().shown.get('R1/flex/2026-12-24')).toMatchObject({ available: 1, closed: false });
    await rig.poll();
    expect(only(rig)).toMatchObject({
      state: 'cancelled',
      arrival: '2026-12-24',
      rooms: [{ roomTypeId: 'river' }],
      total: { amount: 250_000 },
    });
    expect(free(rig)).toEqual([1, 1, 1, 1, 1]);
    expect(rig.channel().shown.get('R1/flex/2026-12-24')).toMatchObject({ available: 1, closed: true });
  });

  it('does not let an older confirmation undo a cancellation, but a later change brings the booking back', async () => {
    const rig = ready();
    rig.channel().book('B1', TWO_NIGHTS);
    const confirmed = rig.channel().messageOf('B1');
    await rig.poll();
    rig.pass(MINUTE);
    rig.channel().cancel('B1');
    await rig.poll();
    rig.channel().stale = [confirmed];
    rig.pass(MINUTE);
    await rig.poll();
    expect([only(rig).state, free(rig)]).toEqual(['cancelled', [5, 5, 5, 5, 5]]);
    rig.channel().stale = [];
    rig.pass(MINUTE);
    rig.channel().modify('B1', TWO_NIGHTS);
    await rig.poll();
    expect([only(rig).state, free(rig)]).toEqual(['modified', [5, 4, 4, 5, 5]]);
  });

  it('keeps a cancellation of a booking it never heard of, and tells anew every night it may have put back on sale', async () => {
    const rig = ready(undefined, { closed: true });
    await rig.drain();
    rig.channel().book('B1', TWO_NIGHTS);
    rig.channel().cancel('B1');
    expect(rig.channel().shown.get('R1/flex/2026-12-25')?.closed).toBe(false);
    await rig.poll();
    expect(rig.channel().shown.get('R1/flex/2026-12-25')?.closed).toBe(true);
    expect(only(rig)).toMatchObject({ state: 'cancelled', rooms: [], attention: [] });
    expect(free(rig)).toEqual([5, 5, 5, 5, 5]);
  });

  it('takes an overbooking, flags it, tells no channel of rooms below none, and lifts the flag when a room comes back', async () => {
    const rig = ready(undefined, { available: 1 });
    rig.channel().book('B1', TWO_NIGHTS);
    rig.channel().book('B2', { ...TWO_NIGHTS, departure: '2026-12-25' });
    await rig.poll();
    const attention = () => rig.room.reservations({ limit: 10 }).items.map((one) => [one.channelReservationId, ...one.attention]);
    expect(attention().sort()).toEqual([['B1'], ['B2', 'overbooked']]);
    expect(rig.room.summary()).toMatchObject({ attention: 1, lastBookingAt: '2026-11-23T02:00:00.000Z' });
    expect(free(rig)).toEqual([1, 0, 0, 1, 1]);
    expect(rig.channel().shown.get('R1/flex/2026-12-24')).toMatchObject({ available: 0 });
    rig.pass(MINUTE);
    rig.channel().cancel('B1');
    await rig.poll();
    expect(attention().sort()).toEqual([['B1'], ['B2']]);
    expect(free(rig)).toEqual([1, 0, 1, 1, 1]);
    expect(rig.room.summary().attention).toBe(0);
  });

  it('lifts the flag of an overbooking when staff find rooms', async () => {
    const rig = ready(undefined, { available: 0 });
    rig.channel().book('B1', TWO_NIGHTS);
    await rig.poll();
    rig.room.setInventory(nights('2026-12-24', 2, { available: 0, closed: true }), NOK);
    expect(only(rig).attention).toEqual(['overbooked']);
    rig.room.setInventory(nights('2026-12-24', 2, { available: 2 }), NOK);
    expect(only(rig).attention).toEqual([]);
  });

  it('takes in what is not mapped, and takes its rooms once it is', async () => {
    const rig = ready();
    rig.channel().book('B1', { ...TWO_NIGHTS, channelRoomId: 'R9' });
    await rig.poll();
    expect(only(rig)).toMatchObject({ attention: ['unmapped_room'], rooms: [{ roomTypeId: null, channelRoomId: 'R9' }] });
    expect(free(rig)).toEqual([5, 5, 5, 5, 5]);
    rig.room.setMappings({ provider: 'fake', mappings: [{ roomTypeId: 'river', channelRoomId: 'R9', channelRateId: 'flex' }] }, NOK);
    expect(only(rig)).toMatchObject({ attention: [], rooms: [{ roomTypeId: 'river' }] });
    expect(free(rig)).toEqual([5, 4, 4, 5, 5]);
    rig.room.setMappings({ provider: 'fake', mappings: [] }, NOK);
    expect(free(rig)).toEqual([5, 4, 4, 5, 5]);
  });

  it('asks for all that changed after a gap in which the channel may have dropped messages', async () => {
    const rig = ready();
    await rig.poll();
    rig.pass(5 * MINUTE);
    rig.channel().book('B1', TWO_NIGHTS);
    rig.pass(40 * MINUTE);
    await rig.poll();
    expect(rig.channel().recoveredSince).toBe('2026-11-23T01:55:00.000Z');
    expect(only(rig)).toMatchObject({ state: 'confirmed', acknowledgedAt: '2026-11-23T02:45:00.000Z' });
    rig.pass(MINUTE);
    await rig.poll();
    expect(rig.channel().calls.filter((call) => call === 'recover')).toHaveLength(1);
  });

  it('recovers with the next reading when the channel could not be asked', async () => {
    const rig = ready();
    await rig.poll();
    rig.channel().book('B1', TWO_NIGHTS);
    rig.pass(40 * MINUTE);
    await rig.drain();
    rig.channel().forecast('fine', 'unsent');
    await rig.poll();
    expect(rig.room.reservations({ limit: 10 }).items).toEqual([]);
    rig.pass(5000);
    await rig.drain();
    expect(only(rig).channelReservationId).toBe('B1');
  });

  it('leaves the channel the moment it asks for after an acknowledgement', async () => {
    const rig = ready();
    rig.channel().book('B1', TWO_NIGHTS);
    await rig.poll();
    const before = rig.channel().calls.length;
    rig.room.import({ provider: 'fake' }, NOK);
    rig.pass(4000);
    await rig.drain();
    expect(rig.channel().calls).toHaveLength(before);
    rig.pass(1000);
    await rig.drain();
    expect(rig.channel().calls.slice(before)).toEqual(['pull']);
  });

  it('lets one that makes no sense not hold up the others, and does not acknowledge it', async () => {
    const rig = ready();
    rig.channel().book('B1', { ...TWO_NIGHTS, departure: '2026-12-24' });
    rig.channel().book('B2', TWO_NIGHTS);
    await rig.poll();
    expect(only(rig).channelReservationId).toBe('B2');
    expect(rig.room.status()[0]?.lastError).toContain('B1: rooms.0');
    expect(rig.channel().bookings.get('B1')?.acknowledged).toBe(0);
  });

  it('tells lines apart which the channel names alike', async () => {
    const rig = ready();
    rig.channel().book('B1', { ...TWO_NIGHTS, lineId: '' }, { ...TWO_NIGHTS, lineId: '' });
    await rig.poll();
    expect(free(rig)).toEqual([5, 3, 3, 5, 5]);
  });

  it('finds reservations by guest and by the number of the channel, newest first, page by page', async () => {
    const rig = ready(['fake', 'other']);
    rig.channel().book('AB_1', TWO_NIGHTS);
    rig.channel().book('AB22', TWO_NIGHTS);
    rig.channel('other').book('C3', TWO_NIGHTS);
    await rig.poll();
    const found = (filter: object) => rig.room.reservations({ limit: 10, ...filter }).items.map((one) => one.channelReservationId);
    expect(found({ q: 'AB_' })).toEqual(['AB_1']);
    expect(found({ q: 'guest of c' })).toEqual(['C3']);
    expect(found({ provider: 'fake' })).toHaveLength(2);
    const first = rig.room.reservations({ limit: 2 });
    expect([...first.items, ...rig.room.reservations({ limit: 2, cursor: first.cursor }).items].map((one) => one.id)).toHaveLength(3);
    expect(rig.room.reservation(first.items[0]?.id ?? '')).toEqual(first.items[0]);
    expect(() => rig.room.reservation('res_none')).toThrow(expect.objectContaining({ code: 'not_found' }));
  });

  it('flags a total in another currency', async () => {
    const rig = ready();
    rig.channel().book('B1', TWO_NIGHTS);
    rig.channel().stale = [{ ...rig.channel().messageOf('B1'), total: { amount: 9_900, currency: 'EUR' } }];
    await rig.poll();
    expect(only(rig).attention).toEqual(['other_currency']);
    rig.room.setInventory([night('2026-12-24', { available: 4 })], NOK);
    expect(rig.room.summary().attention).toBe(1);
  });
});
