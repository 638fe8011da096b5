import type { Money } from '@banrimkwae/money';
import type { Operation } from '../operation.ts';

export type ChannelProvider = {
  /** One message may span at most this; the agent cuts its updates to fit. */
  limits: { message: 'calendar_month' | 'unlimited'; daysAhead: number };
  listRooms: Operation<void, readonly ChannelRoom[]>;
  /**
   * Absolute values. Every update has its own verdict. After a fault none may be taken as applied, and all may be sent again: the same
   * values twice do no harm.
   */
  pushInventory: Operation<{ updates: readonly InventoryUpdate[]; currency: string }, PushReport>;
  /** Whatever was not acknowledged yet. Reading twice gives the same; nothing is removed by reading. */
  pullReservations: Operation<void, readonly ReservationMessage[]>;
  /** Only after the reservations are committed. */
  acknowledgeReservations: Operation<{ messages: readonly { channelReservationId: string; queue: string }[] }, void>;
  /**
   * Whatever changed since, acknowledged or not: for reservations that fell out of the queue while nobody read it. They are acknowledged like
   * any other.
   */
  recoverReservations?: Operation<{ since: Date }, readonly ReservationMessage[]>;
};

export type ChannelRoom = { roomId: string; roomName: string; rates: readonly { rateId: string; rateName: string }[] };

/** Equal neighbouring nights of one room and rate, both days inclusive. */
export type InventoryUpdate = {
  /** The caller's index; verdicts refer to it. */
  index: number;
  roomId: string;
  rateId: string;
  from: string;
  to: string;
  available: number;
  price: Money;
  minimumStay: number;
  closed: boolean;
  closedToArrival: boolean;
  closedToDeparture: boolean;
};

export type PushReport = {
  rejected: readonly { index: number; code: string; message: string }[];
  warnings: readonly { index: number | null; code: string; message: string }[];
  /** The provider's own id of the exchange, which its support asks for. */
  supportIds: readonly string[];
};

/** A snapshot: the whole latest state of one reservation. */
export type ReservationMessage = {
  channelReservationId: string;
  /** Where to acknowledge it. */
  queue: string;
  state: 'confirmed' | 'modified' | 'cancelled';
  /** Digest or revision: equal means nothing changed. */
  revision: string;
  bookedAt: string | null;
  guest: { name: string; email: string | null; phone: string | null };
  rooms: readonly ReservationRoom[];
  total: Money;
  commission: Money | null;
  remarks: string | null;
};

export type ReservationRoom = {
  lineId: string;
  channelRoomId: string;
  channelRateId: string | null;
  arrival: string;
  departure: string;
  guests: number;
  guestName: string | null;
  total: Money | null;
};
