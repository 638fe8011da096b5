import { type LineGuest, PRACTICE_GUESTS } from './guests.ts';

export type LineSettings = {
  channelId: string;
  channelSecret: string;
  /** The long-lived channel access token of the console. */
  channelAccessToken: string;
  bot: { userId: string; basicId: string; displayName: string };
  /** Messages a month; null is a plan without limit. */
  monthlyLimit: number | null;
  /** Where webhooks go until the channel sets another endpoint. */
  webhookUrl?: string | undefined;
  /** Milliseconds after which a failed webhook is sent again; empty while redelivery is off, as in a new channel. */
  redeliverAfter: readonly number[];
  /** Milliseconds a bot server has for its answer; a later one is a failure. */
  answerWithin: number;
  guests: readonly LineGuest[];
};

/** What the practice profile uses; none of it is a secret of a real channel. */
export const LINE_PRACTICE: LineSettings = {
  channelId: '1650000001',
  channelSecret: 'practice-line-channel-secret',
  channelAccessToken: 'practice-line-channel-token',
  bot: { userId: 'Ub9952f80a1c2d3e4f5061728394a5b6c', basicId: '@banrimkwae', displayName: 'Banrimkwae Resort' },
  monthlyLimit: 300,
  // LINE does not publish its intervals; these are short enough to be watched.
  redeliverAfter: [5_000, 30_000, 120_000],
  // developers.line.biz, "Check webhook error causes and statistics".
  answerWithin: 2_000,
  guests: PRACTICE_GUESTS,
};
