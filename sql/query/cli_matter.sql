-- What the commands ask of a matter beside store.h.

-- cli_matter_last :one
-- The seq of its last entry: what a page shows as `seen`.
-- in  id int
-- out last int
SELECT last FROM matter WHERE id = :id;

-- cli_unseen :many
-- What somebody has still to see of what was given before a moment, the oldest first.
-- in before int, most int
-- out matter int, role text, person text, section text, given int
SELECT n.matter, n.role, n.person, n.section, n.given FROM notice n JOIN log l ON l.seq = n.given
WHERE n.seen = 0 AND l.time < :before ORDER BY n.given LIMIT :most;

-- cli_open_of :many
-- Open matters of a procedure, the oldest first.
-- in proc text, most int
-- out id int, day text
SELECT id, day FROM matter WHERE procedure = :proc AND state = 'open' ORDER BY id LIMIT :most;

-- matter_found :many
-- Matters of a procedure (empty: of any) that came of another (0: of any or none), for scenarios.
-- in  procedure text, of int
-- out id int, applicant text, section text
SELECT id, applicant, section FROM matter
WHERE (:procedure = '' OR procedure = :procedure) AND (:of = 0 OR of = :of) ORDER BY id;

-- cli_typed :many
-- Everything that was typed into matters, as JSON, what was closed opened where the key is here.
-- out matter int, json text
SELECT id AS matter, opened(form, '{}') AS json FROM matter WHERE form <> '{}'
UNION ALL SELECT matter, opened(fields, '{}') FROM step WHERE fields <> '{}'
UNION ALL SELECT matter, opened(fields, '{}') FROM step_row
UNION ALL SELECT matter, opened(value, 'null') FROM matter_history;
