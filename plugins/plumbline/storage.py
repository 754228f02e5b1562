"""Folders and files at an address: a local path, or an object store such as s3://bucket/folder.

Local paths need nothing else. An address with a scheme is opened by fsspec with the credentials of the environment;
where Airflow is at hand, plumbline.airflow registers its own way, which knows Airflow's connections.
"""

from __future__ import annotations

from collections.abc import Callable

from upath import UPath

Opener = Callable[[str], UPath]

_opener: Opener = UPath


def register(opener: Opener) -> None:
    """Let `opener` answer for every address with a scheme."""
    global _opener
    _opener = opener


def open_path(address: str) -> UPath:
    """The folder or file at an address."""
    return _opener(address) if "://" in address else UPath(address)
