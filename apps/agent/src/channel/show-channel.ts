import type { ChannelStatus, Reservation } from '@banrimkwae/contract/channel';
import type { ChannelGround } from './ground.ts';
import { reachOf } from './push-inventory.ts';
import type { ReservationRow } from './reservation-table.ts';

/** Every channel that is set up, or was once mapped. */
export function showChannels(ground: ChannelGround): ChannelStatus[] {
  return ground.providers
    .all('channel')
    .filter((provider) => ground.providers.find(provider).ready || ground.mappings.of(provider).length > 0)
    .map((provider) => showChannel(ground, provider));
}

function showChannel(ground: ChannelGround, provider: string): ChannelStatus {
  const { name, ready, connector } = ground.providers.find(provider);
  const state = ground.states.of(provider);
  const reach = reachOf(ground, provider, connector.channel ?? { limits: { message: 'unlimited', daysAhead: 0 } });
  const waiting = ground.sent.waiting(reach);
  const refused = ground.sent.refused(reach);
  const refusal =
    refused &&
    `${refused.count} ${refused.count === 1 ? 'night is' : 'nights are'} refused, the first ${refused.day} of ${refused.roomId} / ${refused.rateId}: ${refused.code} ${refused.message}`;
  return {
    provider,
    name,
    inSync: ready && ground.mappings.of(provider).length > 0 && waiting.count === 0 && !refused,
    waitingChanges: waiting.count,
    oldestWaitingAt: waiting.oldestAt,
    lastPushAt: state.last_push_at,
    lastImportAt: state.last_import_at,
    unacknowledged: state.last_import_at === null ? 0 : ground.reservations.unacknowledged(provider, state.last_import_at),
    lastError: state.push_error ?? state.import_error ?? refusal ?? null,
  };
}

export function showReservation(ground: ChannelGround, row: ReservationRow): Reservation {
  const about = { today: ground.today(), currency: ground.resort.currency };
  return {
    id: row.id,
    provider: row.provider,
    channelReservationId: row.channel_reservation_id,
    state: row.state,
    guestName: row.guest_name,
    guestEmail: row.guest_email,
    guestPhone: row.guest_phone,
    arrival: row.arrival,
    departure: row.departure,
    rooms: ground.reservations.linesOf(row.id).map((line) => ({
      lineId: line.line_id,
      roomTypeId: line.room_type_id,
      channelRoomId: line.channel_room_id,
      channelRateId: line.channel_rate_id,
      arrival: line.arrival,
      departure: line.departure,
      guests: line.guests,
      guestName: line.guest_name,
      total: moneyOf(line.total, line.currency),
    })),
    total: { amount: row.total, currency: row.currency },
    commission: moneyOf(row.commission, row.commission_currency),
    remarks: row.remarks,
    attention: ground.reservations.attention(row.id, about),
    bookedAt: row.booked_at,
    importedAt: row.imported_at,
    acknowledgedAt: row.acknowledged_at,
    updatedAt: row.updated_at,
  };
}

function moneyOf(amount: number | null, currency: string | null) {
  return amount === null || currency === null ? null : { amount, currency };
}
