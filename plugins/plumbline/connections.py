"""Databases and mail servers by the id of a connection. Who keeps their secrets is said by whoever registers.

plumbline.airflow registers Airflow's connections; without it only addresses can be used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from plumbline.errors import SettingsWrong


@dataclass(frozen=True)
class Connection:
    """A server under an id. `uri` is its address as a whole; secrets stay out of the repr."""

    id: str
    host: str = ""
    port: int = 0
    login: str = ""
    password: str = field(default="", repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)
    uri: str = field(default="", repr=False)


class ConnectionMissing(LookupError):
    """No connection has this id."""


Finder = Callable[[str], Connection]

_finder: Finder | None = None


def register(finder: Finder) -> None:
    """Let `finder` answer for every id; it raises ConnectionMissing where there is none."""
    global _finder
    _finder = finder


def find(connection_id: str) -> Connection:
    """The connection of an id; ConnectionMissing when it is not defined, SettingsWrong when nobody could know it."""
    if _finder is None:
        raise SettingsWrong(
            f"{connection_id} is the id of a connection, and connections are kept in Airflow, which is not at hand.",
            "Nothing was read, loaded or mailed.",
            "Run this as a task of Airflow, or name an address instead, as duckdb:////path/file.duckdb.",
        )
    return _finder(connection_id)
