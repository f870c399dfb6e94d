-- What apply writes, and the little that it reads: its own tables only.
-- '' and -1 in an update of a matter or an item mean "as it was".

-- apply_town_first :exec
INSERT INTO town (one, version, name, kind, policy, day) VALUES (1, 0, '', '', '', '') ON CONFLICT DO NOTHING;

-- apply_town_version :hit
-- in seq int
UPDATE town SET version = :seq;

-- apply_town_name :hit
-- in name text, kind text
UPDATE town SET name = :name, kind = :kind;

-- apply_town_policy :hit
-- in policy text
UPDATE town SET policy = :policy;

-- apply_town_day :hit
-- in day text
UPDATE town SET day = :day;

-- apply_section :exec
-- in id text, label text, sign text, up text, organ text, from_day text, until_day text
INSERT INTO section (id, label, sign, up, organ, from_day, until_day)
VALUES (:id, :label, :sign, :up, :organ, :from_day, :until_day)
ON CONFLICT (id) DO UPDATE SET label = excluded.label, sign = excluded.sign, up = excluded.up, organ = excluded.organ,
  from_day = excluded.from_day, until_day = excluded.until_day;

-- apply_section_sign :one
-- in id text
-- out sign text
SELECT sign FROM section WHERE id = :id;

-- apply_post :exec
-- in id text, section text, kind text, label text
INSERT INTO post (id, section, kind, label) VALUES (:id, :section, :kind, :label)
ON CONFLICT (id) DO UPDATE SET section = excluded.section, kind = excluded.kind, label = excluded.label;

-- apply_person :exec
-- in id text, login text, name text, kana text, company text, card text, decider text, procedure text, section text
-- in from_day text, until_day text, kind int
INSERT INTO person (id, login, name, kana, company, card, decider, procedure, section, from_day, until_day, kind)
VALUES (:id, :login, :name, :kana, :company, :card, :decider, :procedure, :section, :from_day, :until_day, :kind)
ON CONFLICT (id) DO UPDATE SET login = excluded.login, name = excluded.name, kana = excluded.kana,
  company = excluded.company, card = excluded.card, decider = excluded.decider,
  procedure = excluded.procedure, section = excluded.section,
  from_day = excluded.from_day, until_day = excluded.until_day, kind = excluded.kind;

-- apply_person_office :hit
-- His time in office; his names stay.
-- in id text, from_day text, until_day text, kind int
UPDATE person SET from_day = :from_day, until_day = :until_day, kind = :kind WHERE id = :id;

-- apply_holding :exec
-- in person text, post text, from_day text, until_day text, concurrent int
INSERT INTO holding (person, post, from_day, until_day, concurrent)
VALUES (:person, :post, :from_day, :until_day, :concurrent)
ON CONFLICT (person, post, from_day) DO UPDATE SET until_day = excluded.until_day, concurrent = excluded.concurrent;

-- apply_absence :exec
-- in person text, from_day text, until_day text, kind text, reason text
INSERT INTO absence (person, from_day, until_day, kind, reason) VALUES (:person, :from_day, :until_day, :kind, :reason)
ON CONFLICT (person, from_day) DO UPDATE SET until_day = excluded.until_day, kind = excluded.kind, reason = excluded.reason;

-- apply_absence_end :hit
-- in person text, from_day text
DELETE FROM absence WHERE person = :person AND from_day = :from_day;

-- apply_setting :exec
-- in setting text, seq int, value text, text text, of text, decided text, time int
INSERT INTO setting (setting, seq, value, text, of, decided, time)
VALUES (:setting, :seq, :value, :text, :of, :decided, :time)
ON CONFLICT (setting, seq) DO UPDATE SET value = excluded.value, text = excluded.text, decided = excluded.decided;

-- apply_holiday :exec
-- in day text, label text
INSERT INTO holiday (day, label) VALUES (:day, :label) ON CONFLICT (day) DO UPDATE SET label = excluded.label;

-- apply_holiday_end :exec
-- in day text
DELETE FROM holiday WHERE day = :day;

-- apply_matter_add :exec
-- in id int, procedure text, policy text, state text, applicant text, post text, section text
-- in day text, time int, last int, number text, until text, taken int, of int, form text
INSERT INTO matter (id, procedure, policy, state, applicant, post, section, day, time, last, number, until, taken, of, form)
VALUES (:id, :procedure, :policy, :state, :applicant, :post, :section, :day, :time, :last, :number, :until, :taken, :of, closed('form', :form));

