"""`intake interpret` by the contract."""

import json
from pathlib import Path

from intake.__main__ import main


def run(tmp_path: Path, lines: str) -> tuple[int, list[dict[str, object]]]:
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    status = main(["interpret", str(tmp_path / "in.jsonl"), "--jsonl", str(tmp_path / "out.jsonl")])
    out = tmp_path / "out.jsonl"
    return status, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()] if out.exists() else []


def test_a_line_in_gives_a_line_out_in_the_shape_of_the_contract(tmp_path: Path) -> None:
    line = {"id": "7", "language": "nb", "condition_text": "CP", "services_text": "Søkt om BPA", "needs_text": None}
    status, (result,) = run(tmp_path, json.dumps(line) + "\n")
    assert status == 0
    assert result["id"] == "7" and result["flags"] == []
    assert result["conditions"] == [
        {"term": "cerebral parese", "text": "CP", "class": "disability", "code": "G80", "status": "present",
         "confidence": result["conditions"][0]["confidence"], "span": [0, 2], "field": "condition_text"}
    ]  # fmt: skip
    assert [(s["service"], s["status"], s["span"]) for s in result["services"]] == [("bpa", "applied", [8, 11])]


def test_lines_come_out_in_the_order_they_went_in_and_blank_ones_are_passed_over(tmp_path: Path) -> None:
    _, results = run(tmp_path, '{"id": "b"}\n\n{"id": "a", "condition_text": 3}\n')
    assert [result["id"] for result in results] == ["b", "a"]


def test_a_line_that_is_no_object_is_bad_usage(tmp_path: Path) -> None:
    assert run(tmp_path, '{"id": "a"}\nnot json\n') == (2, [])
    assert run(tmp_path, "[" * 100_000) == (2, [])


def test_half_a_character_is_no_reason_to_stop(tmp_path: Path) -> None:
    status, results = run(tmp_path, '{"id": "\\ud800", "condition_text": "CP\\ud800"}\n{"id": "b"}\n')
    assert (status, [result["id"] for result in results]) == (0, ["\ud800", "b"])


def test_a_file_that_is_not_there_is_bad_usage(tmp_path: Path) -> None:
    assert main(["interpret", str(tmp_path / "none.jsonl"), "--jsonl", "-"]) == 2
