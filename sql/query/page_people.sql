-- What the pages about people and the town's upkeep read.

-- page_holidays :many
-- in most int
-- out day text, label text
SELECT day, label FROM holiday ORDER BY day LIMIT :most;

-- page_person_matters :many
-- Somebody's open matters, newest first.
-- in applicant text, most int
-- out id int, proc text, policy text, applicant text, post text, section text, day text, number text
SELECT id, procedure AS proc, policy, applicant, post, section, day, number FROM matter
WHERE applicant = :applicant AND state = 'open' ORDER BY id DESC LIMIT :most;

-- page_person_taken :many
-- Items that his open matters have taken.
-- in applicant text, most int
-- out id int
SELECT i.id FROM matter m JOIN item i ON i.busy = m.id AND i.busy > 0
WHERE m.applicant = :applicant AND m.state = 'open' ORDER BY i.id LIMIT :most;

-- page_person_named :many
-- Items that name him in a listed field.
-- in field text, text text, most int
-- out owner int
SELECT owner FROM value WHERE field = :field AND text = :text ORDER BY owner LIMIT :most;

-- page_open_steps :many
-- Every step that waits for somebody.
-- in most int
-- out matter int, step text, section text, state text, person text, raised text, proc text, policy text
-- out applicant text, post text, at text, number text, form text
SELECT s.matter, s.step, s.section, s.state, s.person, s.raised, m.procedure AS proc, m.policy,
  m.applicant, m.post, m.section AS at, m.number, m.form
FROM step s JOIN matter m ON m.id = s.matter
WHERE s.state IN ('open', 'unconfirmed') ORDER BY s.matter, s.n LIMIT :most;

-- page_last_of :one
-- When somebody last did anything.
-- in actor text
-- out time int
SELECT time FROM log WHERE actor = :actor ORDER BY seq DESC LIMIT 1;
