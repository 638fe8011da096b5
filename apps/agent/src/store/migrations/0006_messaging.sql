CREATE TABLE conversations (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  -- The guest as this provider knows them.
  user_id TEXT NOT NULL,
  guest_name TEXT NOT NULL,
  language TEXT,
  picture_url TEXT,
  -- wanted: to be looked up; known; none: this guest has none to show.
  profile_state TEXT NOT NULL CHECK (profile_state IN ('wanted', 'known', 'none')),
  reachable INTEGER NOT NULL CHECK (reachable IN (0, 1)),
  -- When the provider last said so: an older word does not undo a newer one.
  reachable_at TEXT NOT NULL,
  -- Works once and for a short while; gone as soon as it is tried.
  reply_token TEXT,
  reply_token_at TEXT,
  last_at TEXT NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE (provider, user_id)
) STRICT;
CREATE INDEX conversations_by_time ON conversations (last_at, id);

CREATE TABLE messages (
  -- The order in which they are sent.
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  state TEXT NOT NULL CHECK (state IN ('received', 'queued', 'sending', 'unknown', 'sent', 'failed')),
  kind TEXT NOT NULL CHECK (kind IN ('text', 'sticker', 'image', 'other')),
  text TEXT NOT NULL,
  provider TEXT NOT NULL,
  provider_message_id TEXT,
  idempotency_key TEXT UNIQUE,
  -- How it was last tried: a reply may never be repeated, a push may with its key.
  way TEXT CHECK (way IN ('reply', 'push')),
  first_sent_at TEXT,
  sent_by TEXT,
  -- With `unknown`: nothing more is tried.
  failure TEXT,
  at TEXT NOT NULL,
  is_read INTEGER NOT NULL DEFAULT 0 CHECK (is_read IN (0, 1)),
  CHECK ((direction = 'in') = (state = 'received')),
  CHECK (direction = 'out' OR provider_message_id IS NOT NULL),
  CHECK (direction = 'in' OR idempotency_key IS NOT NULL)
) STRICT;
CREATE INDEX messages_by_conversation ON messages (conversation_id, at, seq);
CREATE UNIQUE INDEX messages_received_once ON messages (provider, provider_message_id) WHERE direction = 'in';
CREATE INDEX messages_unread ON messages (conversation_id) WHERE direction = 'in' AND is_read = 0;
CREATE INDEX messages_open ON messages (conversation_id, seq) WHERE state IN ('queued', 'sending', 'unknown');
