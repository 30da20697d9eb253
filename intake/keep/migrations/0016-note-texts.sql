-- What a person writes in place of the draft's words, in the note or a letter of a case. Each saving adds rows and
-- changes none: what holds is the newest row of a key. `version` is the case as it was when it was written.
CREATE TABLE note_savings (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL REFERENCES cases,
  paper TEXT NOT NULL,
  version INTEGER NOT NULL REFERENCES case_versions,
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX note_savings_of ON note_savings (number, paper);

-- `draft` is what the program had written there. `words` is what the person wrote, null to go back to the draft's.
CREATE TABLE note_texts (
  saving INTEGER NOT NULL REFERENCES note_savings,
  key TEXT NOT NULL,
  draft TEXT NOT NULL,
  words TEXT,
  PRIMARY KEY (saving, key)
) STRICT;

CREATE TRIGGER note_savings_stay BEFORE UPDATE ON note_savings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER note_savings_keep BEFORE DELETE ON note_savings BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER note_texts_stay BEFORE UPDATE ON note_texts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER note_texts_keep BEFORE DELETE ON note_texts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
