-- What the daemon has learned of each monitor's healthy page and not frozen yet. May be dropped: then it begins to learn anew.
CREATE TABLE learned (
  monitor_id TEXT PRIMARY KEY,
  config_hash TEXT NOT NULL,
  span INTEGER NOT NULL,
  state TEXT NOT NULL                -- JSON of core/notice/learning.ts
) STRICT;

-- The healthy templates of one monitor.
CREATE INDEX entry_by_template ON entry (json_extract(body, '$.monitor')) WHERE kind = 'template';
