-- The ledger. Rows are added and never changed: what holds now is the newest row, or a view.
-- Times are ISO 8601 with their offset. `id` counts in the order of the commits.

-- That a file came. `place` is a hash of where it was found, so that the same file in the same place comes once.
CREATE TABLE receipts (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  channel TEXT NOT NULL,
  place TEXT NOT NULL,
  municipality TEXT,
  at TEXT NOT NULL,
  UNIQUE (sha256, channel, place)
) STRICT;

-- That a process begins to read a file, counted before it begins. `lease_until`: seconds since 1970.
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  owner TEXT NOT NULL,
  at TEXT NOT NULL,
  lease_until REAL NOT NULL
) STRICT;
CREATE INDEX attempts_of ON attempts (sha256);

-- How an attempt ended: `read`, `machine` (no fault of the file's), or the code of a reason. A kill leaves no row.
CREATE TABLE endings (
  attempt INTEGER PRIMARY KEY REFERENCES attempts,
  at TEXT NOT NULL,
  how TEXT NOT NULL
) STRICT;

-- What was read in a file, by which version of the reader.
CREATE TABLE readings (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  reader TEXT NOT NULL,
  at TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'needs_review', 'quarantined')),
  body TEXT NOT NULL,
  UNIQUE (sha256, reader)
) STRICT;

-- Pictures of the places where something was read; the PNG lies among the clippings under its hash.
CREATE TABLE clippings (
  reading INTEGER NOT NULL REFERENCES readings,
  number INTEGER NOT NULL,
  page INTEGER NOT NULL,
  box TEXT NOT NULL,
  png TEXT NOT NULL,
  PRIMARY KEY (reading, number)
) STRICT;

CREATE TABLE cases (
  number TEXT PRIMARY KEY,
  year INTEGER NOT NULL,
  serial INTEGER NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (year, serial)
) STRICT;

-- Which case each part of a file belongs to: one only. A file with two requests has two parts.
CREATE TABLE case_documents (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL REFERENCES cases,
  sha256 TEXT NOT NULL,
  part INTEGER NOT NULL,
  proposed TEXT NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (sha256, part)
) STRICT;

-- The case as it was considered, in the contract's shape; the newest is the case as it is. `known` is what the linking
-- of later documents has to know of it.
CREATE TABLE case_versions (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL REFERENCES cases,
  at TEXT NOT NULL,
  queue TEXT NOT NULL,
  body TEXT NOT NULL,
  known TEXT NOT NULL
) STRICT;
CREATE INDEX versions_of ON case_versions (number);

-- That the note of a version was drafted and its files are on the disk.
CREATE TABLE notes (
  version INTEGER PRIMARY KEY REFERENCES case_versions,
  at TEXT NOT NULL
) STRICT;

-- What happened to a case, and by whom. `what` is a code, `about` what it concerns (a hash, a field), never a text read.
CREATE TABLE case_events (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL REFERENCES cases,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  about TEXT
) STRICT;
CREATE INDEX events_of ON case_events (number);

-- Each file as it stands: when it first came, what it was read as and by which reader, and its first case.
CREATE VIEW documents AS
SELECT first.id AS receipt, first.sha256, first.name, reading.outcome, reading.reader,
       json_extract(reading.body, '$.reasons[0].code') AS reason,
       (SELECT min(number) FROM case_documents WHERE case_documents.sha256 = first.sha256) AS number
FROM receipts AS first
LEFT JOIN readings AS reading
  ON reading.id = (SELECT max(id) FROM readings WHERE readings.sha256 = first.sha256)
WHERE first.id = (SELECT min(id) FROM receipts WHERE receipts.sha256 = first.sha256);

-- Each case as it was last considered.
CREATE VIEW cases_now AS
SELECT version.id, version.number, version.queue, version.body, version.known, note.version IS NOT NULL AS has_note
FROM case_versions AS version
LEFT JOIN notes AS note ON note.version = version.id
WHERE version.id = (SELECT max(id) FROM case_versions AS later WHERE later.number = version.number);

CREATE INDEX receipts_of ON receipts (sha256);

CREATE TRIGGER receipts_stay BEFORE UPDATE ON receipts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER receipts_keep BEFORE DELETE ON receipts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER attempts_stay BEFORE UPDATE ON attempts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER attempts_keep BEFORE DELETE ON attempts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER endings_stay BEFORE UPDATE ON endings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER endings_keep BEFORE DELETE ON endings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER readings_stay BEFORE UPDATE ON readings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER readings_keep BEFORE DELETE ON readings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER clippings_stay BEFORE UPDATE ON clippings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER clippings_keep BEFORE DELETE ON clippings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER cases_stay BEFORE UPDATE ON cases BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER cases_keep BEFORE DELETE ON cases BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER case_documents_stay BEFORE UPDATE ON case_documents BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER case_documents_keep BEFORE DELETE ON case_documents BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER case_versions_stay BEFORE UPDATE ON case_versions BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER case_versions_keep BEFORE DELETE ON case_versions BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER notes_stay BEFORE UPDATE ON notes BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER notes_keep BEFORE DELETE ON notes BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER case_events_stay BEFORE UPDATE ON case_events BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER case_events_keep BEFORE DELETE ON case_events BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
