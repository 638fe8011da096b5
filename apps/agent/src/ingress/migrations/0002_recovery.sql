-- What it takes to replay many, to fetch what is missing and to tell why something gave up.
-- The worst that working through it can bring about outside; rows of an older release count as the worst.
ALTER TABLE webhook_events ADD COLUMN effect TEXT NOT NULL DEFAULT 'money' CHECK (effect IN ('none', 'message', 'money'));
-- `fetched`: we asked the provider for it after the fact.
ALTER TABLE webhook_events ADD COLUMN source TEXT NOT NULL DEFAULT 'webhook' CHECK (source IN ('webhook', 'fetched'));
-- The code of the error table, beside its sentence in error_message.
ALTER TABLE webhook_events ADD COLUMN error_code TEXT;
-- Why staff gave a failed event up; such a row is no dead letter any more.
ALTER TABLE webhook_events ADD COLUMN discard_reason TEXT;
