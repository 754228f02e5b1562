"""What is said about fresh and complete data: which source is late, what is missing, what was refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from plumbline.reports.frames import Row
from plumbline.reports.locale import Language
from plumbline.reports.pulse import Pulse


def name(language: Language, row: Row) -> str:
    """A source as readers know it; the titles of the example's sources are in the catalogue."""
    return language.catalogue.gettext(str(row["title"])) if row["title"] else str(row["source"])


def owner_of(title: str) -> str:
    """What comes before the comma: `Salesforce, leads` and `Salesforce, campaigns` are both Salesforce."""
    return title.partition(",")[0].strip()


def gathered(language: Language, titles: Iterable[str]) -> str:
    """Many titles, those of one owner together: `Salesforce (leads, campaigns); Till (orders)`."""
    owned: dict[str, list[str]] = defaultdict(list)
    for title in titles:
        owned[owner_of(title)].append(title.partition(",")[2].strip())
    said = []
    for owner, parts in owned.items():
        named = [part for part in parts if part]
        said.append(f"{owner} ({', '.join(named)})" if named else owner)
    return language.together(said)


def refused_note(language: Language, row: Row) -> str:
    """How many rows were refused."""
    refused = int(row["rows_refused"] or 0)
    if not refused:
        return language.say("none")
    return language.number(Decimal(refused))


def source_state(language: Language, row: Row, today: date) -> str:
    """How fresh a source is, in words."""
    if row["last_day"] is None:
        return language.say("nothing has arrived yet")
    day = language.near_day(row["last_day"], today)
    if row["arrives"] != "daily":
        return language.say("arrives on change; last on {day}", day=day)
    late, missing = int(row["days_late"] or 0), int(row["missing_days"] or 0)
    words = [
        language.count("{n} day late, as of {day}", "{n} days late, as of {day}", late, day=day)
        if late
        else language.say("on time, up to {day}", day=day)
    ]
    if missing:
        words.append(language.count("{n} day of the period missing", "{n} days of the period missing", missing))
    return "; ".join(words)


def is_complete(row: Row) -> bool:
    """On time, with no missing day and no refused row."""
    daily = row["arrives"] == "daily"
    return row["last_day"] is not None and not (daily and (row["days_late"] or row["missing_days"]))


def sources_title(language: Language, pulse: Pulse) -> str:
    """How many sources are complete."""
    n = len(pulse.sources)
    if not n:
        return language.say("No source has been loaded")
    good = sum(is_complete(row) for row in pulse.sources)
    if good == n:
        return language.count("The one source is complete and on time", "All {n} sources are complete and on time", n)
    if not good:
        return language.say("No source is complete and on time")
    return language.count(
        "{good} of {n} source is complete and on time",
        "{good} of {n} sources are complete and on time",
        n,
        good=language.number(Decimal(good)),
    )


def incomplete(language: Language, pulse: Pulse) -> list[str]:
    """Every source that is late or has gaps; those with the same trouble in one sentence."""
    troubled: dict[str, list[str]] = defaultdict(list)
    for row in pulse.sources:
        if not is_complete(row):
            troubled[source_state(language, row, pulse.day)].append(name(language, row))
    return [
        language.say("{sources}: {state}.", sources=gathered(language, titles), state=state)
        for state, titles in troubled.items()
    ]


def late(language: Language, pulse: Pulse) -> str:
    """Who is late, in a few words for the headline; empty when nobody is."""
    owners = list(
        dict.fromkeys(
            owner_of(name(language, row))
            for row in pulse.sources
            if row["arrives"] == "daily" and (row["last_day"] is None or row["days_late"])
        )
    )
    if not owners:
        return ""
    if len(owners) > 2:
        return language.count("{n} source is late", "{n} sources are late", len(owners))
    return language.count("{names} is late", "{names} are late", len(owners), names=language.listed(owners))
