import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, nightsOf } from './calendar.ts';
import { type ChannelRig, channelRig, NOK, night, nights } from './channel-rig.ts';
import type { Weather } from './fake-channel-rig.ts';

const FIRST = '2026-11-28';
const DAYS = 6;
const day = fc.integer({ min: 0, max: DAYS - 1 }).map((offset) => addDays(FIRST, offset));
const weather = fc.array(fc.constantFrom<Weather>('fine', 'fine', 'lost', 'half', 'refused', 'unsent'), { maxLength: 6 });
const PAIRS = [
  ['R1', 'flex', 'river'],
  ['R1', 'fixed', 'river'],
  ['R2', 'flex', 'garden'],
] as const;
const LATER_MS = 400_000;

async function settle(rig: ChannelRig): Promise<void> {
  rig.channel().forecast();
  for (let round = 0; round < 4; round += 1) {
    rig.pass(LATER_MS);
    await rig.poll();
  }
}

/**
 * What a channel shows of every mapped night against what the calendar says. What was booked and left again between two readings may have
 * moved the channel's own count, and no message says where; those nights are right again with their next change or a full sync.
 */
function compare(rig: ChannelRig) {
  const cells = rig.room.inventory(FIRST, addDays(FIRST, DAYS - 1));
  for (const { roomTypeId, day: on, ...values } of cells) {
    for (const [room, rate, roomType] of PAIRS) {
      if (roomType !== roomTypeId || rig.channel().unseen.has(`${room}/${on}`)) continue;
      const key = `${room}/${rate}/${on}`;
      expect([key, rig.channel().shown.get(key)]).toEqual([key, values]);
    }
  }
}

const edit = fc.record({
  kind: fc.constant('edit' as const),
  day,
  nights: fc.integer({ min: 1, max: 4 }),
  roomTypeId: fc.constantFrom('river', 'garden'),
  available: fc.integer({ min: 0, max: 3 }),
  amount: fc.constantFrom(300_000, 450_000),
  closed: fc.boolean(),
});
const pushStep = fc.oneof(
  { weight: 3, arbitrary: edit },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('work' as const), weather, midway: fc.option(edit, { nil: undefined }) }) },
  fc.record({ kind: fc.constant('time' as const), seconds: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('crash' as const) }),
  fc.record({ kind: fc.constant('sync' as const), full: fc.boolean() }),
  fc.record({ kind: fc.constant('refuse' as const), day, rate: fc.constantFrom('R1/flex', 'R1/fixed', 'R2/flex') }),
  fc.record({ kind: fc.constant('accept' as const) }),
  fc.record({ kind: fc.constant('map' as const), all: fc.boolean() }),
);
type PushStep = typeof pushStep extends fc.Arbitrary<infer Value> ? Value : never;
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

function apply(rig: ChannelRig, { day: from, nights: count, amount, kind: _, ...change }: Edit): void {
  const cells = nights(from, count, { ...change, price: { amount, currency: 'THB' } });
  rig.room.setInventory(
    cells.filter((cell) => cell.day < addDays(FIRST, DAYS)),
    NOK,
  );
}

async function tell(rig: ChannelRig, step: PushStep): Promise<void> {
  const channel = rig.channel();
  if (step.kind === 'edit') apply(rig, step);
  if (step.kind === 'work') {
    const { midway } = step;
    channel.forecast(...step.weather);
    channel.meanwhile = () => {
      channel.meanwhile = () => undefined;
      if (midway) apply(rig, midway);
    };
    await rig.drain();
  }
  if (step.kind === 'time') rig.pass(step.seconds * 1000);
  if (step.kind === 'crash') rig.restart();
  if (step.kind === 'sync') rig.room.sync({ full: step.full }, NOK);
  if (step.kind === 'refuse') channel.refuses = (key) => key === `${step.rate}/${step.day}`;
  if (step.kind === 'accept') channel.refuses = () => false;
  if (step.kind === 'map') rig.map('fake', step.all ? undefined : []);
}

const stay = fc
  .record({ room: fc.constantFrom('R1', 'R2', 'R9'), day, nights: fc.integer({ min: 1, max: 3 }) })
  .map(({ room, day: arrival, nights: count }) => ({ channelRoomId: room, arrival, departure: addDays(arrival, count) }));
const who = fc.constantFrom('B1', 'B2', 'B3');
const importStep = fc.oneof(
  fc.record({ kind: fc.constant('book' as const), who, stays: fc.array(stay, { minLength: 1, maxLength: 2 }) }),
  fc.record({ kind: fc.constant('cancel' as const), who }),
  fc.record({ kind: fc.constant('stale' as const) }),
  fc.record({ kind: fc.constant('poll' as const), weather }),
  fc.record({ kind: fc.constant('poll' as const), weather }),
  fc.record({ kind: fc.constant('time' as const), minutes: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('crash' as const) }),
  fc.record({ kind: fc.constant('staff' as const), day, available: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ kind: fc.constant('map' as const), nine: fc.boolean() }),
);
type ImportStep = typeof importStep extends fc.Arbitrary<infer Value> ? Value : never;

