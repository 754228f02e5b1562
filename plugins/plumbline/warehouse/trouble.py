"""What a database says when the machine below it is in trouble, as errors that say what to do.

None of it is the fault of a model or a file, and all of it heals: the transaction is rolled back, and the task tries
again by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import URL

from plumbline.errors import PlumblineError, StoreFull, WarehouseBusy, WarehouseGone, is_full

COST = "This task wrote nothing, what was there before still holds; the report waits."
AT_ONCE = ("40001", "40P01")  # serialization failure, deadlock
FULL = "53100"


@contextmanager
def in_words(url: URL) -> Iterator[None]:
    """Raises what is known to be the machine's trouble as an error in words."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        if found := trouble(error, url):
            raise found from error
        raise


def trouble(error: sa.exc.DBAPIError, url: URL) -> PlumblineError | None:
    """The trouble that an engine's error tells of; None where the statement itself is at fault."""
    place = url.render_as_string(hide_password=True)
    words, state = str(error.orig).strip(), getattr(error.orig, "sqlstate", None)
    if state == FULL or is_full(error.orig):
        return StoreFull(
            f"The disk of the warehouse {place} is full: {words}",
            COST,
            "Make room or enlarge the disk; the task tries again by itself, or clear it.",
        )
    if state in AT_ONCE:
        return WarehouseBusy(
            f"Another task changed the same rows of {place} at the same moment: {words}",
            COST,
            "Nothing: the task tries again by itself. If it happens often, give the pool `warehouse` a single slot.",
        )
    if url.get_backend_name() == "postgresql" and _is_gone(error, state):
        return WarehouseGone(
            f"The database {place} can't be reached, or broke off: {words}",
            COST,
            "Nothing, if it is being restarted: the task tries again by itself. Else start it, then clear this task.",
        )
    return None


def _is_gone(error: sa.exc.DBAPIError, state: str | None) -> bool:
    """No connection (which has no state), one that broke, or a server that is starting or stopping (57P01 and on)."""
    lost = isinstance(error, sa.exc.OperationalError) and state is None
    return lost or error.connection_invalidated or (state or "").startswith(("08", "57P"))
