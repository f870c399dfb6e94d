-- Lists of registers and procedures, 50 to a page. Each order is a statement of
-- its own and goes along one index; at most six filters on listed fields.
-- A filter: field (REGISTER.NAME), and either a folded text to find (q) or a set
-- of whole values ",a,b," (s).

-- part filter_names
-- in f1 text, q1 text, s1 text, f2 text, q2 text, s2 text, f3 text, q3 text, s3 text
-- in f4 text, q4 text, s4 text, f5 text, q5 text, s5 text, f6 text, q6 text, s6 text
-- in most int, skip int
-- end

-- part filters
  AND (:f1 = '' OR EXISTS (SELECT 1 FROM value x WHERE x.owner = i.id AND x.field = :f1
    AND (CASE WHEN :s1 = '' THEN instr(x.text, :q1) ELSE instr(:s1, ',' || x.text || ',') END) > 0))
  AND (:f2 = '' OR EXISTS (SELECT 1 FROM value x WHERE x.owner = i.id AND x.field = :f2
    AND (CASE WHEN :s2 = '' THEN instr(x.text, :q2) ELSE instr(:s2, ',' || x.text || ',') END) > 0))
  AND (:f3 = '' OR EXISTS (SELECT 1 FROM value x WHERE x.owner = i.id AND x.field = :f3
    AND (CASE WHEN :s3 = '' THEN instr(x.text, :q3) ELSE instr(:s3, ',' || x.text || ',') END) > 0))
  AND (:f4 = '' OR EXISTS (SELECT 1 FROM value x WHERE x.owner = i.id AND x.field = :f4
    AND (CASE WHEN :s4 = '' THEN instr(x.text, :q4) ELSE instr(:s4, ',' || x.text || ',') END) > 0))
  AND (:f5 = '' OR EXISTS (SELECT 1 FROM value x WHERE x.owner = i.id AND x.field = :f5
    AND (CASE WHEN :s5 = '' THEN instr(x.text, :q5) ELSE instr(:s5, ',' || x.text || ',') END) > 0))
  AND (:f6 = '' OR EXISTS (SELECT 1 FROM value x WHERE x.owner = i.id AND x.field = :f6
    AND (CASE WHEN :s6 = '' THEN instr(x.text, :q6) ELSE instr(:s6, ',' || x.text || ',') END) > 0))
-- end

-- list_items :many
-- In the order of the sections.
-- in reg text, all int, scope text, section text, state text
-- use filter_names
-- out id int, section text, state text, number text, fields text
SELECT i.id, i.section, i.state, i.number, i.fields FROM item i
WHERE i.register = :reg AND (:all = 1 OR instr(:scope, ',' || i.section || ',') > 0)
  AND (:section = '' OR i.section = :section) AND (:state = '' OR i.state = :state)
-- use filters
ORDER BY i.section, i.id LIMIT :most OFFSET :skip;

-- list_items_text_up :many
-- By a listed field.
-- in reg text, all int, scope text, section text, state text, sort text
-- use filter_names
-- out id int, section text, state text, number text, fields text
SELECT i.id, i.section, i.state, i.number, i.fields FROM value v JOIN item i ON i.id = v.owner
WHERE v.field = :sort AND i.register = :reg AND (:all = 1 OR instr(:scope, ',' || i.section || ',') > 0)
  AND (:section = '' OR i.section = :section) AND (:state = '' OR i.state = :state)
-- use filters
ORDER BY v.text, v.owner LIMIT :most OFFSET :skip;

-- list_items_text_down :many
-- By a listed field.
-- in reg text, all int, scope text, section text, state text, sort text
-- use filter_names
-- out id int, section text, state text, number text, fields text
SELECT i.id, i.section, i.state, i.number, i.fields FROM value v JOIN item i ON i.id = v.owner
WHERE v.field = :sort AND i.register = :reg AND (:all = 1 OR instr(:scope, ',' || i.section || ',') > 0)
  AND (:section = '' OR i.section = :section) AND (:state = '' OR i.state = :state)
-- use filters
ORDER BY v.text DESC, v.owner DESC LIMIT :most OFFSET :skip;

