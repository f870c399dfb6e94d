-- What the gate asks beside store.h.

-- log_since :many
-- what has happened to a matter after the page that somebody saw
-- in  matter int, seen int
-- out seq int, time int, actor text, act text, step text, outcome text
SELECT seq, time, actor, act, step, outcome FROM log WHERE matter = :matter AND seq > :seen ORDER BY seq LIMIT 20;

-- town_day :one
-- the last day that began
-- out day text
SELECT day FROM town;

-- step_overdue :many
-- open steps whose time is up and has not been told yet
-- in  time int, most int
-- out matter int, step text, section text, due int
SELECT matter, step, section, due FROM step
WHERE state = 'open' AND due > 0 AND late = 0 AND due <= :time ORDER BY due, matter, n LIMIT :most;
