CREATE TABLE integration_providers (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL CHECK (type IN ('payment', 'booking', 'communication', 'utility', 'social')),
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'maintenance')),
  status_reason TEXT,
  api_base_url TEXT,
  api_version TEXT,
  rate_limit_per_minute INTEGER NOT NULL DEFAULT 60,
  timeout_seconds INTEGER NOT NULL DEFAULT 30,
  retry_attempts INTEGER NOT NULL DEFAULT 3,
  configuration TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(configuration)),
  credentials_encrypted TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX idx_type_status ON integration_providers (type, status);

CREATE TABLE integration_endpoints (
  id INTEGER PRIMARY KEY,
  provider_id INTEGER NOT NULL REFERENCES integration_providers (id) ON DELETE CASCADE,
  endpoint_name TEXT NOT NULL,
  endpoint_path TEXT NOT NULL,
  http_method TEXT NOT NULL CHECK (http_method IN ('GET', 'POST', 'PUT', 'DELETE', 'PATCH')),
  request_format TEXT NOT NULL DEFAULT 'json' CHECK (request_format IN ('json', 'xml', 'form', 'query')),
  response_format TEXT NOT NULL DEFAULT 'json' CHECK (response_format IN ('json', 'xml', 'text')),
  is_webhook INTEGER NOT NULL DEFAULT 0,
  webhook_verification_method TEXT,
  rate_limit_per_minute INTEGER,
  timeout_seconds INTEGER,
  retry_enabled INTEGER NOT NULL DEFAULT 1,
  cache_ttl_seconds INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  UNIQUE (provider_id, endpoint_name)
) STRICT;
CREATE INDEX idx_webhook ON integration_endpoints (is_webhook);

CREATE TABLE integration_circuit_breaker (
  id INTEGER PRIMARY KEY,
  provider_id INTEGER NOT NULL REFERENCES integration_providers (id) ON DELETE CASCADE,
  endpoint_id INTEGER NOT NULL REFERENCES integration_endpoints (id) ON DELETE CASCADE,
  state TEXT NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open', 'half_open')),
  failure_count INTEGER NOT NULL DEFAULT 0,
  success_count INTEGER NOT NULL DEFAULT 0,
  last_failure_time TEXT,
  next_attempt_time TEXT,
  failure_threshold INTEGER NOT NULL DEFAULT 5,
  timeout_duration_seconds INTEGER NOT NULL DEFAULT 20,
  held_state TEXT CHECK (held_state IN ('open', 'closed')),
  held_reason TEXT,
  updated_at TEXT NOT NULL,
  UNIQUE (provider_id, endpoint_id)
) STRICT;
CREATE INDEX idx_state_next_attempt ON integration_circuit_breaker (state, next_attempt_time);

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
