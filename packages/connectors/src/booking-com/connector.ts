import type { ChannelProvider, ChannelRoom, ReservationMessage } from '@banrimkwae/connector-kit/capabilities/channel';
import { AppError, connector, type OperationContext } from '@banrimkwae/connector-kit/connector';
import { buildXml, childrenOf, descend, xml } from '@banrimkwae/connector-kit/xml';
import { manifest } from './manifest.ts';
import { acknowledgementOf, refusalsIn } from './map-acknowledgement.ts';
import { faultOf } from './map-faults.ts';
import { availabilityBatch, type Batch, type BatchAnswer, rateBatch, reportOf, requireOneMonth } from './map-inventory.ts';
import { type Queue, reservationsFrom } from './map-reservations.ts';
import { ChangedReservations, Document, NewReservations, RoomRates, Token } from './schemas.ts';

const headers = { 'accept-version': manifest.apiVersion };
const TOKEN_SECONDS = 3600;

const QUEUES = {
  new: { read: 'new_reservations', acknowledge: 'acknowledge_new', schema: NewReservations },
  changed: { read: 'changed_reservations', acknowledge: 'acknowledge_changed', schema: ChangedReservations },
} as const satisfies Record<Queue, unknown>;

const channel: ChannelProvider = {
  // Three years ahead, less the days by which its calendar and ours may differ.
  limits: { message: 'calendar_month', daysAhead: 1094 },
  listRooms: readRooms,
  pushInventory: async (context, { updates }) => {
    if (updates.length === 0) return { rejected: [], warnings: [], supportIds: [] };
    requireOneMonth(updates);
    // Rooms before prices: should the second message fail, no night stays on sale that is sold.
    const availability = await send(context, 'availability', availabilityBatch(updates, context.now()));
    const rates = await send(context, 'rates', rateBatch(updates, context.now()));
    return reportOf([availability, rates]);
  },
  pullReservations: (context) => readQueues(context, {}),
  acknowledgeReservations: async (context, { messages }) => {
    for (const queue of ['new', 'changed'] as const) {
      const ids = messages.filter((message) => message.queue === queue).map(({ channelReservationId }) => channelReservationId);
      if (ids.length > 0) await acknowledge(context, queue, [...new Set(ids)]);
    }
  },
  // https://developers.booking.com/connectivity/docs/reservations-api/reservations-process-ota : these filters are for recovery only.
  recoverReservations: (context, { since }) =>
    readQueues(context, { hotel_ids: String(context.config.hotelId), last_change: since.toISOString().slice(0, 19).replace('T', ' ') }),
};

export default connector({
  manifest,
  channel,
  fault: faultOf,
  token: async (context) => {
    const body = { client_id: context.config.clientId, client_secret: context.config.clientSecret };
    const answer = await context.call('token_exchange', { body }, Token);
    return { token: answer.body.jwt, expiresInSeconds: TOKEN_SECONDS };
  },
  testConnection: async (context) => {
    const rooms = await readRooms(context);
    const rates = rooms.reduce((sum, room) => sum + room.rates.length, 0);
    return { message: `Property ${context.config.hotelId}: ${rooms.length} room types with ${rates} rates` };
  },
});

/** https://developers.booking.com/connectivity/docs/b_xml-roomrates */
async function readRooms(context: OperationContext): Promise<readonly ChannelRoom[]> {
  const hotelId = String(context.config.hotelId);
  const request = { headers, body: buildXml(xml('request', {}, [xml('hotel_id', {}, hotelId)])) };
  const { body } = await context.call('room_rates', request, RoomRates);
  return childrenOf(body, 'room')
    .filter(({ attributes }) => (attributes.hotel_id ?? hotelId) === hotelId)
    .map((room) => ({
      roomId: room.attributes.id ?? '',
      roomName: room.attributes.room_name ?? '',
      rates: childrenOf(descend(room, 'rates'), 'rate').map(({ attributes }) => ({
        rateId: attributes.id ?? '',
        rateName: attributes.rate_name ?? '',
      })),
    }));
}

async function send(context: OperationContext, endpoint: 'availability' | 'rates', batch: Batch): Promise<BatchAnswer> {
  const { status, body } = await context.call(endpoint, { headers, body: batch.document }, Document);
  return { batch, status, body };
}

/** One after the other: Booking.com forbids to read both at once. */
async function readQueues(context: OperationContext, query: Record<string, string>): Promise<readonly ReservationMessage[]> {
  const fresh = await context.call(QUEUES.new.read, { query }, QUEUES.new.schema);
  const changed = await context.call(QUEUES.changed.read, { query }, QUEUES.changed.schema);
  return [...reservationsFrom(fresh.body, 'new'), ...reservationsFrom(changed.body, 'changed')];
}

/**
 * One that cannot be acknowledged spoils the whole message, so the others are sent again without it. "Of the wrong type" means that it
 * changed meanwhile: it comes again by itself, with its latest state. Any other refusal is a fault, after the rest is done.
 */
async function acknowledge(context: OperationContext, queue: Queue, ids: readonly string[]): Promise<void> {
  const endpoint = QUEUES[queue].acknowledge;
  const first = await context.call(endpoint, { body: acknowledgementOf(queue, ids, context.now()) }, Document);
  const refusals = refusalsIn(first.body);
  const rest = ids.filter((id) => !refusals.some(({ record }) => record === id));
  if (refusals.length > 0 && rest.length > 0 && rest.length < ids.length)
    await context.call(endpoint, { body: acknowledgementOf(queue, rest, context.now()) }, Document);
  const fault = refusals.find(({ changedMeanwhile }) => !changedMeanwhile);
  if (fault) throw new AppError('provider_rejected', { providerCode: fault.code, providerMessage: `${fault.record}: ${fault.message}` });
}
