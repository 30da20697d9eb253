"""`python -m tests.maker --out DIR --count N --seed S`: files and their `truth.jsonl`."""

import argparse
import json
import sys
import time
from pathlib import Path

from tests.maker import fonts
from tests.maker.make import make
from tests.maker.plan import CHANNELS, Wish
from tests.maker.profiles import BY_NAME


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="tests.maker", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the files and truth.jsonl")
    parser.add_argument("--count", type=int, default=20, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed makes the same files")
    parser.add_argument("--start", type=int, default=0, metavar="I", help="number of the first file")
    parser.add_argument("--channel", choices=sorted(CHANNELS), help="only this way of filling in")
    parser.add_argument(
        "--form", metavar="ID", help="only this form, such as marker/soknad-barnekoordinator or ukjent/luftig"
    )
    parser.add_argument("--known", action="store_true", help="only forms of schemas/forms")
    parser.add_argument("--unknown", action="store_true", help="only forms never seen: drawn by lot, or by hand")
    parser.add_argument("--form-version", metavar="V", help="only this version of it")
    parser.add_argument("--profile", choices=sorted(BY_NAME), help="only this way of taking in")
    parser.add_argument("--container", choices=("pdf", "tiff", "png", "jpg", "eml"), help="only this kind of file")
    parser.add_argument("--only-fast", action="store_true", help="neither photographs nor 300 dots an inch")
    return parser.parse_args()


def main() -> int:
    """Makes the files."""
    asked = arguments()
    if not fonts.installed():
        fonts.install()
    wish = Wish(
        asked.channel,
        asked.form,
        asked.form_version,
        asked.profile,
        asked.container,
        only_fast=asked.only_fast,
        known=None if asked.known == asked.unknown else asked.known,
    )
    asked.out.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with (asked.out / "truth.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(asked.start, asked.start + asked.count):
            made = make(asked.seed, number, wish)
            (asked.out / made.name).write_bytes(made.content)
            lines.write(json.dumps(made.truth, ensure_ascii=False) + "\n")
    each = (time.perf_counter() - began) / max(1, asked.count)
    print(f"{asked.count} files in {asked.out}, {each:.2f} s each", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
