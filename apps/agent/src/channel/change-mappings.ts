import type { RoomMapping } from '@banrimkwae/contract/channel';
import { AppError } from '@banrimkwae/contract/errors';
import type { Actor } from '../access/index.ts';
import { remapReservations } from './apply-reservation.ts';
import { type ChannelGround, ringPush, tellChannels } from './ground.ts';

/** Replaces a channel's room mapping; its nights and the stays to come follow. Throws `not_found`, `invalid_input`. */
export function changeMappings(
  ground: ChannelGround,
  input: { provider: string; mappings: readonly RoomMapping[] },
  actor: Actor,
): RoomMapping[] {
  const { provider, mappings } = input;
  requireChannel(ground, provider);
  requireClear(ground, mappings);
  const at = ground.clock.now().toISOString();
  const moved = ground.database.transaction(() => {
    const before = ground.mappings.of(provider);
    ground.mappings.replace(provider, mappings);
    ground.sent.forgetUnmapped(provider);
    ground.states.change(provider, { waiting_from: at });
    const reservations = remapReservations(ground, provider, at);
    ground.audit({ actor: actor.id, action: 'channel.mapped', subject: provider, detail: { before, after: mappings } });
    ringPush(ground);
    return reservations;
  })();
  for (const reservationId of moved) ground.live.publish({ type: 'reservation_changed', reservationId });
  tellChannels(ground);
  return ground.mappings.of(provider);
}

/** The provider with its channel operations. Throws `not_found`. */
export function requireChannel(ground: ChannelGround, provider: string) {
  const found = ground.providers.find(provider);
  const { channel } = found.connector;
  if (!channel) throw new AppError('not_found', { message: `${found.name} is not a booking channel.` });
  return { ...found, channel };
}

/** A channel's rates share the rooms of their room: two of our room types behind one of its rooms would contradict each other. */
function requireClear({ resort }: ChannelGround, mappings: readonly RoomMapping[]): void {
  const refuse = (message: string) => new AppError('invalid_input', { message, fields: { mappings: message } });
  const roomTypes = new Map<string, string>();
  const pairs = new Set<string>();
  for (const { roomTypeId, channelRoomId, channelRateId } of mappings) {
    if (!resort.roomTypes.some(({ id }) => id === roomTypeId)) throw refuse(`There is no room type "${roomTypeId}".`);
    if ((roomTypes.get(channelRoomId) ?? roomTypeId) !== roomTypeId)
      throw refuse(`Room ${channelRoomId} of the channel stands for two room types.`);
    const pair = JSON.stringify([channelRoomId, channelRateId]);
    if (pairs.has(pair)) throw refuse(`Room ${channelRoomId} with rate ${channelRateId} is mapped twice.`);
    roomTypes.set(channelRoomId, roomTypeId);
    pairs.add(pair);
  }
}
