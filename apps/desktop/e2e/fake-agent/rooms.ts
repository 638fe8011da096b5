import type { ChannelStatus, channelContract, InventoryCell, Reservation } from '@banrimkwae/contract/channel';
import type { InferContractRouterOutputs } from '@orpc/contract';
import { dice, guests } from './people.ts';

const DAY = 86_400_000;
const thb = (amount: number) => ({ amount, currency: 'THB' });
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

export const roomTypes: InferContractRouterOutputs<typeof channelContract>['rooms'] = [
  { id: 'river', name: { en: 'River villa', th: 'วิลล่าริมแม่น้ำ' }, count: 8 },
  { id: 'garden', name: { en: 'Garden room', th: 'ห้องสวน' }, count: 12 },
  { id: 'raft', name: { en: 'Floating raft', th: 'แพพัก' }, count: 4 },
  { id: 'family', name: { en: 'Family house', th: 'บ้านครอบครัว' }, count: 3 },
];

export function makeInventory(now: number): InventoryCell[] {
  const roll = dice(11);
  return roomTypes.flatMap((type, index) =>
    Array.from({ length: 90 }, (_, offset) => ({
      roomTypeId: type.id,
      day: day(now + (offset - 5) * DAY),
      available: Math.max(0, roll(type.count + 2) - 1),
      price: thb((18 + index * 6 + (offset % 7 > 4 ? 4 : 0)) * 10_000),
      minimumStay: offset % 7 === 5 ? 2 : 1,
      closed: roll(17) === 0,
      closedToArrival: roll(23) === 0,
      closedToDeparture: false,
    })),
  );
}

export function makeReservations(now: number): Reservation[] {
  const roll = dice(5);
  return Array.from({ length: 40 }, (_, index) => reservation(now, index, roll));
}

function reservation(now: number, index: number, roll: (below: number) => number): Reservation {
  const arrival = now + (roll(30) - 3) * DAY;
  const nights = 1 + roll(5);
  const total = thb(nights * 240_000);
  const name = guests[index % guests.length] ?? 'Guest';
  const at = new Date(now - index * 5_400_000).toISOString();
  return {
    id: `res_${String(index).padStart(4, '0')}`,
    provider: 'Booking.com',
    channelReservationId: String(4_100_200_300 + index * 7919),
    state: index % 9 === 4 ? 'cancelled' : index % 6 === 2 ? 'modified' : 'confirmed',
    guestName: name,
    guestEmail: 'guest@example.com',
    guestPhone: '+66 81 234 5678',
    arrival: day(arrival),
    departure: day(arrival + nights * DAY),
    rooms: [
      {
        lineId: '1',
        roomTypeId: index === 3 ? null : (roomTypes[index % 4]?.id ?? null),
        channelRoomId: '501',
        channelRateId: '9001',
        arrival: day(arrival),
        departure: day(arrival + nights * DAY),
        guests: 2,
        guestName: name,
        total,
      },
    ],
    total,
    commission: thb(Math.round(total.amount * 0.15)),
    remarks: index % 3 === 0 ? 'Late arrival, about 23:00. Two extra pillows please.' : null,
    attention: index === 0 ? ['overbooked'] : index === 3 ? ['unmapped_room'] : [],
    bookedAt: at,
    importedAt: at,
    acknowledgedAt: index === 0 ? null : at,
    updatedAt: at,
  };
}

export function makeStatus(now: number): ChannelStatus[] {
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  return [
    {
      provider: 'booking-com',
      name: 'Booking.com',
      inSync: false,
      waitingChanges: 3,
      oldestWaitingAt: ago(2),
      lastPushAt: ago(4),
      lastImportAt: ago(1),
      unacknowledged: 1,
      lastError: 'The provider did not answer in time.',
    },
    {
      provider: 'agoda',
      name: 'Agoda',
      inSync: true,
      waitingChanges: 0,
      oldestWaitingAt: null,
      lastPushAt: ago(12),
      lastImportAt: ago(3),
      unacknowledged: 0,
      lastError: null,
    },
  ];
}
