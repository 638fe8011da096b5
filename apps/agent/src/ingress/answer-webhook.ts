import type { IncomingMessage } from 'node:http';
import type { Delivery } from '@banrimkwae/connector-kit/connector';
import { createRedactor } from '@banrimkwae/connector-kit/redact';
import { AppError, ERRORS } from '@banrimkwae/contract/errors';
import type { Logger } from 'pino';
import type { Clock, NewId } from '../clock.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { InboxWriter } from './inbox-writer.ts';
import type { Judged } from './port.ts';
import { type Reader, readBody } from './read-body.ts';
import { type Door, receive } from './receive.ts';
import type { RefusalBudgets } from './refusal-budgets.ts';
import type { Refusals } from './refusals.ts';
import { callerOf, remoteAddressOf } from './remote-address.ts';
import { createWaitingRoom, type Share, type WaitingRoom, type WaitingRoomLimits } from './waiting-room.ts';
import type { NewDelivery, Written } from './writes.ts';

export type WebhookAnswer = {
  status: number;
  /** Absent: taken. */
  code?: string;
  /** Instead of a code: what a provider's challenge asks for, or wants to read of a delivery that was taken. */
  text?: string;
  contentType?: string;
  headers?: Readonly<Record<string, string>>;
  /** Called when the answer is on its way. */
  afterwards?: () => void;
};
export type IngressLimits = WaitingRoomLimits & { bodyBytes: number; bodyMs: number };
export type AnswerDeps = {
  openDoor: (providerId: string) => Door | undefined;
  writer: Pick<InboxWriter, 'write'>;
  refusals: Refusals;
  budgets: RefusalBudgets;
  clockWatch: ClockWatch;
  /** Lets the provider say whether a delivery is its own. */
  ask: (door: Door, delivery: Delivery) => Promise<Judged>;
  clock: Clock;
  newId: NewId;
  limits: IngressLimits;
  log: Pick<Logger, 'error'>;
  /** After the answer to a delivery that is on the disk. */
  taken: (door: Door, delivery: NewDelivery, written: Written) => void;
};
export type WebhookCall = { request: IncomingMessage; providerId: string; pathKey?: string | undefined; query: URLSearchParams };

const NO_SECRETS = createRedactor();
const EMPTY = Buffer.alloc(0);
const HANG_UP = { connection: 'close' };
const NOT_HERE: WebhookAnswer = { status: 404, code: 'not_found', headers: HANG_UP };
const COME_AGAIN: WebhookAnswer = { status: 503, code: 'busy', headers: { 'retry-after': '1', ...HANG_UP } };
const ASK_LATER = { 'retry-after': '30' };
/** Which of our clock and the signature's time is right cannot be told; a provider signs its repeat anew. */
const CLOCK_UNSETTLED: WebhookAnswer = { status: 503, code: 'clock_unsettled', headers: { 'retry-after': '60' } };

/** These had the right signature: their sender knows the secret, and pays nothing for them. */
const SIGNED: ReadonlySet<string> = new Set(['delivery_stale', 'invalid_input']);

/** Answers /webhooks/{provider}. 200 only when every event of the delivery is on the disk, or was before. */
export function createWebhookAnswers(deps: AnswerDeps) {
  const room = createWaitingRoom(deps.limits);
  const tally = { turnedAway: 0, throttled: 0 };
  const answer = async (call: WebhookCall): Promise<WebhookAnswer> => {
    const waitSeconds = deps.budgets.anyone() ? deps.budgets.mustWait(callerOf(call.request)) : undefined;
    if (waitSeconds !== undefined) return throttled(waitSeconds);
    const door = deps.openDoor(call.providerId);
    if (call.pathKey !== undefined && !door?.secretInPath) return NOT_HERE;
    if (!door) return refuse(deps, call, { reason: 'not_found', status: 404, headers: HANG_UP });
    if (call.request.method === 'GET' && door.webhook.challenge) return challenge(deps, door, call);
    if (call.request.method !== 'POST')
      return refuse(deps, call, { reason: 'method_not_allowed', status: 405, headers: { allow: 'POST', ...HANG_UP } });
    if (encodingOf(call.request) !== 'identity')
      return refuse(deps, call, { reason: 'content_encoding', status: 415, headers: HANG_UP, door });
    const share = room.shareOf(door.providerId);
    return room.admits(share) ? takeDelivery(deps, { room, share }, door, call) : COME_AGAIN;
  };
  return {
    /** Since the start: asked to come again; turned away unread for what their address sent before; ended to make room. */
    tally: () => ({ ...tally, madeWay: room.tally.madeWay }),
    answer: async (call: WebhookCall): Promise<WebhookAnswer> => {
      const reply = await answer(call).catch((fault: unknown) => failed(deps, call.providerId, fault));
      if (reply.status === 503) tally.turnedAway += 1;
      if (reply.status === 429) tally.throttled += 1;
      return reply;
    },
  };
}

