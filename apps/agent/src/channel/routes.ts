import { api } from '../access/index.ts';
import type { ChannelRoom } from './channel.ts';

export function channelRoutes(room: ChannelRoom) {
  const { channel } = api;
  return {
    rooms: channel.rooms.handler(() => room.rooms()),
    inventory: channel.inventory.handler(({ input }) => room.inventory(input.from, input.to)),
    setInventory: channel.setInventory.handler(({ input, context }) => room.setInventory(input.cells, context.actor)),
    status: channel.status.handler(() => room.status()),
    mappings: channel.mappings.handler(({ input }) => room.mappings(input.provider)),
    setMappings: channel.setMappings.handler(({ input, context }) => room.setMappings(input, context.actor)),
    sync: channel.sync.handler(({ input, context }) => room.sync(input, context.actor)),
    import: channel.import.handler(({ input, context }) => room.import(input, context.actor)),
    reservations: channel.reservations.handler(({ input }) => room.reservations(input)),
    reservation: channel.reservation.handler(({ input }) => room.reservation(input.id)),
  };
}
