-- The picture of a page of a file as a person sees it, in dots: drawn once, then kept among the pictures under its hash.
-- It can be drawn again from the original at any time.
CREATE TABLE page_pictures (
  sha256 TEXT NOT NULL,
  page INTEGER NOT NULL,
  dpi INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  png TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (sha256, page, dpi)
) STRICT;

CREATE TRIGGER page_pictures_stay BEFORE UPDATE ON page_pictures BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER page_pictures_keep BEFORE DELETE ON page_pictures BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
