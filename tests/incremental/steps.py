"""What may happen to a company's exports, drawn at random: each step changes what was delivered, and is loaded.

A step draws by a seed of its own, so that a sequence from which others are left out still does the same.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from plumbline.days import Days
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.ops import publication
from tests.incremental.stage import LAST, ONE_DAY, Stage, day_of

NUMBER = re.compile(r"\d+(\.\d+)?")
LISTS = ("program_rules", "costs", "targets", "team_thresholds", "attribution_weights", "fx_rates", "program_goals",
         "creators", "creatives", "posts", "sales_reps", "weekly_history", "target_accounts")  # fmt: skip
SETTINGS = {
    "default_threshold": ("0.60", "0.50", "0.75"),
    "period_days": ("28", "7", "14"),
    "default_model": ("last_non_direct", "first", "linear"),
    "half_life_days": ("7", "3"),
    "revenue_from": ("orders", "both", "won_deals"),
    "rate_valid_days": ("4", "2"),
    "lookback_days": ("{order: 30, deal: 180}", "{order: 5, deal: 20}"),
    "click_window_days": ("7", "2"),
}


@dataclass(frozen=True)
class Step:
    """What happens, the seed that decides how, and whether a build follows."""

    what: str
    seed: int
    builds: bool = True

    def take(self, stage: Stage) -> None:
        """Let it happen."""
        WAYS[self.what](stage, Random(self.seed))
        if self.builds:
            stage.build()


def next_days(stage: Stage, dice: Random) -> None:
    """The exports of a day or two; now and then some files are missing, or all of a day."""
    first = stage.last + ONE_DAY
    if first > LAST:
        return
    last = min(first + dice.choice((0, 0, 0, 1, 2)) * ONE_DAY, LAST)
    missing = dice.choice((0.0, 0.0, 0.15, 0.5))
    for day in Days(first, last).each():
        all_of_it = dice.random() < 0.1
        for path in sorted(stage.world.glob(f"*/{day}/*.*")):
            name = path.relative_to(stage.world)
            if all_of_it or dice.random() < missing:
                stage.withheld.append(name)
            else:
                stage.deliver(name)
    stage.last = last
    stage.pull(first, last)


def late_files(stage: Stage, dice: Random) -> None:
    """Some of the files that were missing, perhaps of a day before the last one that was loaded."""
    if not stage.withheld:
        return
    some = dice.sample(stage.withheld, dice.randint(1, len(stage.withheld)))
    for name in some:
        stage.withheld.remove(name)
        stage.deliver(name)
    _load(stage, some, dice)


def mended_files(stage: Stage, dice: Random) -> None:
    """Delivered files with other numbers, fewer rows, values that change places; or as the world has them, again."""
    tables = [name for name in stage.delivered("*/*/*.csv") if name.stem not in LISTS]
    some = dice.sample(tables, min(dice.randint(1, 4), len(tables)))
    for name in some:
        stage.deliver(name, _mended((stage.drop / name).read_text(encoding="utf-8-sig"), dice))
    _load(stage, some, dice)


def as_it_was(stage: Stage, dice: Random) -> None:
    """Files that were mended say again what they said at first."""
    some = [name for name in stage.delivered() if (stage.drop / name).read_bytes() != _of_the_world(stage, name)]
    for name in some:
        content = _of_the_world(stage, name)
        if content is not None:
            stage.deliver(name, content)
    if some:
        _load(stage, some, dice)


def other_lists(stage: Stage, dice: Random) -> None:
    """The company's own lists, delivered anew with something changed."""
    some = []
    for _ in range(dice.randint(1, 2)):
        versions = stage.delivered(f"company/*/{dice.choice(LISTS)}.csv")
        if versions:
            content = _mended((stage.drop / versions[-1]).read_text(encoding="utf-8-sig"), dice)
            name = Path("company") / stage.last.isoformat() / versions[-1].name
            stage.deliver(name, content)
            some.append(name)
    if some:
        _load(stage, some, dice)


def other_settings(stage: Stage, dice: Random) -> None:
    """A line of company.yaml."""
    key = dice.choice(sorted(SETTINGS))
    stage.decide(key, dice.choice(SETTINGS[key]))