-- list_items_num_up :many
-- By a listed field.
-- in reg text, all int, scope text, section text, state text, sort text
-- use filter_names
-- out id int, section text, state text, number text, fields text
SELECT i.id, i.section, i.state, i.number, i.fields FROM value v JOIN item i ON i.id = v.owner
WHERE v.field = :sort AND i.register = :reg AND (:all = 1 OR instr(:scope, ',' || i.section || ',') > 0)
  AND (:section = '' OR i.section = :section) AND (:state = '' OR i.state = :state)
-- use filters
ORDER BY v.num, v.owner LIMIT :most OFFSET :skip;

-- list_items_num_down :many
-- By a listed field.
-- in reg text, all int, scope text, section text, state text, sort text
-- use filter_names
-- out id int, section text, state text, number text, fields text
SELECT i.id, i.section, i.state, i.number, i.fields FROM value v JOIN item i ON i.id = v.owner
WHERE v.field = :sort AND i.register = :reg AND (:all = 1 OR instr(:scope, ',' || i.section || ',') > 0)
  AND (:section = '' OR i.section = :section) AND (:state = '' OR i.state = :state)
-- use filters
ORDER BY v.num DESC, v.owner DESC LIMIT :most OFFSET :skip;

-- list_items_rest :many
-- Those that have nothing in the field sorted by: after all others.
-- in reg text, all int, scope text, section text, state text, sort text
-- use filter_names
-- out id int, section text, state text, number text, fields text
SELECT i.id, i.section, i.state, i.number, i.fields FROM item i
WHERE NOT EXISTS (SELECT 1 FROM value v WHERE v.owner = i.id AND v.field = :sort)
  AND i.register = :reg AND (:all = 1 OR instr(:scope, ',' || i.section || ',') > 0)
  AND (:section = '' OR i.section = :section) AND (:state = '' OR i.state = :state)
-- use filters
ORDER BY i.section, i.id LIMIT :most OFFSET :skip;

-- part matter_out
-- out id int, section text, state text, number text, fields text, applicant text, day text, until text
-- out taken int, late int, returned int, conditional int
-- end

-- part matter_row
SELECT i.id, i.section, i.state, i.number, i.form AS fields, i.applicant, i.day, i.until, i.taken,
  EXISTS (SELECT 1 FROM step t WHERE t.matter = i.id AND t.late = 1 AND t.state = 'open') AS late,
  EXISTS (SELECT 1 FROM step t WHERE t.matter = i.id AND t.step = 'form' AND t.state = 'open') AS returned,
  EXISTS (SELECT 1 FROM step t WHERE t.matter = i.id AND t.past = 0 AND t.state = 'conditional') AS conditional
-- end

-- part matter_state
  AND (:section = '' OR i.section = :section)
  AND (CASE :state WHEN '' THEN 1 WHEN 'taken' THEN i.taken
    WHEN 'late' THEN EXISTS (SELECT 1 FROM step t WHERE t.matter = i.id AND t.late = 1 AND t.state = 'open')
    WHEN 'returned' THEN EXISTS (SELECT 1 FROM step t WHERE t.matter = i.id AND t.step = 'form' AND t.state = 'open')
    WHEN 'conditional' THEN EXISTS (SELECT 1 FROM step t WHERE t.matter = i.id AND t.past = 0 AND t.state = 'conditional')
    ELSE i.state = :state END)
-- end

-- part matter_near
  AND (:all = 1 OR i.applicant = :me OR instr(:scope, ',' || i.section || ',') > 0
    OR EXISTS (SELECT 1 FROM step t WHERE t.matter = i.id AND t.person = :me))
-- end

-- list_matters :many
-- Newest first, for those who read everything.
-- in proc text, section text, state text
-- use filter_names
-- use matter_out
-- use matter_row
FROM matter i WHERE i.procedure = :proc
-- use matter_state
-- use filters
ORDER BY i.id DESC LIMIT :most OFFSET :skip;

