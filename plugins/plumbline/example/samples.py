"""Sample PDFs of every report in every language, from the example world: docs/samples/<report>-<language>.pdf.

    python -m plumbline.example.samples [--var var/samples] [--out docs/samples]

Writes the world, loads and builds it into a warehouse of its own, and publishes each report of its latest due day.
"""

from __future__ import annotations

import argparse
import shutil
from datetime import date
from pathlib import Path

from plumbline.days import Days
from plumbline.example.world import write_world
from plumbline.reports.catalogue import KINDS, find_plan
from plumbline.reports.publish import publish
from plumbline.settings import PROJECT, Settings
from plumbline.sources.definition import load_sources
from plumbline.sources.pull import pull
from plumbline.warehouse.build import build

FIRST_DAY, LAST_DAY = date(2026, 5, 1), date(2026, 10, 30)
LANGUAGES = ("en", "de", "he")


def built(settings: Settings, world: Path) -> None:
    """The example world in a warehouse, unless it is there already."""
    if Path(settings.warehouse.removeprefix("duckdb:///")).exists():
        return
    write_world(world, FIRST_DAY, LAST_DAY)
    days = Days(FIRST_DAY, LAST_DAY)
    for source in load_sources(settings.sources_folder):
        pull(settings, source.name, days)
    print(build(settings, days).summary)


def samples(settings: Settings, out: Path) -> list[Path]:
    """Publish and copy; the paths of the copies."""
    out.mkdir(parents=True, exist_ok=True)
    found = []
    for kind in KINDS:
        plan = find_plan(settings.reports_folder, kind)
        day = plan.last_due(FIRST_DAY, LAST_DAY) or LAST_DAY
        for one in publish(settings, plan.name, day, LANGUAGES):
            found.append(Path(shutil.copyfile(one.path, out / f"{plan.name}-{one.language}.pdf")))
    return found


def main() -> None:
    """Make all samples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--var", type=Path, default=PROJECT / "var" / "samples")
    parser.add_argument("--out", type=Path, default=PROJECT / "docs" / "samples")
    asked = parser.parse_args()
    world = asked.var / "drop"
    settings = Settings.from_env({"PLUMBLINE_VAR": str(asked.var), "PLUMBLINE_DROP": str(world)})
    built(settings, world)
    for path in samples(settings, asked.out):
        print(f"{path} ({path.stat().st_size // 1024} KB)")


if __name__ == "__main__":
    main()
