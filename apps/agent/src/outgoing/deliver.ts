import { Webhook } from 'standardwebhooks';
import { AGENT } from '../access/index.ts';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import { oldSecretOf, secretOf } from './endpoint-secret.ts';
import type { OutgoingGround } from './ground.ts';
import type { DeliveryRow, EndpointRow } from './outgoing-table.ts';
import type { Posted } from './post.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** After each failed attempt. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability */
const WAITS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
/** Of one endpoint, so that a slow one holds up no other. */
const AT_ONCE = 3;
const WHEN_BUSY_MS = 500;
/** A receiver that asks for more is not left waiting for longer. */
const LONGEST_WAIT_MS = 24 * HOUR;
const GONE = 410;
const DONE: JobOutcome = { done: true };

/** Makes the job that tells one endpoint of one message: at least once, in no order, until it answers 2xx or all attempts are used up. */
export function createDeliverer(ground: OutgoingGround): (job: RunningJob) => Promise<JobOutcome> {
  const sending = new Map<string, number>();
  /** One that a person has told again may have two jobs. */
  const inHand = new Set<string>();
  return async (job) => {
    const delivery = ground.table.delivery(job.subjectId);
    if (delivery?.state !== 'waiting') return DONE;
    const endpoint = ground.table.endpoint(delivery.endpoint_id);
    if (!endpoint?.enabled) return fail(ground, delivery, 'The endpoint is switched off.');
    const waitMs = delivery.next_attempt_at === null ? 0 : Date.parse(delivery.next_attempt_at) - ground.clock.now().getTime();
    if (waitMs > 0) return { again: { afterMs: waitMs, reason: 'It is not time yet.' } };
    const already = sending.get(endpoint.id) ?? 0;
    if (already >= AT_ONCE || inHand.has(delivery.id))
      return { again: { afterMs: WHEN_BUSY_MS, reason: 'Others are on their way to it.' } };
    sending.set(endpoint.id, already + 1);
    inHand.add(delivery.id);
    try {
      const posted = await ground.post({ ...signed(ground, endpoint, delivery), signal: job.signal });
      return note(ground, { delivery: { ...delivery, url: endpoint.url }, posted });
    } finally {
      inHand.delete(delivery.id);
      sending.set(endpoint.id, (sending.get(endpoint.id) ?? 1) - 1);
    }
  };
}

/** With the new secret and, during the overlap, with the old one too. The id stays the same at every repeat, so that the receiver can tell. */
function signed(ground: OutgoingGround, endpoint: EndpointRow, { message_id: id, payload }: DeliveryRow) {
  const now = ground.clock.now();
  const old = oldSecretOf(ground, endpoint);
  const secrets = [secretOf(ground, endpoint), ...(old === undefined ? [] : [old])];
  return {
    url: endpoint.url,
    body: payload,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'banrimkwae-control-centre',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / SECOND)),
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, payload)).join(' '),
    },
  };
}

/** `url`: where it was sent. */
type Sent = DeliveryRow & { url: string };
type Outcome = { delivery: Sent; posted: Posted; now: Date };

/** The endpoint may have been changed, or removed, while it was told: it is read anew. */
function note(ground: OutgoingGround, { delivery, posted }: Omit<Outcome, 'now'>): JobOutcome {
  const outcome = { delivery, posted, now: ground.clock.now() };
  return isTaken(posted) ? noteDelivered(ground, outcome) : noteFailed(ground, outcome);
}

function isTaken(posted: Posted): posted is Extract<Posted, { status: number }> {
  return 'status' in posted && posted.status >= 200 && posted.status < 300;
}

function noteDelivered(ground: OutgoingGround, { delivery, posted, now }: Outcome): JobOutcome {
  const at = now.toISOString();
  const status = 'status' in posted ? posted.status : null;
  ground.database.transaction(() => {
    const attempt = { state: 'delivered', attempts: delivery.attempts + 1, next_attempt_at: null } as const;
    ground.table.noteAttempt({ ...delivery, ...attempt, last_status: status, last_error: null, delivered_at: at });
    const endpoint = ground.table.endpoint(delivery.endpoint_id);
    if (endpoint) ground.table.noteOutcome({ ...endpoint, failing_since: null, last_delivered_at: at, last_error: null });
  })();
  return DONE;
}

function noteFailed(ground: OutgoingGround, { delivery, posted, now }: Outcome): JobOutcome {
  const status = 'status' in posted ? posted.status : null;
  const attempts = delivery.attempts + 1;
  const error = 'status' in posted ? `It answered ${posted.status}.` : `It could not be reached (${posted.unreachable}).`;
  const asked = 'status' in posted ? Math.min(LONGEST_WAIT_MS, (posted.retryAfterSeconds ?? 0) * SECOND) : 0;
  const usual = status === GONE ? undefined : WAITS_MS[attempts - 1];
  const waitMs = usual === undefined ? undefined : Math.max(usual, asked);
  ground.database.transaction(() => {
    const nextAt = waitMs === undefined ? null : new Date(now.getTime() + waitMs).toISOString();
    const state = nextAt === null ? 'failed' : 'waiting';
    ground.table.noteAttempt({ ...delivery, state, attempts, next_attempt_at: nextAt, last_status: status, last_error: error });
    const endpoint = ground.table.endpoint(delivery.endpoint_id);
    if (!endpoint) return;
    ground.table.noteOutcome({ ...endpoint, failing_since: endpoint.failing_since ?? now.toISOString(), last_error: error });
    if (status === GONE && endpoint.url === delivery.url) switchOff(ground, endpoint);
  })();
  return waitMs === undefined ? DONE : { again: { afterMs: waitMs, reason: error } };
}

/** Gone is said for good: https://www.rfc-editor.org/rfc/rfc9110#status.410 */
function switchOff(ground: OutgoingGround, endpoint: EndpointRow): void {
  ground.table.changeEndpoint({ ...endpoint, enabled: false });
  ground.audit({ actor: AGENT.id, action: 'webhook_endpoint.gone', subject: endpoint.id, detail: { url: endpoint.url } });
}

function fail(ground: OutgoingGround, delivery: DeliveryRow, error: string): JobOutcome {
  ground.table.noteAttempt({ ...delivery, state: 'failed', next_attempt_at: null, last_error: error });
  return DONE;
}
