-- What pages read beside the facts of judge. Lists are asked through the value
-- indexes: field, then text or number, then owner.

-- page_town :one
-- out version int, policy text, day text
SELECT version, policy, day FROM town;

-- page_checkpoint :one
-- The newest.
-- out size int, note text
SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1;

-- page_last_time :one
-- Of the newest entry: never later than the town's own clock.
-- out time int
SELECT time FROM log ORDER BY seq DESC LIMIT 1;

-- page_entry_time :one
-- in seq int
-- out time int
SELECT time FROM log WHERE seq = :seq;

-- page_item :one
-- in id int
-- out reg text, section text, state text, number text, fields text
SELECT register AS reg, section, state, number, fields FROM item WHERE id = :id;

-- page_pick :many
-- Items of a register to choose from, those of one's own section first.
-- in reg text, all int, scope text, own text, q text, raw text, ended text, most int
-- out id int, section text, state text, number text, busy int, fields text
SELECT i.id, i.section, i.state, i.number, i.busy, i.fields FROM item i
WHERE i.register = :reg AND (:all = 1 OR instr(:scope, ',' || i.section || ',') > 0)
  AND (:ended = '' OR i.state <> :ended)
  AND (:q = '' OR instr(i.number, :raw) > 0
    OR EXISTS (SELECT 1 FROM value v WHERE v.owner = i.id AND instr(v.text, :q) > 0))
ORDER BY i.section <> :own, i.id DESC LIMIT :most;

-- --- today's work ----------------------------------------------------------------

-- page_waiting :many
-- Steps that wait for a role in a section, the most urgent first.
-- in role text, section text, most int
-- out matter int, step text, section text, state text, person text, due int, late int, reminded int, raised text
-- out proc text, policy text, applicant text, post text, at text, day text, number text, last int, form text
SELECT s.matter, s.step, s.section, s.state, s.person, s.due, s.late, s.reminded, s.raised, m.procedure AS proc, m.policy,
  m.applicant, m.post, m.section AS at, m.day, m.number, m.last, m.form
FROM (SELECT * FROM step WHERE role = :role AND section = :section
  AND state IN ('open', 'unconfirmed') ORDER BY late DESC, due = 0, due, matter LIMIT :most) s
  JOIN matter m ON m.id = s.matter
ORDER BY s.late DESC, s.due = 0, s.due, s.matter;

-- page_waiting_of :many
-- The same, of one applicant's matters only: what comes up because nobody else may.
-- in role text, section text, applicant text, most int
-- out matter int, step text, section text, state text, person text, due int, late int, reminded int, raised text
-- out proc text, policy text, applicant text, post text, at text, day text, number text, last int, form text
SELECT s.matter, s.step, s.section, s.state, s.person, s.due, s.late, s.reminded, s.raised, m.procedure AS proc, m.policy,
  m.applicant, m.post, m.section AS at, m.day, m.number, m.last, m.form
FROM (SELECT * FROM step WHERE role = :role AND section = :section AND applicant = :applicant
  AND state IN ('open', 'unconfirmed') ORDER BY late DESC, due = 0, due, matter LIMIT :most) s
  JOIN matter m ON m.id = s.matter
ORDER BY s.late DESC, s.due = 0, s.due, s.matter;

-- page_raised :many
-- Steps that were taken on by a role above: of a section, or of all.
-- in role text, section text, most int
-- out matter int, step text, section text, state text, person text, due int, late int, reminded int, raised text
-- out proc text, policy text, applicant text, post text, at text, day text, number text, last int, form text
SELECT s.matter, s.step, s.section, s.state, s.person, s.due, s.late, s.reminded, s.raised, m.procedure AS proc, m.policy,
  m.applicant, m.post, m.section AS at, m.day, m.number, m.last, m.form
FROM (SELECT * FROM step WHERE raised = :role AND raised <> '' AND (:section = '' OR section = :section)
  AND state IN ('open', 'unconfirmed') ORDER BY late DESC, due = 0, due, matter LIMIT :most) s
  JOIN matter m ON m.id = s.matter
ORDER BY s.late DESC, s.due = 0, s.due, s.matter;

-- page_left :many
-- Own steps of applicants who have left, have no log-in, or are none: the clock began the matter.
-- in today text, most int
-- out matter int, step text, section text, state text, person text, due int, late int, reminded int, raised text
-- out proc text, policy text, applicant text, post text, at text, day text, number text, last int, form text
SELECT s.matter, s.step, s.section, s.state, s.person, s.due, s.late, s.reminded, s.raised, m.procedure AS proc, m.policy,
  m.applicant, m.post, m.section AS at, m.day, m.number, m.last, m.form
