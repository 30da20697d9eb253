-- Which keys documents are locked with: `taken` into use, and `retired` when none is locked with it any longer. `key` is
-- the id of a key, which tells nothing about it.
CREATE TABLE encryption_keys (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('taken', 'retired')),
  at TEXT NOT NULL
) STRICT;

CREATE TRIGGER encryption_keys_stay BEFORE UPDATE ON encryption_keys BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER encryption_keys_keep BEFORE DELETE ON encryption_keys BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
