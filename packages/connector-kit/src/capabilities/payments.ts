import type { DisputeState } from '@banrimkwae/contract/disputes';
import type {
  MethodDetails,
  PaymentAction,
  PaymentMethod,
  PaymentNeed,
  RefundReason,
  RefundState,
  Risk,
  Settlement,
} from '@banrimkwae/contract/payments';
import type { Money } from '@banrimkwae/money';
import type { Operation } from '../operation.ts';

export type { MethodDetails, RefundReason };

/** Operations left out are not offered, and the desktop hides them. */
export type PaymentProvider = {
  /** What this provider can do, as data; read before anything is offered or sent. */
  methods: Readonly<Partial<Record<PaymentMethod, PaymentMethodRules>>>;
  createPayment: Operation<CreatePayment, PaymentSnapshot>;
  /** Left out: the provider cannot tell; only a person can say that the money came. */
  getPayment?: Operation<{ providerPaymentId: string; payment: KnownPayment }, PaymentSnapshot>;
  /**
   * By our own reference: settles a creation whose answer was lost. Undefined: the provider surely has none. Left out: creating it again with
   * the same key changes nothing, for as long as the key lives.
   */
  findPayment?: Operation<{ paymentId: string; createdAfter: Date; payment: KnownPayment }, PaymentSnapshot | undefined>;
  /** How long a repeated key is still the same creation there. Left out: for ever. Matters only without `findPayment`. */
  keyLifetimeSeconds?: number;
  capturePayment?: Operation<{ providerPaymentId: string; payment: KnownPayment; amount?: Money; idempotencyKey: string }, PaymentSnapshot>;
  cancelPayment?: Operation<{ providerPaymentId: string; payment: KnownPayment; idempotencyKey: string }, PaymentSnapshot>;
  createRefund?: Operation<CreateRefund, RefundSnapshot>;
  /**
   * How long the provider remembers the idempotency key of a refund: within it a lost one is safely sent again. Left out: it has no such keys,
   * and a lost refund is sent again only when `listRefunds` proves that it never came.
   */
  refundKeyLifetimeSeconds?: number;
  getRefund?: Operation<{ providerRefundId: string; providerPaymentId: string }, RefundSnapshot>;
  /** All refunds of a payment, to the last page: what is not in it does not exist there. */
  listRefunds?: Operation<{ providerPaymentId: string }, readonly RefundSnapshot[]>;
  /** Only while it waits at the provider, e.g. for the payer's bank account. */
  cancelRefund?: Operation<{ providerRefundId: string; providerPaymentId: string; idempotencyKey: string }, RefundSnapshot>;
  getDispute?: Operation<{ providerDisputeId: string }, DisputeSnapshot>;
  /** Opened or changed since; a page at a time. */
  listDisputes?: Operation<{ since: Date; cursor?: string }, { disputes: readonly DisputeSnapshot[]; cursor?: string }>;
  /** Early fraud warnings of a payment. */
  listWarnings?: Operation<{ providerPaymentId: string }, readonly WarningSnapshot[]>;
  /** Everything that moved money in [from, to), for the comparison with our books; a page at a time. Left out: each of our payments is asked for. */
  listTransactions?: Operation<
    { from: Date; to: Date; cursor?: string },
    { transactions: readonly TransactionSnapshot[]; cursor?: string }
  >;
  /** Looks a transfer up by the QR on its slip. Undefined: there is no such transfer. */
  verifySlip?: Operation<{ bank: string; reference: string }, SlipSnapshot | undefined>;
  /** Ids by which a bank may call the account that payments go to (PromptPay id, biller id, account number). No call is made. */
  receivers?: Operation<Record<never, never>, readonly string[]>;
};

export type PaymentMethodRules = {
  /** ISO codes; empty: any. */
  currencies: readonly string[];
  manualCapture: boolean;
  /**
   * `provider`: by the API. `manual_transfer`: the provider cannot, a person sends it from the bank after approval. `none`: not at all; `note` says
   * why, and is shown instead of the button.
   */
  refund: { way: 'provider' | 'manual_transfer' | 'none'; partial: boolean; maximumAgeDays?: number; note?: { en: string; th: string } };
  /** E.g. an e-mail address because the provider asks the payer for bank details on a refund. */
  needs: readonly PaymentNeed[];
  /** Where `bank` is needed: the choices. */
  banks?: readonly { id: string; name: string }[];
  /** Minor units of the only currency. */
  minimum?: number;
  maximum?: number;
  expiresAfterSeconds?: number;
  /** False: only through the API of the resort's own systems. */
  deskUse?: false;
  /** Name of the call that creates it: while its breaker is open, another provider is chosen. Left out: each call that moves money counts. */
  createdBy?: string;
  /** Typical price, for routing until an administrator says better. Hundredths of a percent; link in the connector. */
  costBasisPoints?: number;
};

