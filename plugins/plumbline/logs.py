"""What a task's log says: few lines, with counts and seconds, as the work goes on.

A module logs by `log = logging.getLogger(__name__)`: INFO for a unit of work that is done, with how many and how long;
WARNING for what somebody should know although the work goes on; DEBUG for the rest.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

# These tell of every step of theirs at INFO.
TALKATIVE = ("fontTools", "matplotlib", "weasyprint", "weasyprint.progress")


def quiet_libraries() -> None:
    """Let libraries speak only of what is wrong."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def timed(log: logging.Logger, step: str, *, slow_seconds: float = 0.0) -> Iterator[None]:
    """Log a step with its seconds once it is done; at INFO when it took `slow_seconds` or more, else at DEBUG."""
    started = time.monotonic()
    yield
    seconds = time.monotonic() - started
    log.log(logging.INFO if seconds >= slow_seconds else logging.DEBUG, "%s in %.1f s", step, seconds)
