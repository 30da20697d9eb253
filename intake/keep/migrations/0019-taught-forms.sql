-- Forms that a leader teaches: each change is a row, the newest of a `draft` holds. `body` is the template (JSON),
-- `pictures` the hashes of its pages' pictures. `step` is `draft`, `kept` or `dropped`.
CREATE TABLE taught_forms (
  id INTEGER PRIMARY KEY,
  draft INTEGER,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  pictures TEXT NOT NULL,
  step TEXT NOT NULL CHECK (step IN ('draft', 'kept', 'dropped')),
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX taught_forms_of ON taught_forms (draft);

CREATE TRIGGER taught_forms_stay BEFORE UPDATE ON taught_forms BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER taught_forms_keep BEFORE DELETE ON taught_forms BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
