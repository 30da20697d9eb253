-- The keys under which linking looks for a case: hashes of what is known of the family. A key stays when what it came
-- from is corrected: it only says which cases are worth comparing.
CREATE TABLE case_keys (
  key TEXT NOT NULL,
  number TEXT NOT NULL REFERENCES cases,
  PRIMARY KEY (key, number)
) STRICT;

CREATE TRIGGER case_keys_stay BEFORE UPDATE ON case_keys BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER case_keys_keep BEFORE DELETE ON case_keys BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
