import { accessContract } from './access.ts';
import { channelContract } from './channel.ts';
import { messagesContract } from './messages.ts';
import { paymentsContract } from './payments.ts';
import { providersContract } from './providers.ts';
import { recoveryContract } from './recovery.ts';
import { systemContract } from './system.ts';
import { trafficContract } from './traffic.ts';
import { tunnelContract } from './tunnel.ts';
import { weatherContract } from './weather.ts';

/** Every call between a desktop (or any client) and the agent. Served under /api, described at /api/openapi.json. */
export const contract = {
  access: accessContract,
  channel: channelContract,
  messages: messagesContract,
  payments: paymentsContract,
  providers: providersContract,
  recovery: recoveryContract,
  system: systemContract,
  traffic: trafficContract,
  tunnel: tunnelContract,
  weather: weatherContract,
};
export type Contract = typeof contract;
