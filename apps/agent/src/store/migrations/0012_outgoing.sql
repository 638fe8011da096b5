-- The resort's own systems that are told of money: who, what, and how each message went.
CREATE TABLE outgoing_endpoints (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  types TEXT NOT NULL CHECK (json_valid(types)),
  enabled INTEGER NOT NULL DEFAULT 1,
  -- Sealed. While a new secret takes over, the old one signs as well.
  secret TEXT NOT NULL,
  secret_ends TEXT NOT NULL,
  old_secret TEXT,
  old_secret_until TEXT,
  failing_since TEXT,
  last_delivered_at TEXT,
  last_error TEXT,
  created_at TEXT NOT NULL,
  removed_at TEXT
) STRICT;

-- Stored in the transaction of the change that it tells of.
CREATE TABLE outgoing_messages (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE outgoing_deliveries (
  id TEXT PRIMARY KEY,
  endpoint_id TEXT NOT NULL REFERENCES outgoing_endpoints (id),
  message_id TEXT NOT NULL REFERENCES outgoing_messages (id),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at TEXT,
  last_status INTEGER,
  last_error TEXT,
  created_at TEXT NOT NULL,
  delivered_at TEXT,
  UNIQUE (endpoint_id, message_id)
) STRICT;
CREATE INDEX outgoing_deliveries_by_state ON outgoing_deliveries (endpoint_id, state, id);
CREATE INDEX outgoing_deliveries_by_message ON outgoing_deliveries (message_id);
