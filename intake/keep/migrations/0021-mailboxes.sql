-- A mail as it was found in a mailbox. `message_id` and `kin` are hashes: of its Message-ID, and of all in it but what
-- the way here has written on it. `how`: `received`, `again` (the same had come before), or why it makes no case:
-- `auto_reply`, `bounce`, `list`, `own`, `too_large`. `sha256` is that of the original it counts as, if any.
CREATE TABLE mails (
  id INTEGER PRIMARY KEY,
  mailbox TEXT NOT NULL,
  folder TEXT NOT NULL,
  validity INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  kin TEXT NOT NULL,
  sha256 TEXT,
  how TEXT NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (mailbox, folder, validity, uid)
) STRICT;
CREATE INDEX mails_of ON mails (mailbox, message_id, kin);
CREATE INDEX mails_as ON mails (mailbox, sha256);

-- That the sender of a mail was told that it came, or why not. `recipient` is a hash. `how`: `draft`, `sent`, `no_one`,
-- `limited`, `refused`.
CREATE TABLE mail_receipts (
  mailbox TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  recipient TEXT NOT NULL,
  how TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (mailbox, sha256)
) STRICT;

CREATE TRIGGER mails_stay BEFORE UPDATE ON mails BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER mails_keep BEFORE DELETE ON mails BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER mail_receipts_stay BEFORE UPDATE ON mail_receipts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER mail_receipts_keep BEFORE DELETE ON mail_receipts BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
