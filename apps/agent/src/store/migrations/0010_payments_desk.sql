-- Payments, and all that refers to them, are rebuilt with wider rules.
ALTER TABLE payments RENAME TO payments_before;
ALTER TABLE payment_references RENAME TO payment_references_before;
ALTER TABLE refunds RENAME TO refunds_before;
ALTER TABLE payment_acts RENAME TO payment_acts_before;
ALTER TABLE payment_story RENAME TO payment_story_before;
DROP INDEX payments_by_state;
DROP INDEX payments_by_reservation;
DROP INDEX refunds_by_payment;
DROP INDEX refunds_open;
DROP INDEX refunds_by_provider_id;
DROP INDEX payment_story_of_events;

CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  provider_payment_id TEXT,
  idempotency_key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('creating', 'unknown', 'waiting', 'processing', 'authorized', 'paid', 'failed', 'cancelled', 'expired')),
  method TEXT NOT NULL,
  capture TEXT NOT NULL CHECK (capture IN ('automatic', 'manual')),
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  captured INTEGER NOT NULL DEFAULT 0 CHECK (captured >= 0),
  description TEXT NOT NULL,
  guest_name TEXT NOT NULL,
  guest_email TEXT,
  guest_phone TEXT,
  guest_country TEXT,
  reservation_id TEXT,
  room TEXT,
  method_detail TEXT,
  last_four TEXT,
  action TEXT,
  risk TEXT,
  fee TEXT,
  settlement TEXT,
  conversion TEXT,
  failure TEXT,
  -- What the method asks of the guest; removed once the provider has it.
  details TEXT,
  -- Another provider may only be chosen while this is null: nothing can have left.
  sent_at TEXT,
  -- The caller named the provider: no other one is chosen for it.
  provider_named INTEGER NOT NULL DEFAULT 0,
  -- Held by our rules: taken by the agent itself once nothing speaks against it.
  capture_by_rules INTEGER NOT NULL DEFAULT 0,
  hold TEXT,
  refundable INTEGER,
  expires_at TEXT,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  paid_at TEXT,
  updated_at TEXT NOT NULL
) STRICT;
INSERT INTO payments (id, provider, provider_payment_id, idempotency_key, state, method, capture, currency, amount, captured, description, guest_name, guest_email,
    guest_phone, reservation_id, room, method_detail, last_four, action, risk, fee, failure, sent_at, created_by, created_at, paid_at, updated_at)
  SELECT id, provider, provider_payment_id, idempotency_key, state, method, capture, currency, amount, captured, description, guest_name, guest_email,
    guest_phone, reservation_id, room, method_detail, last_four, action, json_set(risk, '$.country', NULL), fee, failure, created_at, created_by, created_at, paid_at, updated_at
  FROM payments_before;
CREATE INDEX payments_by_state ON payments (state, created_at);
CREATE INDEX payments_by_reservation ON payments (reservation_id) WHERE reservation_id IS NOT NULL;
CREATE INDEX payments_by_paid_at ON payments (provider, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX payments_by_created_at ON payments (created_at);

CREATE TABLE refunds (
  id TEXT PRIMARY KEY,
  payment_id TEXT NOT NULL REFERENCES payments (id),
  provider_refund_id TEXT,
  idempotency_key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'sending', 'unknown', 'pending', 'succeeded', 'failed', 'cancelled')),
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  reason TEXT NOT NULL,
  note TEXT,
  way TEXT NOT NULL DEFAULT 'provider' CHECK (way IN ('provider', 'manual_transfer')),
  bank_reference TEXT,
  pending_reason TEXT,
  failure_reason TEXT,
  cancellable INTEGER NOT NULL DEFAULT 0,
  requested_by TEXT NOT NULL,
  -- Id of the operator or key that asked; null for those of before and for those the provider's own console made.
  requested_by_id TEXT,
  -- When its outcome became unknown; staff are told when it stays so.
  unknown_since TEXT,
  -- When it was first handed to the provider.
  sent_at TEXT,
  -- When the latest attempt was given up whose answer never came: it may still be carried out for a while.
  lost_at TEXT,
  -- The wish to stop it at the provider; the key of that call.
  cancel_key TEXT,
  created_at TEXT NOT NULL,
  settled_at TEXT,
  updated_at TEXT NOT NULL
) STRICT;
INSERT INTO refunds (id, payment_id, provider_refund_id, idempotency_key, state, currency, amount, reason, note, pending_reason, failure_reason, requested_by, unknown_since, sent_at, lost_at, created_at, settled_at, updated_at)
  SELECT id, payment_id, provider_refund_id, idempotency_key, CASE state WHEN 'requested' THEN 'approved' ELSE state END, currency, amount, reason, note,
    pending_reason, failure_reason, requested_by, CASE state WHEN 'unknown' THEN updated_at END,
    CASE WHEN state IN ('sending', 'unknown') THEN created_at END, CASE state WHEN 'unknown' THEN updated_at END, created_at, settled_at, updated_at
  FROM refunds_before;
CREATE INDEX refunds_by_payment ON refunds (payment_id);
CREATE INDEX refunds_open ON refunds (state) WHERE state IN ('requested', 'approved', 'sending', 'unknown', 'pending');
CREATE INDEX refunds_by_settled_at ON refunds (settled_at) WHERE state = 'succeeded';
CREATE INDEX refunds_of_console ON refunds (updated_at) WHERE requested_by_id IS NULL;
CREATE UNIQUE INDEX refunds_by_provider_id ON refunds (payment_id, provider_refund_id) WHERE provider_refund_id IS NOT NULL;

