import { z } from 'zod';
import { addDays, datesBetween, isCalendarDate, nightsOf, todayInCentralEurope } from './calendar.ts';
import { GUESTS, REMARKS } from './guests.ts';
import { type Inventory, reasonNotBookable, type Stay } from './inventory.ts';
import { findRoom, type Property } from './property.ts';
import { book, cancel, type Ledger, modify, type Reservation, type RoomLine } from './reservations.ts';

type Deps = {
  now: () => Date;
  random: () => number;
  property: Property;
  inventory: Inventory;
  ledger: Ledger;
};

/** What a guest did, or why Booking.com would not let them. */
export type SceneResult = { done: true; reservationId: string } | { done: false; reason: string };

const date = z.string().refine(isCalendarDate, 'must be a date written YYYY-MM-DD');

const bookInput = z
  .strictObject({
    roomId: z.string().optional(),
    rateId: z.string().optional(),
    arrival: date.optional(),
    nights: z.int().min(1).max(31).optional(),
    rooms: z.int().min(1).max(4).optional(),
    adults: z.int().min(1).max(4).optional(),
    childAges: z.array(z.int().min(0).max(17)).max(3).optional(),
    guest: z.strictObject({ givenName: z.string().min(1), surname: z.string().min(1) }).optional(),
    remarks: z.string().max(500).optional(),
    paidByPlatform: z.boolean().optional(),
  })
  .default({});

const modifyInput = z
  .strictObject({
    reservationId: z.string().optional(),
    nights: z.int().min(1).max(31).optional(),
    arrival: date.optional(),
    addRoom: z.strictObject({ roomId: z.string(), rateId: z.string() }).optional(),
    removeRoom: z.int().optional(),
    remarks: z.string().max(500).optional(),
  })
  .default({});

const cancelInput = z.strictObject({ reservationId: z.string().optional() }).default({});

const inventoryInput = z
  .strictObject({ roomId: z.string().optional(), from: date.optional(), days: z.int().min(1).max(62).optional() })
  .default({});

/** The orders staff and tests can give: what guests do on Booking.com, and a look at what is on sale there. */
export function createScenes(deps: Deps) {
  const nextNumber = createBookingNumbers(deps.random);
  return {
    guestBooks: (input: unknown): SceneResult => guestBooks(deps, nextNumber, bookInput.parse(input)),
    guestModifies: (input: unknown): SceneResult => guestModifies(deps, modifyInput.parse(input)),
    guestCancels: (input: unknown): SceneResult => guestCancels(deps, cancelInput.parse(input)),
    inventory: (input: unknown) => showInventory(deps, inventoryInput.parse(input)),
  };
}

/** Ten-digit reservation numbers, ever rising. */
function createBookingNumbers(random: () => number): () => string {
  let last = 4_100_000_000;
  return () => {
    last += 1 + Math.floor(random() * 9000);
    return String(last);
  };
}

function guestBooks(deps: Deps, nextNumber: () => string, input: z.infer<typeof bookInput>): SceneResult {
  const stay = chooseStay(deps, input);
  if ('reason' in stay) return { done: false, reason: stay.reason };
  const adults = input.adults ?? Math.min(2, findRoom(deps.property, stay.roomId)?.maxPersons ?? 2);
  const booker = { ...pick(deps.random, GUESTS), ...input.guest };
  const rooms = Array.from({ length: input.rooms ?? 1 }, (_, position) =>
    roomLine(deps, stay, {
      index: position + 1,
      adults,
      childAges: input.childAges ?? [],
      guestName: `${booker.givenName} ${booker.surname}`,
    }),
  );
  const least = Math.min(...nightsOf(stay.arrival, stay.nights).map((night) => deps.inventory.room(stay.roomId, night).toSell));
  if (least < rooms.length) return { done: false, reason: 'sold_out' };
  const reservation = book(deps.ledger, {
    id: nextNumber(),
    booker,
    rooms,
    remarks: input.remarks ?? pick(deps.random, REMARKS),
    paidByPlatform: input.paidByPlatform ?? false,
  });
  return { done: true, reservationId: reservation.id };
}

