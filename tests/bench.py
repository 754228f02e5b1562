"""make bench: what a build and the reports cost, as shares of what can't be avoided, measured in the same run.

A build is held against loading its exports, a report against the time that the layout engine alone takes for its pages,
twenty reports in a row against the first five. Nothing is asserted: the reader judges.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import weasyprint
from weasyprint.document import Document

from plumbline.days import Days
from plumbline.example.world import write_world
from plumbline.reports.publish import publish
from plumbline.settings import Settings
from plumbline.sources.definition import load_sources
from plumbline.sources.pull import pull
from plumbline.warehouse.build import build

FIRST_DAY, LAST_DAY = date(2026, 5, 1), date(2026, 10, 30)
REPORTS = {
    "daily_pulse": LAST_DAY,
    "weekly_review": date(2026, 10, 25),
    "board_report": date(2026, 9, 30),
    "platform_rating": date(2026, 9, 30),
}
LANGUAGES = ("en", "de", "he")
IN_A_ROW = 20
MEGABYTE = 1024 * 1024


def main() -> None:
    """Write the example world, load it, build it, make its reports; print what each took."""
    with TemporaryDirectory(prefix="plumbline-bench-") as folder:
        settings = Settings.from_env({"PLUMBLINE_VAR": folder, "PLUMBLINE_DROP": f"{folder}/drop"})
        write_world(Path(settings.drop), FIRST_DAY, LAST_DAY)
        _builds(settings)
        _reports(settings)
        _in_a_row(settings)


def _builds(settings: Settings) -> None:
    days, last = Days(FIRST_DAY, LAST_DAY), Days(LAST_DAY, LAST_DAY)
    loading = _seconds(lambda: [pull(settings, source.name, days) for source in load_sources(settings.sources_folder)])
    first = _seconds(lambda: build(settings, days))
    daily = _seconds(lambda: build(settings, last))
    print(f"{(days.last - days.first).days + 1} days of exports loaded in {loading:.1f} s")
    print(f"  first build  {first:5.1f} s  {first / loading:4.2f} of loading")
    print(f"  a day's      {daily:5.1f} s  {daily / loading:4.2f} of loading\n")


def _reports(settings: Settings) -> None:
    process = psutil.Process()
    print("report           language  pages  seconds  of it layout   total/layout  memory, MB (grown by)")
    for report, day in REPORTS.items():
        for language in LANGUAGES:
            before = process.memory_info().rss
            with _time_in_layout() as layout:
                started = time.monotonic()
                pages = publish(settings, report, day, [language])[0].pages
                seconds = time.monotonic() - started
            after = process.memory_info().rss
            print(
                f"{report:16} {language:8} {pages:6} {seconds:8.2f} {layout[0]:13.2f} {seconds / layout[0]:14.2f}"
                f" {after / MEGABYTE:12.0f} ({(after - before) / MEGABYTE:+.0f})"
            )


def _in_a_row(settings: Settings) -> None:
    process, sizes = psutil.Process(), []
    for number in range(IN_A_ROW):
        report = list(REPORTS)[number % len(REPORTS)]
        publish(settings, report, REPORTS[report], [LANGUAGES[number % len(LANGUAGES)]])
        gc.collect()
        sizes.append(process.memory_info().rss / MEGABYTE)
    print(f"\n{IN_A_ROW} in a row: {sizes[4]:.0f} MB after five, {sizes[-1]:.0f} MB after {IN_A_ROW}", end="")
    print(f" ({sizes[-1] / sizes[4]:.2f} of it)")


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


@contextmanager
def _time_in_layout() -> Iterator[list[float]]:
    """Seconds spent in WeasyPrint itself: laying out the pages and writing the PDF."""
    spent = [0.0]

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            started = time.monotonic()
            try:
                return function(*args, **named)
            finally:
                spent[0] += time.monotonic() - started

        return call

    render, write = weasyprint.HTML.render, Document.write_pdf
    weasyprint.HTML.render, Document.write_pdf = timed(render), timed(write)
    try:
        yield spent
    finally:
        weasyprint.HTML.render, Document.write_pdf = render, write


if __name__ == "__main__":
    main()
