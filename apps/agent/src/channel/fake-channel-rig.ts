import type {
  ChannelProvider,
  InventoryUpdate,
  PushReport,
  ReservationMessage,
  ReservationRoom,
} from '@banrimkwae/connector-kit/capabilities/channel';
import { AppError, type Connector, connector } from '@banrimkwae/connector-kit/connector';
import { nightsOf } from './calendar.ts';

/** What happens to a call: `lost` is applied but its answer never comes, `half` is applied in part; the others are not applied. */
export type Weather = 'fine' | 'lost' | 'half' | 'refused' | 'unsent';
export type Shown = Omit<InventoryUpdate, 'index' | 'roomId' | 'rateId' | 'from' | 'to'>;
type Stay = Pick<ReservationRoom, 'channelRoomId' | 'arrival' | 'departure'> & { lineId?: string };

type Booking = {
  id: string;
  rooms: ReservationRoom[];
  cancelled: boolean;
  revision: number;
  acknowledged: number;
  wasAcknowledged: boolean;
  changedAt: number;
};

const QUEUE_MS = 30 * 60_000;

/** A booking channel in memory with the semantics of a real one: absolute values, a verdict a night, queues read until acknowledged. */
export class FakeChannel {
  readonly id: string;
  limits: ChannelProvider['limits'];
  /** By `room/rate/day`. */
  readonly shown = new Map<string, Shown>();
  readonly messages: InventoryUpdate[][] = [];
  readonly calls: string[] = [];
  readonly bookings = new Map<string, Booking>();
  /** Nights it refuses, by `room/rate/day`. */
  refuses: (key: string) => boolean = () => false;
  /** While a message is on its way. */
  meanwhile: () => void | Promise<void> = () => undefined;
  /** What the queue gives besides what waits: deliveries of before. */
  stale: ReservationMessage[] = [];
  recoveredSince: string | undefined;
  /** Nights, by `room/day`, that were booked and left again without anyone having read of it. */
  readonly unseen = new Set<string>();
  private weather: Weather[] = [];
  private readonly now: () => number;

  constructor(id: string, now: () => number, limits: ChannelProvider['limits'] = { message: 'calendar_month', daysAhead: 400 }) {
    this.id = id;
    this.now = now;
    this.limits = limits;
  }

  /** What happens to the coming calls that change something, one after the other; then fine again. */
  forecast(...weather: Weather[]): void {
    this.weather = weather;
  }

  book(id: string, ...stays: Stay[]): void {
    const fresh = { cancelled: false, revision: 1, acknowledged: 0, wasAcknowledged: false };
    const rooms = stays.map(lineOf);
    this.bookings.set(id, { id, rooms, ...fresh, changedAt: this.now() });
    for (const room of rooms) this.count(room, -1);
  }
  modify(id: string, ...stays: Stay[]): void {
    this.change(id, { rooms: stays.map(lineOf), cancelled: false });
  }
  cancel(id: string): void {
    this.change(id, { cancelled: true });
  }
  /** Rooms that guests hold a night, of one of its rooms. */
  sold(roomId: string, day: string): number {
    const rooms = [...this.bookings.values()].filter(({ cancelled }) => !cancelled).flatMap((booking) => booking.rooms);
    return rooms.filter((room) => room.channelRoomId === roomId && nightsOf(room).includes(day)).length;
  }
  messageOf(id: string): ReservationMessage {
    return messageOf(this.booking(id));
  }

  get connector(): Connector {
    return connector({
      manifest: {
        id: this.id,
        name: `Fake ${this.id}`,
        type: 'booking',
        capabilities: ['channel'],
        fields: [],
        hosts: { api: { live: 'https://fake.test' } },
        auth: { kind: 'none' },
        rateLimitPerMinute: 60,
        timeoutSeconds: 5,
        retryAttempts: 0,
        endpoints: {},
        poll: { seconds: 20 },
        practice: { values: {}, scenes: {} },
        docs: [],
      },
      testConnection: async () => ({ message: 'fine' }),
      channel: this.operations(),
    });
  }

  private operations(): ChannelProvider {
    return {
      limits: this.limits,
      listRooms: async () => [{ roomId: 'R1', roomName: 'River', rates: [{ rateId: 'flex', rateName: 'Flexible' }] }],
      pushInventory: async (_context, { updates }) => {
        const report = this.act('push', updates, () => this.push(updates));
        await this.meanwhile();
        return report;
      },
      pullReservations: async () => this.act('pull', [], () => [...this.stale, ...this.waiting()]),
      acknowledgeReservations: async (_context, { messages }) =>
        this.act('acknowledge', messages, () => {
          for (const { channelReservationId } of messages) this.acknowledge(channelReservationId);
        }),
      recoverReservations: async (_context, { since }) =>
        this.act('recover', [], () => {
          this.recoveredSince = since.toISOString();
          return [...this.bookings.values()].filter(({ changedAt }) => changedAt >= since.getTime()).map((one) => this.read(one));
        }),
    };
  }

