-- Ground state: append-only. `seq` counts over look, control and entry together, from 0, without a hole.

-- Texts that repeat. Composite ones (circumstances and answers of looks, failures) are JSON.
CREATE TABLE word (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

-- One monitor, under the name of its time, as seen from one vantage.
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  monitor_id TEXT NOT NULL,
  vantage_id TEXT NOT NULL,
  UNIQUE (monitor_id, vantage_id)
) STRICT;

-- One run of a daemon. Its records stand at first_seq or later: where to look for their counters.
CREATE TABLE boot (
  id INTEGER PRIMARY KEY,
  vantage_id TEXT NOT NULL,
  name TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  UNIQUE (vantage_id, name)
) STRICT;

CREATE TABLE look (
  seq INTEGER PRIMARY KEY,
  series INTEGER NOT NULL REFERENCES series,
  boot INTEGER NOT NULL REFERENCES boot,
  counter INTEGER NOT NULL,
  at INTEGER NOT NULL,
  late_ms INTEGER NOT NULL,          -- at - scheduledAt
  duration_ms INTEGER NOT NULL,
  outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 2),  -- 0 up, 1 down, 2 unknown
  recheck INTEGER NOT NULL,
  circumstances INTEGER NOT NULL REFERENCES word,  -- what the daemon brought: interval, span, configuration, clock source
  answer INTEGER NOT NULL REFERENCES word,         -- what came back and repeats: status, host, address, certificate, rules
  failure INTEGER REFERENCES word,
  degraded INTEGER REFERENCES word,                -- null: none
  uncertainty_ms INTEGER NOT NULL,
  clock_offset_ms REAL NOT NULL,
  resolve_ms INTEGER,
  connect_ms INTEGER,
  handshake_ms INTEGER,
  first_byte_ms INTEGER,
  total_less_duration_ms INTEGER NOT NULL,         -- nearly always 0, which costs no byte
  body_length INTEGER,
  fingerprint INTEGER REFERENCES word,
  anchor INTEGER
) STRICT;
CREATE INDEX look_by_time ON look (series, at);

CREATE TABLE control (
  seq INTEGER PRIMARY KEY,
  boot INTEGER NOT NULL REFERENCES boot,
  counter INTEGER NOT NULL,
  at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  fine INTEGER NOT NULL,
  required INTEGER NOT NULL,
  results TEXT NOT NULL
) STRICT;
CREATE INDEX control_by_time ON control (at);

CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX entry_by_kind ON entry (kind);
CREATE INDEX entry_by_outage ON entry (json_extract(body, '$.id')) WHERE kind = 'outage';

-- Derived state: may be dropped and rebuilt from the log. Monitors stand here under their current id.

