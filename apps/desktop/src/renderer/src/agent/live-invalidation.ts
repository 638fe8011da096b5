import type { LiveEvent } from '@banrimkwae/contract/events';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { AgentQueries } from './agent-client.ts';

type TrafficEvent = Extract<
  LiveEvent,
  {
    type:
      | 'webhook_received'
      | 'webhook_processed'
      | 'job_changed'
      | 'tunnel_changed'
      | 'replay_changed'
      | 'outage_changed'
      | 'recovery_changed';
  }
>;

type MoneyEvent = Extract<
  LiveEvent,
  { type: 'payment_changed' | 'refund_changed' | 'approval_changed' | 'dispute_changed' | 'reconciliation_changed' }
>;

/** The queries whose answer an event made old; 'all' when we do not know which. */
export function staleAfter(event: LiveEvent, api: AgentQueries): readonly QueryKey[] | 'all' {
  switch (event.type) {
    case 'hello':
      return [];
    case 'resync':
      return 'all';
    case 'metrics_update':
      return [api.providers.list.key(), api.providers.metrics.key()];
    case 'provider_status':
      return [
        ...ofProvider(event.provider_id, api),
        api.providers.webhookCards.key(),
        api.payments.options.key(),
        api.system.overview.key(),
      ];
    case 'payment_changed':
    case 'refund_changed':
    case 'approval_changed':
    case 'dispute_changed':
    case 'reconciliation_changed':
      return afterMoney(event, api);
    case 'reservation_changed':
      return [
        api.channel.reservations.key(),
        api.channel.reservation.key({ input: { id: event.reservationId } }),
        api.channel.status.key(),
        api.system.overview.key(),
      ];
    case 'channel_changed':
      return [api.channel.status.key(), api.channel.inventory.key(), api.channel.mappings.key(), api.system.overview.key()];
    case 'conversation_changed':
      return [
        api.messages.conversations.key(),
        api.messages.conversation.key({ input: { id: event.conversationId } }),
        api.system.overview.key(),
      ];
    default:
      return afterTraffic(event, api);
  }
}

/** Events of payments and of what people and providers decide about them. */
function afterMoney(event: MoneyEvent, api: AgentQueries): QueryKey[] {
  switch (event.type) {
    case 'payment_changed':
    case 'refund_changed':
      return [...ofPayment(event.paymentId, api), ...(event.type === 'refund_changed' ? ofRefund(event.refundId, api) : [])];
    case 'approval_changed':
      return [
        api.approvals.list.key(),
        api.approvals.get.key({ input: { id: event.approvalId } }),
        ...ofPayment(event.paymentId, api),
        api.payments.getRefund.key(),
      ];
    case 'dispute_changed':
      return [
        api.disputes.list.key(),
        api.disputes.get.key({ input: { id: event.disputeId } }),
        ...(event.paymentId === null ? [api.system.overview.key()] : ofPayment(event.paymentId, api)),
      ];
    case 'reconciliation_changed':
      return [api.reconciliation.days.key(), api.reconciliation.lines.key(), api.system.overview.key()];
  }
}

/** Events of what comes in, the work it makes, how we are reached, and of making up for what was missed. */
function afterTraffic(event: TrafficEvent, api: AgentQueries): QueryKey[] {
  switch (event.type) {
    case 'webhook_received':
    case 'webhook_processed':
      return [
        api.traffic.webhooks.key(),
        api.traffic.webhook.key(),
        api.providers.get.key({ input: { id: event.provider_id } }),
        api.providers.webhookCards.key(),
      ];
    case 'job_changed':
      return [
        api.traffic.jobs.key(),
        api.traffic.job.key({ input: { id: event.jobId } }),
        ...(event.state === 'dead' ? ofDeadLetters(api) : []),
      ];
    case 'tunnel_changed':
      return [api.tunnel.status.key(), api.tunnel.options.key(), api.providers.webhookCards.key(), api.system.overview.key()];
    case 'replay_changed':
      return [api.recovery.replays.key(), api.recovery.replay.key({ input: { id: event.replayId } })];
    case 'outage_changed':
      return [api.recovery.outages.key(), api.recovery.outage.key({ input: { id: event.outageId } }), api.recovery.fetches.key()];
    case 'recovery_changed':
      return [...ofDeadLetters(api), api.recovery.fetches.key(), api.recovery.silences.key()];
  }
}

function ofProvider(id: string, api: AgentQueries): QueryKey[] {
  return [api.providers.list.key(), api.providers.get.key({ input: { id } })];
}

function ofDeadLetters(api: AgentQueries): QueryKey[] {
  return [api.recovery.deadLetterGroups.key(), api.recovery.deadLetters.key(), api.system.overview.key()];
}

function ofPayment(id: string, api: AgentQueries): QueryKey[] {
  return [
    api.payments.search.key(),
    api.payments.get.key({ input: { id } }),
    api.payments.timeline.key({ input: { id } }),
    api.system.overview.key(),
  ];
}

function ofRefund(id: string, api: AgentQueries): QueryKey[] {
  return [api.payments.getRefund.key({ input: { id } })];
}

const GATHER_FOR = 150;

/** Marks queries as old when events say so. A burst of events (a bulk import) asks each query once. */
export function createInvalidator(queries: QueryClient, api: AgentQueries): (event: LiveEvent) => void {
  const waiting = new Map<string, QueryKey>();
  let all = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const keys = [...waiting.values()];
    waiting.clear();
    if (all) void queries.invalidateQueries();
    else for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
    all = false;
  };
  return (event) => {
    const stale = staleAfter(event, api);
    if (stale === 'all') all = true;
    else for (const key of stale) waiting.set(JSON.stringify(key), key);
    if (timer === undefined && (all || waiting.size > 0)) timer = setTimeout(flush, GATHER_FOR);
  };
}
