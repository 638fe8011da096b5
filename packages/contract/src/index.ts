import { accessContract } from './access.ts';
import { approvalsContract } from './approvals.ts';
import { channelContract } from './channel.ts';
import { disputesContract } from './disputes.ts';
import { fxContract } from './fx.ts';
import { messagesContract } from './messages.ts';
import { moneyRulesContract } from './money-rules.ts';
import { outgoingContract } from './outgoing.ts';
import { paymentsContract } from './payments.ts';
import { providersContract } from './providers.ts';
import { reconciliationContract } from './reconciliation.ts';
import { recoveryContract } from './recovery.ts';
import { systemContract } from './system.ts';
import { trafficContract } from './traffic.ts';
import { tunnelContract } from './tunnel.ts';
import { weatherContract } from './weather.ts';

/** Every call between a desktop (or any client) and the agent. Served under /api, described at /api/openapi.json. */
export const contract = {
  access: accessContract,
  approvals: approvalsContract,
  channel: channelContract,
  disputes: disputesContract,
  fx: fxContract,
  messages: messagesContract,
  moneyRules: moneyRulesContract,
  outgoing: outgoingContract,
  payments: paymentsContract,
  providers: providersContract,
  reconciliation: reconciliationContract,
  recovery: recoveryContract,
  system: systemContract,
  traffic: trafficContract,
  tunnel: tunnelContract,
  weather: weatherContract,
};
export type Contract = typeof contract;
