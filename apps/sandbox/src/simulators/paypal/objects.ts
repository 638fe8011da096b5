import type { Minor } from './amounts.ts';

export type Unit = {
  reference_id: string;
  custom_id?: string | undefined;
  invoice_id?: string | undefined;
  description?: string | undefined;
  soft_descriptor?: string | undefined;
};

export type Order = {
  id: string;
  intent: 'CAPTURE' | 'AUTHORIZE';
  status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED' | 'VOIDED';
  unit: Unit;
  amount: Minor;
  /** A wallet was named at creation. */
  named: boolean;
  returnUrl: string | null;
  cancelUrl: string | null;
  /** Where the guest is led, for the links of later answers. */
  pages: string;
  guest: Guest | null;
  /** What the coming captures end with instead, e.g. a decline. */
  willEnd: string[];
  created: string;
  updated: string;
};

export type Guest = { email: string; givenName: string; surname: string; accountId: string };

export type Authorization = {
  id: string;
  order: string;
  status: 'CREATED' | 'CAPTURED' | 'VOIDED' | 'PARTIALLY_CAPTURED';
  amount: Minor;
  created: string;
  updated: string;
};

export type Capture = {
  id: string;
  order: string;
  status: 'COMPLETED' | 'PENDING' | 'DECLINED' | 'PARTIALLY_REFUNDED' | 'REFUNDED';
  reason: string | null;
  amount: Minor;
  created: string;
  updated: string;
};

export type Refund = {
  id: string;
  capture: string;
  status: 'COMPLETED' | 'PENDING' | 'FAILED';
  amount: Minor;
  custom_id?: string | undefined;
  invoice_id?: string | undefined;
  note_to_payer?: string | undefined;
  created: string;
  updated: string;
};

export type Dispute = {
  id: string;
  capture: string;
  reason: string;
  status: 'WAITING_FOR_SELLER_RESPONSE' | 'UNDER_REVIEW' | 'RESOLVED';
  stage: 'INQUIRY' | 'CHARGEBACK';
  amount: Minor;
  outcome: string | null;
  due: string;
  created: string;
  updated: string;
};

export type PayPalEvent = {
  id: string;
  event_version: '1.0';
  create_time: string;
  resource_type: string;
  resource_version: string;
  event_type: string;
  summary: string;
  resource: object;
  links: { href: string; rel: string; method: string }[];
};

export type Webhook = { id: string; url: string; eventTypes: string[] };
