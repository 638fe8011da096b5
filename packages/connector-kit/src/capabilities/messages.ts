import type { Operation } from '../operation.ts';

export type MessageProvider = {
  /** Longest text one message may carry, in characters. */
  maximumTextLength: number;
  /** How long the provider knows an idempotency key of `send` again; absent: it has no such keys, and a send may never be repeated. */
  keyLifetimeSeconds?: number;
  /** How long after the guest's message `reply` may be tried. */
  replyWithinSeconds?: number;
  send: Operation<{ to: string; texts: readonly string[]; idempotencyKey: string }, SentMessage>;
  /** Costs no quota but works once and only for a short while. */
  reply?: Operation<{ replyToken: string; texts: readonly string[] }, SentMessage>;
  multicast?: Operation<{ to: readonly string[]; texts: readonly string[]; idempotencyKey: string }, SentMessage>;
  profile?: Operation<{ userId: string }, GuestProfile>;
  quota?: Operation<void, { used: number | null; limit: number | null }>;
};

/** `providerMessageIds` may be empty where the provider tells none. */
export type SentMessage = { providerMessageIds: readonly string[] };
export type GuestProfile = { displayName: string; language: string | null; pictureUrl: string | null };
