"""Files that are there for a moment: beside the file that they become, or in TMPDIR.

Each carries the number of its process. A process that is killed can't tidy up, and a task of Airflow ends without
running what others do at exit: so whoever comes next removes what processes that are gone have left.
"""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from pathlib import Path

import psutil

from plumbline.errors import room_in

PREFIX = "plumbline-"


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the path and move into place: nobody ever reads half a file, nor two writers' halves."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = beside(path)
    with room_in(str(path.parent)):
        try:
            half.write_bytes(content)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
    tidy_beside(path)


def beside(path: Path) -> Path:
    """Where this process writes what is to become the file."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def tidy_beside(path: Path) -> None:
    """Remove the halves of the file that killed processes left."""
    for half in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        if _is_orphan(half.name.removesuffix(".part").rpartition(".")[2]):
            half.unlink(missing_ok=True)


def scratch_prefix(purpose: str) -> str:
    """How the name of a temporary folder of this process begins; those of processes that are gone are removed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        if _is_orphan(folder.name.removeprefix(PREFIX).partition("-")[0]):
            shutil.rmtree(folder, ignore_errors=True)
    return f"{PREFIX}{os.getpid()}-{purpose}-"


def _is_orphan(process: str) -> bool:
    return process.isdigit() and not psutil.pid_exists(int(process))
