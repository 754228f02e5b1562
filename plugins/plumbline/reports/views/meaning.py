"""The last page: what each figure means, and which run and rules all of them come from."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from plumbline.reports.definitions import Definition
from plumbline.reports.locale import Language
from plumbline.reports.runs import Run
from plumbline.reports.words.agreement import model_name
from plumbline.settings import Company


def inputs(language: Language, meaning: Definition) -> str:
    """What a figure is built of, as one phrase."""
    return "; ".join(language.say(source) for source in meaning.sources)


def owner(language: Language, meaning: Definition) -> str:
    """Who answers for a figure."""
    names = {
        "finance": language.say("finance"),
        "marketing": language.say("marketing"),
        "sales": language.say("sales"),
        "analytics": language.say("analytics"),
        "operations": language.say("operations"),
        "data": language.say("data"),
    }
    return names.get(meaning.owner, meaning.owner)


def about(
    language: Language, company: Company, currency: str, run: Run | None, files: Iterable[str]
) -> list[tuple[str, str]]:
    """(what, which) lines about this report: its run, the company's rules, the attached data."""
    rules = language.say(
        "{currency}; days of {zone}; flows of {days}; threshold {threshold} unless a team has its own; credit {model}",
        currency=currency,
        zone=company.time_zone,
        days=language.count("{n} day", "{n} days", company.period_days),
        threshold=language.percent(company.default_threshold),
        model=model_name(language, company.default_model),
    )
    return [
        (language.say("Run"), _run(language, run, company.time_zone)),
        (language.say("Rules"), rules),
        (language.say("Data"), language.say("attached to this PDF: {files}", files=", ".join(files))),
    ]


def _run(language: Language, run: Run | None, time_zone: str) -> str:
    if run is None:
        return language.say("the ledger holds no finished build of this day")
    at = run.at.astimezone(ZoneInfo(time_zone))
    said = {
        "task": run.task,
        "first": language.day(run.first_day),
        "last": language.day(run.last_day),
        "day": language.day(at.date()),
        "time": f"{at:%H:%M}",
        "summary": run.summary,
    }
    if run.first_day == run.last_day:
        return language.say("{task} of {last}, done on {day} at {time}: {summary}", **said)
    return language.say("{task} of {first} to {last}, done on {day} at {time}: {summary}", **said)
