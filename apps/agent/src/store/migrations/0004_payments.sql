CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  provider_payment_id TEXT,
  idempotency_key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('creating', 'unknown', 'waiting', 'processing', 'authorized', 'paid', 'failed', 'cancelled', 'expired')),
  method TEXT NOT NULL CHECK (method IN ('card_link', 'promptpay_qr')),
  capture TEXT NOT NULL CHECK (capture IN ('automatic', 'manual')),
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  captured INTEGER NOT NULL DEFAULT 0 CHECK (captured >= 0),
  description TEXT NOT NULL,
  guest_name TEXT NOT NULL,
  guest_email TEXT,
  guest_phone TEXT,
  reservation_id TEXT,
  room TEXT,
  method_detail TEXT,
  last_four TEXT,
  action TEXT,
  risk TEXT,
  fee TEXT,
  failure TEXT,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  paid_at TEXT,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX payments_by_state ON payments (state, created_at);
CREATE INDEX payments_by_reservation ON payments (reservation_id) WHERE reservation_id IS NOT NULL;

-- Every id by which a provider knows a payment: its events are matched through these.
CREATE TABLE payment_references (
  provider TEXT NOT NULL,
  reference TEXT NOT NULL,
  payment_id TEXT NOT NULL REFERENCES payments (id),
  PRIMARY KEY (provider, reference)
) STRICT, WITHOUT ROWID;

CREATE TABLE refunds (
  id TEXT PRIMARY KEY,
  payment_id TEXT NOT NULL REFERENCES payments (id),
  provider_refund_id TEXT,
  idempotency_key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('requested', 'sending', 'unknown', 'pending', 'succeeded', 'failed', 'cancelled')),
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  reason TEXT NOT NULL,
  note TEXT,
  pending_reason TEXT,
  failure_reason TEXT,
  requested_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  settled_at TEXT,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX refunds_by_payment ON refunds (payment_id);
CREATE INDEX refunds_open ON refunds (state) WHERE state IN ('requested', 'sending', 'unknown', 'pending');
CREATE UNIQUE INDEX refunds_by_provider_id ON refunds (payment_id, provider_refund_id) WHERE provider_refund_id IS NOT NULL;

-- Captures and cancellations: the intent is stored before the first attempt, with the key that every attempt carries.
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

-- A payment's story. A line is unique by what caused it, so applying an event twice tells it once.
CREATE TABLE payment_story (
  payment_id TEXT NOT NULL REFERENCES payments (id),
  cause TEXT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('state', 'webhook', 'refund', 'person')),
  title TEXT NOT NULL,
  detail TEXT,
  actor TEXT,
  link_id TEXT,
  PRIMARY KEY (payment_id, cause)
) STRICT;
CREATE INDEX payment_story_of_events ON payment_story (cause) WHERE kind = 'webhook';
