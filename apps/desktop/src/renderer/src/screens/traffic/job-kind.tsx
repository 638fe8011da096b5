import { useText } from '../../text/use-text.ts';

/** Kinds of work that have a name of their own; a new room's kind shows as it is. */
const named = [
  'traffic.kinds.payment.create',
  'traffic.kinds.payment.act',
  'traffic.kinds.payment.refresh',
  'traffic.kinds.refund.send',
  'traffic.kinds.refund.refresh',
  'traffic.kinds.message.send',
  'traffic.kinds.guest.profile',
  'traffic.kinds.channel.push',
  'traffic.kinds.channel.import',
  'traffic.kinds.channel.watch',
  'traffic.kinds.replay.run',
  'traffic.kinds.webhook.register',
  'traffic.kinds.recovery.fetch',
  'traffic.kinds.recovery.beat',
  'traffic.kinds.recovery.learn',
] as const;

export function JobKind({ kind }: { kind: string }) {
  return useJobKind()(kind);
}

export function useJobKind(): (kind: string) => string {
  const { t } = useText();
  return (kind) => {
    const known = named.find((one) => one === `traffic.kinds.${kind}`);
    return known ? t(known) : kind;
  };
}
