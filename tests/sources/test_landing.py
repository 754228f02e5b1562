"""The landing store: every file once, byte for byte, for ever."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from upath import UPath

from plumbline.sources.definition import Field, Source
from plumbline.sources.drop import Export
from plumbline.sources.landing import Landed, land, local_copy
from tests.another_process import ended_process

DAY = date(2026, 10, 30)
SOURCE = Source("tills", Path("."), "orders_{day}.csv", "till_order", (Field("a"),), "till", "Tills")


def export(path: Path) -> Export:
    return Export(UPath(path), path.name, DAY, DAY)


def landed(folder: Path, content: bytes) -> Landed:
    """Land a file with this content; its store is folder/landing."""
    path = folder / "orders.csv"
    path.write_bytes(content)
    return land(str(folder / "landing"), SOURCE, export(path))


def stored(folder: Path) -> dict[str, bytes]:
    """Everything that lies in the store."""
    root = folder / "landing"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_file_lies_under_its_content(tmp_path: Path) -> None:
    content = bytes(range(256)) * 5000
    digest = hashlib.sha256(content).hexdigest()
    file = landed(tmp_path, content)
    assert (file.file_id, file.size) == (digest, len(content))
    assert file.landed_path == f"tills/2026-10-30/{digest[:16]}/orders.csv"
    assert stored(tmp_path) == {file.landed_path: content}


def test_another_content_lies_beside_it(tmp_path: Path) -> None:
    first, second = landed(tmp_path, b"one"), landed(tmp_path, b"two")
    assert stored(tmp_path) == {first.landed_path: b"one", second.landed_path: b"two"}


def test_a_copy_that_is_there_is_left_alone(tmp_path: Path) -> None:
    file = landed(tmp_path, b"one")
    copy = tmp_path / "landing" / file.landed_path
    copy.chmod(0o444)
    before = copy.stat()
    assert landed(tmp_path, b"one") == file
    after = copy.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_copy_that_was_cut_off_is_made_whole(tmp_path: Path) -> None:
    file = landed(tmp_path, b"one whole file")
    copy = tmp_path / "landing" / file.landed_path
    copy.write_bytes(b"one wh")
    (copy.parent / f".{copy.name}.{ended_process()}.part").write_bytes(b"one")
    landed(tmp_path, b"one whole file")
    assert stored(tmp_path) == {file.landed_path: b"one whole file"}


@pytest.mark.parametrize("content", [b"", b"x", b"x" * (3 << 20)])
def test_what_is_read_back_is_what_was_given(tmp_path: Path, content: bytes) -> None:
    file = landed(tmp_path, content)
    with local_copy(str(tmp_path / "landing"), file.landed_path) as path:
        assert path.read_bytes() == content


def test_a_store_that_is_no_local_folder_is_copied_for_the_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plumbline.storage._opener", UPath)  # Airflow's is in tests/airflow
    path = tmp_path / "orders.csv"
    path.write_bytes(b"far away")
    file = land("memory://landing", SOURCE, export(path))
    assert land("memory://landing", SOURCE, export(path)) == file
    with local_copy("memory://landing", file.landed_path) as copy:
        assert copy.read_bytes() == b"far away"
        assert copy.name == "orders.csv"
    assert not copy.exists()
