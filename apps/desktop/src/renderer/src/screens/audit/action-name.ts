import { useText } from '../../text/use-text.ts';

/** Deeds that have a sentence of their own; one of a new room shows as it is written. */
export const namedActions = [
  'session.started',
  'session.refused',
  'session.ended',
  'operator.created',
  'operator.changed',
  'api_key.created',
  'api_key.revoked',
  'pairing.offered',
  'pairing.done',
  'payment.take',
  'payment.capture',
  'payment.cancel',
  'payment.refund',
  'approval.decided',
  'payment.hold',
  'payment.route',
  'payments.rules',
  'reconciliation.run',
  'reconciliation.settled',
  'refund.cancel',
  'session.confirmed',
  'webhook_endpoint.created',
  'webhook_endpoint.changed',
  'webhook_endpoint.removed',
  'webhook_endpoint.replayed',
  'webhook_endpoint.secret_changed',
  'message.send',
  'inventory.changed',
  'channel.synced',
  'channel.imported',
  'channel.mapped',
  'webhook.replay',
  'job.retry',
  'job.discard',
  'job.cancel',
  'tunnel.configured',
  'tunnel.removed',
  'tunnel.restarted',
  'tunnel.checked',
  'tunnel.host_keys_read',
  'webhook.registered',
  'webhook.register_everywhere',
  'webhook.confirmed',
  'webhook.address_changed',
  'webhook.address_shown',
  'webhook.secret_rotated',
  'webhook.secret_ended',
  'webhook.secret_received',
  'dead_letters.retry',
  'dead_letters.discard',
  'replay.start',
  'replay.pause',
  'replay.resume',
  'replay.cancel',
  'recovery.fetched',
  'silence.acknowledged',
] as const;

export function useActionName(): (action: string) => string {
  const { t } = useText();
  return (action) => {
    const known = namedActions.find((one) => one === action);
    return known ? t(`audit.actions.${known}`) : action;
  };
}

/** Who is meant when nobody of the house acted. */
const others = ['agent', 'console', 'nobody'] as const;

export function useActorName(): (entry: { actor: string; actorName: string | null }) => string {
  const { t } = useText();
  return ({ actor, actorName }) => {
    const other = others.find((one) => one === actor);
    return actorName ?? (other ? t(`audit.actors.${other}`) : actor);
  };
}
