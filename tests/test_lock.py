"""The lock files: they satisfy pyproject.toml, carry a hash for every package, and name no address."""

import re
import tomllib
from itertools import takewhile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
ASKED_FOR = {
    "requirements.lock": [*PROJECT["dependencies"], *EXTRAS["set-up"]],
    "requirements-dev.lock": [*PROJECT["dependencies"], *EXTRAS["set-up"], *EXTRAS["dev"]],
}


def _text(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def _pins(lock: str) -> dict[str, set[Version]]:
    """The versions of each package: more than one where Python's version decides."""
    pins: dict[str, set[Version]] = {}
    for name, version in re.findall(r"^([a-z0-9.-]+)==([^ ;]+)", _text(lock), re.MULTILINE):
        pins.setdefault(name, set()).add(Version(version))
    return pins


@pytest.mark.parametrize("lock", ASKED_FOR)
def test_a_lock_satisfies_what_the_project_asks_for(lock: str) -> None:
    pins = _pins(lock)
    wrong = [
        wish
        for wish in map(Requirement, ASKED_FOR[lock])
        if not any(wish.specifier.contains(version) for version in pins.get(wish.name.lower(), ()))
    ]
    assert not wrong, "write the locks anew with: ./run lock"


@pytest.mark.parametrize("lock", ASKED_FOR)
def test_every_package_in_a_lock_has_a_hash(lock: str) -> None:
    lines = _text(lock).splitlines()
    for number, line in enumerate(lines):
        if not line.startswith((" ", "#")):
            entry = takewhile(lambda following: following.startswith(" "), lines[number + 1 :])
            assert any("--hash=sha256:" in following for following in entry), line


@pytest.mark.parametrize("lock", ASKED_FOR)
def test_a_lock_holds_no_address_and_no_path(lock: str) -> None:
    assert not re.findall(r"\S*(?:://|@ |--index|--extra-index|--find-links|\./)\S*", _text(lock))


def test_both_locks_agree_on_every_version() -> None:
    product, development = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert {name: development.get(name) for name in product} == product


def test_prefect_and_fastapi_stay_where_they_work_together() -> None:
    """Prefect 3.8 admits a FastAPI that breaks its server: only the pair below was seen to work."""
    pins = _pins("requirements.lock")
    assert all(Version("3.8.8") <= version < Version("4") for version in pins["prefect"])
    assert all(Version("0.139") <= version < Version("0.151") for version in pins["fastapi"])


def test_opencv_comes_without_a_screen() -> None:
    """The build with windows needs libraries that a server lacks, and both builds write into the same folder."""
    assert "opencv-python" not in _pins("requirements-dev.lock")
