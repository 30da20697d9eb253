-- The blind audit: a share of the values that were read as certain is drawn, shown to a person without the value, and
-- keyed in anew. `value` is JSON, `png` the clipping of its place.
CREATE TABLE audit_draws (
  id INTEGER PRIMARY KEY,
  reading INTEGER NOT NULL REFERENCES readings,
  sha256 TEXT NOT NULL,
  document INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  confidence REAL NOT NULL,
  origin TEXT NOT NULL,
  page INTEGER NOT NULL,
  box TEXT NOT NULL,
  png TEXT NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (sha256, document, field)
) STRICT;

-- That a reading has been drawn from, by which share, and how many of its values were certain of how many in all.
CREATE TABLE audit_readings (
  reading INTEGER PRIMARY KEY REFERENCES readings,
  share REAL NOT NULL,
  confident INTEGER NOT NULL,
  filled INTEGER NOT NULL,
  at TEXT NOT NULL
) STRICT;

-- What a person keyed in (JSON), null where the clipping can't be read; `same` as what was read.
CREATE TABLE audit_answers (
  draw INTEGER PRIMARY KEY REFERENCES audit_draws,
  typed TEXT,
  same INTEGER NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

-- Where the two differ: which one a person finds right, `read`, `typed` or `neither`.
CREATE TABLE audit_verdicts (
  draw INTEGER PRIMARY KEY REFERENCES audit_answers,
  verdict TEXT NOT NULL CHECK (verdict IN ('read', 'typed', 'neither')),
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

-- How sure a reading must be to stand as certain; the newest row holds.
CREATE TABLE thresholds (
  id INTEGER PRIMARY KEY,
  threshold REAL NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_draws_stay BEFORE UPDATE ON audit_draws BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER audit_draws_keep BEFORE DELETE ON audit_draws BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER audit_readings_stay BEFORE UPDATE ON audit_readings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER audit_readings_keep BEFORE DELETE ON audit_readings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER audit_answers_stay BEFORE UPDATE ON audit_answers BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER audit_answers_keep BEFORE DELETE ON audit_answers BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER audit_verdicts_stay BEFORE UPDATE ON audit_verdicts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER audit_verdicts_keep BEFORE DELETE ON audit_verdicts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER thresholds_stay BEFORE UPDATE ON thresholds BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER thresholds_keep BEFORE DELETE ON thresholds BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
