"""How fresh and complete the sources are, and which figures of past days were restated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from plumbline.language.language import plural
from plumbline.layout.blocks import Section, Text
from plumbline.marts.reading import Condition, Read, Reader, Reads, Request, Row
from plumbline.reports.context import ZERO, Context, clean
from plumbline.reports.kind import section
from plumbline.reports.sections.profit_and_loss import period_kind
from plumbline.reports.tables import Columns, more_attached, table, text

READS: Reads = {"sources": Read("source_freshness", ("source",))}


def source_name(ctx: Context, row: Row) -> str:
    """A source as readers know it; the titles of the example's sources are in the catalogue."""
    return clean(ctx.language.catalogue.gettext(str(row["title"])) if row["title"] else str(row["source"]))


def _gathered(ctx: Context, titles: Iterable[str]) -> str:
    """Many titles, those of one system together: `Salesforce (leads, campaigns); Till (orders)`."""
    by_system: dict[str, list[str]] = defaultdict(list)
    for title in titles:
        system, _, part = title.partition(",")
        by_system[system.strip()] += [part.strip()] if part.strip() else []
    return ctx.language.together(ctx.bracketed(system, ", ".join(parts)) for system, parts in by_system.items())


def is_complete(row: Row) -> bool:
    """On time, with no missing day."""
    is_daily = row["arrives"] == "daily"
    return row["last_day"] is not None and not (is_daily and (row["days_late"] or row["missing_days"]))


def state(ctx: Context, row: Row) -> str:
    """How fresh a source is, in words."""
    if row["last_day"] is None:
        return ctx.say("nothing has arrived yet")
    day = ctx.language.near_day(row["last_day"], ctx.day)
    if row["arrives"] != "daily":
        return ctx.say("arrives on change; last on {day}", day=day)
    late, missing = int(row["days_late"] or 0), int(row["missing_days"] or 0)
    words = [ctx.say("on time, up to {day}", day=day)]
    if late:
        words = [ctx.count("{n} day late, as of {day}", "{n} days late, as of {day}", late, day=day)]
    if missing:
        words.append(ctx.count("{n} day of the period missing", "{n} days of the period missing", missing))
    return "; ".join(words)


def notices(ctx: Context) -> tuple[str, ...]:
    """Every source that is late or has gaps; those with the same trouble in one sentence."""
    troubled: dict[str, list[str]] = defaultdict(list)
    for row in ctx.rows("sources"):
        if not is_complete(row):
            troubled[state(ctx, row)].append(source_name(ctx, row))
    said = {trouble: _gathered(ctx, titles) for trouble, titles in troubled.items()}
    return tuple(ctx.say("{sources}: {state}.", sources=names, state=trouble) for trouble, names in said.items())


def late(ctx: Context) -> str:
    """Who is late, in a few words for the headline; empty when nobody is."""
    rows = [row for row in ctx.rows("sources", arrives="daily") if row["last_day"] is None or row["days_late"]]
    systems = list(dict.fromkeys(source_name(ctx, row).partition(",")[0].strip() for row in rows))
    if not systems:
        return ""
    if len(systems) > 2:
        return ctx.count("{n} source is late", "{n} sources are late", len(systems))
    return ctx.count("{names} is late", "{names} are late", len(systems), names=ctx.language.listed(systems))


@section(READS)
def source_freshness(ctx: Context) -> Section:
    """Sources that are late, incomplete or refused rows one by one, all others in a sentence."""
    rows = ctx.rows("sources")
    fine = [row for row in rows if is_complete(row) and not row["rows_refused"]]
    troubled = [row for row in rows if row not in fine]

    def refused(row: Row) -> str:
        return ctx.number(row["rows_refused"]) if row["rows_refused"] else ctx.say("none")

    columns = (
        text(ctx.say("Source"), lambda row: source_name(ctx, row), 52),
        text(ctx.say("Fresh and complete?"), lambda row: state(ctx, row)),
        Columns(ctx).written(ctx.say("Rows refused"), refused, str, 22),
    )
    notes = _fine(ctx, fine)
    if troubled:
        return Section(_title(ctx), "freshness", blocks=(table(troubled, columns),), notes=notes)
    return Section(_title(ctx), "freshness", blocks=(Text(notes),))


def _fine(ctx: Context, rows: list[Row]) -> tuple[str, ...]:
    sentences = []
    daily, others = ([row for row in rows if (row["arrives"] == "daily") == is_daily] for is_daily in (True, False))
    if daily:
        names = _gathered(ctx, [source_name(ctx, row) for row in daily])
        sentences.append(ctx.say("Complete and on time: {sources}.", sources=names))
    if others:
        newest = max(others, key=lambda row: (row["last_day"], row["source"]))
        one, many = plural(
            "{n} source arrives when it changes, last on {day}: {source}.",
            "{n} sources arrive when they change, the last one on {day}: {source}.",
        )
        day = ctx.language.near_day(newest["last_day"], ctx.day)
        sentences.append(ctx.count(one, many, len(others), day=day, source=source_name(ctx, newest)))
    if not ctx.rows("sources"):
        sentences.append(ctx.say("Nothing has been loaded, so nothing can be fresh."))
    return tuple(sentences)