function guestModifies(deps: Deps, input: z.infer<typeof modifyInput>): SceneResult {
  const reservation = chooseReservation(deps, input.reservationId);
  if (reservation === undefined) return { done: false, reason: 'no_such_reservation' };
  const [first] = reservation.rooms;
  const asked = input.nights ?? input.arrival ?? input.addRoom ?? input.removeRoom ?? input.remarks;
  // Asked for nothing in particular, the guest stays one night longer.
  const nights = input.nights ?? (asked === undefined ? (first?.nights ?? 0) + 1 : undefined);
  const kept = reservation.rooms.filter((room) => room.index !== input.removeRoom);
  const moved = kept.map((room) => repriced(deps, { ...room, nights: nights ?? room.nights, arrival: input.arrival ?? room.arrival }));
  const rooms = input.addRoom === undefined ? moved : [...moved, addedRoom(deps, moved, { reservation, ...input.addRoom })];
  if (rooms.length === 0) return { done: false, reason: 'last_room_must_be_cancelled' };
  const reason = modify(deps.ledger, reservation, { rooms, remarks: input.remarks ?? reservation.remarks });
  return reason === undefined ? { done: true, reservationId: reservation.id } : { done: false, reason };
}

function guestCancels(deps: Deps, input: z.infer<typeof cancelInput>): SceneResult {
  const reservation = chooseReservation(deps, input.reservationId);
  if (reservation === undefined) return { done: false, reason: 'no_such_reservation' };
  cancel(deps.ledger, reservation);
  return { done: true, reservationId: reservation.id };
}

function showInventory(deps: Deps, input: z.infer<typeof inventoryInput>) {
  const from = input.from ?? todayInCentralEurope(deps.now());
  const dates = datesBetween(from, addDays(from, (input.days ?? 14) - 1));
  return deps.property.rooms
    .filter((room) => input.roomId === undefined || room.id === input.roomId)
    .map((room) => ({
      roomId: room.id,
      name: room.name,
      dates: dates.map((night) => ({
        date: night,
        ...deps.inventory.room(room.id, night),
        rates: room.rates.map((rate) => ({ rateId: rate.id, ...deps.inventory.rate({ roomId: room.id, rateId: rate.id, date: night }) })),
      })),
    }));
}

/** The stay asked for; what is left open is chosen at random among what can be booked in the next 60 days. */
function chooseStay(deps: Deps, input: z.infer<typeof bookInput>): Stay | { reason: string } {
  const room = input.roomId === undefined ? pick(deps.random, deps.property.rooms) : findRoom(deps.property, input.roomId);
  const rate = input.rateId === undefined ? room && pick(deps.random, room.rates) : room?.rates.find((one) => one.id === input.rateId);
  if (room === undefined || rate === undefined) return { reason: 'no_such_room_or_rate' };
  let reason = 'sold_out';
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const stay: Stay = {
      roomId: room.id,
      rateId: rate.id,
      arrival: input.arrival ?? addDays(todayInCentralEurope(deps.now()), 1 + Math.floor(deps.random() * 60)),
      nights: input.nights ?? 1 + Math.floor(deps.random() * 4),
    };
    const hindrance = reasonNotBookable(deps.inventory, stay);
    if (hindrance === undefined) return stay;
    reason = hindrance;
  }
  return { reason };
}

function chooseReservation(deps: Deps, id: string | undefined): Reservation | undefined {
  const open = [...deps.ledger.reservations.values()].filter((reservation) => !reservation.cancelled);
  if (id !== undefined) return open.find((reservation) => reservation.id === id);
  return open.length === 0 ? undefined : pick(deps.random, open);
}

function addedRoom(deps: Deps, others: RoomLine[], wish: { reservation: Reservation; roomId: string; rateId: string }): RoomLine {
  const like = others[0] ?? wish.reservation.rooms[0];
  // Numbers of rooms that were removed are not used again.
  const index = Math.max(...wish.reservation.rooms.map((room) => room.index), ...others.map((room) => room.index)) + 1;
  return roomLine(
    deps,
    { roomId: wish.roomId, rateId: wish.rateId, arrival: like?.arrival ?? '', nights: like?.nights ?? 1 },
    { index, adults: 2, childAges: [], guestName: like?.guestName ?? '' },
  );
}

function roomLine(deps: Deps, stay: Stay, guests: Pick<RoomLine, 'index' | 'adults' | 'childAges' | 'guestName'>): RoomLine {
  return repriced(deps, { ...stay, ...guests, nightlyPrices: [], request: '' });
}

/** The line with today's price of each of its nights. */
function repriced(deps: Deps, line: RoomLine): RoomLine {
  const alone = line.adults === 1 && line.childAges.length === 0;
  const nightlyPrices = nightsOf(line.arrival, line.nights).map((night) => {
    const cell = deps.inventory.rate({ ...line, date: night });
    return alone ? cell.singlePrice : cell.price;
  });
  return { ...line, nightlyPrices };
}

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  const item = items[Math.min(items.length - 1, Math.floor(random() * items.length))];
  if (item === undefined) throw new RangeError('Nothing to pick from');
  return item;
}