def a_report(stage: Stage, dice: Random) -> None:
    """The report of the last day goes out: what comes for it later is known from the day after."""
    entry = {"report": "daily-pulse", "business_day": stage.last, "language": "en", "path": "-", "content_hash": "-"}
    entry |= {"pages": 3, "published_at": datetime.now(UTC)}
    with open_warehouse(stage.settings).begin() as connection:
        connection.execute(publication.delete().where(publication.c.business_day == stage.last))
        connection.execute(publication.insert().values(entry))


def a_wrong_program(stage: Stage, dice: Random) -> None:
    """A cost of a program that does not exist: the build fails its check, and the list is mended."""
    versions = stage.delivered("company/*/costs.csv")
    lines = (stage.drop / versions[-1]).read_text(encoding="utf-8").splitlines()
    day = stage.last.isoformat()
    name = Path("company") / day / "costs.csv"
    wrong = f"WRONG-{dice.randint(1, 9)},no_such_program,media,Nobody,EUR,100.00,{day},{day},"
    stage.deliver(name, "\n".join([*lines, wrong, ""]).encode())
    _load(stage, [name], dice)


WAYS: dict[str, Callable[[Stage, Random], None]] = {
    "next days": next_days,
    "late files": late_files,
    "mended files": mended_files,
    "as it was": as_it_was,
    "other lists": other_lists,
    "other settings": other_settings,
    "a report": a_report,
    "a wrong program": a_wrong_program,
}
OFTEN = {"next days": 8, "late files": 4, "mended files": 6, "as it was": 2, "other lists": 4, "other settings": 1,
         "a report": 2, "a wrong program": 1}  # fmt: skip


def draw(seed: int, length: int) -> list[Step]:
    """A sequence of steps; the last one is followed by a build."""
    dice = Random(seed)
    whats = dice.choices(list(OFTEN), list(OFTEN.values()), k=length)
    return [
        Step(what, dice.randrange(10**6), number == length or (what != "a report" and dice.random() < 0.75))
        for number, what in enumerate(whats, 1)
    ]


def _load(stage: Stage, names: Sequence[Path], dice: Random) -> None:
    """Pull the days of these files: all of them in one go, or each alone, the last one first."""
    days = sorted({day_of(name) for name in names})
    if dice.random() < 0.5:
        stage.pull(days[0], days[-1])
    else:
        for day in reversed(days):
            stage.pull(day, day)


def _of_the_world(stage: Stage, name: Path) -> bytes | None:
    path = stage.world / name
    return path.read_bytes() if path.exists() else None


def _mended(text: str, dice: Random) -> bytes:
    rows = list(csv.reader(io.StringIO(text)))
    heading, body = rows[0], rows[1:]
    for _ in range(dice.randint(1, 3)):
        dice.choice((_other_numbers, _other_numbers, _fewer_rows, _changed_places))(heading, body, dice)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([heading, *body])
    return out.getvalue().encode()


def _other_numbers(heading: list[str], body: list[list[str]], dice: Random) -> None:
    for row in dice.sample(body, min(len(body), dice.randint(1, 5))):
        cells = [place for place, cell in enumerate(row) if NUMBER.fullmatch(cell) and _is_measure(heading, place)]
        if cells:
            place = dice.choice(cells)
            digits = len(row[place].partition(".")[2])
            row[place] = f"{float(row[place]) * dice.choice((0.5, 0.9, 1.1, 2)):.{digits}f}"


def _is_measure(heading: list[str], place: int) -> bool:
    return place < len(heading) and "id" not in re.split(r"[ _]", heading[place].lower())


def _fewer_rows(heading: list[str], body: list[list[str]], dice: Random) -> None:
    for _ in range(min(len(body) - 1, dice.randint(1, 4))):
        body.pop(dice.randrange(len(body)))


def _changed_places(heading: list[str], body: list[list[str]], dice: Random) -> None:
    """Two rows exchange what they say in a column: who bought, when, in which campaign, at which stage."""
    if len(body) > 1 and heading:
        place = dice.randrange(len(heading))
        one, other = dice.sample(body, 2)
        if place < min(len(one), len(other)):
            one[place], other[place] = other[place], one[place]
