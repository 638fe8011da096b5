import type { EventSubject, ProviderAnswer, ProviderEvent, ProviderFault } from '@banrimkwae/connector-kit/connector';
import type * as z from 'zod';
import { ErrorBody, type LineEvent, type MessageContent } from './schemas.ts';

type GuestMessage = Extract<EventSubject, { kind: 'guest_message' }>;

export function eventFrom(event: LineEvent): ProviderEvent {
  return { id: event.webhookEventId, type: event.type, occurredAt: new Date(event.timestamp), about: subjectOf(event), data: event };
}

/** Groups and rooms are not guests; `standby` means that another module of the account holds this conversation. */
function subjectOf(event: LineEvent): EventSubject {
  const userId = event.source?.type === 'user' ? event.source.userId : undefined;
  if (userId === undefined || event.mode === 'standby') return { kind: 'none' };
  if (event.type === 'follow' || event.type === 'unfollow')
    return { kind: 'guest_reachability', userId, reachable: event.type === 'follow' };
  const said = saidBy(event);
  if (said === undefined) return { kind: 'none' };
  return { kind: 'guest_message', userId, ...said, ...(event.replyToken === undefined ? {} : { replyToken: event.replyToken }) };
}

function saidBy(event: LineEvent): Pick<GuestMessage, 'providerMessageId' | 'content'> | undefined {
  if (event.type === 'message' && event.message) return { providerMessageId: event.message.id, content: contentOf(event.message) };
  // A tap on a button of ours has no message id of its own.
  if (event.type === 'postback' && event.postback)
    return { providerMessageId: event.webhookEventId, content: { kind: 'other', text: event.postback.data } };
  return undefined;
}

/** https://developers.line.biz/en/reference/messaging-api/#message-event */
function contentOf(message: MessageContent): GuestMessage['content'] {
  if (message.type === 'text') return { kind: 'text', text: message.text ?? '' };
  if (message.type === 'sticker') return { kind: 'sticker', text: message.text ?? message.keywords?.join(', ') ?? '' };
  if (message.type === 'image') return { kind: 'image', text: '' };
  if (message.type === 'location') return { kind: 'other', text: placeOf(message) };
  return { kind: 'other', text: message.fileName ?? message.type };
}

function placeOf({ title, address, latitude, longitude }: MessageContent): string {
  return [title, address, `${latitude}, ${longitude}`].filter(Boolean).join(' · ');
}

/**
 * Reads `{message, details}`; LINE has no error codes, so the text decides. Of the three meanings of 429 only the month's limit does
 * not pass by waiting. A 409 that names the accepted request is the answer to a repeat: it was sent, once.
 * https://developers.line.biz/en/reference/messaging-api/#error-responses
 */
export function faultOf(answer: ProviderAnswer): ProviderFault | 'none' | undefined {
  const { status, headers } = answer;
  if (status < 400) return undefined;
  if (status === 409 && headers['x-line-accepted-request-id'] !== undefined) return 'none';
  const parsed = ErrorBody.safeParse(answer.body);
  const said = parsed.success ? parsed.data.message : `HTTP ${status}`;
  const message = parsed.success ? sentence(parsed.data) : said;
  if (status === 429) return overload(said);
  if (status >= 500) return { code: 'provider_failed', message, outcome: 'unknown' };
  if (status === 401 || status === 403) return { code: 'provider_credentials', message };
  return { code: 'provider_rejected', message, ...(/reply token/i.test(said) ? { providerCode: 'invalid_reply_token' } : {}) };
}

function overload(said: string): ProviderFault {
  if (!/monthly limit/i.test(said)) return { code: 'rate_limited', message: said };
  const way = 'Answer within a minute of the guest’s next message, which is free, or take a larger plan in LINE Official Account Manager.';
  return { code: 'provider_rejected', providerCode: 'monthly_limit', message: `${said} ${way}`, retryable: false };
}

function sentence({ message, details = [] }: z.infer<typeof ErrorBody>): string {
  const places = details.map((detail) => [detail.property, detail.message].filter(Boolean).join(': '));
  return [message, ...places].join(' · ');
}
