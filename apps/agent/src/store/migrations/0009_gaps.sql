-- How far a provider's news are complete. `complete_until` moves only after everything told up to there is in the inbox.
CREATE TABLE fetch_state (
  provider TEXT PRIMARY KEY,
  complete_until TEXT,
  -- Staff asked for a fetch: since when (null: as usual), and when they asked.
  requested_since TEXT,
  requested_at TEXT,
  last_run_at TEXT,
  last_error TEXT,
  -- Of the first of the runs in a row that failed.
  failing_since TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  -- When a failed run is tried again.
  retry_at TEXT
) STRICT;

-- What was recovered, by day (UTC), for the sum that is shown.
CREATE TABLE fetch_days (
  provider TEXT NOT NULL,
  day TEXT NOT NULL,
  recovered INTEGER NOT NULL,
  PRIMARY KEY (provider, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE outages (
  id TEXT PRIMARY KEY,
  -- JSON arrays: every cause it ever had, and those that last.
  causes TEXT NOT NULL CHECK (json_valid(causes)),
  open_causes TEXT NOT NULL CHECK (json_valid(open_causes)),
  began_at TEXT NOT NULL,
  ended_at TEXT
) STRICT;
-- Causes that overlap are one outage: there is at most one that lasts.
CREATE UNIQUE INDEX outages_open ON outages (ended_at IS NULL) WHERE ended_at IS NULL;
CREATE INDEX outages_by_end ON outages (ended_at);

CREATE TABLE outage_repairs (
  outage_id TEXT NOT NULL REFERENCES outages (id),
  provider TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed', 'out_of_reach', 'not_possible')),
  found INTEGER NOT NULL DEFAULT 0,
  recovered INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  PRIMARY KEY (outage_id, provider)
) STRICT, WITHOUT ROWID;
CREATE INDEX outage_repairs_open ON outage_repairs (provider) WHERE state IN ('waiting', 'failed');

-- One row a provider and event type that a webhook ever brought.
CREATE TABLE silence_streams (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  event_type TEXT NOT NULL,
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  acknowledged_until TEXT,
  UNIQUE (provider, event_type)
) STRICT;

-- The longest silence seen in an hour of a week, kept for some weeks; rolled up so that nobody reads the inbox for it.
CREATE TABLE silence_hours (
  stream_id TEXT NOT NULL REFERENCES silence_streams (id),
  -- Weeks since 1970 and hour of the week (0 to 167), both at the resort.
  week INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  longest_seconds INTEGER NOT NULL,
  events INTEGER NOT NULL,
  PRIMARY KEY (stream_id, hour, week)
) STRICT, WITHOUT ROWID;
CREATE INDEX silence_hours_by_week ON silence_hours (week);
