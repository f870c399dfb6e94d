-- The ledger: append-only, the only tables that cannot be made again.
-- kind: ledger

CREATE TABLE entry (
  seq   INTEGER PRIMARY KEY,           -- from 0: the leaf's index
  id    TEXT NOT NULL,                 -- of the act, given by its sender
  part  INTEGER NOT NULL,
  bytes BLOB NOT NULL,                 -- the leaf itself
  UNIQUE (id, part)
) STRICT;

CREATE TABLE body (
  hash  BLOB PRIMARY KEY,              -- SHA-256(salt || bytes)
  salt  BLOB NOT NULL,
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Hashes as tiles store them: level 0 = leaves, level n = roots of 256^n leaves.
CREATE TABLE hash (
  level INTEGER NOT NULL,
  idx   INTEGER NOT NULL,
  hash  BLOB NOT NULL,
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL                   -- signed note, C2SP tlog-checkpoint
) STRICT;

CREATE TABLE policy_file (
  policy TEXT NOT NULL,                -- hash of the whole policy, hex
  name   TEXT NOT NULL,
  bytes  BLOB NOT NULL,
  PRIMARY KEY (policy, name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entry_keep_u BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entry_keep_d BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER body_keep_u BEFORE UPDATE ON body BEGIN SELECT RAISE(ABORT, 'bodies are never changed'); END;
CREATE TRIGGER body_keep_d BEFORE DELETE ON body BEGIN SELECT RAISE(ABORT, 'bodies are never deleted'); END;
CREATE TRIGGER hash_keep_u BEFORE UPDATE ON hash BEGIN SELECT RAISE(ABORT, 'hashes are never changed'); END;
CREATE TRIGGER hash_keep_d BEFORE DELETE ON hash BEGIN SELECT RAISE(ABORT, 'hashes are never deleted'); END;
CREATE TRIGGER checkpoint_keep_u BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
CREATE TRIGGER checkpoint_keep_d BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
CREATE TRIGGER policy_keep_u BEFORE UPDATE ON policy_file BEGIN SELECT RAISE(ABORT, 'policies are never changed'); END;
CREATE TRIGGER policy_keep_d BEFORE DELETE ON policy_file BEGIN SELECT RAISE(ABORT, 'policies are never deleted'); END;
