"""Rows about reports: what a page costs beside its layout alone, and Chromium printing the same HTML."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.bench.measure import LAST_DAY, Bench, Failed, Run, first_of
from tests.bench.results import Row

REPORTS = {
    "daily_pulse": "2026-10-30",
    "weekly_review": "2026-10-25",
    "board_report": "2026-09-30",
    "platform_rating": "2026-09-30",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
APT = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]


def rows(bench: Bench) -> Iterator[Row]:
    """Each kind of report in English, at scale 1."""
    history = bench.size.report_days
    drop, var = bench.world(1, history), bench.new("reports")
    step = partial(bench.step, drop=str(drop), var=str(var))
    step("load", first_of(history), LAST_DAY)
    step("build", LAST_DAY)
    settings = {"PLUMBLINE_VAR": str(var), "PLUMBLINE_DROP": str(drop)}
    chromium, absent = _chromium()
    for report, day in REPORTS.items():
        folder = bench.work / "html"

        def ours(report: str = report, day: str = day, folder: Path = folder) -> Run:
            command = [sys.executable, "-m", "tests.bench.pages", report, day, str(bench.new(folder.name))]
            return bench.run(command, settings)

        def browser(folder: Path = folder) -> Run:
            flags = [f"--user-data-dir={bench.new('profile')}", f"--print-to-pdf={folder / 'page.pdf'}"]
            command = [str(chromium), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", *flags]
            return bench.run([*command, (folder / "page.html").as_uri()], tree=True)

        made, printed, why = [], [], absent
        try:
            made, printed = bench.in_turns(ours, browser) if chromium else (*bench.in_turns(ours), [])
        except Failed as reason:
            made, printed, why = *bench.in_turns(ours), [], f"Chromium could not print it: {reason}"
        title = f"{report.replace('_', ' ')}, {made[0].said['pages']} pages"
        yield Row(
            f"report_{report}", f"Publishing the {title}", "s", "its layout by WeasyPrint alone",
            tuple(run.inner for run in made), tuple(run.said["layout"] for run in made),
        )  # fmt: skip
        yield Row(
            f"chromium_{report}", f"Layout of the {title}", "s", "Chromium printing the same HTML",
            tuple(run.said["layout"] for run in made), tuple(run.seconds for run in printed), "", why,
        )  # fmt: skip
        yield Row(
            f"chromium_memory_{report}", f"Memory of publishing the {title}", "GB", "Chromium printing the same HTML",
            tuple(run.peak_gb for run in made), tuple(run.peak_gb for run in printed), "", why,
        )  # fmt: skip


def _chromium() -> tuple[str | None, str]:
    """The browser, installed by apt where that needs no password; why there is none."""
    for attempt in (False, True):
        if attempt and shutil.which("apt-get"):
            subprocess.run(APT, capture_output=True, check=False, stdin=subprocess.DEVNULL)
        for name in BROWSERS:
            if path := shutil.which(name):
                return path, ""
    return None, "There is no Chromium here, and apt could not install it."
