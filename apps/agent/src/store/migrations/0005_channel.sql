CREATE TABLE room_types (
  id TEXT PRIMARY KEY,
  name_en TEXT NOT NULL,
  name_th TEXT NOT NULL,
  rooms INTEGER NOT NULL CHECK (rooms >= 0),
  -- Its place in lists. Null: no longer in the resort's configuration, kept for what was booked.
  position INTEGER
) STRICT;

CREATE TABLE inventory (
  room_type_id TEXT NOT NULL REFERENCES room_types (id),
  -- A calendar day at the resort: the night that begins on it.
  day TEXT NOT NULL,
  -- What staff set, less every room booked since. Below 0: more is sold than there is; channels are told 0.
  rooms_left INTEGER NOT NULL,
  -- Minor units.
  price INTEGER NOT NULL CHECK (price > 0),
  currency TEXT NOT NULL,
  minimum_stay INTEGER NOT NULL CHECK (minimum_stay >= 1),
  closed INTEGER NOT NULL,
  closed_to_arrival INTEGER NOT NULL,
  closed_to_departure INTEGER NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (room_type_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_mappings (
  provider TEXT NOT NULL,
  channel_room_id TEXT NOT NULL,
  channel_rate_id TEXT NOT NULL,
  room_type_id TEXT NOT NULL REFERENCES room_types (id),
  PRIMARY KEY (provider, channel_room_id, channel_rate_id)
) STRICT, WITHOUT ROWID;

-- What a channel was last told of a night. Only in state `told` is it known to stand there.
CREATE TABLE channel_sent (
  provider TEXT NOT NULL,
  channel_room_id TEXT NOT NULL,
  channel_rate_id TEXT NOT NULL,
  day TEXT NOT NULL,
  available INTEGER NOT NULL,
  price INTEGER NOT NULL,
  currency TEXT NOT NULL,
  minimum_stay INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  closed_to_arrival INTEGER NOT NULL,
  closed_to_departure INTEGER NOT NULL,
  -- sending: on its way, or its outcome is unknown. doubt: the channel may have changed the night by itself since. Both are sent again.
  state TEXT NOT NULL CHECK (state IN ('sending', 'told', 'rejected', 'doubt')),
  code TEXT,
  message TEXT,
  at TEXT NOT NULL,
  PRIMARY KEY (provider, channel_room_id, channel_rate_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_state (
  provider TEXT PRIMARY KEY,
  last_push_at TEXT,
  push_error TEXT,
  -- In a row; they say how long to wait.
  push_failures INTEGER NOT NULL DEFAULT 0,
  -- Since when everything waits that was not told: the last full sync or change of mapping.
  waiting_from TEXT,
  -- When the last reading began whose reservations are all committed.
  last_import_at TEXT,
  import_error TEXT,
  import_failures INTEGER NOT NULL DEFAULT 0,
  last_acknowledgement_at TEXT
) STRICT;

CREATE TABLE reservations (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  channel_reservation_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('confirmed', 'modified', 'cancelled')),
  revision TEXT NOT NULL,
  guest_name TEXT NOT NULL,
  guest_email TEXT,
  guest_phone TEXT,
  arrival TEXT NOT NULL,
  departure TEXT NOT NULL,
  total INTEGER NOT NULL,
  currency TEXT NOT NULL,
  commission INTEGER,
  commission_currency TEXT,
  remarks TEXT,
  booked_at TEXT,
  imported_at TEXT NOT NULL,
  -- The import that met it in the channel's queue last.
  read_at TEXT NOT NULL,
  -- Of this revision.
  acknowledged_at TEXT,
  -- Of any: since then the channel tells of it as of a change.
  first_acknowledged_at TEXT,
  updated_at TEXT NOT NULL,
  UNIQUE (provider, channel_reservation_id)
) STRICT;

-- Every revision that was taken over: one that comes again later is old news.
CREATE TABLE reservation_revisions (
  reservation_id TEXT NOT NULL REFERENCES reservations (id),
  revision TEXT NOT NULL,
  heard_at TEXT NOT NULL,
  PRIMARY KEY (reservation_id, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE reservation_rooms (
  reservation_id TEXT NOT NULL REFERENCES reservations (id),
  line_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  room_type_id TEXT REFERENCES room_types (id),
  channel_room_id TEXT NOT NULL,
  channel_rate_id TEXT,
  arrival TEXT NOT NULL,
  departure TEXT NOT NULL,
  guests INTEGER NOT NULL,
  guest_name TEXT,
  total INTEGER,
  currency TEXT,
  PRIMARY KEY (reservation_id, line_id)
) STRICT, WITHOUT ROWID;

-- The effect of a reservation on the inventory, a row a room and night: it is compared and replaced, so nothing is ever taken twice.
CREATE TABLE reservation_nights (
  reservation_id TEXT NOT NULL REFERENCES reservations (id),
  line_id TEXT NOT NULL,
  day TEXT NOT NULL,
  room_type_id TEXT NOT NULL REFERENCES room_types (id),
  -- There was no room left for it.
  overbooked INTEGER NOT NULL,
  PRIMARY KEY (reservation_id, line_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX reservation_nights_overbooked ON reservation_nights (room_type_id, day) WHERE overbooked = 1;
