-- Looks move out of a table with a row each: new ones into batches in order of arrival, sealed ones into chunks by monitor and time.
-- migrate-chunks.ts carries them over between the two halves of this migration.

-- Unsealed looks, one row per commit (format/batch.ts).
CREATE TABLE log (
  first_seq INTEGER PRIMARY KEY,
  last_seq INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

-- Looks below through_seq are in chunks; what the log still holds of them, and chunks that reach beyond it, do not count.
CREATE TABLE sealed (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  through_seq INTEGER NOT NULL
) STRICT;
INSERT INTO sealed (id, through_seq) VALUES (1, 0);

-- One or more chunks (format/chunk.ts) of one series, one after another by time.
CREATE TABLE chunk (
  id INTEGER PRIMARY KEY,
  series INTEGER NOT NULL REFERENCES series,
  level INTEGER NOT NULL,            -- 0 part of a day, 1 a day, 2 several days
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,            -- start of its last look
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  looks INTEGER NOT NULL,
  lengths TEXT NOT NULL,             -- bytes of each chunk, as JSON
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX chunk_by_time ON chunk (series, from_at, to_at);
CREATE INDEX chunk_by_seq ON chunk (last_seq, first_seq);

CREATE TABLE control_round (
  seq INTEGER PRIMARY KEY,
  boot INTEGER NOT NULL REFERENCES boot,
  counter INTEGER NOT NULL,
  at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  fine INTEGER NOT NULL,
  required INTEGER NOT NULL,
  results INTEGER NOT NULL REFERENCES word,  -- JSON without the durations
  durations BLOB NOT NULL
) STRICT;
-- What decides about looks is read from the index alone.
CREATE INDEX control_round_by_time ON control_round (at, seq, duration_ms, fine);

-- Sums in quarter hours of UTC, a month a row (format/rollup.ts). Derived, under the current id of the monitor.
CREATE TABLE rollup (
  monitor_id TEXT NOT NULL,
  month INTEGER NOT NULL,            -- its first instant, UTC ms
  bytes BLOB NOT NULL,
  PRIMARY KEY (monitor_id, month)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER log_is_kept BEFORE DELETE ON log WHEN OLD.last_seq >= (SELECT through_seq FROM sealed) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: log cannot be deleted before it is sealed'); END;
CREATE TRIGGER log_is_fixed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'ground state is append-only: log cannot be updated'); END;
CREATE TRIGGER log_is_not_replaced BEFORE INSERT ON log WHEN EXISTS (SELECT 1 FROM log WHERE first_seq = NEW.first_seq) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: log cannot be replaced'); END;

CREATE TRIGGER sealed_is_kept BEFORE DELETE ON sealed BEGIN SELECT RAISE(ABORT, 'ground state is append-only: sealed cannot be deleted'); END;
CREATE TRIGGER sealed_grows BEFORE UPDATE ON sealed WHEN NEW.through_seq < OLD.through_seq BEGIN SELECT RAISE(ABORT, 'ground state is append-only: sealed cannot go back'); END;
CREATE TRIGGER sealed_is_not_replaced BEFORE INSERT ON sealed WHEN EXISTS (SELECT 1 FROM sealed WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: sealed cannot be replaced'); END;

-- A sealed chunk may go only once another one holds its looks as well; one that was never sealed may go at any time.
CREATE TRIGGER chunk_is_kept BEFORE DELETE ON chunk WHEN OLD.last_seq < (SELECT through_seq FROM sealed) AND NOT EXISTS (
  SELECT 1 FROM chunk AS other WHERE other.series = OLD.series AND other.id > OLD.id AND other.level > OLD.level AND other.from_at <= OLD.from_at
    AND other.to_at >= OLD.to_at AND other.first_seq <= OLD.first_seq AND other.last_seq >= OLD.last_seq AND other.looks >= OLD.looks
) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: chunk cannot be deleted before another one holds its looks'); END;
CREATE TRIGGER chunk_is_fixed BEFORE UPDATE ON chunk BEGIN SELECT RAISE(ABORT, 'ground state is append-only: chunk cannot be updated'); END;
CREATE TRIGGER chunk_is_not_replaced BEFORE INSERT ON chunk WHEN EXISTS (SELECT 1 FROM chunk WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: chunk cannot be replaced'); END;

CREATE TRIGGER control_round_is_kept BEFORE DELETE ON control_round BEGIN SELECT RAISE(ABORT, 'ground state is append-only: control_round cannot be deleted'); END;
CREATE TRIGGER control_round_is_fixed BEFORE UPDATE ON control_round BEGIN SELECT RAISE(ABORT, 'ground state is append-only: control_round cannot be updated'); END;
CREATE TRIGGER control_round_is_not_replaced BEFORE INSERT ON control_round WHEN EXISTS (SELECT 1 FROM control_round WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'ground state is append-only: control_round cannot be replaced'); END;
