-- What judge looks at, by key; and the whole town.

-- facts_matter :one
-- in id int
-- out id int, procedure text, policy text, state text, applicant text, post text, section text, day text, time int, last int
-- out number text, until text, taken int, of int, form text
SELECT id, procedure, policy, state, applicant, post, section, day, time, last, number, until, taken, of, opened(form, '{}') AS form FROM matter WHERE id = :id;

-- facts_matter_policy :one
-- in id int
-- out policy text
SELECT policy FROM matter WHERE id = :id;

-- facts_steps :many
-- in matter int, most int
-- out step text, section text, state text, seq int, person text, post text, day text, due int, late int, remind int
-- out reminded int, raised text, deputy int, past int, note text, rows int, fields text
SELECT step, section, state, seq, person, post, day, due, late, remind, reminded, raised, deputy, past, opened(note, '') AS note, rows, opened(fields, '{}') AS fields FROM step
WHERE matter = :matter ORDER BY n LIMIT :most;

-- facts_notices :many
-- What somebody has to see, or has seen.
-- in matter int, most int
-- out given int, kind text, step text, role text, person text, section text, seen int
SELECT given, kind, step, role, person, section, seen FROM notice
WHERE matter = :matter ORDER BY given, kind, step, role, person, section LIMIT :most;

-- facts_item :one
-- in id int
-- out id int, reg text, section text, state text, number text, last int, busy int, fields text
SELECT id, register AS reg, section, state, number, last, busy, fields FROM item WHERE id = :id;

-- facts_over :many
-- The items that a book goes through: of a register, of this section or of all.
-- in reg text, section text, most int
-- out id int
SELECT id FROM item WHERE register = :reg AND (:section = '' OR section = :section) ORDER BY section, id LIMIT :most;

-- facts_over_using :many
-- The same by who uses them: their listed field names the section, alone or among others.
-- in reg text, field text, section text, most int
-- out id int
SELECT i.id FROM item i JOIN value v ON v.owner = i.id AND v.field = :field
WHERE i.register = :reg AND instr(',' || replace(v.text, ' ', '') || ',', ',' || :section || ',') > 0 ORDER BY i.section, i.id LIMIT :most;

-- facts_items :many
-- All items of a register.
-- in reg text
-- out id int, section text, state text, number text, last int, busy int, fields text
SELECT id, section, state, number, last, busy, fields FROM item WHERE register = :reg ORDER BY id;

-- facts_row :one
-- One row of a step.
-- in matter int, step text, section text, n int
-- out fields text
SELECT opened(fields, '{}') AS fields FROM step_row WHERE matter = :matter AND step = :step AND section = :section AND n = :n;

-- facts_renewing :one
-- What asks for a permit anew, and has not been refused.
-- in of int, proc text
-- out id int
SELECT id FROM matter WHERE of > 0 AND of = :of AND procedure = :proc AND state IN ('open', 'done') ORDER BY id DESC LIMIT 1;

-- facts_permits :many
-- The permits of a procedure that are in force on a day, with what one of their listed fields says.
-- in proc text, on_day text, field text
-- out id int, text text
SELECT m.id, v.text FROM matter m JOIN value v ON v.owner = m.id AND v.field = :field
WHERE m.procedure = :proc AND m.until <> '' AND m.until >= :on_day AND m.state IN ('open', 'done') ORDER BY m.id;

-- facts_rows :many
-- Those of a matter, in the order in which they were added.
-- in matter int, most int
-- out step text, section text, n int, fields text
SELECT step, section, n, opened(fields, '{}') AS fields FROM step_row WHERE matter = :matter ORDER BY seq, step, section, n LIMIT :most;

-- facts_named_by :many
-- The items that name an item, and in which field.
-- in other int, most int
-- out item int, field text
SELECT item, field FROM link WHERE other = :other ORDER BY item, field LIMIT :most;

-- facts_counters :many
-- in series text, year int, most int
-- out section text, last int
SELECT section, last FROM counter WHERE series = :series AND year = :year ORDER BY section LIMIT :most;

-- town_version :one
-- out version int, policy text
SELECT version, policy FROM town;

-- town_head :one
-- out version int, name text, kind text
SELECT version, name, kind FROM town;

-- town_sections :many
-- out id text, label text, sign text, up text, organ text, from_day text, until_day text
SELECT id, label, sign, up, organ, from_day, until_day FROM section ORDER BY id;

-- town_posts :many
-- out id text, section text, kind text, label text
SELECT id, section, kind, label FROM post ORDER BY id;

-- town_persons :many
-- out id text, login text, name text, kana text, company text, card text, decider text, procedure text, section text
-- out from_day text, until_day text, kind int
SELECT id, login, name, kana, company, card, decider, procedure, section, from_day, until_day, kind FROM person ORDER BY id;

-- town_holdings :many
-- out person text, post text, from_day text, until_day text, concurrent int
SELECT person, post, from_day, until_day, concurrent FROM holding ORDER BY person, from_day, post;

-- town_absences :many
-- Those of more than a year ago are history: nothing is judged by them any more.
-- out person text, from_day text, until_day text, kind text, reason text
SELECT person, from_day, until_day, kind, reason FROM absence
WHERE until_day = '' OR until_day >= (SELECT coalesce(date(nullif(day, ''), '-400 days'), '') FROM town) ORDER BY person, from_day;

-- town_settings :many
-- out setting text, value text, text text, decided text, time int, of text
SELECT setting, value, text, decided, time, of FROM setting ORDER BY setting, seq;

-- town_holidays :many
-- out day text
SELECT day FROM holiday ORDER BY day;