  private act<Value>(name: string, sent: readonly unknown[], apply: () => Value): Value {
    this.calls.push(name);
    if (name === 'push') this.messages.push([...(sent as InventoryUpdate[])]);
    const weather = this.weather.shift() ?? 'fine';
    if (weather === 'unsent') throw new AppError('provider_unavailable');
    if (weather === 'refused') throw new AppError('provider_rejected', { providerCode: 'NO', providerMessage: 'Not today.' });
    if (weather === 'half' && name === 'push') this.push((sent as InventoryUpdate[]).filter((_, index) => index % 2 === 0));
    if (weather === 'half') throw new AppError('provider_timeout', { outcome: 'unknown' });
    const value = apply();
    if (weather === 'lost') throw new AppError('outcome_unknown', { outcome: 'unknown' });
    return value;
  }

  private push(updates: readonly InventoryUpdate[]): PushReport {
    const rejected: PushReport['rejected'][number][] = [];
    for (const { index, roomId, rateId, from, to, ...values } of updates) {
      const days = [...nightsOf({ arrival: from, departure: to }), to];
      const keys = days.map((day) => `${roomId}/${rateId}/${day}`);
      if (keys.some(this.refuses)) rejected.push({ index, code: 'NO_SUCH_RATE', message: 'It is not known here' });
      else for (const key of keys) this.shown.set(key, values);
    }
    return { rejected, warnings: [], supportIds: [] };
  }

  private waiting(): ReservationMessage[] {
    const inQueue = ({ acknowledged, revision, changedAt }: Booking) => acknowledged < revision && this.now() - changedAt < QUEUE_MS;
    return [...this.bookings.values()].filter(inQueue).map((one) => this.read(one));
  }

  private read(booking: Booking): ReservationMessage {
    this.readRevisions.set(booking.id, booking.revision);
    return messageOf(booking);
  }
  private readonly readRevisions = new Map<string, number>();

  private acknowledge(id: string): void {
    const booking = this.bookings.get(id);
    if (!booking) return;
    booking.acknowledged = Math.max(booking.acknowledged, this.readRevisions.get(id) ?? 0);
    booking.wasAcknowledged = true;
  }

  private booking(id: string): Booking {
    const booking = this.bookings.get(id);
    if (!booking) throw new RangeError(`Nobody booked ${id}`);
    return booking;
  }

  private change(id: string, change: Partial<Booking>): void {
    const booking = this.booking(id);
    const wasRead = this.readRevisions.get(id) === booking.revision;
    for (const room of booking.rooms) {
      if (!booking.cancelled) this.count(room, 1, change.cancelled === true);
      if (!wasRead) for (const day of nightsOf(room)) this.unseen.add(`${room.channelRoomId}/${day}`);
    }
    Object.assign(booking, change, { revision: booking.revision + 1, changedAt: this.now() });
    if (!booking.cancelled) for (const room of booking.rooms) this.count(room, -1);
  }

  /** Like Booking.com, it counts its own sales by itself, and puts a cancelled room on sale again even where it was closed. */
  private count(room: ReservationRoom, by: number, opens = false): void {
    for (const [key, values] of this.shown) {
      const [roomId = '', , day = ''] = key.split('/');
      if (room.channelRoomId !== roomId || !nightsOf(room).includes(day)) continue;
      this.shown.set(key, { ...values, available: Math.max(0, values.available + by), closed: values.closed && !opens });
    }
  }
}

function lineOf({ lineId, ...stay }: Stay, index: number): ReservationRoom {
  const total = { amount: 250_000, currency: 'THB' };
  return { ...stay, lineId: lineId ?? String(index + 1), channelRateId: 'flex', guests: 2, guestName: 'Somchai', total };
}

function messageOf({ id, rooms, cancelled, revision, wasAcknowledged, changedAt }: Booking): ReservationMessage {
  return {
    channelReservationId: id,
    queue: wasAcknowledged ? 'changed' : 'new',
    state: cancelled ? 'cancelled' : wasAcknowledged ? 'modified' : 'confirmed',
    revision: `r${revision}`,
    bookedAt: new Date(changedAt).toISOString(),
    guest: { name: `Guest of ${id}`, email: null, phone: null },
    // A cancellation says little more than that.
    rooms: cancelled ? [] : rooms,
    total: { amount: cancelled ? 0 : 250_000 * rooms.length, currency: 'THB' },
    commission: null,
    remarks: null,
  };
}
