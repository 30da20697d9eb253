-- Who may sign in. These rows change: what was changed, and by whom, stands in the access log.
-- `roles` and `queues` are JSON lists. `password` is an Argon2 hash, null for those who sign in elsewhere; `subject` is
-- who they are there, null until the first time.
CREATE TABLE people (
  account TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  password TEXT,
  subject TEXT UNIQUE,
  roles TEXT NOT NULL,
  queues TEXT NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('nb', 'nn')),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  at TEXT NOT NULL
) STRICT;

-- Who is signed in. `key` is a hash of what the browser holds. Times are seconds since 1970. A session that has run out
-- is swept away.
CREATE TABLE sessions (
  key TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES people,
  csrf TEXT NOT NULL,
  began REAL NOT NULL,
  seen REAL NOT NULL
) STRICT;
CREATE INDEX sessions_of ON sessions (account);

-- Failed attempts to sign in, by a hash of the account or of the address that was tried; swept after a day.
CREATE TABLE failed_sign_ins (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  at REAL NOT NULL
) STRICT;
CREATE INDEX failed_sign_ins_of ON failed_sign_ins (key, at);

-- Who may see a case in a restricted queue, one by one. The newest row for a case and a person is what holds.
CREATE TABLE named_people (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL REFERENCES cases,
  account TEXT NOT NULL REFERENCES people,
  allowed INTEGER NOT NULL CHECK (allowed IN (0, 1)),
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX named_in ON named_people (number, account);

CREATE TRIGGER named_people_stay BEFORE UPDATE ON named_people BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER named_people_keep BEFORE DELETE ON named_people BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