/** What we know of a payment ourselves, for providers that tell less. */
export type KnownPayment = {
  paymentId: string;
  method: PaymentMethod;
  amount: Money;
  createdAt: string;
  expiresAt: string | null;
  /** The desk was told that it failed or was given up, and the guest may have paid another way: nothing more may be taken by looking at it. */
  isOver?: boolean;
};

export type CreatePayment = {
  /** Our id, stored at the provider as reference. */
  paymentId: string;
  method: PaymentMethod;
  amount: Money;
  description: string;
  guest: { name: string; email: string | null; phone: string | null };
  details: MethodDetails;
  capture: 'automatic' | 'manual';
  returnUrl: string;
  /** When the payment was asked for; the same at every repeat. */
  createdAt: string;
  idempotencyKey: string;
};

export type CreateRefund = {
  refundId: string;
  paymentId: string;
  providerPaymentId: string;
  method: PaymentMethod;
  amount: Money;
  reason: RefundReason;
  guestEmail: string | null;
  idempotencyKey: string;
};

/** The provider's view of a payment, translated. Amounts as the provider holds them. */
export type PaymentSnapshot = {
  providerPaymentId: string;
  /** Other ids by which this payment is known there (session, charge), for matching events. */
  alsoKnownAs: readonly string[];
  ourReference: string | null;
  /** An unknown provider status is `processing`: never success, never failure. */
  state: 'waiting' | 'processing' | 'authorized' | 'paid' | 'failed' | 'cancelled' | 'expired';
  amount: Money;
  captured: Money;
  refunded: Money;
  /** "Visa ··4242"; a bank reference. Never a card number. */
  methodDetail: string | null;
  lastFour: string | null;
  action: PaymentAction | null;
  risk: Risk | null;
  fee: Money | null;
  settlement: Settlement | null;
  failure: { code: string; message: string } | null;
  paidAt: string | null;
  /** False: this very payment cannot be refunded there, whatever its method allows. Null: as the method says. */
  refundable: boolean | null;
};

export type RefundSnapshot = {
  providerRefundId: string;
  providerPaymentId: string;
  ourReference: string | null;
  /** An unknown provider status is `pending`. */
  state: Extract<RefundState, 'pending' | 'succeeded' | 'failed' | 'cancelled'>;
  amount: Money;
  pendingReason: string | null;
  failureReason: string | null;
  createdAt: string;
  /** The provider lets it be stopped now. */
  cancellable: boolean;
};

export type DisputeSnapshot = {
  providerDisputeId: string;
  /** Ids of the disputed payment: any of those that a payment is known by. */
  providerPaymentIds: readonly string[];
  /** An unknown provider status is `under_review`. */
  state: DisputeState;
  stage: 'inquiry' | 'chargeback' | 'arbitration';
  reason: string;
  amount: Money;
  dueAt: string | null;
  url: string | null;
  openedAt: string;
};

export type WarningSnapshot = { providerWarningId: string; reason: string; actionable: boolean; at: string };

export type TransactionSnapshot = {
  kind: 'payment' | 'refund';
  /** Of the payment or the refund. */
  providerId: string;
  providerPaymentIds: readonly string[];
  ourReference: string | null;
  /** As of the payment or refund snapshot. */
  state: PaymentSnapshot['state'] | RefundSnapshot['state'];
  /** What moved; of a payment what was captured, or asked for while nothing is. */
  amount: Money;
  at: string;
};

/** `receiver`: ids by which the receiving account is known (biller id, account number), as far as the bank tells. */
export type SlipSnapshot = {
  bank: string;
  reference: string;
  amount: Money;
  receivers: readonly string[];
  billReferences: readonly string[];
  sender: string | null;
  at: string;
};
