import { Webhook } from 'standardwebhooks';
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
const GONE = 410;
const DONE: JobOutcome = { done: true };

/** Makes the job that tells one endpoint of one message: at least once, in no order, until it answers 2xx or all attempts are used up. */
export function createDeliverer(ground: OutgoingGround): (job: RunningJob) => Promise<JobOutcome> {
  const sending = new Map<string, number>();
  return async (job) => {
    const delivery = ground.table.delivery(job.subjectId);
    if (delivery?.state !== 'waiting') return DONE;
    const endpoint = ground.table.endpoint(delivery.endpoint_id);
    if (!endpoint?.enabled) return fail(ground, delivery, 'The endpoint is switched off.');
    const waitMs = delivery.next_attempt_at === null ? 0 : Date.parse(delivery.next_attempt_at) - ground.clock.now().getTime();
    if (waitMs > 0) return { again: { afterMs: waitMs, reason: 'It is not time yet.' } };
    const already = sending.get(endpoint.id) ?? 0;
    if (already >= AT_ONCE) return { again: { afterMs: WHEN_BUSY_MS, reason: 'Others are on their way to it.' } };
    sending.set(endpoint.id, already + 1);
    try {
      const posted = await ground.post({ ...signed(ground, endpoint, delivery), signal: job.signal });
      return note(ground, { endpoint, delivery, posted });
    } finally {
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

type Outcome = { endpoint: EndpointRow; delivery: DeliveryRow; posted: Posted };

function note(ground: OutgoingGround, { endpoint, delivery, posted }: Outcome): JobOutcome {
  const at = ground.clock.now();
  const status = 'status' in posted ? posted.status : null;
  const attempts = delivery.attempts + 1;
  if (status !== null && status >= 200 && status < 300) {
    ground.database.transaction(() => {
      const delivered_at = at.toISOString();
      ground.table.noteAttempt({
        ...delivery,
        state: 'delivered',
        attempts,
        next_attempt_at: null,
        last_status: status,
        last_error: null,
        delivered_at,
      });
      ground.table.noteOutcome({ ...endpoint, failing_since: null, last_delivered_at: delivered_at, last_error: null });
    })();
    return DONE;
  }
  const error =
    status === null ? `It could not be reached (${'unreachable' in posted ? posted.unreachable : ''}).` : `It answered ${status}.`;
  const asked = 'status' in posted ? (posted.retryAfterSeconds ?? 0) * SECOND : 0;
  const waitMs = status === GONE ? undefined : WAITS_MS[attempts - 1];
  const nextAt = waitMs === undefined ? null : new Date(at.getTime() + Math.max(waitMs, asked)).toISOString();
  ground.database.transaction(() => {
    const state = nextAt === null ? 'failed' : 'waiting';
    ground.table.noteAttempt({ ...delivery, state, attempts, next_attempt_at: nextAt, last_status: status, last_error: error });
    ground.table.noteOutcome({ ...endpoint, failing_since: endpoint.failing_since ?? at.toISOString(), last_error: error });
    // Gone is said for good: https://www.rfc-editor.org/rfc/rfc9110#status.410
    if (status === GONE) ground.table.changeEndpoint({ ...endpoint, enabled: false });
  })();
  return nextAt === null ? DONE : { again: { afterMs: Date.parse(nextAt) - at.getTime(), reason: error } };
}

function fail(ground: OutgoingGround, delivery: DeliveryRow, error: string): JobOutcome {
  ground.table.noteAttempt({ ...delivery, state: 'failed', next_attempt_at: null, last_error: error });
  return DONE;
}
