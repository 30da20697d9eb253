-- Where a file of a watched folder is put once it is kept; written before it is moved. `folder` and `place` are hashes,
-- `place` that of its receipt; `laid` is the path within the folder, as bytes, empty for a file that had to stay.
CREATE TABLE laid_files (
  id INTEGER PRIMARY KEY,
  folder TEXT NOT NULL,
  place TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  laid BLOB NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (folder, place, sha256, laid)
) STRICT;

-- That a file which can't be read was put where people find it, with a text that says why. `how`: `moved`, `gone` when
-- someone had taken it away, `stayed`.
CREATE TABLE helped_files (
  laid INTEGER PRIMARY KEY REFERENCES laid_files,
  at TEXT NOT NULL,
  how TEXT NOT NULL
) STRICT;

CREATE TRIGGER laid_files_stay BEFORE UPDATE ON laid_files BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER laid_files_keep BEFORE DELETE ON laid_files BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER helped_files_stay BEFORE UPDATE ON helped_files BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER helped_files_keep BEFORE DELETE ON helped_files BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
