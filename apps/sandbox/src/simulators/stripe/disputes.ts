import type { Account } from './account.ts';
import { book } from './charges.ts';
import type { Charge, Dispute, EarlyFraudWarning } from './objects.ts';

const DAY = 86_400;

/** https://docs.stripe.com/api/disputes/object#dispute_object-reason , those a resort meets. */
export const DISPUTE_REASONS = [
  'fraudulent',
  'duplicate',
  'product_not_received',
  'product_unacceptable',
  'credit_not_processed',
  'general',
] as const;
/** https://docs.stripe.com/api/radar/early_fraud_warnings/object#early_fraud_warning_object-fraud_type */
export const FRAUD_TYPES = [
  'card_never_received',
  'fraudulent_card_application',
  'made_with_counterfeit_card',
  'made_with_lost_card',
  'made_with_stolen_card',
  'misc',
  'unauthorized_use_of_card',
] as const;

const NO_EVIDENCE = Object.fromEntries(
  [
    'access_activity_log',
    'billing_address',
    'cancellation_policy',
    'cancellation_policy_disclosure',
    'cancellation_rebuttal',
    'customer_communication',
    'customer_email_address',
    'customer_name',
    'customer_purchase_ip',
    'customer_signature',
    'duplicate_charge_documentation',
    'duplicate_charge_explanation',
    'duplicate_charge_id',
    'product_description',
    'receipt',
    'refund_policy',
    'refund_policy_disclosure',
    'refund_refusal_explanation',
    'service_date',
    'service_documentation',
    'shipping_address',
    'shipping_carrier',
    'shipping_date',
    'shipping_documentation',
    'shipping_tracking_number',
    'uncategorized_file',
    'uncategorized_text',
  ].map((name) => [name, null]),
);

/** `answerWithinDays`: that the resort has. */
type Claim = { inquiry: boolean; reason: (typeof DISPUTE_REASONS)[number]; answerWithinDays: number };

/** The cardholder's bank asks (`inquiry`), or takes the money back at once with a fee. Throws RangeError for a charge that has one. */
export function openDispute(account: Account, charge: Charge, { inquiry, reason, answerWithinDays }: Claim): Dispute {
  if (charge.disputed) throw new RangeError(`${charge.id} is disputed already`);
  const card = charge.payment_method_details.card as { brand: string };
  const amount = charge.amount - charge.amount_refunded;
  if (amount <= 0) throw new RangeError(`${charge.id} was given back whole`);
  const dispute: Dispute = {
    id: account.id('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...NO_EVIDENCE, enhanced_evidence: {} },
    evidence_details: {
      due_by: account.now() + answerWithinDays * DAY,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: 'card',
      card: { brand: card.brand, case_type: inquiry ? 'inquiry' : 'chargeback', network_reason_code: '10.4' },
    },
    reason,
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  };
  account.disputes.set(dispute.id, dispute);
  charge.disputed = true;
  settleWarnings(account, charge);
  if (!inquiry) move(account, charge, dispute, 'out');
  account.emit('charge.dispute.created', dispute);
  if (!inquiry) account.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** The bank decides for the resort: what was taken comes back. An inquiry just closes. */
export function winDispute(account: Account, dispute: Dispute): Dispute {
  const inquiry = dispute.status === 'warning_needs_response';
  const charge = account.charges.get(dispute.charge);
  if (!inquiry && charge) move(account, charge, dispute, 'back');
  dispute.status = inquiry ? 'warning_closed' : 'won';
  dispute.is_charge_refundable = true;
  account.emit('charge.dispute.closed', dispute);
  if (!inquiry) account.emit('charge.dispute.funds_reinstated', dispute);
  return dispute;
}

/** The bank decides for the cardholder. Throws RangeError for an inquiry, which cannot be lost. */
export function loseDispute(account: Account, dispute: Dispute): Dispute {
  if (dispute.status === 'warning_needs_response') throw new RangeError('An inquiry cannot be lost');
  dispute.status = 'lost';
  account.emit('charge.dispute.closed', dispute);
  return dispute;
}

/** The card network tells that a payment looks like fraud. */
export function warn(account: Account, charge: Charge, fraudType: (typeof FRAUD_TYPES)[number]): EarlyFraudWarning {
  const warning: EarlyFraudWarning = {
    id: account.id('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: isActionable(charge),
    charge: charge.id,
    created: account.now(),
    fraud_type: fraudType,
    livemode: false,
    payment_intent: charge.payment_intent,
  };
  account.warnings.set(warning.id, warning);
  account.emit('radar.early_fraud_warning.created', warning);
  return warning;
}

/** Whether a dispute has taken the charge's money, so that it cannot be given back besides. */
export function chargedBack(account: Account, charge: Charge): boolean {
  return [...account.disputes.values()].some((dispute) => dispute.charge === charge.id && !dispute.is_charge_refundable);
}

/** Nothing more can be done about a charge that is disputed or was given back whole. */
export function settleWarnings(account: Account, charge: Charge): void {
  for (const warning of account.warnings.values()) {
    if (warning.charge !== charge.id || !warning.actionable || isActionable(charge)) continue;
    warning.actionable = false;
    account.emit('radar.early_fraud_warning.updated', warning, { actionable: true });
  }
}

function isActionable({ disputed, refunded }: Charge): boolean {
  return !disputed && !refunded;
}

function move(account: Account, charge: Charge, dispute: Dispute, way: 'out' | 'back'): void {
  const { disputeFee } = account.settings;
  const out = way === 'out';
  const line = book(account, {
    charge,
    source: dispute.id,
    amount: out ? -dispute.amount : dispute.amount,
    fee: () => (out ? disputeFee : -disputeFee),
    type: 'adjustment',
    category: out ? 'dispute' : 'dispute_reversal',
  });
  const booked = account.transactions.get(line);
  if (booked) dispute.balance_transactions.push(booked);
}