-- apply_matter_load :one
-- in id int
-- out procedure text, applicant text, form text, steps int
SELECT procedure, applicant, opened(form, '{}') AS form, (SELECT coalesce(max(n), 0) FROM step WHERE matter = :id) AS steps
FROM matter WHERE id = :id;

-- apply_matter_set :hit
-- in id int, last int, state text, number text, until text, form text
UPDATE matter SET last = :last, state = iif(:state = '', state, :state), number = iif(:number = '', number, :number),
  until = iif(:until = '', until, :until), form = iif(:form = '', form, closed('form', :form))
WHERE id = :id;

-- apply_step_add :exec
-- Rows go on where an earlier round of the same step ended.
-- in matter int, n int, step text, role text, section text, seq int, due int, remind int, applicant text, procedure text
INSERT INTO step (matter, n, step, role, section, state, seq, person, post, day, due, late, remind, reminded, raised,
  deputy, past, note, rows, fields, applicant, procedure)
VALUES (:matter, :n, :step, :role, :section, 'open', :seq, '', '', '', :due, 0, :remind, 0, '', 0, 0, '',
  (SELECT coalesce(max(r.n), 0) FROM step_row r WHERE r.matter = :matter AND r.step = :step AND r.section = :section),
  '{}', :applicant, :procedure);

-- apply_step_again :hit
-- A step that is open already waits for another role, until another time.
-- in matter int, step text, section text, role text, due int, remind int
UPDATE step SET role = :role, due = :due, remind = :remind, reminded = iif(remind = :remind, reminded, 0)
WHERE matter = :matter AND step = :step AND section = :section AND state = 'open';

-- apply_step_stamp :hit
-- Who did it stays, also when another confirms it.
-- in matter int, step text, section text, state text, seq int, role text, person text, post text, day text
-- in deputy int, note text
UPDATE step SET state = :state, seq = :seq, day = :day, role = iif(:role = '', role, :role),
  deputy = max(deputy, :deputy), note = iif(:note = '', note, closed('note ' || :step || ' ' || :section, :note)),
  person = iif(:state = 'confirmed', person, :person), post = iif(:state = 'confirmed', post, :post)
WHERE matter = :matter AND step = :step AND section = :section AND state IN ('open', 'unconfirmed');

-- apply_step_latest :one
-- What was typed stands at the latest opening of the step, open or just closed.
-- in matter int, step text, section text
-- out n int, fields text
SELECT n, opened(fields, '{}') AS fields FROM step WHERE matter = :matter AND step = :step AND section = :section ORDER BY n DESC LIMIT 1;

-- apply_step_fields :hit
-- in matter int, n int, fields text
UPDATE step SET fields = closed('step ' || :n, :fields) WHERE matter = :matter AND n = :n;

-- apply_step_late :hit
-- in matter int, step text, section text
UPDATE step SET late = 1 WHERE matter = :matter AND step = :step AND section = :section AND state IN ('open', 'unconfirmed');

-- apply_step_reminded :hit
-- in matter int, step text, section text
UPDATE step SET reminded = 1 WHERE matter = :matter AND step = :step AND section = :section AND state IN ('open', 'unconfirmed');

-- apply_step_raise :hit
-- in matter int, step text, section text, role text
UPDATE step SET raised = :role WHERE matter = :matter AND step = :step AND section = :section AND state IN ('open', 'unconfirmed');

-- apply_step_past :exec
-- A returned matter begins anew: what was open ends, all of it belongs to an earlier round.
-- in matter int, seq int, day text
UPDATE step SET past = 1, state = iif(state IN ('open', 'unconfirmed'), 'ended', state),
  seq = iif(state IN ('open', 'unconfirmed'), :seq, seq), day = iif(state IN ('open', 'unconfirmed'), :day, day)
WHERE matter = :matter AND past = 0;

-- apply_row_fields :one
-- in matter int, step text, section text, n int
-- out fields text
SELECT opened(fields, '{}') AS fields FROM step_row WHERE matter = :matter AND step = :step AND section = :section AND n = :n;

