import type { ReservationMessage } from '@banrimkwae/connector-kit/capabilities/channel';
import { nightsOf } from './calendar.ts';
import type { ChannelGround } from './ground.ts';
import type { LineRow, ReservationRow } from './reservation-table.ts';

export type Applied = { reservationId: string; changed: boolean };
type Heard = { provider: string; message: ReservationMessage; at: string };

/**
 * Takes over what a channel says of a reservation, and its effect on the inventory. What is known already changes nothing. Call it inside a
 * transaction, in the order in which the messages were read.
 */
export function applyReservation(ground: ChannelGround, { provider, message, at }: Heard): Applied {
  const known = ground.reservations.ofChannel(provider, message.channelReservationId);
  if (known && (known.revision === message.revision || isOlder(ground, message, known))) {
    ground.reservations.read(known.id, at);
    return { reservationId: known.id, changed: false };
  }
  const before = known ? ground.reservations.linesOf(known.id) : [];
  // A cancellation may be almost empty, so it changes nothing of what is known of the stay.
  const keeps = known !== undefined && message.state === 'cancelled';
  const lines = keeps ? before : linesOf(ground, provider, message);
  const row = keeps
    ? { ...known, state: message.state, revision: message.revision, read_at: at, acknowledged_at: null, updated_at: at }
    : rowOf(ground, { provider, message, at }, known);
  ground.reservations.save(row);
  ground.reservations.replaceLines(row.id, lines);
  occupy(ground, { row, lines, before, at });
  return { reservationId: row.id, changed: true };
}

/** Reads the mapping of a channel anew for all who are still to stay. Returns the reservations that changed. */
export function remapReservations(ground: ChannelGround, provider: string, at: string): string[] {
  return ground.reservations.staying(provider, ground.today()).flatMap((row) => {
    const before = ground.reservations.linesOf(row.id);
    const lines = before.map((line) => ({
      ...line,
      room_type_id: ground.mappings.roomTypeOf(provider, line.channel_room_id) ?? line.room_type_id,
    }));
    if (lines.every(({ room_type_id }, index) => room_type_id === before[index]?.room_type_id)) return [];
    ground.reservations.replaceLines(row.id, lines);
    ground.reservations.save({ ...row, updated_at: at });
    occupy(ground, { row, lines, before, at });
    return [row.id];
  });
}

/**
 * Channels give the latest state each time, so what is read later is newer: a change that follows on a cancellation brings the booking back.
 * But a first confirmation is old news once the channel tells of the reservation as of a change, which it does after an acknowledgement, and
 * it undoes no cancellation when it was heard before.
 */
function isOlder(ground: ChannelGround, message: ReservationMessage, known: ReservationRow): boolean {
  if (message.state !== 'confirmed' || known.state === 'confirmed') return false;
  return known.state === 'modified' || known.first_acknowledged_at !== null || ground.reservations.hasHeard(known.id, message.revision);
}

type Occupying = { row: ReservationRow; lines: readonly LineRow[]; before: readonly LineRow[]; at: string };

/**
 * Takes and returns rooms. The channel has counted its own sale by itself, and may have put a cancelled room back on sale even if it was
 * closed, so it is told anew of every night concerned.
 */
function occupy(ground: ChannelGround, { row, lines, before, at }: Occupying): void {
  const touched = [...before, ...lines];
  for (const { channel_room_id: roomId, arrival, departure } of touched)
    ground.sent.doubt({ provider: row.provider, roomId, arrival, departure });
  // A cancellation of what we never heard of may not say which nights it gave back.
  if (touched.length === 0) ground.sent.doubtAll(row.provider);
  const staying = row.state === 'cancelled' ? [] : lines;
  const nights = staying.flatMap(({ line_id: lineId, room_type_id: roomTypeId, arrival, departure }) =>
    roomTypeId === null ? [] : nightsOf({ arrival, departure }).map((day) => ({ lineId, roomTypeId, day })),
  );
  ground.occupancy.set(row.id, nights, at);
}

function linesOf(ground: ChannelGround, provider: string, message: ReservationMessage): LineRow[] {
  const seen = new Map<string, number>();
  return message.rooms.map(({ lineId, channelRoomId, channelRateId, arrival, departure, guests, guestName, total }) => {
    // A channel that does not tell its lines apart names them all alike.
    const times = seen.get(lineId) ?? 0;
    seen.set(lineId, times + 1);
    return {
      line_id: times === 0 ? lineId : `${lineId}~${times}`,
      room_type_id: ground.mappings.roomTypeOf(provider, channelRoomId),
      channel_room_id: channelRoomId,
      channel_rate_id: channelRateId,
      arrival,
      departure,
      guests,
      guest_name: guestName,
      total: total?.amount ?? null,
      currency: total?.currency ?? null,
    };
  });
}

function rowOf(ground: ChannelGround, { provider, message, at }: Heard, known: ReservationRow | undefined): ReservationRow {
  const { rooms, guest, total, commission } = message;
  const days = rooms.flatMap(({ arrival, departure }) => [arrival, departure]).sort();
  return {
    id: known?.id ?? ground.newId('res'),
    provider,
    channel_reservation_id: message.channelReservationId,
    state: message.state,
    revision: message.revision,
    guest_name: guest.name,
    guest_email: guest.email,
    guest_phone: guest.phone,
    // One that was cancelled before we heard of it may come without its stay.
    arrival: days[0] ?? ground.today(),
    departure: days.at(-1) ?? ground.today(),
    total: total.amount,
    currency: total.currency,
    commission: commission?.amount ?? null,
    commission_currency: commission?.currency ?? null,
    remarks: message.remarks,
    booked_at: message.bookedAt ?? known?.booked_at ?? null,
    imported_at: known?.imported_at ?? at,
    read_at: at,
    acknowledged_at: null,
    first_acknowledged_at: known?.first_acknowledged_at ?? null,
    updated_at: at,
  };
}
