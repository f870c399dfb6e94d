-- What the gate asks beside store.h.

-- log_since :many
-- what has happened to a matter after the page that somebody saw
-- in  matter int, seen int
-- out seq int, time int, actor text, act text, step text, outcome text
SELECT seq, time, actor, act, step, outcome FROM log WHERE matter = :matter AND seq > :seen ORDER BY seq LIMIT 20;

-- item_values :many
-- every value that an item's fields ever had, and the matter of the act that set it
-- in  item int
-- out value text, matter int
SELECT h.value, l.matter FROM item_history h JOIN log l ON l.seq = h.seq WHERE h.item = :item ORDER BY h.seq;

-- town_day :one
-- the last day that began
-- out day text
SELECT day FROM town;

-- step_told :many
-- open steps whose time is up (or comes near: remind = 1), which has not been told yet, by the moment it is for
-- in  time int, most int
-- out matter int, n int, step text, section text, due int, remind int, moment int
SELECT matter, n, step, section, due, 0 AS remind, due AS moment FROM step
WHERE state = 'open' AND due > 0 AND late = 0 AND due <= :time
UNION ALL
SELECT matter, n, step, section, due, 1 AS remind, remind AS moment FROM step
WHERE state = 'open' AND remind > 0 AND reminded = 0 AND late = 0 AND remind <= :time
ORDER BY moment, matter, n, remind DESC LIMIT :most;
