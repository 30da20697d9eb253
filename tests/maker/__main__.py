"""Makes files as families send them, with exact truth: `python -m tests.maker --out DIR --count N --seed S`.

DIR gets the files and `truth.jsonl`, one line a file in the shape of the measuring kit (shared/kit/README.md). The same
seed makes the same files, and file I is the same whatever --count and --start are.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from tests.maker import bundle, fonts
from tests.maker.body import SENT
from tests.maker.forms.blocks import by_hand
from tests.maker.forms.press import UNKNOWN
from tests.maker.make import OTHERS, make
from tests.maker.plan import ARRANGEMENTS, CHANNELS, Wish
from tests.maker.profiles import BY_NAME

CONTAINERS = ("pdf", "tiff", "png", "jpg", "webp", "heic", *SENT)
TOLD = f"""
channels
  acroform, acroform_bad   filled in on a screen; the bad ones have fields called Text1, and may lack their pictures
  flat                     typed into the PDF as text
  typed_scan, hand, mixed  on paper, by printer, by pen, or by both, and then scanned or photographed
  blank_form               nothing filled in
  bundle                   several forms in one scan: {", ".join(bundle.KINDS)}
  docx, odt                a form's questions in a Word file (tables, content controls, legacy fields, plain) or an ODT
  receipt                  questions and answers as a portal prints them
  letter                   a letter that is no form
forms
  --known are those of schemas/forms. --unknown are drawn by lot, each new, or laid out by hand:
  {", ".join(UNKNOWN + layout.name for layout in by_hand())}
containers
  pdf, tiff, png, jpg, webp, heic are kinds of scans (a picture holds one page, so a
  form comes with its first page only; a HEIC is written without compression);
  eml, zip and portfolio (a PDF within a PDF) hold any, and alone is any that is not wrapped up so
truth beyond the kit's
  fields_beyond_kit        fields that the kit can't compare (lists but consent_agencies) or that no reader can name
  notes                    what was written beside the fields, with page and box: ink that a person must be shown
  combined                 a request that has the consent's fields too
  doubtful choices (two boxes ticked) have the status uncertain and no value
tags
  channel, layout, known, container, profile, dpi, degradations, turned; pages: {", ".join(ARRANGEMENTS)};
  text_layer, bundle, typed_name (a name typed on a signature's line)
"""


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        prog="tests.maker",
        description=__doc__,
        epilog=TOLD,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the files and truth.jsonl")
    parser.add_argument("--count", type=int, default=20, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed makes the same files")
    parser.add_argument("--start", type=int, default=0, metavar="I", help="number of the first file")
    parser.add_argument("--channel", choices=sorted({*CHANNELS, *OTHERS}), help="only this way of filling in")
    parser.add_argument("--known", action="store_true", help="only forms of schemas/forms")
    parser.add_argument("--unknown", action="store_true", help="only forms never seen")
    parser.add_argument("--form", metavar="ID", help="only this form: bamble/samtykke, ukjent/luftig")
    parser.add_argument("--form-version", metavar="V", help="only this version of it")
    parser.add_argument("--profile", choices=sorted(BY_NAME), help="only this way of taking in")
    parser.add_argument("--container", choices=CONTAINERS, help="only this kind of file")
    parser.add_argument(
        "--text-layer",
        choices=("none", "quick", "tesseract"),
        help="behind the pictures of a PDF: none, as a poor reader has it, or read in English (slow)",
    )
    parser.add_argument("--bundle", choices=sorted(bundle.KINDS), help="with --channel bundle: only this kind of stack")
    parser.add_argument("--only-fast", action="store_true", help="neither photographs nor 300 dots an inch")
    return parser.parse_args()


def wished(asked: argparse.Namespace) -> Wish:
    """What was asked for, as the maker takes it."""
    return Wish(
        asked.channel,
        asked.form,
        asked.form_version,
        asked.profile,
        asked.container,
        asked.text_layer,
        asked.bundle,
        only_fast=asked.only_fast,
        known=None if asked.known == asked.unknown else asked.known,
    )


def main() -> int:
    """Makes the files."""
    asked = arguments()
    if not fonts.installed():
        fonts.install()
    wish = wished(asked)
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
