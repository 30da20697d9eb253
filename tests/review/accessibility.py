"""Whether a page can be used by everyone: axe-core, from npm. `python -m tests.review.accessibility` brings it."""

import sys
from pathlib import Path
from typing import Any

from intake.review import assets

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent.parent / ".cache" / "axe"
SCRIPT = FOLDER / "axe.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def install() -> None:
    """Brings axe-core by npm. Raises RuntimeError when npm fails."""
    assets.bring(HERE, FOLDER / "npm", FOLDER, {SCRIPT.name: "axe-core/axe.min.js"})


def violations(page: Any) -> list[str]:
    """What axe-core finds on a page of playwright, a line each: the rule, and where."""
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def sideways(page: Any) -> list[str]:
    """What makes the page wider than its window, so that one would have to scroll sideways."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
        [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
          && !e.closest(".scroll")).map(e => e.outerHTML.slice(0, 80))"""
    )
    return found


if __name__ == "__main__":
    if not SCRIPT.is_file():
        install()
    print(f"axe-core in {FOLDER}", file=sys.stderr)
