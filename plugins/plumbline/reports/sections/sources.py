"""How fresh and complete the sources are: which one is late, what is missing, what was refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from plumbline.reports.blocks import Block, Section, Text
from plumbline.reports.context import Context, clean
from plumbline.reports.kind import section
from plumbline.reports.reading import Read, Reads, Row
from plumbline.reports.tables import Columns, table, text

READS: Reads = {"sources": Read("source_freshness", ("source",))}


def source_name(ctx: Context, row: Row) -> str:
    """A source as readers know it; the titles of the example's sources are in the catalogue."""
    return clean(ctx.language.catalogue.gettext(str(row["title"])) if row["title"] else str(row["source"]))


def _system(title: str) -> str:
    """What comes before the comma: `Salesforce, leads` and `Salesforce, campaigns` are both Salesforce."""
    return title.partition(",")[0].strip()


def _gathered(ctx: Context, titles: Iterable[str]) -> str:
    """Many titles, those of one system together: `Salesforce (leads, campaigns); Till (orders)`."""
    by_system: dict[str, list[str]] = defaultdict(list)
    for title in titles:
        part = title.partition(",")[2].strip()
        by_system[_system(title)] += [part] if part else []
    return ctx.language.together(
        f"{system} ({', '.join(parts)})" if parts else system for system, parts in by_system.items()
    )


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
    if late:
        words = [ctx.count("{n} day late, as of {day}", "{n} days late, as of {day}", late, day=day)]
    else:
        words = [ctx.say("on time, up to {day}", day=day)]
    if missing:
        words.append(ctx.count("{n} day of the period missing", "{n} days of the period missing", missing))
    return "; ".join(words)


def notices(ctx: Context) -> tuple[str, ...]:
    """Every source that is late or has gaps; those with the same trouble in one sentence."""
    troubled: dict[str, list[str]] = defaultdict(list)
    for row in ctx.rows("sources"):
        if not is_complete(row):
            troubled[state(ctx, row)].append(source_name(ctx, row))
    return tuple(
        ctx.say("{sources}: {state}.", sources=_gathered(ctx, titles), state=trouble)
        for trouble, titles in troubled.items()
    )


def late(ctx: Context) -> str:
    """Who is late, in a few words for the headline; empty when nobody is."""
    rows = [row for row in ctx.rows("sources") if row["arrives"] == "daily"]
    systems = list(
        dict.fromkeys(_system(source_name(ctx, row)) for row in rows if row["last_day"] is None or row["days_late"])
    )
    if not systems:
        return ""
    if len(systems) > 2:
        return ctx.count("{n} source is late", "{n} sources are late", len(systems))
    return ctx.count("{names} is late", "{names} are late", len(systems), names=ctx.language.listed(systems))


@section(READS)
def source_freshness(ctx: Context) -> Section:
    """Sources that are late, incomplete or refused rows one by one, all others in a sentence."""
    troubled: list[Row] = []
    fine: list[Row] = []
    for row in ctx.rows("sources"):
        (fine if is_complete(row) and not row["rows_refused"] else troubled).append(row)
    c = Columns(ctx)
    columns = (
        text(ctx.say("Source"), lambda row: source_name(ctx, row), 52),
        text(ctx.say("Fresh and complete?"), lambda row: state(ctx, row)),
        c.written(
            ctx.say("Rows refused"),
            "rows_refused",
            lambda refused: ctx.number(refused) if refused else ctx.say("none"),
            22,
        ),
    )
    blocks: tuple[Block, ...] = (table(troubled, columns),) if troubled else ()
    notes = _fine(ctx, fine)
    if not blocks:
        return Section(_title(ctx), "freshness", blocks=(Text(notes),))
    return Section(_title(ctx), "freshness", blocks=blocks, notes=notes)


def _fine(ctx: Context, rows: list[Row]) -> tuple[str, ...]:
    sentences = []
    daily = [source_name(ctx, row) for row in rows if row["arrives"] == "daily"]
    if daily:
        sentences.append(ctx.say("Complete and on time: {sources}.", sources=_gathered(ctx, daily)))
    others = [row for row in rows if row["arrives"] != "daily"]
    if others:
        newest = max(others, key=lambda row: (row["last_day"], row["source"]))
        sentences.append(
            ctx.count(
                "{n} more arrives when it changes, last on {day}: {source}.",
                "{n} more arrive when they change, the last one on {day}: {source}.",
                len(others),
                day=ctx.language.near_day(newest["last_day"], ctx.day),
                source=source_name(ctx, newest),
            )
        )
    if not ctx.rows("sources"):
        sentences.append(ctx.say("Nothing has been loaded, so nothing can be fresh."))
    return tuple(sentences)


def _title(ctx: Context) -> str:
    rows = ctx.rows("sources")
    complete = sum(is_complete(row) for row in rows)
    if not rows:
        return ctx.say("No source has been loaded")
    if complete == len(rows):
        return ctx.count("The one source is complete and on time", "All {n} sources are complete and on time", complete)
    if not complete:
        return ctx.say("No source is complete and on time")
    return ctx.count(
        "{good} of {n} source is complete and on time", "{good} of {n} sources are complete and on time",
        len(rows), good=ctx.number(complete),
    )  # fmt: skip