const MORE = [
  { roomTypeId: 'river', channelRoomId: 'R1', channelRateId: 'flex' },
  { roomTypeId: 'river', channelRoomId: 'R1', channelRateId: 'fixed' },
  { roomTypeId: 'garden', channelRoomId: 'R2', channelRateId: 'flex' },
];
const NINE = { roomTypeId: 'garden', channelRoomId: 'R9', channelRateId: 'flex' };

/** What our own reservations hold of the rooms of a type, by its rooms at the channel. */
function held(rig: ChannelRig, roomTypeId: string, on: string): number {
  const { items } = rig.room.reservations({ limit: 50 });
  return items
    .filter(({ state }) => state !== 'cancelled')
    .flatMap(({ rooms }) => rooms)
    .filter((room) => room.roomTypeId === roomTypeId && nightsOf(room).includes(on)).length;
}

type Books = { rig: ChannelRig /** What staff set, with what was held then; by day, of the river type. */; set: Map<string, number> };

async function happen({ rig, set }: Books, step: ImportStep): Promise<void> {
  const channel = rig.channel();
  if (step.kind === 'book') {
    if (channel.bookings.has(step.who)) channel.modify(step.who, ...step.stays);
    else channel.book(step.who, ...step.stays);
  }
  if (step.kind === 'cancel' && channel.bookings.has(step.who)) channel.cancel(step.who);
  if (step.kind === 'stale') {
    const confirmed = [...channel.bookings.keys()].map((id) => channel.messageOf(id)).filter(({ state }) => state === 'confirmed');
    channel.stale = [...confirmed, ...confirmed];
  }
  if (step.kind === 'poll') {
    rig.pass(5000);
    channel.forecast(...step.weather);
    await rig.poll();
  }
  if (step.kind === 'time') rig.pass(step.minutes * 60_000);
  if (step.kind === 'crash') rig.restart();
  if (step.kind === 'map') rig.map('fake', step.nine ? [...MORE, NINE] : MORE);
  if (step.kind === 'staff') {
    const [before] = rig.room.inventory(step.day, step.day);
    rig.room.setInventory([night(step.day, { available: step.available })], NOK);
    // Setting what stands there already says nothing.
    if (before?.available !== step.available) set.set(step.day, step.available + held(rig, 'river', step.day));
  }
}

describe('whatever happens', () => {
  it('a channel ends up showing the calendar, night for night', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pushStep, { maxLength: 14 }), async (steps) => {
        const rig = channelRig();
        rig.map();
        for (const step of steps) await tell(rig, step);
        rig.channel().refuses = () => false;
        rig.map();
        rig.room.sync({ full: false }, NOK);
        await settle(rig);
        compare(rig);
        expect(rig.room.status()).toMatchObject([{ inSync: true, waitingChanges: 0, lastError: null }]);
        rig.close();
      }),
      { numRuns: 100 },
    );
  });

  it('every booking takes its nights exactly once, and the channel shows what is left', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(importStep, { maxLength: 16 }), async (steps) => {
        const rig = channelRig();
        rig.map();
        rig.room.setInventory(
          [...nights(FIRST, DAYS, { available: 2 }), ...nights(FIRST, DAYS, { roomTypeId: 'garden', available: 50 })],
          NOK,
        );
        await rig.poll();
        const set = new Map(nights(FIRST, DAYS).map((cell) => [cell.day, 2]));
        for (const step of steps) await happen({ rig, set }, step);
        rig.channel().stale = [];
        rig.map('fake', [...MORE, NINE]);
        await settle(rig);
        for (const cell of rig.room.inventory(FIRST, addDays(FIRST, DAYS - 1))) {
          const sold = (room: string) => rig.channel().sold(room, cell.day);
          const left = cell.roomTypeId === 'river' ? (set.get(cell.day) ?? 0) - sold('R1') : 50 - sold('R2') - sold('R9');
          expect([cell.roomTypeId, cell.day, cell.available]).toEqual([cell.roomTypeId, cell.day, Math.max(0, left)]);
        }
        const { items } = rig.room.reservations({ limit: 50 });
        expect(items.map((one) => [one.channelReservationId, one.state === 'cancelled']).sort()).toEqual(
          [...rig.channel().bookings.values()].map(({ id, cancelled }) => [id, cancelled]).sort(),
        );
        expect(rig.room.status()).toMatchObject([{ unacknowledged: 0, inSync: true }]);
        compare(rig);
        rig.close();
      }),
      { numRuns: 100 },
    );
  });
});
