/** https://docs.omise.co/api-versioning */
export const API_VERSION = '2019-05-29';

export type Metadata = Record<string, unknown>;

export type Card = {
  object: 'card';
  id: string;
  livemode: false;
  brand: string;
  last_digits: string;
  country: string;
  name: string;
  bank: string;
  financing: 'credit';
  fingerprint: string;
  expiration_month: number;
  expiration_year: number;
  security_code_check: boolean;
  created_at: string;
};

export type Token = { object: 'token'; id: string; livemode: false; location: string; used: boolean; card: Card; created_at: string };

export type Document = {
  object: 'document';
  id: string;
  livemode: false;
  deleted: false;
  filename: string;
  location: string;
  kind: 'qr';
  download_uri: string;
  created_at: string;
};

export type Source = {
  object: 'source';
  id: string;
  livemode: false;
  location: string;
  type: string;
  flow: 'offline' | 'redirect' | 'app_redirect';
  amount: number;
  currency: string;
  phone_number: string | null;
  charge_status: string;
  scannable_code: { object: 'barcode'; type: 'qr'; image: Document; raw_data: null } | null;
  provider_references: { reference_number_1: string | null; reference_number_2: null; payment_channel: null } | null;
  created_at: string;
};

export type List<Item> = {
  object: 'list';
  data: Item[];
  limit: number;
  offset: number;
  total: number;
  location: string;
  order: 'chronological' | 'reverse_chronological';
  from: string;
  to: string;
};

export type Refund = {
  object: 'refund';
  id: string;
  location: string;
  livemode: false;
  amount: number;
  currency: string;
  funding_amount: number;
  funding_currency: string;
  status: 'pending' | 'closed' | 'failed';
  voided: boolean;
  charge: string;
  transaction: string;
  metadata: Metadata;
  created_at: string;
};

export type Charge = {
  object: 'charge';
  id: string;
  location: string;
  livemode: false;
  amount: number;
  authorized_amount: number;
  captured_amount: number;
  refunded_amount: number;
  net: number;
  fee: number;
  fee_vat: number;
  interest: 0;
  interest_vat: 0;
  funding_amount: number;
  funding_currency: string;
  transaction_fees: { fee_flat: string; fee_rate: string; vat_rate: string };
  currency: string;
  ip: string | null;
  refunds: List<Refund>;
  description: string | null;
  metadata: Metadata;
  card: Card | null;
  source: Source | null;
  dispute: string | null;
  transaction: string | null;
  failure_code: string | null;
  failure_message: string | null;
  status: 'pending' | 'successful' | 'failed' | 'expired' | 'reversed';
  authorization_type: 'pre_auth' | 'final_auth' | null;
  authorize_uri: string | null;
  return_uri: string | null;
  created_at: string;
  paid_at: string | null;
  expires_at: string | null;
  expired_at: string | null;
  reversed_at: string | null;
  authorized: boolean;
  capture: boolean;
  capturable: boolean;
  reversible: boolean;
  disputable: boolean;
  refundable: boolean;
  partially_refundable: boolean;
  can_perform_void: boolean;
  reversed: boolean;
  voided: boolean;
  paid: boolean;
  expired: boolean;
  webhook_endpoints: string[];
};

export type Dispute = {
  object: 'dispute';
  id: string;
  livemode: false;
  location: string;
  amount: number;
  currency: string;
  status: 'open' | 'pending' | 'won' | 'lost';
  charge: string;
  message: string | null;
  reason_code: string;
  reason_message: string;
  closed_at: string | null;
  created_at: string;
};

export type WebhookDelivery = {
  object: 'webhook_delivery';
  id: string;
  uri: string;
  status: number | null;
  error: string | null;
  key: string;
};

export type OmiseEvent = {
  object: 'event';
  id: string;
  livemode: false;
  location: string;
  key: string;
  created_at: string;
  data: { object: string; id: string };
  webhook_deliveries: WebhookDelivery[];
};
