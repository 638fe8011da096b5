import type { MessageProvider, SentMessage } from '@banrimkwae/connector-kit/capabilities/messages';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import { type CallOutcome, explain, outcomeOf } from '../gateway/outcome.ts';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import type { ConversationRow } from './conversation-table.ts';
import { type MessagingGround, tellChange } from './ground.ts';
import type { MessageRow } from './message-table.ts';
import { requiredConversation, requiredMessage } from './send-message.ts';

/** A message that could not leave for so long is no answer any more, and holds up no other. */
const GIVE_UP_AFTER_MS = 30 * 60_000;
const EARLIER_FIRST_MS = 500;
const SHORTEST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 5 * 60_000;

const NOT_KNOWN = 'We do not know whether this reached the guest. Ask before you write it again.';

type Sending = { message: MessageRow; conversation: ConversationRow; operations: MessageProvider; providerName: string };

/**
 * Job: sends one message, after those written before it. A reply costs nothing but cannot be repeated, so one without an answer ends
 * as unknown; a push is repeated under its key for as long as the provider knows the key.
 */
export async function deliverMessage(ground: MessagingGround, job: RunningJob): Promise<JobOutcome> {
  const message = requiredMessage(ground, job.subjectId);
  if (message.state !== 'queued' && message.state !== 'sending' && message.state !== 'unknown') return { done: true };
  if (message.state === 'unknown' && message.failure !== null) return { done: true };
  if (ground.messages.openBefore(message, new Date(ground.clock.now().getTime() - GIVE_UP_AFTER_MS).toISOString()))
    return { again: { afterMs: EARLIER_FIRST_MS, reason: 'An earlier message to this guest goes first.' } };
  const conversation = requiredConversation(ground, message.conversation_id);
  const { connector, name } = ground.providers.find(message.provider);
  if (!connector.messages) throw new AppError('not_supported');
  const sending: Sending = { message, conversation, operations: connector.messages, providerName: name };
  if (message.state !== 'queued') return message.way === 'push' ? repeat(ground, sending) : settle(ground, message, unknown());
  if (!conversation.reachable) return settle(ground, message, failed(`The guest has blocked the resort on ${name}; nothing was sent.`));
  const replied = await tryReply(ground, sending);
  return replied ?? push(ground, sending, false);
}

/** Undefined: nothing arrived this way, so a push may follow. */
async function tryReply(ground: MessagingGround, { message, conversation, operations }: Sending): Promise<JobOutcome | undefined> {
  const { reply, replyWithinSeconds = 0 } = operations;
  const { reply_token: replyToken, reply_token_at: heardAt } = conversation;
  if (!reply || replyToken === null || heardAt === null) return undefined;
  const now = ground.clock.now();
  if (now.getTime() - Date.parse(heardAt) > replyWithinSeconds * 1000) return undefined;
  ground.database.transaction(() => {
    ground.conversations.holdReplyToken(conversation.id, { token: null, at: heardAt });
    ground.messages.begin(message.id, 'reply', now.toISOString());
  })();
  tellChange(ground, conversation.id);
  const result = await attempt(() => ground.providers.run(message.provider, reply, { replyToken, texts: [message.text] }));
  if ('sent' in result) return settle(ground, message, sent(result.sent));
  return result.outcome === 'unknown' ? settle(ground, message, unknown()) : undefined;
}

/** What an earlier attempt did is not known: the same key says "once" to the provider, while it remembers the key. */
function repeat(ground: MessagingGround, sending: Sending): Promise<JobOutcome> | JobOutcome {
  return keyIsKnown(ground, sending) ? push(ground, sending, true) : settle(ground, sending.message, unknown());
}

async function push(ground: MessagingGround, sending: Sending, inDoubt: boolean): Promise<JobOutcome> {
  const { message, conversation, operations } = sending;
  ground.messages.begin(message.id, 'push', ground.clock.now().toISOString());
  tellChange(ground, conversation.id);
  const input = { to: conversation.user_id, texts: [message.text], idempotencyKey: message.id };
  const result = await attempt(() => ground.providers.run(message.provider, operations.send, input));
  return 'sent' in result ? settle(ground, message, sent(result.sent)) : afterFailure(ground, sending, { ...result, inDoubt });
}

type Failure = { outcome: CallOutcome; error: AppError };

function afterFailure(ground: MessagingGround, sending: Sending, { outcome, error, inDoubt }: Failure & { inDoubt: boolean }): JobOutcome {
  const { message } = sending;
  // A provider answers the same to the same key, so a plain refusal settles what was in doubt; that our keys are wrong does not.
  const settled = outcome === 'refused' && (!inDoubt || error.code === 'provider_rejected');
  if (settled) return settle(ground, message, failed(`${sending.providerName} did not take it: ${explain(error)}`));
  if (inDoubt || outcome === 'unknown') {
    if (!keyIsKnown(ground, sending)) return settle(ground, message, unknown());
    settle(ground, message, { state: 'unknown', failure: null });
    return { again: { afterMs: nextWait(ground, message, error), reason: error.message } };
  }
  if (ageMs(ground, message) > GIVE_UP_AFTER_MS)
    return settle(
      ground,
      message,
      failed(`It could not be sent for half an hour, so we stopped trying: ${explain(error)} Write it again if it still matters.`),
    );
  settle(ground, message, { state: 'queued', failure: null });
  return { again: { afterMs: nextWait(ground, message, error), reason: error.message } };
}

async function attempt(run: () => Promise<SentMessage>): Promise<{ sent: SentMessage } | Failure> {
  try {
    return { sent: await run() };
  } catch (fault) {
    const error = toAppError(fault);
    return { outcome: outcomeOf(error), error };
  }
}

function keyIsKnown(ground: MessagingGround, { message, operations }: Sending): boolean {
  const { keyLifetimeSeconds } = operations;
  if (keyLifetimeSeconds === undefined) return false;
  const since = message.first_sent_at === null ? 0 : ground.clock.now().getTime() - Date.parse(message.first_sent_at);
  return since < keyLifetimeSeconds * 1000;
}

type Ending = { state: MessageRow['state']; failure: string | null; providerId?: string | null };

const sent = ({ providerMessageIds }: SentMessage): Ending => ({
  state: 'sent',
  failure: null,
  providerId: providerMessageIds[0] ?? null,
});
const failed = (failure: string): Ending => ({ state: 'failed', failure });
const unknown = (): Ending => ({ state: 'unknown', failure: NOT_KNOWN });

function settle(ground: MessagingGround, message: MessageRow, ending: Ending): JobOutcome {
  ground.messages.end(message.id, ending);
  tellChange(ground, message.conversation_id);
  return { done: true };
}

/** A quarter of its age, so that an outage of hours is not asked about every few seconds. */
function nextWait(ground: MessagingGround, message: MessageRow, error: AppError): number {
  const patient = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, ageMs(ground, message) / 4));
  return Math.round(Math.max(patient, (error.details.retryAfterSeconds ?? 0) * 1000));
}

function ageMs(ground: MessagingGround, message: MessageRow): number {
  return ground.clock.now().getTime() - Date.parse(message.at);
}
