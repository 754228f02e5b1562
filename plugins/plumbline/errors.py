"""What can go wrong, said so that the person who is woken up knows what to do.

Every error carries three sentences: what happened, what it cost, what to do. Retryable errors heal by waiting
(a late file, a busy database); the others need a person and must not be retried.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager


class PlumblineError(Exception):
    """What happened, what it cost and what to do about it."""

    def __init__(self, message: str, cost: str, remedy: str) -> None:
        self.message = message
        self.cost = cost
        self.remedy = remedy
        super().__init__(f"{message}\nWhat it costs: {cost}\nWhat to do: {remedy}")

    def __reduce__(self) -> tuple[type[PlumblineError], tuple[str, str, str]]:
        return type(self), (self.message, self.cost, self.remedy)


class Retryable(PlumblineError):
    """Time may heal it: try again later."""


class SourceMissing(Retryable):
    """A day's export has not arrived."""


class WarehouseBusy(Retryable):
    """Another process holds the warehouse's lock."""


class WarehouseGone(Retryable):
    """The warehouse's server is away, or went away within a transaction."""


class StoreFull(Retryable):
    """A disk is full: of the warehouse, the landing store, the archive or TMPDIR."""


class MailServerDown(Retryable):
    """The mail server could not be reached or broke off."""


class Final(PlumblineError):
    """Trying again gives the same: somebody has to act first."""


class SettingsWrong(Final):
    """The installation or a YAML says something impossible."""


class ExportRefused(Final):
    """An export breaks its contract; nothing of it was loaded."""


class ModelFailed(Final):
    """A model's SQL could not be read or run."""


class CheckFailed(Final):
    """A check that guards the numbers found rows that must not be there."""


class ReportRefused(Final):
    """A rendered report did not pass its verification."""


def is_full(error: BaseException | None) -> bool:
    """Whether an error says that there is no room left; databases say it in words."""
    number = error.errno if isinstance(error, OSError) else None
    return number in (errno.ENOSPC, errno.EDQUOT) or os.strerror(errno.ENOSPC).lower() in str(error).lower()


@contextmanager
def room_in(place: str) -> Iterator[None]:
    """Raises StoreFull, naming the place, where something could not be written for want of room."""
    try:
        yield
    except Exception as error:
        if isinstance(error, PlumblineError) or not is_full(error):
            raise
        raise StoreFull(
            f"There is no room left in {place}: {error}",
            "What this task was to write is not there; what was there before still holds.",
            "Make room or enlarge the disk; the task tries again by itself, or clear it.",
        ) from error
