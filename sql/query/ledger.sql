-- The ledger's own tables: added to and read, never changed.

-- entry_add :exec
-- in seq int, id text, part int, bytes blob
INSERT INTO entry (seq, id, part, bytes) VALUES (:seq, :id, :part, :bytes);

-- entry_bytes :one
-- in seq int
-- out bytes blob
SELECT bytes FROM entry WHERE seq = :seq;

-- entry_by_id :one
-- The first part of an act, by the id that its sender gave it.
-- in id text
-- out seq int
SELECT seq FROM entry WHERE id = :id AND part = 1;

-- entry_count :one
-- out n int
SELECT coalesce(max(seq) + 1, 0) AS n FROM entry;

-- body_add :exec
-- in hash blob, salt blob, bytes blob
INSERT INTO body (hash, salt, bytes) VALUES (:hash, :salt, :bytes);

-- body_by_hash :one
-- in hash blob
-- out salt blob, bytes blob
SELECT salt, bytes FROM body WHERE hash = :hash;

-- hash_add :exec
-- in level int, idx int, hash blob
INSERT INTO hash (level, idx, hash) VALUES (:level, :idx, :hash);

-- hash_at :one
-- in level int, idx int
-- out hash blob
SELECT hash FROM hash WHERE level = :level AND idx = :idx;

-- checkpoint_add :exec
-- Signing is deterministic: the same size again is the same note.
-- in size int, note text
INSERT INTO checkpoint (size, note) VALUES (:size, :note) ON CONFLICT DO NOTHING;

-- checkpoint_each :many
-- out size int, note text
SELECT size, note FROM checkpoint ORDER BY size;

-- policy_file_add :exec
-- A policy may come into force again: its files are there already.
-- in policy text, name text, bytes blob
INSERT INTO policy_file (policy, name, bytes) VALUES (:policy, :name, :bytes) ON CONFLICT DO NOTHING;

-- policy_file_of :many
-- in policy text
-- out name text, bytes blob
SELECT name, bytes FROM policy_file WHERE policy = :policy ORDER BY name;

-- policy_file_each :many
-- out policy text, name text, bytes blob
SELECT policy, name, bytes FROM policy_file ORDER BY policy, name;

-- local_each :many
-- out key text, value text
SELECT key, value FROM local ORDER BY key;

-- local_of :many
-- Keys of one kind: from the first one to before the one beyond.
-- in first text, beyond text
-- out key text, value text
SELECT key, value FROM local WHERE key >= :first AND key < :beyond ORDER BY key;

-- local_get :one
-- in key text
-- out value text
SELECT value FROM local WHERE key = :key;

-- local_put :exec
-- in key text, value text
INSERT INTO local (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value;
