import * as z from 'zod';
import { ById, Day, Instant, Money, PageQuery, page } from './primitives.ts';
import { route } from './route.ts';

/** One night of one room type as the resort wants to sell it. Absolute values, never plus or minus. */
export const InventoryCell = z.strictObject({
  roomTypeId: z.string(),
  day: Day,
  available: z.int().min(0).max(254),
  price: Money,
  minimumStay: z.int().min(1).max(31),
  closed: z.boolean(),
  closedToArrival: z.boolean(),
  closedToDeparture: z.boolean(),
});
export type InventoryCell = z.infer<typeof InventoryCell>;

export const RoomType = z.object({ id: z.string(), name: z.object({ en: z.string(), th: z.string() }), count: z.int() });

/** Our room type ↔ the channel's room and rate. */
export const RoomMapping = z.strictObject({ roomTypeId: z.string(), channelRoomId: z.string(), channelRateId: z.string() });
export type RoomMapping = z.infer<typeof RoomMapping>;
export const ChannelRoom = z.object({
  roomId: z.string(),
  roomName: z.string(),
  rates: z.array(z.object({ rateId: z.string(), rateName: z.string() })),
});

export const ChannelStatus = z.object({
  provider: z.string(),
  name: z.string(),
  inSync: z.boolean(),
  waitingChanges: z.int(),
  oldestWaitingAt: Instant.nullable(),
  lastPushAt: Instant.nullable(),
  lastImportAt: Instant.nullable(),
  unacknowledged: z.int(),
  lastError: z.string().nullable(),
});
export type ChannelStatus = z.infer<typeof ChannelStatus>;

/** Why a person should look at a reservation. */
export const attentionCodes = ['overbooked', 'not_in_calendar', 'unmapped_room', 'other_currency'] as const;
export type AttentionCode = (typeof attentionCodes)[number];

export const reservationStates = ['confirmed', 'modified', 'cancelled'] as const;
export const Reservation = z.object({
  id: z.string(),
  provider: z.string(),
  channelReservationId: z.string(),
  state: z.enum(reservationStates),
  guestName: z.string(),
  guestEmail: z.string().nullable(),
  guestPhone: z.string().nullable(),
  arrival: Day,
  departure: Day,
  rooms: z.array(
    z.object({
      lineId: z.string(),
      roomTypeId: z.string().nullable(),
      channelRoomId: z.string(),
      channelRateId: z.string().nullable(),
      arrival: Day,
      departure: Day,
      guests: z.int(),
      guestName: z.string().nullable(),
      total: Money.nullable(),
    }),
  ),
  total: Money,
  commission: Money.nullable(),
  remarks: z.string().nullable(),
  attention: z.array(z.enum(attentionCodes)),
  bookedAt: Instant.nullable(),
  importedAt: Instant,
  acknowledgedAt: Instant.nullable(),
  updatedAt: Instant,
});
export type Reservation = z.infer<typeof Reservation>;

const provider = z.string().min(1).max(50);
const Started = z.object({ jobId: z.string() });

export const channelContract = {
  rooms: route('channel.read', 'GET /channel/rooms', 'Room types of the resort').output(z.array(RoomType)),
  inventory: route('channel.read', 'GET /channel/inventory', 'The calendar the channels are fed from')
    .input(z.object({ from: Day, to: Day }))
    .output(z.array(InventoryCell)),
  setInventory: route('channel.edit', 'PUT /channel/inventory', 'Change nights; only what differs is sent')
    .input(z.strictObject({ cells: z.array(InventoryCell).min(1).max(2000) }))
    .output(z.object({ changed: z.int() })),
  status: route('channel.read', 'GET /channel/status', 'Per channel: in sync, what waits, last import').output(z.array(ChannelStatus)),
  mappings: route('channel.read', 'GET /channel/{provider}/mappings', 'Room mapping of one channel')
    .input(z.object({ provider }))
    .output(z.object({ mappings: z.array(RoomMapping), channelRooms: z.array(ChannelRoom) })),
  setMappings: route('channel.edit', 'PUT /channel/{provider}/mappings', 'Change the room mapping')
    .input(z.strictObject({ provider, mappings: z.array(RoomMapping) }))
    .output(z.object({ mappings: z.array(RoomMapping) })),
  sync: route('channel.sync', 'POST /channel/sync', 'Send what differs now; `full` resends every night')
    .input(z.strictObject({ provider: provider.optional(), full: z.boolean().default(false) }))
    .output(Started),
  import: route('channel.sync', 'POST /channel/import', 'Fetch reservations now')
    .input(z.strictObject({ provider: provider.optional() }))
    .output(Started),
  reservations: route('channel.read', 'GET /reservations', 'Reservations, newest first')
    .input(PageQuery.extend({ q: z.string().trim().max(100).optional(), provider: provider.optional() }))
    .output(page(Reservation)),
  reservation: route('channel.read', 'GET /reservations/{id}', 'One reservation').input(ById).output(Reservation),
};
