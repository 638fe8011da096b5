import { describe, expect, it } from 'vitest';
import { channelRig, MAPPINGS, NOK, night, nights, RESORT } from './channel-rig.ts';

describe('the calendar', () => {
  it('counts what differs, and keeps who changed what in the audit log', () => {
    const rig = channelRig();
    expect(rig.room.setInventory(nights('2026-12-01', 3), NOK)).toEqual({ changed: 3 });
    expect(rig.room.setInventory([...nights('2026-12-01', 2), night('2026-12-03', { minimumStay: 2 })], NOK)).toEqual({ changed: 1 });
    expect(rig.audited.at(-1)).toEqual({
      actor: 'op_nok',
      action: 'inventory.changed',
      subject: null,
      detail: { changed: 1, changes: [{ before: night('2026-12-03'), after: night('2026-12-03', { minimumStay: 2 }) }] },
    });
    expect(rig.room.setInventory(nights('2026-12-01', 2), NOK)).toEqual({ changed: 0 });
    expect(rig.audited).toHaveLength(2);
    expect(rig.room.inventory('2026-12-02', '2026-12-31')).toEqual([night('2026-12-02'), night('2026-12-03', { minimumStay: 2 })]);
  });

  it.each([
    ['a room type that is not there', { roomTypeId: 'castle' }, 'roomTypeId'],
    ['another currency', { price: { amount: 100, currency: 'EUR' } }, 'price'],
    ['a night for nothing', { price: { amount: 0, currency: 'THB' } }, 'price'],
  ])('refuses %s, and with it every night of the call', (_name, change, field) => {
    const rig = channelRig();
    expect(() => rig.room.setInventory([night('2026-12-01'), night('2026-12-02', change)], NOK)).toThrow(
      expect.objectContaining({ code: 'invalid_input', details: expect.objectContaining({ fields: { [field]: expect.any(String) } }) }),
    );
    expect(rig.room.inventory('2026-12-01', '2026-12-31')).toEqual([]);
  });

  it('knows the room types of the resort, in its order', () => {
    expect(channelRig().room.rooms()).toEqual(RESORT.roomTypes);
  });
});

describe('the mapping of a channel', () => {
  it('is shown beside the rooms of the channel', async () => {
    const rig = channelRig();
    expect(rig.map()).toEqual({ mappings: [MAPPINGS[1], MAPPINGS[0], MAPPINGS[2]] });
    expect(await rig.room.mappings('fake')).toEqual({
      mappings: [MAPPINGS[1], MAPPINGS[0], MAPPINGS[2]],
      channelRooms: [{ roomId: 'R1', roomName: 'River', rates: [{ rateId: 'flex', rateName: 'Flexible' }] }],
    });
    expect(rig.audited.at(-1)).toMatchObject({ action: 'channel.mapped', subject: 'fake', detail: { before: [] } });
  });

  it.each([
    ['an unknown room type', [{ roomTypeId: 'castle', channelRoomId: 'R1', channelRateId: 'flex' }]],
    [
      'two room types behind one room',
      [
        { roomTypeId: 'river', channelRoomId: 'R1', channelRateId: 'flex' },
        { roomTypeId: 'garden', channelRoomId: 'R1', channelRateId: 'fixed' },
      ],
    ],
    ['the same rate twice', [MAPPINGS[0], MAPPINGS[0]].flatMap((mapping) => mapping ?? [])],
  ])('refuses %s', (_name, mappings) => {
    expect(() => channelRig().map('fake', mappings)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  it('puts a room on sale when it is mapped, and everything anew when it is mapped again', async () => {
    const rig = channelRig();
    rig.room.setInventory([night('2026-12-01')], NOK);
    await rig.drain();
    expect(rig.channel().messages).toEqual([]);
    expect(rig.room.summary()).toMatchObject({ channels: 1, inSync: 0 });
    rig.map();
    await rig.drain();
    rig.map('fake', []);
    await rig.drain();
    rig.map();
    await rig.drain();
    expect(rig.channel().messages).toHaveLength(2);
    expect(rig.room.summary()).toEqual({ channels: 1, inSync: 1, lastBookingAt: null, attention: 0 });
  });

  it('is not known of a provider that is none', () => {
    expect(() => channelRig().map('nobody')).toThrow(expect.objectContaining({ code: 'not_found' }));
  });
});