function throttled(waitSeconds: number): WebhookAnswer {
  return { status: 429, code: 'rate_limited', headers: { 'retry-after': String(waitSeconds), ...HANG_UP } };
}

type Place = { room: WaitingRoom; share: Share };

async function takeDelivery(deps: AnswerDeps, { room, share }: Place, door: Door, call: WebhookCall): Promise<WebhookAnswer> {
  const reader: Reader = { heldBytes: 0, makeWay: () => undefined };
  const hold = (bytes: number) => room.hold(share, reader, bytes);
  try {
    const { bodyBytes: bytes, bodyMs: withinMs } = deps.limits;
    const read = await readBody(call.request, { bytes, withinMs, reader, reading: share.reading, hold });
    if ('body' in read) return await storeDelivery(deps, { room, share }, door, { ...call, body: read.body });
    if (read.refused === 'no_room') return COME_AGAIN;
    const status = read.refused === 'too_large' ? 413 : 408;
    return refuse(deps, call, { reason: read.refused, status, headers: HANG_UP, door, body: read.start });
  } finally {
    room.release(share, reader);
  }
}

type ReadCall = WebhookCall & { body: Buffer };

async function storeDelivery(deps: AnswerDeps, { room, share }: Place, door: Door, call: ReadCall): Promise<WebhookAnswer> {
  const { body } = call;
  const delivery: Delivery = {
    headers: headersOf(call.request),
    rawBody: body,
    query: Object.fromEntries(call.query),
    ...(call.pathKey === undefined ? {} : { pathKey: call.pathKey }),
    receivedAt: deps.clock.now(),
  };
  // Most are judged at once: those do not wait for a turn.
  const judged = receive(door, delivery, deps);
  const received = judged instanceof Promise ? await judged : judged;
  if ('cannotTell' in received) return { status: 503, code: received.cannotTell, headers: ASK_LATER };
  if ('refused' in received) {
    if (received.refused === 'clock_unsettled') return CLOCK_UNSETTLED;
    return refuse(deps, call, { reason: received.refused, status: ERRORS[received.refused].status, door, body });
  }
  deps.budgets.verified(callerOf(call.request));
  const thanks = acknowledge(door, delivery);
  if (received.delivery === undefined) return thanks;
  const stored = received.delivery;
  room.beginWait(share);
  try {
    const written = await deps.writer.write(stored);
    return { ...thanks, afterwards: () => deps.taken(door, stored, written) };
  } finally {
    room.endWait(share);
  }
}

/** A provider that reads our answer gets it in its own form. */
function acknowledge(door: Door, delivery: Delivery): WebhookAnswer {
  const wanted = door.webhook.acknowledgement?.(delivery);
  return wanted === undefined ? { status: 200 } : { status: 200, text: wanted.body, contentType: wanted.contentType };
}

function challenge(deps: AnswerDeps, door: Door, call: WebhookCall): WebhookAnswer {
  const text = door.webhook.challenge?.(Object.fromEntries(call.query), door.secrets);
  if (text !== undefined) return { status: 200, text };
  const reason = door.secrets.length === 0 ? 'webhook_not_set_up' : 'signature_invalid';
  return refuse(deps, call, { reason, status: 401, door });
}

type Refusal = { reason: string; status: number; door?: Door; body?: Buffer; headers?: Readonly<Record<string, string>> };

function refuse(deps: AnswerDeps, call: WebhookCall, { reason, status, door, body = EMPTY, headers }: Refusal): WebhookAnswer {
  if (!SIGNED.has(reason)) deps.budgets.refused(callerOf(call.request));
  deps.refusals.add({
    providerId: call.providerId,
    unknownProvider: reason === 'not_found',
    reason,
    remoteAddress: remoteAddressOf(call.request),
    headers: () => headersOf(call.request),
    body,
    redactor: door?.redactor ?? NO_SECRETS,
  });
  return { status, code: reason, ...(headers ? { headers } : {}) };
}

/** The provider comes again after any of these: what is not on the disk is not ours. */
function failed(deps: AnswerDeps, providerId: string, fault: unknown): WebhookAnswer {
  if (fault instanceof AppError && fault.code === 'storage_unavailable')
    return { status: 503, code: fault.code, headers: { 'retry-after': '10' } };
  deps.log.error({ err: fault, providerId }, 'A delivery could not be taken');
  return { status: 500, code: 'internal' };
}

/** Providers send bytes as they are; a packed body could unfold to any size. */
function encodingOf(request: IncomingMessage): string {
  return request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in request.headers) {
    const value = request.headers[name];
    headers[name] = typeof value === 'string' ? value : (value ?? []).join(', ');
  }
  return headers;
}
