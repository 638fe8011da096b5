-- Background work. The row is the truth for both queues; Redis, where it is used, only rings.
CREATE TABLE jobs (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  -- waiting, delayed, running, completed, dead, cancelled or discarded. Not checked here: it would cost a fifth of the throughput.
  state TEXT NOT NULL,
  priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9),
  attempts INTEGER NOT NULL DEFAULT 0,
  max_attempts INTEGER NOT NULL CHECK (max_attempts >= 1),
  -- Times in a row that the agent died while this ran.
  interruptions INTEGER NOT NULL DEFAULT 0,
  -- Times this went back to waiting: names one ring of the bell.
  turn INTEGER NOT NULL DEFAULT 0,
  dedupe_key TEXT,
  cancel_requested INTEGER NOT NULL DEFAULT 0,
  progress_done REAL,
  progress_note TEXT,
  error TEXT,
  discard_reason TEXT,
  created_at TEXT NOT NULL,
  run_at TEXT NOT NULL,
  finished_at TEXT
) STRICT;
CREATE INDEX jobs_ready ON jobs (kind, priority, seq, run_at) WHERE state = 'waiting';
CREATE INDEX jobs_due ON jobs (run_at, seq, kind) WHERE state = 'delayed';
-- Running rows are in no index: the agent knows its own, and one scan at start finds those of a process that is gone.
CREATE INDEX jobs_aside ON jobs (state, seq) WHERE state IN ('dead', 'cancelled', 'discarded');
CREATE UNIQUE INDEX jobs_dedupe ON jobs (dedupe_key) WHERE dedupe_key IS NOT NULL AND state IN ('waiting', 'delayed', 'running');

CREATE TABLE job_schedules (
  name TEXT PRIMARY KEY,
  -- What was declared, as JSON: when it changes, the next beat is reckoned anew.
  definition TEXT NOT NULL CHECK (json_valid(definition)),
  next_run_at TEXT NOT NULL,
  last_run_at TEXT
) STRICT;
