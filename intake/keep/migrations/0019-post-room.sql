-- That a person asks for a file that was set aside to be read again: `reading` is the one that is not to stand.
CREATE TABLE retries (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  reading INTEGER NOT NULL REFERENCES readings,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (reading)
) STRICT;
CREATE INDEX retries_of ON retries (sha256);

-- What the post room has done about a file that could not be read; the newest row holds. `how` is `scan_again` (it was
-- asked for anew), `by_hand` (it was keyed in) or `no_request` (it asks for nothing).
CREATE TABLE handlings (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('scan_again', 'by_hand', 'no_request', 'open')),
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX handlings_of ON handlings (sha256);

-- How many sheets of paper the post room counted on a day before they were scanned; the newest row holds.
CREATE TABLE sheet_counts (
  id INTEGER PRIMARY KEY,
  day TEXT NOT NULL,
  municipality TEXT NOT NULL,
  sheets INTEGER NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

DROP VIEW documents;
CREATE VIEW documents AS
SELECT first.id AS receipt, first.sha256, first.name, reading.outcome, reading.reader,
       json_extract(reading.body, '$.reasons[0].code') AS reason,
       (SELECT min(number) FROM case_documents WHERE case_documents.sha256 = first.sha256) AS number,
       EXISTS (SELECT 1 FROM retries WHERE retries.reading = reading.id) AS again
FROM receipts AS first
LEFT JOIN readings AS reading
  ON reading.id = (SELECT max(id) FROM readings WHERE readings.sha256 = first.sha256)
WHERE first.id = (SELECT min(id) FROM receipts WHERE receipts.sha256 = first.sha256);

CREATE TRIGGER retries_stay BEFORE UPDATE ON retries BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER retries_keep BEFORE DELETE ON retries BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER handlings_stay BEFORE UPDATE ON handlings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER handlings_keep BEFORE DELETE ON handlings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER sheet_counts_stay BEFORE UPDATE ON sheet_counts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER sheet_counts_keep BEFORE DELETE ON sheet_counts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
