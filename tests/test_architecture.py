"""The rules of the house that neither ruff, mypy nor import-linter hold."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.form import Form, all_forms
from schemas.norwegian import is_national_id, is_synthetic

ROOT = Path(__file__).resolve().parent.parent
MODULES = tuple(sorted(path for top in ("intake", "flows", "schemas") for path in (ROOT / top).rglob("*.py")))

OUTSIDE_WORLD = (
    "intake/keep/",
    "intake/receive/",
    "intake/review/",
    "intake/service/",
    "intake/read/",
    "intake/commands/",
    "flows/",
    "schemas/",
)
"""Where files, databases, processes and the clock may be touched: `read` because engines are programs of their own,
`schemas` because declarations are files."""

DOORS = {"intake/__main__.py", "intake/isolate.py", "intake/_process.py", "intake/_child.py",
         "intake/unpack/_libreoffice.py"}  # fmt: skip
DECLARED = {"intake/wording.py", "intake/pipeline/_pages.py", "intake/export/_pdf.py", "intake/export/separator_pdf.py",
            "intake/unpack/_typeset.py"}  # fmt: skip
"""Modules that read what is declared in files of the house: its sentences, its forms' blanks, the layout of its note
and of documents without pages."""

CLOCK = re.compile(r"(datetime|dt|date|time)\b.*\.(now|utcnow|today|time|time_ns|monotonic)$")
WORLDLY = {"sqlite3", "subprocess", "socket", "tempfile", "multiprocessing", "urllib", "http", "imaplib", "smtplib"}
TEXTS = {".py", ".toml", ".json", ".jsonl", ".eml", ".html", ".md", ".txt"}
IN_MEMORY = {"Image.open", "archive.open"}  # of bytes that are there already
READING = {"open", "read_text", "read_bytes", "iterdir", "glob", "rglob"}
WRITING = {"write_text", "write_bytes", "unlink", "mkdir", "rename", "touch", "rmdir", "symlink_to"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _is_pure(path: Path) -> bool:
    return not _name(path).startswith(OUTSIDE_WORLD) and _name(path) not in DOORS


def _nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _calls(path: Path) -> list[str]:
    """The dotted names of all that a module calls."""
    return [ast.unparse(node.func) for node in _nodes(path) if isinstance(node, ast.Call)]


def _imports(path: Path) -> set[str]:
    """The top packages that a module imports."""
    whole = {alias.name for node in _nodes(path) if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module or "" for node in _nodes(path) if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in whole | parts}


def _swallows_everything(handler: ast.ExceptHandler) -> bool:
    """Whether any exception ends here. One that is raised again, after a rollback say, does not."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    catches = any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in kinds)
    last = handler.body[-1]
    return catches and not (isinstance(last, ast.Raise) and last.exc is None)


PURE = [module for module in MODULES if _is_pure(module)]


def test_all_exceptions_are_caught_in_one_place_only() -> None:
    handlers = [(m, node) for m in MODULES for node in _nodes(m) if isinstance(node, ast.ExceptHandler)]
    places = [_name(module) for module, handler in handlers if _swallows_everything(handler)]
    assert places == ["intake/pipeline/__init__.py"]


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_a_module_can_be_read_in_one_sitting(module: Path) -> None:
    lines = module.read_text(encoding="utf-8").splitlines()
    assert sum(bool(line.strip()) for line in lines) <= 300


def test_every_room_has_its_place_in_the_layers() -> None:
    """A new stage needs thought: import-linter would let a room that it isn't told of import anything."""
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    placed = set(re.findall(r"intake\.(\w+)", " ".join(layers[0]["layers"])))
    assert {path.stem for path in (ROOT / "intake").iterdir() if path.stem[:2] != "__"} <= {*placed, "__main__"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {part for module in MODULES for part in module.relative_to(ROOT).with_suffix("").parts}
    assert not parts & {"utils", "util", "helpers", "common", "misc"}


@pytest.mark.parametrize("module", PURE, ids=_name)
def test_a_corridor_is_told_the_time_and_never_asks(module: Path) -> None:
    assert not [call for call in _calls(module) if CLOCK.search(call)]


@pytest.mark.parametrize("module", PURE, ids=_name)
def test_a_corridor_reaches_no_network_database_or_process(module: Path) -> None:
    assert not _imports(module) & WORLDLY


@pytest.mark.parametrize("module", PURE, ids=_name)
def test_a_corridor_writes_no_file(module: Path) -> None:
    assert not {call.split(".")[-1] for call in _calls(module)} & WRITING


@pytest.mark.parametrize("module", PURE, ids=_name)
def test_a_corridor_reads_no_file_but_those_of_the_house(module: Path) -> None:
    names = {call.removeprefix("io.") for call in _calls(module)}
    read = {name.split(".")[-1] for name in names if name not in IN_MEMORY} & READING
    assert not read or _name(module) in DECLARED


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: f"{form.id} {form.version}")
def test_every_form_has_its_blank_and_samples(form: Form) -> None:
    assert form.blank_path.is_file()
    assert form.blank_path.is_relative_to(ROOT / "samples" / form.id)
    assert any(form.blank_path.parent.glob("*/input.*"))


def test_every_identity_number_in_samples_and_tests_belongs_to_nobody() -> None:
    texts = (p for top in ("samples", "tests", "schemas") for p in (ROOT / top).rglob("*") if p.suffix in TEXTS)
    numbers = (
        n for path in texts for n in re.findall(r"\b[0-9]{11}\b", path.read_text(encoding="utf-8", errors="replace"))
    )
    assert not [number for number in numbers if is_national_id(number) and not is_synthetic(number)]


def test_the_readme_names_only_what_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"`intake (\w+)", readme))
    assert commands <= {path.stem for path in (ROOT / "intake" / "commands").glob("*.py")}
    places = re.findall(r"`((?:intake|flows|schemas|samples|tests|\.ci)/[\w./]*)`", readme)
    assert not [place for place in places if not (ROOT / place).exists()]
