-- What the commands ask of a matter beside store.h.

-- cli_matter_last :one
-- The seq of its last entry: what a page shows as `seen`.
-- in  id int
-- out last int
SELECT last FROM matter WHERE id = :id;
