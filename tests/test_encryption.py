"""What is kept can't be read without its key, and is never lost for one that is away."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import service
from intake.__main__ import main
from intake.keep import blobs, files, keys, sealed
from intake.keep.workspace import Workspace, open_workspace

LETTER = "Kari Prøvesen har cerebral parese.".encode()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


def on_disk(workspace: Workspace, sha256: str) -> Path:
    return blobs.path_of(workspace.originals, sha256)


def spoil(path: Path, spoilt: Callable[[bytes], bytes]) -> None:
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(spoilt(content))


def files_of(workspace: Workspace) -> Iterator[Path]:
    return (path for path in workspace.root.rglob("*") if path.is_file())


def test_nothing_of_a_letter_stands_in_the_originals(workspace: Workspace) -> None:
    sha256 = blobs.put(workspace.originals, LETTER)
    assert b"Kari" not in on_disk(workspace, sha256).read_bytes()
    assert blobs.get(workspace.originals, sha256) == LETTER


@pytest.mark.parametrize("length", [0, 1, sealed.CHUNK - 1, sealed.CHUNK, sealed.CHUNK + 1, 2 * sealed.CHUNK])
def test_a_file_of_any_length_comes_back(workspace: Workspace, tmp_path: Path, length: int) -> None:
    (tmp_path / "file").write_bytes(os.urandom(length))
    sha256 = blobs.put_file(workspace.originals, tmp_path / "file")
    assert blobs.get(workspace.originals, sha256) == (tmp_path / "file").read_bytes()


@given(content=st.binary(max_size=200), chunks=st.integers(0, 2))
def test_what_is_sealed_opens_with_its_key_and_no_other(content: bytes, chunks: int) -> None:
    content = content * (1 + chunks * 6000)
    key, other = keys.Key(b"k" * 32), keys.Key(b"o" * 32)
    out = io.BytesIO()
    sha256 = sealed.seal(io.BytesIO(content), out, key)
    out.seek(0)
    head = sealed.header(out)
    assert head is not None
    assert sealed.unlock(head, sha256, [other]) is None
    own = sealed.unlock(head, sha256, [other, key])
    assert own is not None
    assert sealed.unseal(out, own) == content


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda b: b[:-1],
        lambda b: b + b"x",
        lambda b: b[: -(16 + 10)],  # the last chunk
        lambda b: b[: sealed.HEADER + sealed.CHUNK + sealed.TAG],
        lambda b: b[:30] + bytes([b[30] ^ 1]) + b[31:],
        lambda b: b[:-5] + bytes([b[-5] ^ 1]) + b[-4:],
        lambda b: b[:50],
        lambda b: b"",
    ],
)
def test_damaged_bytes_are_not_given_out(workspace: Workspace, spoilt: Callable[[bytes], bytes]) -> None:
    sha256 = blobs.put(workspace.originals, bytes(sealed.CHUNK) + b"0123456789")
    spoil(on_disk(workspace, sha256), spoilt)
    with pytest.raises(blobs.Damaged):
        blobs.get(workspace.originals, sha256)


@pytest.mark.parametrize("how", ["bytes", "file"])
def test_a_damaged_original_is_mended_when_the_same_comes_again(workspace: Workspace, tmp_path: Path, how: str) -> None:
    (tmp_path / "letter").write_bytes(LETTER)
    sha256 = blobs.put(workspace.originals, LETTER)
    spoil(on_disk(workspace, sha256), lambda b: b[:-1])
    if how == "bytes":
        blobs.put(workspace.originals, LETTER)
    else:
        blobs.put_file(workspace.originals, tmp_path / "letter")
    assert blobs.get(workspace.originals, sha256) == LETTER


def test_a_document_under_another_ones_name_is_not_given_out(workspace: Workspace) -> None:
    one, other = blobs.put(workspace.originals, b"one"), blobs.put(workspace.originals, b"other")
    spoil(on_disk(workspace, one), lambda _: on_disk(workspace, other).read_bytes())
    with pytest.raises(blobs.Damaged):
        blobs.get(workspace.originals, one)


def test_a_workspace_of_before_still_opens(workspace: Workspace) -> None:
    sha256 = blobs.put(workspace.originals, LETTER)
    spoil(on_disk(workspace, sha256), lambda _: LETTER)
    assert blobs.get(workspace.originals, sha256) == LETTER
    assert blobs.key_of(workspace.originals, sha256) is None
    spoil(on_disk(workspace, sha256), lambda b: b + b".")
    with pytest.raises(blobs.Damaged):
        blobs.get(workspace.originals, sha256)


def test_the_key_is_for_its_owner_alone_and_not_among_the_originals(workspace: Workspace) -> None:
    path = keys.place(workspace.root)
    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600
    assert not path.is_relative_to(workspace.originals)


def test_the_key_file_says_what_it_is_for(workspace: Workspace) -> None:
    assert "sikkerhetskopi" in (workspace.root / keys.NAME).read_text()


def test_nobody_else_can_look_at_what_is_kept(workspace: Workspace) -> None:
    blobs.put(workspace.originals, LETTER)
    assert not [path for path in workspace.root.rglob("*") if path.stat().st_mode & 0o077]


def test_opening_again_makes_no_other_key(workspace: Workspace) -> None:
    before = keys.load(workspace.root)
    open_workspace(workspace.root)
    assert keys.load(workspace.root) == before


def test_without_its_key_nothing_is_lost_and_no_other_is_made(workspace: Workspace, tmp_path: Path) -> None:
    sha256 = blobs.put(workspace.originals, LETTER)
    (workspace.root / keys.NAME).rename(tmp_path / "away")
    for _ in range(2):
        with pytest.raises(keys.Locked):
            open_workspace(workspace.root)
    with pytest.raises(keys.Locked):
        blobs.get(workspace.originals, sha256)
    with pytest.raises(keys.Locked):
        blobs.put(workspace.originals, b"another letter")
    (tmp_path / "away").rename(workspace.root / keys.NAME)
    assert blobs.get(open_workspace(workspace.root).originals, sha256) == LETTER


def test_another_key_in_its_place_is_seen_before_anything_is_locked_with_it(workspace: Workspace) -> None:
    (workspace.root / keys.NAME).unlink()
    keys.add(workspace.root)
    with pytest.raises(keys.Locked):
        open_workspace(workspace.root)


@pytest.mark.parametrize("text", ["not a key\n", "YWJj\n", "x" * 200])
def test_a_file_that_holds_no_key_is_none(workspace: Workspace, text: str) -> None:
    (workspace.root / keys.NAME).write_text(text)
    with pytest.raises(keys.Locked):
        open_workspace(workspace.root)


def test_a_command_says_in_norwegian_that_the_key_is_gone(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace.root / keys.NAME).unlink()
    assert main(["cases", "--workspace", str(workspace.root)]) == 1
    assert "Ingen ting er tapt" in capsys.readouterr().err


def test_the_key_may_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_KEY_FILE", str(tmp_path / "safe" / "the.key"))
    workspace = open_workspace(tmp_path / "workspace")
    sha256 = blobs.put(workspace.originals, LETTER)
    assert not list(workspace.root.glob("*.key"))
    assert blobs.get(workspace.originals, sha256) == LETTER


def test_the_key_may_come_with_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.add(tmp_path)
    monkeypatch.setenv("INTAKE_KEYS", (tmp_path / keys.NAME).read_text().splitlines()[-1])
    workspace = open_workspace(tmp_path / "workspace")
    sha256 = blobs.put(workspace.originals, LETTER)
    monkeypatch.delenv("INTAKE_KEYS")
    with pytest.raises(keys.Locked):
        blobs.get(workspace.originals, sha256)


def test_two_that_open_a_new_workspace_at_once_have_one_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from intake.keep import blobs\n"
        "from intake.keep.workspace import open_workspace\n"
        "print(blobs.put(open_workspace(Path(sys.argv[1])).originals, sys.argv[2].encode()))"
    )
    start = [sys.executable, "-c", program, str(tmp_path / "workspace")]
    both = [subprocess.Popen([*start, word], stdout=subprocess.PIPE, text=True) for word in ("one", "two")]
    hashes = [process.communicate()[0].strip() for process in both]
    workspace = open_workspace(tmp_path / "workspace")
    assert [blobs.get(workspace.originals, sha256) for sha256 in hashes] == [b"one", b"two"]
    assert len(keys.load(workspace.root)) == 1


def test_a_reader_is_told_the_key_of_its_own_file_alone(workspace: Workspace) -> None:
    one, other = (blobs.put(workspace.originals, content) for content in (b"one", b"other"))
    own = blobs.own_key(workspace.originals, one)
    (workspace.root / keys.NAME).unlink()
    assert blobs.get(workspace.originals, one, own) == b"one"
    with pytest.raises(blobs.Damaged):
        blobs.get(workspace.originals, other, own)


def test_with_a_new_key_everything_is_locked_with_that(workspace: Workspace) -> None:
    original, picture = blobs.put(workspace.originals, LETTER), blobs.put(workspace.clippings, b"a picture")
    before = b"from before"
    plain = blobs.put(workspace.originals, before)
    spoil(on_disk(workspace, plain), lambda _: before)
    rotated = service.rotate_keys(workspace)
    assert (rotated.locked, rotated.left_over) == (3, ())
    old, new = keys.load(workspace.root)
    for folder, sha256, content in (
        (workspace.originals, original, LETTER),
        (workspace.clippings, picture, b"a picture"),
        (workspace.originals, plain, before),
    ):
        assert blobs.key_of(folder, sha256) == new.id
        assert blobs.path_of(folder, sha256).stat().st_mode & 0o777 == 0o400
        assert blobs.get(folder, sha256) == content
    only_the_new(workspace, new)
    assert blobs.get(open_workspace(workspace.root).originals, original) == LETTER
    assert old.id != new.id


def only_the_new(workspace: Workspace, key: keys.Key) -> None:
    """Takes the old keys out of the file, as a person may."""
    path = workspace.root / keys.NAME
    path.write_text(path.read_text().splitlines()[-1] + "\n")
    assert keys.load(workspace.root) == (key,)


def test_what_an_old_key_has_locked_opens_while_it_is_there(workspace: Workspace) -> None:
    sha256 = blobs.put(workspace.originals, LETTER)
    keys.add(workspace.root)
    assert blobs.get(workspace.originals, sha256) == LETTER
    assert blobs.key_of(workspace.originals, blobs.put(workspace.originals, b"new")) == keys.newest(workspace.root).id


def test_a_damaged_file_does_not_stop_the_others_from_being_locked_anew(workspace: Workspace) -> None:
    good, bad = blobs.put(workspace.originals, b"good"), blobs.put(workspace.originals, b"bad")
    spoil(on_disk(workspace, bad), lambda b: b[:40] + bytes(44) + b[84:])
    rotated = service.rotate_keys(workspace)
    assert (rotated.locked, rotated.left_over) == (1, (bad,))
    assert blobs.get(workspace.originals, good) == b"good"
    with pytest.raises(keys.Locked):  # it is still needed: the file may come back from a backup
        only_the_new(workspace, keys.newest(workspace.root))
        open_workspace(workspace.root)


def test_a_new_key_that_was_broken_off_is_gone_on_with(workspace: Workspace) -> None:
    hashes = [blobs.put(workspace.originals, bytes([n])) for n in range(6)]
    ring = (*keys.load(workspace.root), keys.add(workspace.root))
    blobs.reseal(workspace.originals, hashes[0], ring)
    assert [blobs.get(open_workspace(workspace.root).originals, sha256) for sha256 in hashes] == [
        bytes([n]) for n in range(6)
    ]
    assert service.seal_again(workspace).locked == 5


def test_the_command_tells_of_the_keys(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    blobs.put(workspace.originals, LETTER)
    assert main(["keys", "rotate", "--workspace", str(workspace.root)]) == 0
    assert main(["keys", "list", "--workspace", str(workspace.root), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(key["files"], key["state"]) for key in told] == [(0, "unused"), (1, "newest")]
    secrets = [word for word in (workspace.root / keys.NAME).read_text().split() if len(word) == 44]
    assert len(secrets) == 2
    assert not [secret for secret in secrets if secret in json.dumps(told)]


def test_new_keys_made_at_once_are_all_kept_and_every_file_opens(workspace: Workspace) -> None:
    received = [blobs.put(workspace.originals, LETTER + bytes([n])) for n in range(5)]
    program = (
        "import sys; from pathlib import Path; from intake import service;"
        " from intake.keep.workspace import Workspace; service.rotate_keys(Workspace(Path(sys.argv[1])))"
    )
    at_once = [subprocess.Popen([sys.executable, "-c", program, str(workspace.root)]) for _ in range(4)]
    assert [process.wait() for process in at_once] == [0] * 4
    ring = keys.load(workspace.root)
    assert len(ring) == 5
    assert [blobs.get(workspace.originals, sha256) for sha256 in received]
    assert {blobs.key_of(workspace.originals, sha256) for sha256 in received} == {ring[-1].id}


def test_what_comes_while_the_key_is_changed_is_locked_with_the_new_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def settle(*arguments: Any, whole: Callable[..., None] = files.settle) -> None:
        monkeypatch.setattr(files, "settle", whole)
        service.rotate_keys(workspace)  # past it before it has its name
        whole(*arguments)

    monkeypatch.setattr(files, "settle", settle)
    sha256 = blobs.put(workspace.originals, LETTER)
    assert len(keys.load(workspace.root)) == 2
    assert [key.state for key in service.keys_in_use(workspace)] == ["unused", "newest"]
    assert blobs.get(workspace.originals, sha256) == LETTER


def test_a_key_file_behind_a_link_grows_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "safe").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "safe" / "keys")
    monkeypatch.setenv("INTAKE_KEY_FILE", str(tmp_path / "link"))
    workspace = open_workspace(tmp_path / "workspace")
    service.rotate_keys(workspace)
    assert (tmp_path / "link").is_symlink()
    assert len(keys.load(workspace.root)) == 2
