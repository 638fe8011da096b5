import type { MoneyRules } from '@banrimkwae/contract/money-rules';
import type { PaymentMethod, RefundReason } from '@banrimkwae/contract/payments';

/** One thing that happened in the practice week. `daysAgo` and `at` are the resort's calendar and clock. */
export type Episode = { daysAgo: number; at: string } & (
  | PaymentEpisode
  | { kind: 'scene'; capability: 'channel' | 'messages'; scene: string; input?: object }
  | { kind: 'answer'; text: string }
  | { kind: 'outage'; capability: 'weather' | 'payments'; failures: number }
);

export type PaymentEpisode = {
  kind: 'payment';
  method: PaymentMethod;
  /** Minor units. */
  amount: number;
  /** Absent: the resort's own. */
  currency?: string;
  /** Who tells that the money came: the bank itself, asked by reference, or people only. Absent: a gateway by its events. */
  told?: 'bank' | 'people';
  guest: { name: string; email: string | null; phone: string | null };
  room: string;
  description: string;
  capture?: 'automatic' | 'manual';
  /** In force while it is taken: a person must look first. */
  holds?: Partial<MoneyRules['holds']>;
  /** What the guest does; absent: nothing, the payment waits. `said`: one of the desk says that it came, and another one too. */
  outcome?: 'pays' | 'declined' | 'abandons' | 'cancelled' | 'said';
  refunds?: readonly EpisodeRefund[];
  /** What then happens at the provider. */
  afterwards?: readonly Aftermath[];
  /** The provider does it, but its answer is lost on the way. */
  answerLost?: boolean;
};

/** `waits`: nobody has decided it yet. */
export type EpisodeRefund = { amount: number; reason: RefundReason; note?: string; waits?: true };
export type Aftermath = { scene: AftermathScene; input?: object };
export type AftermathScene = 'dashboardRefund' | 'disputeOpens' | 'earlyFraudWarning' | 'bankReverses';
