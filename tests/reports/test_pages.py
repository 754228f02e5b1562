"""What a report says of the build behind it, in each language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from plumbline.language.language import load_language
from plumbline.marts.reading import Rows
from plumbline.reports.pages import Run, about, read_run
from plumbline.reports.verify import plain
from plumbline.settings import Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import open_warehouse
from tests.reports import worlds
from tests.reports.conftest import TEMPLATES, Day
from tests.reports.marts import DAY

FIRST, AT = date(2026, 5, 1), datetime(2026, 10, 31, 5, 10, tzinfo=UTC)  # 06:10 in Berlin, a week after summer time


def _built(settings: Settings, found: dict[date, list[int]], **more: object) -> None:
    """A finished build in the ledger, and results of checks: by last day, how many rows each check found."""
    run = {"task": "build", "first_day": FIRST, "last_day": DAY, "state": "done", "summary": "x", "seconds": 2}
    with open_warehouse(settings).begin() as connection:
        ops.prepare(connection)
        connection.execute(ops.run.insert().values({**run, "recorded_at": AT, **more}))
        for day, rows in found.items():
            for n, count in enumerate(rows):
                result = {"check_name": f"c{n}", "last_day": day, "severity": "warn", "message": "m"}
                connection.execute(ops.check_result.insert().values({**result, "rows_found": count}))


def test_checks_are_those_of_the_builds_last_day(installed: Callable[[Rows], Settings]) -> None:
    settings = installed(worlds.nightjar())
    _built(settings, {DAY: [0, 7, 0, 1], FIRST: [1]})
    with open_warehouse(settings).read() as connection:
        run = read_run(connection, date(2026, 10, 15))
    assert run == Run(FIRST, DAY, AT, checks=4, warnings=2)


def test_a_build_that_failed_is_not_named(installed: Callable[[Rows], Settings]) -> None:
    settings = installed(worlds.nightjar())
    _built(settings, {DAY: [1]}, state="failed")
    with open_warehouse(settings).read() as connection:
        assert read_run(connection, DAY) is None


@pytest.mark.parametrize(
    ("code", "of_a_day", "of_days"),
    [
        (
            "en",
            "build of 30 October 2026, done on 31 October 2026 at 06:10: 1,132 checks, 1 warning",
            "build of 1 May 2026 to 30 October 2026, done on 31 October 2026 at 06:10: 1 check, 0 warnings",
        ),
        (
            "de",
            "Datenaufbau vom 30. Oktober 2026, fertig am 31. Oktober 2026 um 06:10 Uhr: 1.132 Prüfungen, 1 Warnung",
            "Datenaufbau vom 1. Mai 2026 bis 30. Oktober 2026, fertig am 31. Oktober 2026 um 06:10 Uhr: 1 Prüfung,"
            " 0 Warnungen",
        ),
        (
            "he",
            "בניית הנתונים של 30 באוקטובר 2026, הושלמה ב-31 באוקטובר 2026 בשעה 06:10: 1,132 בדיקות, אזהרה 1",
            "בניית הנתונים מ-1 במאי 2026 עד 30 באוקטובר 2026, הושלמה ב-31 באוקטובר 2026 בשעה 06:10: בדיקה 1, 0 אזהרות",
        ),
    ],
)
def test_the_build_is_told_in_the_readers_words(nightjar: Day, code: str, of_a_day: str, of_days: str) -> None:
    ctx = nightjar.context(load_language(code, TEMPLATES))

    def told(run: Run) -> str:
        return plain(about(ctx, 11, run)[0][1])

    assert told(Run(DAY, DAY, AT, checks=1132, warnings=1)) == of_a_day
    assert told(Run(FIRST, DAY, AT, checks=1, warnings=0)) == of_days
