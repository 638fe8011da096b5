import type { PaymentAction, PaymentMethod, RefundReason, RefundState } from '@banrimkwae/contract/payments';
import type { Money } from '@banrimkwae/money';
import type { Operation } from '../operation.ts';

export type { RefundReason };

/** Operations left out are not offered, and the desktop hides them. */
export type PaymentProvider = {
  /** What this provider can do, as data; read before anything is offered or sent. */
  methods: Readonly<Partial<Record<PaymentMethod, PaymentMethodRules>>>;
  createPayment: Operation<CreatePayment, PaymentSnapshot>;
  getPayment: Operation<{ providerPaymentId: string }, PaymentSnapshot>;
  /** By our own reference: settles a creation whose answer was lost. Undefined: the provider surely has none. */
  findPayment: Operation<{ paymentId: string; createdAfter: Date }, PaymentSnapshot | undefined>;
  capturePayment?: Operation<{ providerPaymentId: string; amount?: Money; idempotencyKey: string }, PaymentSnapshot>;
  cancelPayment?: Operation<{ providerPaymentId: string; idempotencyKey: string }, PaymentSnapshot>;
  createRefund?: Operation<CreateRefund, RefundSnapshot>;
  getRefund?: Operation<{ providerRefundId: string; providerPaymentId: string }, RefundSnapshot>;
  listRefunds?: Operation<{ providerPaymentId: string }, readonly RefundSnapshot[]>;
};

export type PaymentMethodRules = {
  /** ISO codes; empty: any. */
  currencies: readonly string[];
  manualCapture: boolean;
  /** False: the desk says why instead of showing the button. */
  refund: { full: boolean; partial: boolean; note?: { en: string; th: string } };
  /** A guest e-mail is needed, e.g. because the provider asks the payer for bank details on a refund. */
  needsEmail: boolean;
  expiresAfterSeconds?: number;
};

export type CreatePayment = {
  /** Our id, stored at the provider as reference. */
  paymentId: string;
  method: PaymentMethod;
  amount: Money;
  description: string;
  guest: { name: string; email: string | null };
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
  risk: { level: 'normal' | 'elevated' | 'highest' | 'not_assessed' | 'unknown'; score: number | null; message: string | null } | null;
  fee: Money | null;
  failure: { code: string; message: string } | null;
  paidAt: string | null;
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
};
