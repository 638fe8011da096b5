-- When somebody last worked at the desk of a session: money asks for the password again after a pause.
CREATE TABLE session_freshness (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  active_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