-- list_matters_near :many
-- Newest first, for those who read some sections only: the newest of each section, the newest of one's own and of
-- those one took part in, and of all these the newest. So it goes along a page, not along everything.
-- in proc text, scope text, me text, section text, state text
-- use filter_names
-- use matter_out
WITH near (id) AS (
  SELECT x.id FROM json_each('["' || replace(trim(:scope, ','), ',', '","') || '"]') j CROSS JOIN matter x ON x.id IN (
    SELECT i.id FROM matter i WHERE i.section = j.value AND j.value <> '' AND i.procedure = :proc
-- use matter_state
-- use filters
    ORDER BY i.id DESC LIMIT :skip + :most)
  UNION SELECT id FROM (
    SELECT i.id FROM matter i WHERE i.applicant = :me AND +i.procedure = :proc
-- use matter_state
-- use filters
    ORDER BY i.id DESC LIMIT :skip + :most)
  UNION SELECT id FROM (
    SELECT i.id FROM step part CROSS JOIN matter i ON i.id = part.matter WHERE part.person = :me AND part.person <> '' AND part.procedure = :proc
-- use matter_state
-- use filters
    ORDER BY part.matter DESC LIMIT :skip + :most))
-- use matter_row
FROM near CROSS JOIN matter i ON i.id = near.id
ORDER BY i.id DESC LIMIT :most OFFSET :skip;

-- list_matters_text_up :many
-- By a listed field.
-- in proc text, all int, scope text, me text, section text, state text, sort text
-- use filter_names
-- use matter_out
-- use matter_row
FROM value v JOIN matter i ON i.id = v.owner
WHERE v.field = :sort AND i.procedure = :proc
-- use matter_near
-- use matter_state
-- use filters
ORDER BY v.text, v.owner LIMIT :most OFFSET :skip;

-- list_matters_text_down :many
-- By a listed field.
-- in proc text, all int, scope text, me text, section text, state text, sort text
-- use filter_names
-- use matter_out
-- use matter_row
FROM value v JOIN matter i ON i.id = v.owner
WHERE v.field = :sort AND i.procedure = :proc
-- use matter_near
-- use matter_state
-- use filters
ORDER BY v.text DESC, v.owner DESC LIMIT :most OFFSET :skip;

-- list_matters_num_up :many
-- By a listed field.
-- in proc text, all int, scope text, me text, section text, state text, sort text
-- use filter_names
-- use matter_out
-- use matter_row
FROM value v JOIN matter i ON i.id = v.owner
WHERE v.field = :sort AND i.procedure = :proc
-- use matter_near
-- use matter_state
-- use filters
ORDER BY v.num, v.owner LIMIT :most OFFSET :skip;

-- list_matters_num_down :many
-- By a listed field.
-- in proc text, all int, scope text, me text, section text, state text, sort text
-- use filter_names
-- use matter_out
-- use matter_row
FROM value v JOIN matter i ON i.id = v.owner
WHERE v.field = :sort AND i.procedure = :proc
-- use matter_near
-- use matter_state
-- use filters
ORDER BY v.num DESC, v.owner DESC LIMIT :most OFFSET :skip;

-- list_matters_rest :many
-- Those that have nothing in the field sorted by.
-- in proc text, all int, scope text, me text, section text, state text, sort text
-- use filter_names
-- use matter_out
-- use matter_row
FROM matter i
WHERE NOT EXISTS (SELECT 1 FROM value v WHERE v.owner = i.id AND v.field = :sort)
  AND i.procedure = :proc
-- use matter_near
-- use matter_state
-- use filters
ORDER BY i.id DESC LIMIT :most OFFSET :skip;

-- list_matters_late :many
-- Overdue ones only, the longest overdue first: along an index of open steps whose time is up.
-- in proc text, all int, scope text, me text, section text, state text
-- use filter_names
-- use matter_out
-- use matter_row
FROM step o CROSS JOIN matter i ON i.id = o.matter
WHERE o.state = 'open' AND o.late = 1 AND i.procedure = :proc
  AND NOT EXISTS (SELECT 1 FROM step e WHERE e.matter = o.matter AND e.state = 'open' AND e.late = 1
    AND (e.due < o.due OR (e.due = o.due AND e.n < o.n)))
-- use matter_near
-- use matter_state
-- use filters
ORDER BY o.due, i.id LIMIT :most OFFSET :skip;
