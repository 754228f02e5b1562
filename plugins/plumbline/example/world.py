"""Write the example world: a company's daily exports and, beside them, the true answers.

python -m plumbline.example.world --out var/drop --last-day 2026-10-30
"""

from __future__ import annotations

import argparse
import gc
import shutil
from datetime import date
from pathlib import Path

from plumbline.example.clock import DAY, days_between
from plumbline.example.exports import company, ga4, lists, salesforce, tiktok, till
from plumbline.example.exports.drop import Drop
from plumbline.example.scale import MOST, ONCE, SOURCES, Scale
from plumbline.example.simulation import World, make
from plumbline.example.truth import files

FIRST_DAY = date(2026, 5, 1)
LAST_DAY = date(2026, 10, 30)
LONGEST_YEARS = 5


def write_exports(world: World, out: Path, scale: Scale) -> Drop:
    """Every vendor's files of every day."""
    drop = Drop(out, world.last_day, scale)
    for day in days_between(world.first_day, world.last_day):
        tiktok.write(world, drop, day)
    for vendor in (ga4, salesforce, till, company, lists):
        vendor.write(world, drop)
    return drop


def write_world(
    out: Path, first_day: date, last_day: date, seed: int = 7, scale: int | Scale = 1, truth: bool = True
) -> None:
    """Write the exports of first_day..last_day below `out`, and, at scale 1, the truth into `out/truth`.

    The same arguments give the same bytes. A later last_day adds days and leaves the exports of earlier ones as they
    are (the truth, which knows more then, is written anew). ValueError for a range or a scale that can't be.

    `scale` writes the records of every source, or of each as often as `Scale` says, again under ids of their own: at
    scale n whatever adds up is n times the truth at scale 1, the ads' euros but for the rounding of a campaign's day.
    What the company decides stays as it is: programs, campaigns, people, costs, goals, targets, controlling's book, the
    survey, the platforms' quarters. Where `orders` and `web` differ, the copies above the lower number have an order
    without its purchase in analytics, or a purchase without its order; an invoice at the till always has its deal.
    Where several touches meet a buyer in one instant, attribution goes by the digests of ids, so that copies may credit
    another of them.
    """
    scale = Scale.all(scale) if isinstance(scale, int) else scale
    _check(first_day, last_day)
    gc.disable()  # millions of small objects live to the end: looking for cycles among them takes a sixth of the time
    try:
        world = make(seed, first_day, last_day)
        drop = write_exports(world, out, scale)
        if truth and scale == ONCE:
            files.write(world, drop, out / "truth")
    finally:
        gc.enable()


def write_once(out: Path, first_day: date, last_day: date) -> None:
    """Write the world into a drop of its own, unless these days are there; FileExistsError where other files lie."""
    stamp, wanted = out / ".written", f"{first_day} {last_day}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    if not stamp.exists() and out.exists() and any(out.iterdir()):
        raise FileExistsError(
            f"{out} holds other files. The example's exports are not written over them. Set DROP or VAR."
        )
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    stamp.write_text("begun", encoding="utf-8")
    write_world(out, first_day, last_day)
    stamp.write_text(wanted, encoding="utf-8")


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; for a leap day the 28th of February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if is_leap_day else day.day)


def _check(first_day: date, last_day: date) -> None:
    if first_day > last_day:
        raise ValueError(
            f"The first day, {first_day}, lies after the last day, {last_day}. Nothing was written. Swap them."
        )
    earliest = _years_before(last_day, LONGEST_YEARS) + DAY
    if first_day < earliest:
        raise ValueError(
            f"From {first_day} to {last_day} it is more than {LONGEST_YEARS} years, the longest range the example"
            f" company can fill. Nothing was written. Begin on {earliest} or later."
        )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="the drop folder to write into")
    parser.add_argument("--first-day", type=date.fromisoformat, default=FIRST_DAY, help="default %(default)s")
    parser.add_argument("--last-day", type=date.fromisoformat, default=LAST_DAY, help="default %(default)s")
    parser.add_argument("--seed", type=int, default=7, help="another seed, another world; default %(default)s")
    parser.add_argument(
        "--scale",
        default="1",
        help=f"times the records: a whole number up to {MOST}, or one for each of {', '.join(SOURCES)}, such as"
        " orders=100,web=100,deals=5; above 1 no truth is written: sums are so many times the truth at scale 1",
    )
    parser.add_argument("--no-truth", dest="truth", action="store_false", help="write the exports alone, to be quicker")
    context = parser.parse_args()
    try:
        scale = Scale.parse(context.scale)
        _check(context.first_day, context.last_day)
    except ValueError as error:
        parser.error(str(error))
    write_world(context.out, context.first_day, context.last_day, context.seed, scale, context.truth)


if __name__ == "__main__":
    main()
