-- What belongs to this machine, not to the town.
-- kind: local

CREATE TABLE local (
  key TEXT PRIMARY KEY, value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
