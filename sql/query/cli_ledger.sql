-- What the commands ask of the ledger beside store.h.

-- cli_ledger_counts :one
-- How many rows each table of the ledger has.
-- out entries int, bodies int, hashes int, checkpoints int, policies int
SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM body), (SELECT count(*) FROM hash),
       (SELECT count(*) FROM checkpoint), (SELECT count(DISTINCT policy) FROM policy_file);

-- cli_ledger_entries :many
-- The columns beside the bytes are for look-ups: they must say the same.
-- out seq int, id text, part int, bytes blob
SELECT seq, id, part, bytes FROM entry ORDER BY seq;

-- cli_ledger_bodies :many
-- out hash blob, salt blob, bytes blob
SELECT hash, salt, bytes FROM body ORDER BY hash;

-- cli_ledger_leaves :many
-- out idx int, hash blob
SELECT idx, hash FROM hash WHERE level = 0 ORDER BY idx;

-- cli_ledger_checkpoint :one
-- The newest.
-- out size int, note text
SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1;

-- cli_ledger_policies :many
-- out policy text
SELECT DISTINCT policy FROM policy_file ORDER BY policy;
