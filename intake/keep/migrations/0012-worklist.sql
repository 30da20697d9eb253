-- Whose a case is, and how far it has come: what people have said of it, the newest holds. `account` null is nobody's.
CREATE TABLE assignments (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL REFERENCES cases,
  account TEXT REFERENCES people,
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX assignments_of ON assignments (number);

CREATE TABLE case_states (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL REFERENCES cases,
  state TEXT NOT NULL
    CHECK (state IN ('new', 'in_review', 'waiting_for_information', 'decided', 'withdrawn', 'not_ours')),
  reason TEXT,
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX case_states_of ON case_states (number);

CREATE TRIGGER assignments_stay BEFORE UPDATE ON assignments BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER assignments_keep BEFORE DELETE ON assignments BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER case_states_stay BEFORE UPDATE ON case_states BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER case_states_keep BEFORE DELETE ON case_states BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;

-- What the queues show of a case, worked out from the rows above by triggers, in the transaction that adds them: to
-- read ten thousand cases for a list of fifty would take seconds. `sought` is what it can be found by: names and numbers
-- of the child and the guardians, and its own number.
CREATE TABLE worklist (
  number TEXT PRIMARY KEY REFERENCES cases,
  municipality TEXT NOT NULL,
  queue TEXT NOT NULL,
  state TEXT NOT NULL,
  since TEXT NOT NULL,
  received TEXT NOT NULL,
  interim_reply TEXT NOT NULL,
  answer TEXT NOT NULL,
  deadline TEXT NOT NULL,
  next_step TEXT NOT NULL,
  flags TEXT NOT NULL,
  child TEXT,
  born TEXT,
  sought TEXT NOT NULL,
  account TEXT
) STRICT;
-- Holds all that cases are counted and ordered by, so that the rows themselves are read for one page alone.
CREATE INDEX worklist_in_order ON worklist (queue, state, deadline, number, since, account, municipality);

CREATE VIEW worklist_of_versions AS
SELECT version.id AS version, version.number, version.body ->> '$.municipality' AS municipality, version.queue,
       coalesce(said.state, version.body ->> '$.state') AS state,
       coalesce(said.at, version.body ->> '$.received') AS since,
       version.body ->> '$.received' AS received,
       version.body ->> '$.deadlines.interim_reply' AS interim_reply,
       version.body ->> '$.deadlines.answer' AS answer,
       min(version.body ->> '$.deadlines.interim_reply', version.body ->> '$.deadlines.answer') AS deadline,
       iif(version.body -> '$.fields' = '{}', 'not_a_form', version.body ->> '$.note.next_step') AS next_step,
       version.body -> '$.flags' AS flags,
       version.body ->> '$.fields.child_name.value' AS child,
       version.body ->> '$.fields.child_birth_date.value' AS born,
       coalesce((SELECT group_concat(field.value ->> '$.value', char(10))
                 FROM json_each(version.body, '$.fields') AS field
                 WHERE field.key IN ('child_name', 'child_national_id', 'guardian_1_name', 'guardian_1_national_id',
                                     'guardian_2_name', 'guardian_2_national_id')), '')
         || char(10) || version.number AS sought,
       (SELECT account FROM assignments WHERE id = (SELECT max(id) FROM assignments AS a WHERE a.number = version.number))
         AS account
FROM case_versions AS version
LEFT JOIN case_states AS said
  ON said.id = (SELECT max(id) FROM case_states AS s WHERE s.number = version.number);

CREATE TRIGGER worklist_of_version AFTER INSERT ON case_versions BEGIN
  DELETE FROM worklist WHERE number = new.number;
  INSERT INTO worklist
  SELECT number, municipality, queue, state, since, received, interim_reply, answer, deadline, next_step, flags, child,
         born, sought, account
  FROM worklist_of_versions WHERE version = new.id;
END;
CREATE TRIGGER worklist_of_state AFTER INSERT ON case_states BEGIN
  UPDATE worklist SET state = new.state, since = new.at WHERE number = new.number;
END;
CREATE TRIGGER worklist_of_assignment AFTER INSERT ON assignments BEGIN
  UPDATE worklist SET account = new.account WHERE number = new.number;
END;

INSERT INTO worklist
SELECT number, municipality, queue, state, since, received, interim_reply, answer, deadline, next_step, flags, child,
       born, sought, account
FROM worklist_of_versions WHERE version IN (SELECT max(id) FROM case_versions GROUP BY number);
