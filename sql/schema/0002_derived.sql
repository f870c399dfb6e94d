-- What apply makes of the ledger. Never migrated: rebuilt.
-- kind: derived
-- Dates are YYYY-MM-DD; '' = none. No column is NULL.

CREATE TABLE town (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL,            -- seq of the last act that changed town data
  name    TEXT NOT NULL,
  kind    TEXT NOT NULL,               -- real / demo / test
  policy  TEXT NOT NULL,               -- hash of the policy in force
  day     TEXT NOT NULL                -- the last day that began
) STRICT;

CREATE TABLE section (
  id TEXT PRIMARY KEY, label TEXT NOT NULL, sign TEXT NOT NULL, up TEXT NOT NULL, organ TEXT NOT NULL,
  from_day TEXT NOT NULL, until_day TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE post (
  id TEXT PRIMARY KEY, section TEXT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
  id TEXT PRIMARY KEY, login TEXT NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL,
  company TEXT NOT NULL, card TEXT NOT NULL, decider TEXT NOT NULL,
  procedure TEXT NOT NULL, section TEXT NOT NULL, -- of a station
  from_day TEXT NOT NULL, until_day TEXT NOT NULL,
  kind INTEGER NOT NULL                -- 0 staff, 1 installer, 2 outsider, 3 station
) STRICT, WITHOUT ROWID;

CREATE TABLE holding (
  person TEXT NOT NULL, post TEXT NOT NULL, from_day TEXT NOT NULL, until_day TEXT NOT NULL,
  concurrent INTEGER NOT NULL,
  PRIMARY KEY (person, post, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE absence (
  person TEXT NOT NULL, from_day TEXT NOT NULL, until_day TEXT NOT NULL,
  kind TEXT NOT NULL,                  -- self / leader / deputy: who said so
  reason TEXT NOT NULL,
  PRIMARY KEY (person, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (                 -- every decision of the committee, the last one counts
  setting TEXT NOT NULL, seq INTEGER NOT NULL, value TEXT NOT NULL, text TEXT NOT NULL,
  of TEXT NOT NULL,                    -- only for this section or item; '' = for the town
  decided TEXT NOT NULL, time INTEGER NOT NULL,
  PRIMARY KEY (setting, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE holiday (
  day TEXT PRIMARY KEY, label TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE matter (
  id        INTEGER PRIMARY KEY,       -- seq of its submit
  procedure TEXT NOT NULL,
  policy    TEXT NOT NULL,             -- it runs to its end under this one
  state     TEXT NOT NULL,             -- open / done / refused / withdrawn / revoked
  applicant TEXT NOT NULL, post TEXT NOT NULL, section TEXT NOT NULL,
  day       TEXT NOT NULL,             -- of submission
  time      INTEGER NOT NULL,
  last      INTEGER NOT NULL,          -- seq of its last entry
  number    TEXT NOT NULL,             -- 太総第123号
  until     TEXT NOT NULL,             -- of the permit
  taken     INTEGER NOT NULL,          -- 1 = taken over from paper
  of        INTEGER NOT NULL,          -- the matter it came of, 0 = none
  form      TEXT NOT NULL              -- JSON {"field": value}
) STRICT;
CREATE INDEX matter_of ON matter (of) WHERE of > 0;
CREATE INDEX matter_applicant ON matter (applicant, id);
CREATE INDEX matter_own ON matter (applicant, id) WHERE state = 'open';
CREATE INDEX matter_section ON matter (section, procedure, id);
CREATE INDEX matter_procedure ON matter (procedure, id);
CREATE INDEX matter_permit ON matter (procedure, until) WHERE until <> '';
CREATE INDEX matter_open ON matter (procedure, id) WHERE state = 'open';

CREATE TABLE step (                    -- one row for each opened step
  matter  INTEGER NOT NULL,
  n       INTEGER NOT NULL,            -- in order of opening
  step    TEXT NOT NULL, role TEXT NOT NULL, section TEXT NOT NULL,
  state   TEXT NOT NULL,               -- open / done / permit / conditional / refuse / return / taken / unconfirmed / confirmed / ended
  seq     INTEGER NOT NULL,
  person  TEXT NOT NULL, post TEXT NOT NULL, day TEXT NOT NULL,
  due     INTEGER NOT NULL,            -- seconds since the epoch, 0 = none
  late    INTEGER NOT NULL,
  remind  INTEGER NOT NULL,            -- when to remind, 0 = never
  reminded INTEGER NOT NULL,
  raised  TEXT NOT NULL,               -- role that may close it too
  deputy  INTEGER NOT NULL,            -- 1 = closed by 代決
  past    INTEGER NOT NULL,            -- 1 = of a round before the matter was returned
  note    TEXT NOT NULL,               -- condition, reason
  rows    INTEGER NOT NULL,            -- how many rows it has taken
  fields  TEXT NOT NULL,               -- JSON of the step's form
  applicant TEXT NOT NULL,             -- of the matter: today's work asks by it
  procedure TEXT NOT NULL,             -- of the matter: a list asks who took part in what
  PRIMARY KEY (matter, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_waiting ON step (role, section, applicant) WHERE state IN ('open', 'unconfirmed');
CREATE INDEX step_left ON step (applicant) WHERE role = '' AND state IN ('open', 'unconfirmed');
CREATE INDEX step_raised ON step (raised, section, applicant) WHERE raised <> '' AND state IN ('open', 'unconfirmed');
CREATE INDEX step_remind ON step (remind) WHERE state = 'open' AND remind > 0 AND reminded = 0;
CREATE INDEX step_due ON step (due) WHERE state = 'open' AND due > 0 AND late = 0;

CREATE INDEX step_late ON step (due) WHERE state = 'open' AND late = 1;
CREATE INDEX step_person ON step (person, procedure, matter) WHERE person <> '';

CREATE TABLE step_row (                -- of steps that take rows: a timeline
  matter INTEGER NOT NULL, step TEXT NOT NULL, section TEXT NOT NULL,
  n      INTEGER NOT NULL,
  seq    INTEGER NOT NULL,
  fields TEXT NOT NULL,                -- JSON
  PRIMARY KEY (matter, step, section, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE comment (
  matter INTEGER NOT NULL, seq INTEGER NOT NULL, actor TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (matter, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (                  -- what somebody has to see, or has seen
  matter INTEGER NOT NULL, step TEXT NOT NULL, kind TEXT NOT NULL,
  role TEXT NOT NULL, person TEXT NOT NULL, section TEXT NOT NULL,
  given  INTEGER NOT NULL,             -- entry that gave it
  seen   INTEGER NOT NULL,             -- entry by which it was seen, 0 = not yet
  by     TEXT NOT NULL,
  PRIMARY KEY (matter, step, kind, role, person, section, given)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_person ON notice (person, given) WHERE seen = 0 AND person <> '';
CREATE INDEX notice_role ON notice (role, section, given) WHERE seen = 0 AND role <> '';

CREATE TABLE matter_history (          -- values of forms that were replaced
  matter INTEGER NOT NULL, step TEXT NOT NULL, section TEXT NOT NULL, field TEXT NOT NULL,
  seq    INTEGER NOT NULL,             -- entry that replaced it
  value  TEXT NOT NULL,                -- JSON, the old one
  PRIMARY KEY (matter, step, section, field, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE paper (                   -- entries that stand on paper
  seq INTEGER PRIMARY KEY, matter INTEGER NOT NULL, date TEXT NOT NULL, number TEXT NOT NULL
) STRICT;
CREATE INDEX paper_matter ON paper (matter, seq);

CREATE TABLE item (
  id       INTEGER PRIMARY KEY,
  register TEXT NOT NULL, section TEXT NOT NULL, state TEXT NOT NULL,
  number   TEXT NOT NULL, last INTEGER NOT NULL, busy INTEGER NOT NULL,
  fields   TEXT NOT NULL               -- JSON {"field": value}
) STRICT;
CREATE INDEX item_register ON item (register, section, id);
CREATE INDEX item_busy ON item (busy) WHERE busy > 0;

CREATE TABLE link (                    -- items that name other items in a field
  item INTEGER NOT NULL, field TEXT NOT NULL, other INTEGER NOT NULL,
  PRIMARY KEY (other, item, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_item ON link (item);

CREATE TABLE item_history (            -- every value that a field ever had
  item INTEGER NOT NULL, field TEXT NOT NULL, seq INTEGER NOT NULL,
  value TEXT NOT NULL,                 -- JSON
  PRIMARY KEY (item, field, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE value (                   -- fields with `list: yes`, for filters and sorting
  owner INTEGER NOT NULL,              -- item or matter (ids are seqs: never the same)
  field TEXT NOT NULL,                 -- register.field or procedure.field
  text  TEXT NOT NULL,                 -- folded
  num   INTEGER NOT NULL,
  PRIMARY KEY (owner, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX value_text ON value (field, text, owner);
CREATE INDEX value_num ON value (field, num, owner);

CREATE TABLE counter (
  section TEXT NOT NULL, series TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (section, series, year)
) STRICT, WITHOUT ROWID;

CREATE INDEX counter_series ON counter (series, year, section);

CREATE TABLE log (                     -- one row an entry: who did what to what
  seq INTEGER PRIMARY KEY,
  time INTEGER NOT NULL, actor TEXT NOT NULL, post TEXT NOT NULL, behalf TEXT NOT NULL,
  channel TEXT NOT NULL, act TEXT NOT NULL,
  matter INTEGER NOT NULL,             -- -1 = none
  item INTEGER NOT NULL,               -- -1 = none
  step TEXT NOT NULL, outcome TEXT NOT NULL,
  clauses TEXT NOT NULL                -- JSON list
) STRICT;
CREATE INDEX log_actor ON log (actor, seq);
CREATE INDEX log_matter ON log (matter, seq) WHERE matter >= 0;
