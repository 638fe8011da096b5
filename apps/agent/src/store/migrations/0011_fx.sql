-- Exchange rates as their sources told them: exact decimals in text, units of `quote` for one of `base`. `at`: when the source says it holds.
CREATE TABLE fx_rates (
  quote TEXT NOT NULL,
  base TEXT NOT NULL,
  source TEXT NOT NULL,
  at TEXT NOT NULL,
  -- The source's name then: a rate outlives the connection it came by.
  source_name TEXT NOT NULL,
  rate TEXT NOT NULL,
  buying TEXT,
  selling TEXT,
  fetched_at TEXT NOT NULL,
  PRIMARY KEY (quote, base, source, at)
) STRICT, WITHOUT ROWID;

-- How asking each source went. `failing_since`: of the first failure after the last success.
CREATE TABLE fx_sources (
  source TEXT PRIMARY KEY,
  worked_at TEXT,
  failing_since TEXT,
  error TEXT
) STRICT, WITHOUT ROWID;