CREATE TABLE catalogue (
  monitor_id TEXT PRIMARY KEY,
  formerly TEXT NOT NULL,
  service_id TEXT NOT NULL,
  definition TEXT NOT NULL,
  config_hash TEXT NOT NULL,
  span INTEGER NOT NULL,
  retired_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (
  monitor_id TEXT PRIMARY KEY,
  through_seq INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outage (
  id TEXT PRIMARY KEY,
  monitor_id TEXT NOT NULL,
  onset_by INTEGER NOT NULL,
  recovery_by INTEGER,               -- null while ongoing
  confirmed INTEGER NOT NULL,
  body TEXT NOT NULL                 -- the whole outage as JSON
) STRICT;
CREATE INDEX outage_by_monitor ON outage (monitor_id, onset_by);
CREATE INDEX outage_by_onset ON outage (onset_by, id);

-- Ids that were served once and are no longer derived. to_id null: withdrawn.
CREATE TABLE outage_moved (
  id TEXT PRIMARY KEY,
  to_id TEXT,
  reason TEXT NOT NULL
) STRICT;

CREATE TABLE gap (
  monitor_id TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  PRIMARY KEY (monitor_id, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE hour (
  monitor_id TEXT NOT NULL,
  hour INTEGER NOT NULL,
  up_ms INTEGER NOT NULL,
  down_ms INTEGER NOT NULL,
  ambiguous_ms INTEGER NOT NULL,
  unobserved_ms INTEGER NOT NULL,
  degraded_ms INTEGER NOT NULL,
  looks INTEGER NOT NULL,
  PRIMARY KEY (monitor_id, hour)
) STRICT, WITHOUT ROWID;

-- Written by the store's proof that it can be written.
CREATE TABLE proof (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  writes INTEGER NOT NULL
) STRICT;

CREATE TRIGGER word_is_kept BEFORE DELETE ON word BEGIN SELECT RAISE(ABORT, 'ground state is append-only: word cannot be deleted'); END;
CREATE TRIGGER word_is_fixed BEFORE UPDATE ON word BEGIN SELECT RAISE(ABORT, 'ground state is append-only: word cannot be updated'); END;
CREATE TRIGGER series_is_kept BEFORE DELETE ON series BEGIN SELECT RAISE(ABORT, 'ground state is append-only: series cannot be deleted'); END;
CREATE TRIGGER series_is_fixed BEFORE UPDATE ON series BEGIN SELECT RAISE(ABORT, 'ground state is append-only: series cannot be updated'); END;
CREATE TRIGGER boot_is_kept BEFORE DELETE ON boot BEGIN SELECT RAISE(ABORT, 'ground state is append-only: boot cannot be deleted'); END;
CREATE TRIGGER boot_is_fixed BEFORE UPDATE ON boot BEGIN SELECT RAISE(ABORT, 'ground state is append-only: boot cannot be updated'); END;
CREATE TRIGGER look_is_kept BEFORE DELETE ON look BEGIN SELECT RAISE(ABORT, 'ground state is append-only: look cannot be deleted'); END;
CREATE TRIGGER look_is_fixed BEFORE UPDATE ON look BEGIN SELECT RAISE(ABORT, 'ground state is append-only: look cannot be updated'); END;
CREATE TRIGGER control_is_kept BEFORE DELETE ON control BEGIN SELECT RAISE(ABORT, 'ground state is append-only: control cannot be deleted'); END;
CREATE TRIGGER control_is_fixed BEFORE UPDATE ON control BEGIN SELECT RAISE(ABORT, 'ground state is append-only: control cannot be updated'); END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'ground state is append-only: entry cannot be deleted'); END;
CREATE TRIGGER entry_is_fixed BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'ground state is append-only: entry cannot be updated'); END;

-- INSERT OR REPLACE deletes without firing the triggers above, unless the connection asks for it.
CREATE TRIGGER word_is_not_replaced BEFORE INSERT ON word WHEN EXISTS (SELECT 1 FROM word WHERE id = NEW.id OR text = NEW.text) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: word cannot be replaced'); END;
CREATE TRIGGER series_is_not_replaced BEFORE INSERT ON series WHEN EXISTS (SELECT 1 FROM series WHERE id = NEW.id OR (monitor_id = NEW.monitor_id AND vantage_id = NEW.vantage_id)) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: series cannot be replaced'); END;
CREATE TRIGGER boot_is_not_replaced BEFORE INSERT ON boot WHEN EXISTS (SELECT 1 FROM boot WHERE id = NEW.id OR (vantage_id = NEW.vantage_id AND name = NEW.name)) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: boot cannot be replaced'); END;
CREATE TRIGGER look_is_not_replaced BEFORE INSERT ON look WHEN EXISTS (SELECT 1 FROM look WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: look cannot be replaced'); END;
CREATE TRIGGER control_is_not_replaced BEFORE INSERT ON control WHEN EXISTS (SELECT 1 FROM control WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: control cannot be replaced'); END;
CREATE TRIGGER entry_is_not_replaced BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: entry cannot be replaced'); END;
