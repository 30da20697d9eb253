-- Programs that may use the interface for programs. What a program holds is kept as a hash alone; the newest row of a
-- client is what it may do now, and one without a hash shuts it out.
CREATE TABLE api_clients (
  id INTEGER PRIMARY KEY,
  client TEXT NOT NULL,
  hash TEXT UNIQUE,
  municipality TEXT NOT NULL,
  may TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

-- What was delivered under a key of the sender's own: under the same key comes the same, and comes once.
CREATE TABLE deliveries (
  client TEXT NOT NULL,
  key TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (client, key)
) STRICT;

-- What was answered to a change that came under a key. `asked` is a hash of what was asked for.
CREATE TABLE api_answers (
  client TEXT NOT NULL,
  key TEXT NOT NULL,
  asked TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (client, key)
) STRICT;

CREATE TRIGGER api_clients_stay BEFORE UPDATE ON api_clients BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER api_clients_keep BEFORE DELETE ON api_clients BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER deliveries_stay BEFORE UPDATE ON deliveries BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER deliveries_keep BEFORE DELETE ON deliveries BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER api_answers_stay BEFORE UPDATE ON api_answers BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER api_answers_keep BEFORE DELETE ON api_answers BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
