import { broken, type Check, type Finding, note, ok } from './finding.ts';

/** How the outside reaches us, and what became of what it sent. */
export type TrafficDeps = {
  now: Date;
  practice: boolean;
  running: () => boolean;
  /** Where providers find us; null: not known. */
  publicAddress: () => string | null;
  /** The chosen way in; `name` null: none is chosen. */
  tunnel: () => TunnelFigures;
  /** Of every provider that is set up and calls us. */
  webhooks: () => readonly WebhookStanding[];
  /** Undefined: there is no inbox yet. */
  inbox: () => InboxFigures | undefined;
};
export type WebhookStanding = {
  name: string;
  hasSecret: boolean;
  /** The address we registered there ourselves. */
  registeredAt: string | null;
  /** Where it belongs; null while we have no address. */
  belongsAt: string | null;
  canRegister: boolean;
  lastDeliveryAt: string | null;
};
export type TunnelFigures = {
  name: string | null;
  missing: string | null;
  last: { at: string; state: string; sentence: string } | null;
};
export type InboxFigures = {
  bytes: number;
  unfinished: number;
  oldestUnfinishedAt: string | null;
  failed: number;
  newestAt: Date | undefined;
};

const LATE_MS = 900_000;
const CLOCK_SLACK_MS = 120_000;
const LARGE = 5_000_000_000;

export const TRAFFIC_CHECKS: readonly Check<TrafficDeps>[] = [reachable, tunnelWorks, webhooks, inbox, failedEvents, newestEvent];

function reachable({ practice, publicAddress, webhooks: list }: TrafficDeps): Finding {
  if (practice) return ok('tunnel', 'practice: the sandbox stands beside the agent');
  const address = publicAddress();
  if (address !== null) return ok('tunnel', `providers find us at ${address}`);
  const says = 'This agent has no public address.';
  const cure = 'Connections, Tunnel: choose how providers reach this computer (docs/tunnels.md).';
  return list().length > 0 ? broken('tunnel', `${says} No webhook arrives.`, cure) : note('tunnel', says, cure);
}

function tunnelWorks({ tunnel, running }: TrafficDeps): Finding | readonly Finding[] {
  const { name, missing, last } = tunnel();
  if (name === null) return [];
  if (missing !== null)
    return broken('tunnel', `${name}: ${missing}`, 'Install it, or choose another way under Connections, Tunnel (docs/tunnels.md).');
  if (last?.state !== 'down') return ok('tunnel', `${name} is chosen`);
  const says = `${name}: ${last.sentence} (since ${last.at})`;
  return running()
    ? broken('tunnel', says, 'Connections, Tunnel: read its next step and its log, then press Restart.')
    : note('tunnel', says, 'That was when the agent last ran. Start it: it brings the tunnel up by itself.');
}

function webhooks({ practice, webhooks: list }: TrafficDeps): readonly Finding[] {
  return practice ? [] : list().map(webhookFinding);
}

function webhookFinding(standing: WebhookStanding): Finding {
  const { name, hasSecret, registeredAt, belongsAt, canRegister, lastDeliveryAt } = standing;
  if (!hasSecret)
    return broken(
      'webhook',
      `${name}: no webhook secret is set, so everything it sends is refused.`,
      'Connections: register it, or enter its secret.',
    );
  if (registeredAt !== null && belongsAt !== null && registeredAt !== belongsAt)
    return broken('webhook', `${name} sends to an old address: ${registeredAt}`, `Connections: register it again, at ${belongsAt}`);
  if (registeredAt === null && canRegister && lastDeliveryAt === null)
    return broken('webhook', `${name}: the webhook is not registered.`, 'Connections: press Register webhook.');
  if (lastDeliveryAt === null)
    return note(
      'webhook',
      `${name}: nothing has come yet.`,
      `Its own console must name ${belongsAt ?? 'our public address'}; then send a test from there.`,
    );
  return ok('webhook', `${name}: last delivery ${lastDeliveryAt}`);
}

function inbox({ inbox: read, now, running }: TrafficDeps): Finding {
  const figures = read();
  if (figures === undefined) return note('inbox', 'not there yet; the first start makes it.');
  const { bytes, unfinished, oldestUnfinishedAt } = figures;
  const size = `${(bytes / 1e6).toFixed(0)} MB`;
  const late = oldestUnfinishedAt !== null && now.getTime() - Date.parse(oldestUnfinishedAt) > LATE_MS;
  if (late) {
    const says = `${unfinished} events wait, the oldest since ${oldestUnfinishedAt}.`;
    return running()
      ? broken(
          'inbox',
          says,
          'Traffic, Deliveries: their reason stands there. A paused provider must be resumed; else start the agent anew.',
        )
      : broken('inbox', says, 'Start the agent: it goes on with them by itself.');
  }
  if (bytes > LARGE) return note('inbox', `${size}, ${unfinished} under way`, 'Shorten "retention" in resort.json (docs/operations.md).');
  return ok('inbox', `${size}, ${unfinished} under way`);
}

function failedEvents({ inbox: read }: TrafficDeps): Finding {
  const failed = read()?.failed ?? 0;
  return failed === 0
    ? ok('events', 'none has failed')
    : broken(
        'events',
        `${failed} events could not be worked through.`,
        'Traffic, Deliveries: mend the reason, then retry them, or discard them with a reason.',
      );
}

function newestEvent({ inbox: read, now }: TrafficDeps): Finding | readonly Finding[] {
  const newest = read()?.newestAt;
  if (newest === undefined || newest.getTime() <= now.getTime() + CLOCK_SLACK_MS) return [];
  return broken(
    'clock',
    `The clock shows ${now.toISOString()}, but a delivery was received at ${newest.toISOString()}: it is behind, or it was ahead then.`,
    'Set the clock right (automatic time). Where it is right now, deliveries signed with a time are believed again after a few of them.',
  );
}
