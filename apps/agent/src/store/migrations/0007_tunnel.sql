CREATE TABLE tunnel_forms (
  kind TEXT PRIMARY KEY CHECK (kind IN ('cloudflared', 'ngrok', 'ssh', 'manual')),
  configuration TEXT NOT NULL CHECK (json_valid(configuration)),
  credentials_encrypted TEXT NOT NULL CHECK (json_valid(credentials_encrypted)),
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE tunnel_history (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('connected', 'degraded', 'down', 'not_set_up')),
  sentence TEXT NOT NULL CHECK (json_valid(sentence))
) STRICT;