FROM (SELECT s.* FROM person p CROSS JOIN step s ON s.applicant = p.id -- CROSS: along those few persons
    WHERE (p.kind = 2 OR (p.until_day <> '' AND p.until_day < :today)) AND s.role = '' AND s.state IN ('open', 'unconfirmed')
  UNION ALL SELECT * FROM step WHERE applicant = '' AND role = '' AND state IN ('open', 'unconfirmed')
  ORDER BY late DESC, due, matter LIMIT :most) s
  JOIN matter m ON m.id = s.matter
ORDER BY s.late DESC, s.due = 0, s.due, s.matter;

-- page_own_open :many
-- Somebody's own open matters, newest first, and where each stands.
-- in applicant text, most int
-- out matter int, step text, section text, state text, person text, due int, late int, reminded int, raised text
-- out proc text, policy text, applicant text, post text, at text, day text, number text, last int, form text
SELECT s.matter, s.step, s.section, s.state, s.person, s.due, s.late, s.reminded, s.raised, m.procedure AS proc, m.policy,
  m.applicant, m.post, m.section AS at, m.day, m.number, m.last, m.form
FROM matter m JOIN step s ON s.matter = m.id AND s.state IN ('open', 'unconfirmed')
WHERE m.applicant = :applicant AND m.state = 'open'
ORDER BY m.id DESC, s.n LIMIT :most;

-- page_late :many
-- Open steps whose time is up: along an index of these alone.
-- in most int
-- out matter int, step text, section text, state text, person text, due int, late int, reminded int, raised text
-- out proc text, policy text, applicant text, post text, at text, day text, number text, last int, form text
SELECT s.matter, s.step, s.section, s.state, s.person, s.due, s.late, s.reminded, s.raised, m.procedure AS proc, m.policy,
  m.applicant, m.post, m.section AS at, m.day, m.number, m.last, m.form
FROM step s JOIN matter m ON m.id = s.matter
WHERE s.state = 'open' AND s.late = 1
ORDER BY s.due LIMIT :most;

-- page_sights :many
-- What a person has still to see, with what happened.
-- in person text, most int
-- out matter int, step text, kind text, role text, person text, section text, given int, proc text, policy text, number text
-- out applicant text, last int, time int, actor text, post text
SELECT n.matter, n.step, n.kind, n.role, n.person, n.section, n.given, m.procedure AS proc, m.policy, m.number,
  m.applicant, m.last, l.time, l.actor, l.post
FROM notice n JOIN matter m ON m.id = n.matter JOIN log l ON l.seq = n.given
WHERE n.person = :person AND n.person <> '' AND n.seen = 0 ORDER BY n.given LIMIT :most;

-- page_sights_of :many
-- The same, of a role in a section.
-- in role text, section text, most int
-- out matter int, step text, kind text, role text, person text, section text, given int, proc text, policy text, number text
-- out applicant text, last int, time int, actor text, post text
SELECT n.matter, n.step, n.kind, n.role, n.person, n.section, n.given, m.procedure AS proc, m.policy, m.number,
  m.applicant, m.last, l.time, l.actor, l.post
FROM notice n JOIN matter m ON m.id = n.matter JOIN log l ON l.seq = n.given
WHERE n.role = :role AND n.section = :section AND n.role <> '' AND n.seen = 0 ORDER BY n.given LIMIT :most;

-- --- a matter and an item ------------------------------------------------------------

-- page_matter_log :many
-- in matter int, most int
-- out seq int, time int, actor text, post text, behalf text, act text, step text, outcome text
SELECT seq, time, actor, post, behalf, act, step, outcome FROM log WHERE matter = :matter AND matter >= 0
ORDER BY seq LIMIT :most;

-- page_log_one :one
-- in seq int
-- out time int, actor text, post text, behalf text, channel text, act text, step text, outcome text
SELECT time, actor, post, behalf, channel, act, step, outcome FROM log WHERE seq = :seq;

-- page_papers :many
-- What of a matter stands on paper.
-- in matter int, most int
-- out seq int, date text, number text
SELECT seq, date, opened(number, '') AS number FROM paper WHERE matter = :matter ORDER BY seq LIMIT :most;

-- page_rows :many
-- The rows of its steps, in order.
-- in matter int, most int
-- out step text, section text, n int, seq int, fields text, time int, actor text
SELECT r.step, r.section, r.n, r.seq, opened(r.fields, '{}') AS fields, l.time, l.actor FROM step_row r JOIN log l ON l.seq = r.seq
WHERE r.matter = :matter ORDER BY r.step, r.section, r.n LIMIT :most;

-- page_matter_was :many
-- What its forms held before, newest first.
-- in matter int, most int
-- out step text, section text, field text, seq int, value text, time int, actor text, post text
SELECT h.step, h.section, h.field, h.seq, opened(h.value, 'null') AS value, l.time, l.actor, l.post
FROM matter_history h JOIN log l ON l.seq = h.seq
WHERE h.matter = :matter ORDER BY h.seq DESC, h.step, h.section, h.field LIMIT :most;

