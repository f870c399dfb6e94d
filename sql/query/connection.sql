-- What the store asks of SQLite itself. Only src/store/sqlite.c names these.

-- connection_cache :control
-- 16 MiB of pages.
PRAGMA cache_size = -16384;

-- connection_cache_large :control
-- 128 MiB: while a file is filled, its keys come in no order.
PRAGMA cache_size = -131072;

-- connection_journal :control
PRAGMA journal_mode = MEMORY;

-- connection_no_sync :control
PRAGMA synchronous = OFF;

-- connection_map :control
PRAGMA mmap_size = 268435456;

-- connection_map_large :control
-- As much as SQLite maps: an audit reads everything once, and so copies no page.
PRAGMA mmap_size = 2147418112;

-- connection_temp :control
-- No temporary file: what is sorted may be narrow.
PRAGMA temp_store = MEMORY;

-- connection_query_only :control
PRAGMA query_only = ON;

-- connection_wal :control
PRAGMA journal_mode = WAL;

-- connection_alone :control
-- A backup is one file: nothing beside it.
PRAGMA journal_mode = DELETE;

-- connection_sync :control
-- Each commit is on the disk when it returns.
PRAGMA synchronous = FULL;

-- connection_replace :control
-- INSERT OR REPLACE meets the triggers of the ledger too.
PRAGMA recursive_triggers = ON;

-- connection_version :one
-- Of the schema that the file was made with.
-- out version int
SELECT user_version FROM pragma_user_version;

-- connection_begin :control
BEGIN IMMEDIATE;

-- connection_commit :control
COMMIT;

-- connection_rollback :control
ROLLBACK;

-- connection_snapshot :control
BEGIN;
