import { type Access, accessRoutes, api } from '../access/index.ts';
import { type ChannelRoom, channelRoutes } from '../channel/index.ts';
import { type GuestServices, weatherRoutes } from '../guest-services/index.ts';
import { type Messaging, messagingRoutes } from '../messaging/index.ts';
import { type SystemRoom, systemRoutes } from '../monitoring/index.ts';
import { type PaymentsRoom, paymentsRoutes } from '../payments/index.ts';
import { type ProvidersRoom, providersRoutes } from '../providers/index.ts';
import { type TrafficRoom, trafficRoutes } from '../traffic/index.ts';

export type Rooms = {
  access: Access;
  channel: ChannelRoom;
  guestServices: GuestServices;
  messaging: Messaging;
  payments: PaymentsRoom;
  providers: ProvidersRoom;
  system: SystemRoom;
  traffic: TrafficRoom;
};
export type ApiRouter = ReturnType<typeof createRouter>;

/** The whole operator API: the contract, and behind each of its calls the room that answers it. */
export function createRouter(rooms: Rooms) {
  return api.router({
    access: accessRoutes(rooms.access),
    channel: channelRoutes(rooms.channel),
    messages: messagingRoutes(rooms.messaging),
    payments: paymentsRoutes(rooms.payments),
    providers: providersRoutes(rooms.providers),
    system: systemRoutes(rooms.system),
    traffic: trafficRoutes(rooms.traffic),
    weather: weatherRoutes(rooms.guestServices),
  });
}
