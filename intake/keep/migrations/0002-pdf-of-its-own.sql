-- That the PDF of a version's note is on the disk. It comes after the note's page: a case is never without that because
-- the PDF could not be drawn.
CREATE TABLE note_pdfs (
  version INTEGER PRIMARY KEY REFERENCES notes,
  at TEXT NOT NULL
) STRICT;
INSERT INTO note_pdfs (version, at) SELECT version, at FROM notes;

DROP VIEW cases_now;
CREATE VIEW cases_now AS
SELECT version.id, version.number, version.queue, version.body, version.known,
       note.version IS NOT NULL AS has_note, pdf.version IS NOT NULL AS has_pdf
FROM case_versions AS version
LEFT JOIN notes AS note ON note.version = version.id
LEFT JOIN note_pdfs AS pdf ON pdf.version = version.id
WHERE version.id = (SELECT max(id) FROM case_versions AS later WHERE later.number = version.number);

CREATE TRIGGER note_pdfs_stay BEFORE UPDATE ON note_pdfs BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER note_pdfs_keep BEFORE DELETE ON note_pdfs BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