-- apply_row :exec
-- in matter int, step text, section text, n int, seq int, fields text
INSERT INTO step_row (matter, step, section, n, seq, fields) VALUES (:matter, :step, :section, :n, :seq, closed('row ' || :step || ' ' || :section || ' ' || :n, :fields))
ON CONFLICT (matter, step, section, n) DO UPDATE SET fields = excluded.fields;

-- apply_step_rows :hit
-- in matter int, step text, section text, n int
UPDATE step SET rows = max(rows, :n)
WHERE matter = :matter AND n = (SELECT max(s.n) FROM step s WHERE s.matter = :matter AND s.step = :step AND s.section = :section);

-- apply_step_end :exec
-- in matter int, seq int, day text
UPDATE step SET state = 'ended', seq = :seq, day = :day WHERE matter = :matter AND state IN ('open', 'unconfirmed');

-- apply_replaced :exec
-- in matter int, step text, section text, field text, seq int, value text
INSERT INTO matter_history (matter, step, section, field, seq, value) VALUES (:matter, :step, :section, :field, :seq, closed('was ' || :step || ' ' || :section || ' ' || :field, :value));

-- apply_comment :exec
-- in matter int, seq int, actor text, text text
INSERT INTO comment (matter, seq, actor, text) VALUES (:matter, :seq, :actor, closed('comment', :text));

-- apply_notice :exec
-- in matter int, step text, kind text, role text, person text, section text, given int
INSERT INTO notice (matter, step, kind, role, person, section, given, seen, by)
VALUES (:matter, :step, :kind, :role, :person, :section, :given, 0, '') ON CONFLICT DO NOTHING;

-- apply_seen :hit
-- in matter int, step text, kind text, role text, person text, section text, seen int, by text
UPDATE notice SET seen = :seen, by = :by
WHERE matter = :matter AND step = :step AND kind = :kind AND role = :role AND person = :person AND section = :section AND seen = 0;

-- apply_paper :exec
-- in seq int, matter int, date text, number text
INSERT INTO paper (seq, matter, date, number) VALUES (:seq, :matter, :date, closed('paper', :number));

-- apply_counter :exec
-- in section text, series text, year int, last int
INSERT INTO counter (section, series, year, last) VALUES (:section, :series, :year, :last)
ON CONFLICT (section, series, year) DO UPDATE SET last = excluded.last;

-- apply_item_add :exec
-- in id int, reg text, section text, state text, number text, last int, busy int, fields text
INSERT INTO item (id, register, section, state, number, last, busy, fields)
VALUES (:id, :reg, :section, :state, :number, :last, :busy, :fields);

-- apply_item_load :one
-- in id int
-- out reg text, fields text
SELECT register AS reg, fields FROM item WHERE id = :id;

-- apply_item_set :hit
-- in id int, last int, section text, state text, number text, busy int, fields text
UPDATE item SET last = :last, section = iif(:section = '', section, :section), state = iif(:state = '', state, :state),
  number = iif(:number = '', number, :number), busy = iif(:busy = -1, busy, :busy), fields = iif(:fields = '', fields, :fields)
WHERE id = :id;

-- apply_history :exec
-- in item int, field text, seq int, value text
INSERT INTO item_history (item, field, seq, value) VALUES (:item, :field, :seq, :value)
ON CONFLICT (item, field, seq) DO UPDATE SET value = excluded.value;

-- apply_link_add :exec
-- in item int, field text, other int
INSERT INTO link (item, field, other) VALUES (:item, :field, :other) ON CONFLICT DO NOTHING;

-- apply_link_end :exec
-- in item int, field text
DELETE FROM link WHERE item = :item AND field = :field;

-- apply_value :exec
-- in owner int, field text, text text, num int
INSERT INTO value (owner, field, text, num) VALUES (:owner, :field, :text, :num)
ON CONFLICT (owner, field) DO UPDATE SET text = excluded.text, num = excluded.num;

-- apply_value_end :exec
-- in owner int, field text
DELETE FROM value WHERE owner = :owner AND field = :field;

-- apply_log :exec
-- in seq int, time int, actor text, post text, behalf text, channel text, act text
-- in matter int, item int, step text, outcome text, clauses text
INSERT INTO log (seq, time, actor, post, behalf, channel, act, matter, item, step, outcome, clauses)
VALUES (:seq, :time, :actor, :post, :behalf, :channel, :act, :matter, :item, :step, :outcome, :clauses);
