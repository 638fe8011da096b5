-- What providers told us. Written by one thread; read by the agent. Another file than the rest, so there is no foreign key to
-- integration_providers: `provider_id` is that table's `name`. The signature stands, redacted, among the headers.
CREATE TABLE webhook_events (
  id TEXT PRIMARY KEY,
  provider_id TEXT NOT NULL,
  -- The provider's own id of the event, the same on redelivery.
  webhook_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  -- The delivery's bytes as they came. Several events of one delivery share them: the first row has them, the others name it.
  event_data BLOB,
  same_delivery_as TEXT REFERENCES webhook_events (id),
  headers TEXT NOT NULL CHECK (json_valid(headers)),
  -- Nothing else is stored: what fails its check is a refused delivery.
  is_verified INTEGER NOT NULL DEFAULT 1 CHECK (is_verified = 1),
  processing_status TEXT NOT NULL DEFAULT 'pending' CHECK (processing_status IN ('pending', 'processing', 'completed', 'failed')),
  processing_attempts INTEGER NOT NULL DEFAULT 0,
  error_message TEXT,
  received_at TEXT NOT NULL,
  processed_at TEXT,
  CHECK ((event_data IS NULL) <> (same_delivery_as IS NULL)),
  -- In this order it also finds an event by its own id alone.
  UNIQUE (webhook_id, provider_id)
) STRICT;
CREATE INDEX idx_provider_received ON webhook_events (provider_id, id);
CREATE INDEX idx_status_received ON webhook_events (processing_status, id);

-- Deliveries that were not taken, so that "nothing arrives" can be explained. Only the newest are kept.
CREATE TABLE refused_deliveries (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  provider_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  remote_address TEXT,
  headers TEXT NOT NULL CHECK (json_valid(headers)),
  body_start TEXT NOT NULL,
  received_at TEXT NOT NULL
) STRICT;
