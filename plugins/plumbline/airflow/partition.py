"""The partition of an asset event: the days asked for, as a key. Apart from Airflow, for who only reads it."""

from __future__ import annotations

from datetime import date

from plumbline.days import Days


def key_of(asked: Days) -> str:
    """`2026-10-30`, or `2026-05-01..2026-10-29`."""
    return str(asked.first) if asked.first == asked.last else f"{asked.first}..{asked.last}"


def days_of(key: str, *, deliver: bool) -> Days:
    """Back again."""
    first, _, last = key.partition("..")
    return Days(date.fromisoformat(first), date.fromisoformat(last or first), deliver)
