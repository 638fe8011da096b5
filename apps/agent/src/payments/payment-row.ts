import type { KnownPayment } from '@banrimkwae/connector-kit/capabilities/payments';
import {
  Conversion,
  HoldReason,
  MethodDetails,
  PaymentAction,
  PaymentMethod,
  PaymentState,
  Risk,
  Settlement,
} from '@banrimkwae/contract/payments';
import { Money } from '@banrimkwae/contract/primitives';
import { money } from '@banrimkwae/money';
import * as z from 'zod';
import { flag, json } from '../store/columns.ts';

export const Hold = z.object({ reasons: z.array(HoldReason), approvalId: z.string() });

export const PaymentRow = z.object({
  id: z.string(),
  provider: z.string(),
  provider_payment_id: z.string().nullable(),
  idempotency_key: z.string(),
  state: PaymentState,
  method: PaymentMethod,
  capture: z.enum(['automatic', 'manual']),
  currency: z.string(),
  amount: z.int(),
  captured: z.int(),
  description: z.string(),
  guest_name: z.string(),
  guest_email: z.string().nullable(),
  guest_phone: z.string().nullable(),
  guest_country: z.string().nullable(),
  reservation_id: z.string().nullable(),
  room: z.string().nullable(),
  method_detail: z.string().nullable(),
  last_four: z.string().nullable(),
  action: json(PaymentAction).nullable(),
  risk: json(Risk).nullable(),
  fee: json(Money).nullable(),
  settlement: json(Settlement).nullable(),
  conversion: json(Conversion).nullable(),
  failure: json(z.object({ code: z.string(), message: z.string() })).nullable(),
  details: json(MethodDetails).nullable(),
  sent_at: z.string().nullable(),
  provider_named: flag,
  capture_by_rules: flag,
  hold: json(Hold).nullable(),
  refundable: flag.nullable(),
  expires_at: z.string().nullable(),
  created_by: z.string(),
  created_at: z.string(),
  paid_at: z.string().nullable(),
  updated_at: z.string(),
});
export type PaymentRow = z.infer<typeof PaymentRow>;

const OVER: ReadonlySet<PaymentState> = new Set(['failed', 'cancelled', 'expired']);

/** What a connector may be told of a payment beyond its id there. */
export function known(row: PaymentRow): KnownPayment {
  return {
    paymentId: row.id,
    method: row.method,
    amount: money(row.amount, row.currency),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    isOver: OVER.has(row.state),
  };
}
