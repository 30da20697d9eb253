-- That the note of a version is on the disk as Word file too, and the letters that may be sent in the case. They come
-- after its page: a case is never without that because another paper could not be made.
CREATE TABLE note_papers (
  version INTEGER PRIMARY KEY REFERENCES notes,
  at TEXT NOT NULL
) STRICT;

DROP VIEW cases_now;
CREATE VIEW cases_now AS
SELECT version.id, version.number, version.queue, version.body, version.known,
       note.version IS NOT NULL AS has_note, pdf.version IS NOT NULL AS has_pdf, paper.version IS NOT NULL AS has_papers
FROM case_versions AS version
LEFT JOIN notes AS note ON note.version = version.id
LEFT JOIN note_pdfs AS pdf ON pdf.version = version.id
LEFT JOIN note_papers AS paper ON paper.version = version.id
WHERE version.id = (SELECT max(id) FROM case_versions AS later WHERE later.number = version.number);

CREATE TRIGGER note_papers_stay BEFORE UPDATE ON note_papers BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER note_papers_keep BEFORE DELETE ON note_papers BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
