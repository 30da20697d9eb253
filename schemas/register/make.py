"""Writes `postal.tsv` from the unpacked npm package `norway-postal-codes`: `python -m schemas.register.make FOLDER`."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Reads the package's table of codes and places and writes it as lines of code and place."""
    script = (Path(sys.argv[1]) / "converted" / "postal-codes-simple.js").read_text(encoding="utf-8")
    table: dict[str, str] = json.loads(script.removeprefix("module.exports=").strip().rstrip(";"))
    lines = (f"{code}\t{place}\n" for code, place in sorted(table.items()))
    (HERE / "postal.tsv").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
