"""Sample PDFs of every report in every language, from the example world: docs/samples/<report>-<language>.pdf.

    python -m tests.samples [--var var/samples] [--out docs/samples]

Writes the world, loads and builds it into a warehouse of its own, and publishes each report of its latest due day.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Sequence
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


def samples(settings: Settings, out: Path, kinds: Sequence[str]) -> Iterator[Path]:
    """Publish and copy reports of these kinds; the paths of the copies."""
    out.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        plan = find_plan(settings.reports_folder, kind)
        day = plan.last_due(FIRST_DAY, LAST_DAY) or LAST_DAY
        for publication in publish(settings, plan.name, day, LANGUAGES):
            yield Path(shutil.copyfile(publication.path, out / f"{plan.name}-{publication.language}.pdf"))


def main() -> None:
    """Make the samples that are asked for, all of them by default."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--var", type=Path, default=PROJECT / "var" / "samples")
    parser.add_argument("--out", type=Path, default=PROJECT / "docs" / "samples")
    parser.add_argument("--reports", default=",".join(KINDS), help="kinds, separated by commas")
    arguments = parser.parse_args()
    drop = arguments.var / "drop"
    settings = Settings.from_env({"PLUMBLINE_VAR": str(arguments.var), "PLUMBLINE_DROP": str(drop)})
    built(settings, drop)
    for path in samples(settings, arguments.out, arguments.reports.split(",")):
        print(f"{path} ({path.stat().st_size // 1024} KB)")


if __name__ == "__main__":
    main()
