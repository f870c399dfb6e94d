-- What a station's pages and its book read: the matters of one procedure.

-- station_inside :many
-- Open steps of its open matters, the oldest first.
-- in proc text, most int
-- out id int, policy text, time int, last int, form text, taken int, step text, section text, late int
SELECT m.id, m.policy, m.time, m.last, m.form, m.taken, s.step, s.section, s.late
FROM matter m JOIN step s ON s.matter = m.id AND s.state = 'open'
WHERE m.procedure = :proc AND m.state = 'open'
ORDER BY m.id, s.n LIMIT :most;

-- station_recent :many
-- What was typed lately, the newest first.
-- in proc text, most int
-- out id int, form text
SELECT id, form FROM matter WHERE procedure = :proc ORDER BY id DESC LIMIT :most;

-- station_matter :one
-- in id int
-- out proc text, policy text, state text, time int, form text
SELECT procedure AS proc, policy, state, time, form FROM matter WHERE id = :id;

-- station_book :many
-- What began between two entries, and before them (with open 1) what is still open: each of its steps that counts, the oldest first.
-- in proc text, all int, scope text, first int, end int, open int, most int
-- out id int, policy text, state text, section text, applicant text, number text, time int, form text, taken int
-- out behalf text, channel text, step text, at int, fields text, late int
WITH book (id) AS (
  SELECT id FROM matter WHERE :open = 1 AND procedure = :proc AND state = 'open' AND id < :first
  UNION ALL SELECT id FROM matter WHERE procedure = :proc AND id >= :first AND id < :end)
SELECT m.id, m.policy, m.state, m.section, m.applicant, m.number, m.time, m.form, m.taken,
  l.behalf, l.channel, coalesce(s.step, '') AS step, coalesce(e.time, 0) AS at,
  coalesce(s.fields, '{}') AS fields, coalesce(s.late, 0) AS late
FROM book CROSS JOIN matter m ON m.id = book.id CROSS JOIN log l ON l.seq = m.id
  LEFT JOIN step s ON s.matter = m.id AND s.past = 0 AND s.state <> 'ended'
  LEFT JOIN log e ON e.seq = s.seq AND s.state <> 'open'
WHERE :all = 1 OR instr(:scope, ',' || m.section || ',') > 0
ORDER BY m.id, s.n LIMIT :most;

-- station_entry_from :one
-- The first entry from a number on, and when it was made.
-- in seq int
-- out seq int, time int
SELECT seq, time FROM log WHERE seq >= :seq ORDER BY seq LIMIT 1;

-- station_entry_last :one
-- out seq int
SELECT seq FROM log ORDER BY seq DESC LIMIT 1;