-- page_steps_past :many
-- Steps of rounds before it was returned, with what they came to.
-- in matter int, most int
-- out step text, section text, state text, person text, post text, day text, note text, deputy int
SELECT step, section, state, person, post, day, opened(note, '') AS note, deputy FROM step
WHERE matter = :matter AND past = 1 ORDER BY n LIMIT :most;

-- page_notices :many
-- Whom it was shown to, and who has seen it.
-- in matter int, most int
-- out step text, kind text, role text, person text, section text, given int, seen int, by text, time int
SELECT n.step, n.kind, n.role, n.person, n.section, n.given, n.seen, n.by, coalesce(l.time, 0) AS time
FROM notice n LEFT JOIN log l ON n.seen > 0 AND l.seq = n.seen
WHERE n.matter = :matter ORDER BY n.given, n.step, n.kind LIMIT :most;

-- page_matters_of :many
-- What came of a matter.
-- in of int, most int
-- out id int, proc text, policy text, number text, state text
SELECT id, procedure AS proc, policy, number, state FROM matter WHERE of = :of AND of > 0 ORDER BY id LIMIT :most;

-- page_item_history :many
-- Newest first.
-- in item int, most int
-- out field text, seq int, value text, time int, actor text, post text
SELECT h.field, h.seq, h.value, l.time, l.actor, l.post FROM item_history h JOIN log l ON l.seq = h.seq
WHERE h.item = :item ORDER BY h.seq DESC, h.field LIMIT :most;

-- page_item_before :one
-- What a field held before an entry.
-- in item int, field text, seq int
-- out value text
SELECT value FROM item_history WHERE item = :item AND field = :field AND seq < :seq ORDER BY seq DESC LIMIT 1;

-- page_named_by :many
-- in other int, most int
-- out item int, field text, reg text
SELECT l.item, l.field, i.register AS reg FROM link l JOIN item i ON i.id = l.item
WHERE l.other = :other ORDER BY l.item, l.field LIMIT :most;

-- page_matter_of_entry :one
-- in seq int
-- out matter int, item int, actor text, time int, act text, step text, outcome text, channel text, post text
SELECT matter, item, actor, time, act, step, outcome, channel, post FROM log WHERE seq = :seq;

-- --- the ledger -------------------------------------------------------------------------

-- page_log :many
-- in below int, most int
-- out seq int, time int, actor text, post text, behalf text, channel text, act text, matter int, step text, outcome text
SELECT seq, time, actor, post, behalf, channel, act, matter, step, outcome FROM log
WHERE seq < :below ORDER BY seq DESC LIMIT :most;

-- page_log_of :many
-- in actor text, below int, most int
-- out seq int, time int, actor text, post text, behalf text, channel text, act text, matter int, step text, outcome text
SELECT seq, time, actor, post, behalf, channel, act, matter, step, outcome FROM log
WHERE actor = :actor AND seq < :below ORDER BY seq DESC LIMIT :most;

-- page_matter_brief :one
-- in id int
-- out proc text, policy text, number text, state text
SELECT procedure AS proc, policy, number, state FROM matter WHERE id = :id;

-- page_over :many
-- The items of a register that a step goes through: of a section, or of all.
-- in reg text, section text, most int
-- out id int, section text, state text, number text, fields text
SELECT id, section, state, number, fields FROM item
WHERE register = :reg AND (:section = '' OR section = :section) ORDER BY id LIMIT :most;

-- page_renewable :many
-- Somebody's own permits in force until a day at the latest, those that are asked for anew already left out.
-- in applicant text, from_day text, until_day text, most int
-- out id int, proc text, policy text, post text, number text, until text, form text
SELECT m.id, m.procedure AS proc, m.policy, m.post, m.number, m.until, m.form FROM matter m
WHERE m.applicant = :applicant AND m.state IN ('open', 'done') AND m.until <> '' AND m.until >= :from_day
  AND m.until <= :until_day AND NOT EXISTS (SELECT 1 FROM matter r WHERE r.of = m.id AND r.of > 0
    AND r.procedure = m.procedure AND r.state IN ('open', 'done'))
ORDER BY m.until, m.id LIMIT :most;

-- page_renewed_by :one
-- What asks for a permit anew, and has not been refused.
-- in of int
-- out id int
SELECT r.id FROM matter r JOIN matter m ON m.id = r.of WHERE r.of > 0 AND r.of = :of AND r.procedure = m.procedure
  AND r.state IN ('open', 'done') ORDER BY r.id DESC LIMIT 1;

-- page_came_of :one
-- The procedure of what a matter came of.
-- in id int
-- out proc text
SELECT u.procedure AS proc FROM matter m JOIN matter u ON u.id = m.of WHERE m.id = :id AND m.of > 0;
