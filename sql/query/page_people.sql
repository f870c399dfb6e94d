-- What the pages about people and the town's upkeep read.

-- page_holidays :many
-- in most int
-- out day text, label text
SELECT day, label FROM holiday ORDER BY day LIMIT :most;
