import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'undici';
import { createTally, noteFailure, type Tally } from './answer-times.ts';

export type SendersPlan = {
  url: string;
  secret: string;
  /** Open connections, each with its own sender. */
  connections: number;
  perSecond: number;
  /** All senders at one and the same moment, so often. */
  burstEveryMs: number;
  forMs: number;
};
export type Sent = { tally: Tally; acknowledged: string[]; mostAtOnce: number };

/** LINE counts an answer after this as none. https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/ */
export const LINE_ANSWER_WITHIN_MS = 2000;
/** What is told of such a one. */
export const LATE = 'answered after 2 s';
const GIVE_UP_MS = 30_000;
const GUEST = 'U4af4980629c1e2b7d0a1f35c8e9b7a01';
const DESTINATION = 'Ub9952f80a1c2d3e4f5061728394a5b6c';

type Ground = SendersPlan & Sent & { clients: Client[]; underWay: Set<Promise<void>>; next: number; stamp: number };

/** Signed guests' messages over connections that stay open: at a steady rate, and now and then from all of them at once. */
export async function sendDeliveries(plan: SendersPlan): Promise<Sent> {
  const clients = Array.from(
    { length: plan.connections },
    () => new Client(plan.url, { headersTimeout: GIVE_UP_MS, bodyTimeout: GIVE_UP_MS }),
  );
  const ground: Ground = {
    ...plan,
    tally: createTally(),
    acknowledged: [],
    mostAtOnce: 0,
    clients,
    underWay: new Set(),
    next: 0,
    stamp: Date.now(),
  };
  const begun = performance.now();
  let burstAt = plan.burstEveryMs / 2;
  let steady = 0;
  for (let passed = 0; passed < plan.forMs; passed = performance.now() - begun) {
    const due = Math.floor((passed / 1000) * plan.perSecond);
    for (; steady < due; steady += 1) begin(ground);
    if (passed >= burstAt) {
      for (const _ of clients) begin(ground);
      burstAt += plan.burstEveryMs;
    }
    await sleep(5);
  }
  while (ground.underWay.size > 0) await Promise.all(ground.underWay);
  await Promise.all(clients.map((client) => client.close()));
  return ground;
}

function begin(ground: Ground): void {
  const index = ground.next++;
  const client = ground.clients[index % ground.clients.length];
  if (!client) return;
  const sending = deliver(ground, client, index).finally(() => ground.underWay.delete(sending));
  ground.underWay.add(sending);
  ground.mostAtOnce = Math.max(ground.mostAtOnce, ground.underWay.size);
}

/** One event until it is taken: a 503 is asked again after the time it names, as providers do. */
async function deliver(ground: Ground, client: Client, index: number): Promise<void> {
  const { tally } = ground;
  const eventId = `load-${ground.stamp}-${index}`;
  const { body, headers } = signedMessage(ground.secret, { eventId, messageId: `${ground.stamp}${index}` });
  for (;;) {
    const before = performance.now();
    try {
      const answer = await client.request({ method: 'POST', path: '/webhooks/line', body, headers });
      await answer.body.dump();
      const milliseconds = performance.now() - before;
      if (answer.statusCode === 503) {
        tally.turnedAway += 1;
        await sleep(Number(answer.headers['retry-after'] ?? 1) * 1000);
        continue;
      }
      tally.times.push(milliseconds);
      if (answer.statusCode !== 200) return noteFailure(tally, `status ${answer.statusCode}`);
      if (milliseconds > LINE_ANSWER_WITHIN_MS) noteFailure(tally, LATE);
      tally.answered += 1;
      ground.acknowledged.push(eventId);
      return;
    } catch (fault) {
      return noteFailure(tally, fault instanceof Error && 'code' in fault ? String(fault.code) : String(fault));
    }
  }
}

function signedMessage(secret: string, { eventId, messageId }: { eventId: string; messageId: string }) {
  const event = {
    type: 'message',
    mode: 'active',
    timestamp: Date.now(),
    source: { type: 'user', userId: GUEST },
    webhookEventId: eventId,
    deliveryContext: { isRedelivery: false },
    message: { id: messageId, type: 'text', text: `Is the pool open? (${eventId})` },
  };
  const body = JSON.stringify({ destination: DESTINATION, events: [event] });
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  return { body, headers: { 'content-type': 'application/json; charset=utf-8', 'x-line-signature': signature } };
}
