import * as z from 'zod';

/** What we read of PayPal's objects; everything else is ignored. https://developer.paypal.com/docs/api/orders/v2/ */
export const PayPalMoney = z.object({ currency_code: z.string(), value: z.string() });
export type PayPalMoney = z.infer<typeof PayPalMoney>;

const Link = z.object({ href: z.string(), rel: z.string() });
const StatusDetails = z.object({ reason: z.string().nullish() }).nullish();
const SellerProtection = z.object({ status: z.string().nullish(), dispute_categories: z.array(z.string()).nullish() }).nullish();

export const Capture = z.object({
  id: z.string(),
  status: z.string(),
  status_details: StatusDetails,
  amount: PayPalMoney,
  seller_protection: SellerProtection,
  seller_receivable_breakdown: z
    .object({
      gross_amount: PayPalMoney,
      paypal_fee: PayPalMoney.nullish(),
      net_amount: PayPalMoney.nullish(),
      receivable_amount: PayPalMoney.nullish(),
      exchange_rate: z.object({ value: z.string().nullish() }).nullish(),
    })
    .nullish(),
  create_time: z.string().nullish(),
});
export type Capture = z.infer<typeof Capture>;

export const Authorization = z.object({
  id: z.string(),
  status: z.string(),
  status_details: StatusDetails,
  amount: PayPalMoney,
  seller_protection: SellerProtection,
  expiration_time: z.string().nullish(),
});
export type Authorization = z.infer<typeof Authorization>;

export const Refund = z.object({
  id: z.string(),
  status: z.string(),
  status_details: StatusDetails,
  amount: PayPalMoney,
  custom_id: z.string().nullish(),
  create_time: z.string(),
});
export type Refund = z.infer<typeof Refund>;

const PurchaseUnit = z.object({
  custom_id: z.string().nullish(),
  amount: PayPalMoney,
  payments: z
    .object({
      captures: z.array(Capture).nullish(),
      authorizations: z.array(Authorization).nullish(),
      refunds: z.array(Refund).nullish(),
    })
    .nullish(),
});

export const Order = z.object({
  id: z.string(),
  intent: z.string().nullish(),
  status: z.string(),
  create_time: z.string().nullish(),
  purchase_units: z.array(PurchaseUnit).min(1),
  payer: z.object({ email_address: z.string().nullish() }).nullish(),
  links: z.array(Link).nullish(),
});
export type Order = z.infer<typeof Order>;

/** A capture or an authorisation that was just made; what it came to is read from the order. */
export const Accepted = z.object({ id: z.string() });

const DisputedTransaction = z.object({ seller_transaction_id: z.string().nullish() });

export const Dispute = z.object({
  dispute_id: z.string(),
  create_time: z.string(),
  reason: z.string().nullish(),
  status: z.string(),
  dispute_amount: PayPalMoney,
  dispute_life_cycle_stage: z.string().nullish(),
  dispute_outcome: z.object({ outcome_code: z.string().nullish() }).nullish(),
  seller_response_due_date: z.string().nullish(),
  disputed_transactions: z.array(DisputedTransaction).nullish(),
});
export type Dispute = z.infer<typeof Dispute>;

export const DisputeList = z.object({
  items: z.array(z.object({ dispute_id: z.string() })).nullish(),
  links: z.array(Link).nullish(),
});

const TransactionInfo = z.object({
  transaction_id: z.string(),
  transaction_event_code: z.string(),
  transaction_status: z.string().nullish(),
  transaction_initiation_date: z.string(),
  transaction_amount: PayPalMoney,
  paypal_reference_id: z.string().nullish(),
  paypal_reference_id_type: z.string().nullish(),
  custom_field: z.string().nullish(),
});
export type TransactionInfo = z.infer<typeof TransactionInfo>;

export const TransactionList = z.object({
  transaction_details: z.array(z.object({ transaction_info: TransactionInfo })).nullish(),
  page: z.number().nullish(),
  total_pages: z.number().nullish(),
});

export const Token = z.object({
  access_token: z.string(),
  expires_in: z.number(),
  scope: z.string().nullish(),
  app_id: z.string().nullish(),
});

export const Webhook = z.object({ id: z.string(), url: z.string() });
export type Webhook = z.infer<typeof Webhook>;
export const WebhookList = z.object({ webhooks: z.array(Webhook).nullish() });

/** Loose: an event is kept as it came. */
export const PayPalEvent = z.looseObject({
  id: z.string(),
  event_type: z.string(),
  create_time: z.string(),
  resource_type: z.string().nullish(),
  resource: z.looseObject({ id: z.string().nullish() }),
});
export type PayPalEvent = z.infer<typeof PayPalEvent>;

export const EventList = z.object({ events: z.array(PayPalEvent).nullish(), links: z.array(Link).nullish() });

export const Verification = z.object({ verification_status: z.string() });

/** The token endpoint answers in the form of OAuth instead. */
export const ErrorBody = z.object({
  name: z.string().nullish(),
  message: z.string().nullish(),
  details: z.array(z.object({ issue: z.string().nullish(), description: z.string().nullish() })).nullish(),
  error: z.string().nullish(),
  error_description: z.string().nullish(),
});
