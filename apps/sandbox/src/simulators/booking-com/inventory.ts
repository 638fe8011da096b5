import { addDays, nightsOf } from './calendar.ts';
import { findRate, findRoom, type Property, type RatePlan, type RoomType } from './property.ts';

/** The `BookingLimit` that means "as many as are asked for". */
export const UNLIMITED = 255;
/** The largest number of rooms that can be offered; larger numbers are cut to it. */
export const MOST_TO_SELL = 254;

/** What is for sale of one room type on one date, shared by all its rates. */
export type RoomCell = {
  toSell: number;
  closed: boolean;
  booked: number;
  cancelled: number;
};

/** Price and restrictions of one rate of one room type on one date. Prices in minor units; stays in nights, 0 = none. */
export type RateCell = {
  price: number;
  singlePrice: number;
  minimumStay: number;
  maximumStay: number;
  minimumStayArrival: number;
  maximumStayArrival: number;
  closed: boolean;
  closedOnArrival: boolean;
  closedOnDeparture: boolean;
};

export type Inventory = {
  room: (roomId: string, date: string) => RoomCell;
  rate: (key: { roomId: string; rateId: string; date: string }) => RateCell;
};

export type Stay = { roomId: string; rateId: string; arrival: string; nights: number };

/** The inventory grid. A date nobody has loaded shows the property's own defaults. */
export function createInventory(property: Property): Inventory {
  const rooms = new Map<string, RoomCell>();
  const rates = new Map<string, RateCell>();
  return {
    room: (roomId, date) => cellOf(rooms, `${roomId}|${date}`, () => defaultRoomCell(requireRoom(property, roomId))),
    rate: ({ roomId, rateId, date }) =>
      cellOf(rates, `${roomId}|${rateId}|${date}`, () => defaultRateCell(requireRate(requireRoom(property, roomId), rateId))),
  };
}

/** Why a guest cannot book this stay, or undefined when they can. */
export function reasonNotBookable(inventory: Inventory, stay: Stay): string | undefined {
  const dates = nightsOf(stay.arrival, stay.nights);
  for (const date of dates) {
    const reason = reasonNightNotBookable(inventory, stay, date);
    if (reason !== undefined) return reason;
  }
  const arrival = inventory.rate({ ...stay, date: stay.arrival });
  if (arrival.closedOnArrival) return 'closed_on_arrival';
  if (tooShort(arrival.minimumStayArrival, stay.nights)) return 'minimum_stay';
  if (tooLong(arrival.maximumStayArrival, stay.nights)) return 'maximum_stay';
  const departure = inventory.rate({ ...stay, date: addDays(stay.arrival, stay.nights) });
  return departure.closedOnDeparture ? 'closed_on_departure' : undefined;
}

/** Takes one room of every night out of what is for sale, as Booking.com does on its own sales. */
export function takeRooms(inventory: Inventory, stay: Stay): void {
  for (const date of nightsOf(stay.arrival, stay.nights)) {
    const cell = inventory.room(stay.roomId, date);
    if (cell.toSell !== UNLIMITED) cell.toSell = Math.max(0, cell.toSell - 1);
    cell.booked += 1;
  }
}

/** Gives back what `takeRooms` took, as when a reservation is changed to other dates or rooms. */
export function returnRooms(inventory: Inventory, stay: Stay): void {
  for (const date of nightsOf(stay.arrival, stay.nights)) {
    const cell = inventory.room(stay.roomId, date);
    if (cell.toSell !== UNLIMITED) cell.toSell = Math.min(MOST_TO_SELL, cell.toSell + 1);
    cell.booked = Math.max(0, cell.booked - 1);
  }
}

/**
 * Puts the rooms of a cancelled stay back on sale. This is the trap called auto-replenishment: a room type
 * that the property had closed is opened by it, so a channel manager must send its closure again
 * (partner help, "Handling overbookings").
 */
export function replenishRooms(inventory: Inventory, stay: Stay): void {
  returnRooms(inventory, stay);
  for (const date of nightsOf(stay.arrival, stay.nights)) {
    const cell = inventory.room(stay.roomId, date);
    cell.cancelled += 1;
    cell.closed = false;
  }
}

function reasonNightNotBookable(inventory: Inventory, stay: Stay, date: string): string | undefined {
  const room = inventory.room(stay.roomId, date);
  if (room.closed) return 'room_closed';
  if (room.toSell === 0) return 'sold_out';
  const rate = inventory.rate({ ...stay, date });
  if (rate.closed) return 'rate_closed';
  if (tooShort(rate.minimumStay, stay.nights)) return 'minimum_stay';
  return tooLong(rate.maximumStay, stay.nights) ? 'maximum_stay' : undefined;
}

function tooShort(minimum: number, nights: number): boolean {
  return minimum > 0 && nights < minimum;
}

function tooLong(maximum: number, nights: number): boolean {
  return maximum > 0 && nights > maximum;
}

function cellOf<Cell>(cells: Map<string, Cell>, key: string, create: () => Cell): Cell {
  const present = cells.get(key);
  if (present !== undefined) return present;
  const cell = create();
  cells.set(key, cell);
  return cell;
}

function defaultRoomCell(room: RoomType): RoomCell {
  return { toSell: room.units, closed: false, booked: 0, cancelled: 0 };
}

function defaultRateCell(rate: RatePlan): RateCell {
  return {
    price: rate.pricePerNight,
    singlePrice: rate.singlePrice,
    minimumStay: 0,
    maximumStay: 0,
    minimumStayArrival: 0,
    maximumStayArrival: 0,
    closed: false,
    closedOnArrival: false,
    closedOnDeparture: false,
  };
}

function requireRoom(property: Property, roomId: string): RoomType {
  const room = findRoom(property, roomId);
  if (room === undefined) throw new RangeError(`Property ${property.id} has no room ${roomId}`);
  return room;
}

function requireRate(room: RoomType, rateId: string): RatePlan {
  const rate = findRate(room, rateId);
  if (rate === undefined) throw new RangeError(`Room ${room.id} has no rate ${rateId}`);
  return rate;
}
