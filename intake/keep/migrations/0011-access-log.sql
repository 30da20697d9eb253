-- Who saw or changed what, and when; written in the transaction in which it was read or changed. `what` is a code,
-- `number` the case, `about` what it concerns (an account, a queue, a hash, a field), never a text read.
CREATE TABLE access_log (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  number TEXT,
  about TEXT
) STRICT;
CREATE INDEX access_to ON access_log (number) WHERE number IS NOT NULL;
CREATE INDEX access_by ON access_log (who);

CREATE TRIGGER access_log_stay BEFORE UPDATE ON access_log BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER access_log_keep BEFORE DELETE ON access_log BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
