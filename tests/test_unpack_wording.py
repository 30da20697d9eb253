"""The closed list of reasons: each has its sentence in both languages, and no code is used that isn't in it."""

import re
import tomllib
from pathlib import Path

import pytest

from intake import wording

ROOT = Path(__file__).resolve().parent.parent
REASONS = tomllib.loads((ROOT / "schemas" / "wording" / "reasons.toml").read_text(encoding="utf-8"))
USED = re.compile(r"""\b(?:Unprocessable|Issue)\(\s*["']([a-z_]+)["']""")


def _used_codes() -> set[str]:
    return {code for path in (ROOT / "intake").rglob("*.py") for code in USED.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_reason_is_said_in_both_languages_as_whole_sentences(code: str) -> None:
    assert set(REASONS[code]) == {"nb", "nn"}
    for said in REASONS[code].values():
        assert said[0].isupper() and said.endswith(".")


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_reason_can_be_said_without_knowing_what_was_read(code: str) -> None:
    assert "{" not in wording.sentence("reasons", code, "nb") + wording.sentence("reasons", code, "nn")


@pytest.mark.parametrize("code", sorted(_used_codes()))
def test_every_code_in_the_program_is_in_the_list(code: str) -> None:
    assert code in REASONS