def _title(ctx: Context) -> str:
    """How many of the daily sources are on time; what arrives when it changes never is late."""
    if not ctx.rows("sources"):
        return ctx.say("No source has been loaded")
    daily = ctx.rows("sources", arrives="daily")
    complete = sum(is_complete(row) for row in daily)
    if not daily:
        return ctx.say("No source is due daily")
    if not complete:
        return ctx.say("No daily source is complete and on time")
    one, many = plural("The one daily source is complete and on time", "All {n} daily sources are complete and on time")
    if complete < len(daily):
        one, many = plural(
            "{good} of {n} daily source is complete and on time", "{good} of {n} daily sources are complete and on time"
        )
    return ctx.count(one, many, len(daily), good=ctx.number(complete))


SHOWN_OF_A_DAY, SHOWN_SINCE = 6, 10


def _known_today(reader: Reader, mart: str, request: Request) -> list[Condition]:
    return [reader.columns(mart).known_on == request.day]


def _since_last_report(reader: Reader, mart: str, request: Request) -> list[Condition]:
    c = reader.columns(mart)
    return [c.as_of_day == request.day, c.period_kind == period_kind(request)]


def _amount(ctx: Context, value: Decimal | None, unit: str, *, signed: bool = False) -> str:
    """A restated value in its own unit: a currency, or a count."""
    if value is None:
        return "–"
    if unit == "count":
        return ctx.language.signed(value) if signed else ctx.number(value)
    return ctx.language.change(value, unit) if signed else ctx.money(value, unit)


def _restated(ctx: Context, read: str, rows: list[Row], limit: int, title: str) -> Section:
    """The figures that moved, `limit` at most."""
    c = Columns(ctx)

    def measure(row: Row) -> str:
        names = [ctx.term("origin", row["source"]), ctx.term("restated_measure", row["measure"])]
        if row.get("is_level"):  # levels of several days don't add up: the last of them stands
            names[1] = ctx.say("{level}, end of {day}", level=names[1], day=ctx.language.short_day(row["last_day"]))
        return ctx.language.together(names, ": ")

    columns = (
        text(ctx.say("Source and measure"), measure),
        c.number(ctx.say("Days"), "days_moved", 11),
        c.written(ctx.say("Before"), lambda row: _amount(ctx, row["before"], row["unit"]), str, 20),
        c.written(ctx.say("Change"), lambda row: _amount(ctx, row["change"], row["unit"], signed=True), str, 20),
    )
    definition = read.replace("-", "_")
    oldest = min((row["oldest_day"] for row in rows if row["oldest_day"]), default=None)
    subtitle = ctx.sentence("restated_days", definition, day=ctx.language.day(oldest)) if oldest else ""
    notes = more_attached(ctx, len(rows) - limit, read)
    return Section(title, definition, subtitle, (table(rows[:limit], columns),), notes)


@section(restated=Read("restatement", ("source", "measure", "unit"), _known_today))
def restated_today(ctx: Context) -> Section:
    """Which figures of past days moved with today's exports."""
    moved = sorted(ctx.rows("restated"), key=lambda row: -abs(row["change"] or ZERO))
    rows = [row for row in moved if row["before"]]
    if ctx.is_scoped:
        return Section(ctx.say("Restatements of past days"), unknown=ctx.hidden)
    if not rows:
        first_known = dict.fromkeys(ctx.language.inside(ctx.term("restated_measure", row["measure"])) for row in moved)
        note = ctx.say("Today's exports confirm what was known of past days.")
        if first_known:
            names = ctx.language.listed(list(first_known))
            note = ctx.say("Known of past days for the first time: {names}.", names=names)
        return Section(ctx.say("No past day was restated"), "restated", notes=(note,))
    title = ctx.count("{n} figure of past days was restated", "{n} figures of past days were restated", len(rows))
    return _restated(ctx, "restated", rows, SHOWN_OF_A_DAY, title)


@section(restated_since=Read("restated_since", ("source", "measure"), _since_last_report))
def restated_since(ctx: Context) -> Section:
    """What past days moved since the last report of this kind."""
    rows = [row for row in ctx.rows("restated-since") if row["change"] and row["before"]]
    if not rows:
        reason = ctx.say("No figure of the days before moved since the last report.")
        return ctx.unknown(ctx.say("Restated since the last report"), "restated-since", reason)
    rows.sort(key=lambda row: (-abs(row["change"]), row["measure"]))
    one, many = plural(
        "{n} figure of past days moved since the last report", "{n} figures of past days moved since the last report"
    )
    title = ctx.count(one, many, len(rows))
    return _restated(ctx, "restated-since", rows, SHOWN_SINCE, title)