CREATE TABLE payment_references (
  provider TEXT NOT NULL,
  reference TEXT NOT NULL,
  payment_id TEXT NOT NULL REFERENCES payments (id),
  PRIMARY KEY (provider, reference)
) STRICT, WITHOUT ROWID;
INSERT INTO payment_references SELECT * FROM payment_references_before;

CREATE TABLE payment_acts (
  id TEXT PRIMARY KEY,
  payment_id TEXT NOT NULL REFERENCES payments (id),
  kind TEXT NOT NULL CHECK (kind IN ('capture', 'cancel')),
  idempotency_key TEXT NOT NULL UNIQUE,
  amount INTEGER,
  state TEXT NOT NULL CHECK (state IN ('requested', 'sending', 'done', 'failed')),
  failure TEXT,
  requested_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
INSERT INTO payment_acts SELECT * FROM payment_acts_before;

CREATE TABLE payment_story (
  payment_id TEXT NOT NULL REFERENCES payments (id),
  cause TEXT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('state', 'webhook', 'refund', 'person', 'dispute')),
  title TEXT NOT NULL,
  detail TEXT,
  actor TEXT,
  link_id TEXT,
  PRIMARY KEY (payment_id, cause)
) STRICT;
INSERT INTO payment_story SELECT * FROM payment_story_before;
CREATE INDEX payment_story_of_events ON payment_story (cause) WHERE kind = 'webhook';

DROP TABLE payment_story_before;
DROP TABLE payment_acts_before;
DROP TABLE refunds_before;
DROP TABLE payment_references_before;
DROP TABLE payments_before;

-- What waits for a second person, and what was decided.
CREATE TABLE approvals (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('refund', 'transfer', 'received', 'capture', 'review')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'rejected', 'withdrawn')),
  payment_id TEXT NOT NULL REFERENCES payments (id),
  refund_id TEXT REFERENCES refunds (id),
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL,
  hold_reasons TEXT NOT NULL DEFAULT '[]',
  note TEXT,
  -- `bank:reference` of the slip that was shown, kind received.
  slip TEXT,
  requested_by TEXT NOT NULL,
  requested_by_id TEXT NOT NULL,
  requested_at TEXT NOT NULL,
  decision_key TEXT UNIQUE,
  decided_by TEXT,
  decided_by_id TEXT,
  decided_at TEXT,
  reason TEXT,
  bank_reference TEXT
) STRICT;
CREATE INDEX approvals_by_state ON approvals (state, id);
CREATE INDEX approvals_by_payment ON approvals (payment_id);
CREATE UNIQUE INDEX approvals_waiting ON approvals (kind, COALESCE(refund_id, payment_id)) WHERE state = 'waiting';

-- A transfer slip pays once.
CREATE TABLE transfer_slips (
  bank TEXT NOT NULL,
  reference TEXT NOT NULL,
  payment_id TEXT NOT NULL REFERENCES payments (id),
  used_at TEXT NOT NULL,
  PRIMARY KEY (bank, reference)
) STRICT, WITHOUT ROWID;

CREATE TABLE disputes (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  provider_dispute_id TEXT NOT NULL,
  payment_id TEXT REFERENCES payments (id),
  state TEXT NOT NULL CHECK (state IN ('needs_response', 'under_review', 'won', 'lost', 'closed')),
  stage TEXT NOT NULL CHECK (stage IN ('inquiry', 'chargeback', 'arbitration')),
  reason TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL,
  due_at TEXT,
  url TEXT,
  opened_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  UNIQUE (provider, provider_dispute_id)
) STRICT;
CREATE INDEX disputes_by_due ON disputes (state, due_at);
CREATE INDEX disputes_by_payment ON disputes (payment_id) WHERE payment_id IS NOT NULL;

CREATE TABLE payment_warnings (
  payment_id TEXT NOT NULL REFERENCES payments (id),
  provider_warning_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  actionable INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (payment_id, provider_warning_id)
) STRICT, WITHOUT ROWID;

-- Our books beside a provider's, a calendar day of the resort at a time.
CREATE TABLE reconciled_days (
  provider TEXT NOT NULL,
  day TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'complete', 'incomplete', 'not_possible')),
  cursor TEXT,
  error TEXT,
  ran_at TEXT,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (provider, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE reconciled_lines (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  day TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund')),
  -- Our id or, of what we do not have, the provider's: one line for each.
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('matched', 'recovered', 'differing')),
  difference TEXT CHECK (difference IN ('amount', 'currency', 'state', 'unknown_reference', 'missing_there')),
  payment_id TEXT REFERENCES payments (id),
  refund_id TEXT REFERENCES refunds (id),
  provider_id TEXT,
  at TEXT NOT NULL,
  ours_state TEXT,
  ours_amount INTEGER,
  ours_currency TEXT,
  theirs_state TEXT,
  theirs_amount INTEGER,
  theirs_currency TEXT,
  settled_by TEXT,
  settled_at TEXT,
  settled_note TEXT,
  UNIQUE (provider, day, kind, subject)
) STRICT;
CREATE INDEX reconciled_lines_open ON reconciled_lines (provider, day) WHERE outcome = 'differing' AND settled_at IS NULL;
