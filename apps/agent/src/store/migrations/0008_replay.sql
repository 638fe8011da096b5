-- Replays of many deliveries: what they are about and how far they are. The events stand in inbox.db; `cursor` names the last one done.
CREATE TABLE replay_runs (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'completed', 'cancelled')),
  filter TEXT NOT NULL CHECK (json_valid(filter)),
  effects TEXT NOT NULL CHECK (json_valid(effects)),
  include_applied INTEGER NOT NULL CHECK (include_applied IN (0, 1)),
  per_minute INTEGER NOT NULL CHECK (per_minute >= 1),
  -- The newest event it is about.
  up_to TEXT NOT NULL,
  cursor TEXT NOT NULL DEFAULT '',
  total INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  job_id TEXT NOT NULL,
  started_by TEXT NOT NULL,
  started_by_name TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT
) STRICT;
-- One at a time.
CREATE UNIQUE INDEX replay_runs_running ON replay_runs (state) WHERE state = 'running';
