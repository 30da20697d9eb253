-- What people do with what was read, one row an act (`schemas/correction.py`). `number` is the case in which it was done
-- and `version` the version of it that was on the screen. `sha256` is the file it concerns, `to_case` the case that
-- pages were moved to. An act that `undoes` another takes it back, and may itself be taken back.
CREATE TABLE corrections (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL REFERENCES cases,
  version INTEGER NOT NULL REFERENCES case_versions,
  reading INTEGER REFERENCES readings,
  sha256 TEXT,
  to_case TEXT REFERENCES cases,
  what TEXT NOT NULL,
  body TEXT NOT NULL,
  undoes INTEGER REFERENCES corrections,
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX corrections_of ON corrections (number);
CREATE INDEX corrections_to ON corrections (to_case) WHERE to_case IS NOT NULL;
CREATE INDEX corrections_on ON corrections (sha256);
CREATE INDEX corrections_undone ON corrections (undoes) WHERE undoes IS NOT NULL;

CREATE TRIGGER corrections_stay BEFORE UPDATE ON corrections BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER corrections_keep BEFORE DELETE ON corrections BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
