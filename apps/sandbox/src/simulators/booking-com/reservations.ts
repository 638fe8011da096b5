import type { Inventory, Stay } from './inventory.ts';
import { reasonNotBookable, replenishRooms, returnRooms, takeRooms } from './inventory.ts';

export type Booker = {
  givenName: string;
  surname: string;
  email: string;
  phone: string;
  city: string;
  countryCode: string;
};

/** One room of a reservation. `index` stays the same over modifications. Prices in minor units, one a night. */
export type RoomLine = Stay & {
  index: number;
  guestName: string;
  adults: number;
  childAges: number[];
  nightlyPrices: number[];
  request: string;
};

export type QueueKind = 'new' | 'modify';

export type Draft = {
  id: string;
  booker: Booker;
  rooms: RoomLine[];
  remarks: string;
  /** True when Booking.com collects the money and pays by virtual card; rate codes then end in VCC. */
  paidByPlatform: boolean;
};

export type Reservation = Draft & {
  cancelled: boolean;
  createdAt: Date;
  changedAt: Date;
  /** Counts up with every change; an acknowledgement is for the revision that was fetched last. */
  revision: number;
  /** The queue its latest message belongs to. */
  queue: QueueKind;
  fetchedRevision: number;
  acknowledgedRevision: number;
  rejected: boolean;
};

/** All reservations of the property by their number, and the inventory they are taken from. */
export type Ledger = { now: () => Date; inventory: Inventory; reservations: Map<string, Reservation> };

/** Enters a booking whose rooms were found to be for sale, and takes them off sale. */
export function book(ledger: Ledger, draft: Draft): Reservation {
  const now = ledger.now();
  const reservation: Reservation = {
    ...draft,
    cancelled: false,
    createdAt: now,
    changedAt: now,
    revision: 1,
    queue: 'new',
    fetchedRevision: 0,
    acknowledgedRevision: 0,
    rejected: false,
  };
  for (const room of draft.rooms) takeRooms(ledger.inventory, room);
  ledger.reservations.set(reservation.id, reservation);
  return reservation;
}

/** Exchanges the rooms and remarks of a reservation. Nothing changes when the new rooms cannot be booked; then says why. */
export function modify(ledger: Ledger, reservation: Reservation, change: { rooms: RoomLine[]; remarks: string }): string | undefined {
  const { inventory } = ledger;
  for (const room of reservation.rooms) returnRooms(inventory, room);
  const reason = takeAll(inventory, change.rooms);
  if (reason !== undefined) {
    for (const room of reservation.rooms) takeRooms(inventory, room);
    return reason;
  }
  reservation.rooms = change.rooms;
  reservation.remarks = change.remarks;
  noteChange(ledger, reservation);
  return undefined;
}

export function cancel(ledger: Ledger, reservation: Reservation): void {
  for (const room of reservation.rooms) replenishRooms(ledger.inventory, room);
  reservation.cancelled = true;
  noteChange(ledger, reservation);
}

function noteChange(ledger: Ledger, reservation: Reservation): void {
  // A booking changed before it was acknowledged is still delivered as new, with its latest state.
  reservation.queue = reservation.acknowledgedRevision === 0 ? 'new' : 'modify';
  reservation.changedAt = ledger.now();
  reservation.revision += 1;
  reservation.rejected = false;
}

/** Takes every line's rooms, or none of them; then says why. */
function takeAll(inventory: Inventory, rooms: RoomLine[]): string | undefined {
  const taken: RoomLine[] = [];
  for (const room of rooms) {
    const reason = reasonNotBookable(inventory, room);
    if (reason !== undefined) {
      for (const undone of taken) returnRooms(inventory, undone);
      return reason;
    }
    takeRooms(inventory, room);
    taken.push(room);
  }
  return undefined;
}
