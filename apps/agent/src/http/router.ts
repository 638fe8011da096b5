import type { AnyRouter } from '@orpc/server';
import { type Access, accessRoutes, api } from '../access/index.ts';
import { type ChannelRoom, channelRoutes } from '../channel/index.ts';
import { type ExchangeRates, fxRoutes, type GuestServices, weatherRoutes } from '../guest-services/index.ts';
import { type Messaging, messagingRoutes } from '../messaging/index.ts';
import { type SystemRoom, systemRoutes } from '../monitoring/index.ts';
import { type OutgoingRoom, outgoingRoutes } from '../outgoing/index.ts';
import {
  approvalsRoutes,
  disputesRoutes,
  moneyRulesRoutes,
  type PaymentsRoom,
  paymentsRoutes,
  reconciliationRoutes,
} from '../payments/index.ts';
import { type ProvidersRoom, providersRoutes } from '../providers/index.ts';
import { type GapsRoom, gapRoutes, type ReplayRoom, replayRoutes } from '../recovery/index.ts';
import { type TrafficRoom, trafficRoutes } from '../traffic/index.ts';
import { type Tunnel, tunnelRoutes } from '../tunnel/index.ts';

export type Rooms = {
  access: Access;
  channel: ChannelRoom;
  exchangeRates: ExchangeRates;
  gaps: GapsRoom;
  guestServices: GuestServices;
  messaging: Messaging;
  outgoing: OutgoingRoom;
  payments: PaymentsRoom;
  providers: ProvidersRoom;
  system: SystemRoom;
  traffic: TrafficRoom;
  tunnel: Tunnel;
  repairs: ReplayRoom;
};
/** The compiler cannot write the whole type down; that every call of the contract is answered, `api.router` checks below. */
export type ApiRouter = AnyRouter;

/** The whole operator API: the contract, and behind each of its calls the room that answers it. */
export function createRouter(rooms: Rooms): ApiRouter {
  return api.router({
    access: accessRoutes(rooms.access),
    approvals: approvalsRoutes(rooms.payments),
    channel: channelRoutes(rooms.channel),
    disputes: disputesRoutes(rooms.payments),
    fx: fxRoutes(rooms.exchangeRates),
    messages: messagingRoutes(rooms.messaging),
    moneyRules: moneyRulesRoutes(rooms.payments),
    outgoing: outgoingRoutes(rooms.outgoing),
    payments: paymentsRoutes(rooms.payments),
    providers: providersRoutes(rooms.providers),
    reconciliation: reconciliationRoutes(rooms.payments),
    recovery: { ...replayRoutes(rooms.repairs), ...gapRoutes(rooms.gaps) },
    system: systemRoutes(rooms.system),
    traffic: trafficRoutes(rooms.traffic),
    tunnel: tunnelRoutes(rooms.tunnel),
    weather: weatherRoutes(rooms.guestServices),
  });
}
