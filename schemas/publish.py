"""`python -m schemas.publish` writes the JSON Schema of each record to `schemas/json`."""

import json
from pathlib import Path

from pydantic import BaseModel

from schemas.case import Case
from schemas.consent import Consent
from schemas.criteria import Rules
from schemas.extraction import Line
from schemas.municipality import Municipality
from schemas.note import Note
from schemas.request import Request

FOLDER = Path(__file__).resolve().parent / "json"

PUBLISHED: dict[str, type[BaseModel]] = {
    "case": Case,
    "consent": Consent,
    "criteria": Rules,
    "extraction": Line,
    "municipality": Municipality,
    "note": Note,
    "request": Request,
}


def published() -> dict[Path, str]:
    """The files that belong in `schemas/json`, with their contents."""
    return {
        FOLDER / f"{name}.schema.json": json.dumps(record.model_json_schema(), ensure_ascii=False, indent=2) + "\n"
        for name, record in PUBLISHED.items()
    }


def main() -> None:
    """Writes them."""
    FOLDER.mkdir(exist_ok=True)
    for path, text in published().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
