"""Platform-reported against booked: the gap of the period with its causes, and how many reports make one order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial

from plumbline.language.language import plural, text
from plumbline.layout.blocks import Counts, Section
from plumbline.layout.charts.waterfall import waterfall
from plumbline.marts.reading import Condition, Read, Reader, Reads, Request, Row
from plumbline.reports.context import ZERO, Context, shorten
from plumbline.reports.kind import section
from plumbline.reports.sections import figures
from plumbline.reports.tables import Columns, table

CAMPAIGNS_SHOWN = 5
LONGEST_CAMPAIGN = 46  # letters: one line of the table
CAUSES = ("view_through", "click_window", "duplicates", "returns_cancellations", "time_zone")
COUNTS = ("platform_conversions", "tracked_conversions", "orders")
VALUES = ("platform_conversion_value", "order_value")
UNTRACKED = plural(
    "Analytics did not track {n} of the booked orders: no consent was given, or the visit could not be matched.",
    "Analytics did not track {n} of the booked orders: no consent was given, or the visit could not be matched.",
)
MORE = plural(
    "{n} more campaign is in the attached reconciliation.csv.",
    "{n} more campaigns are in the attached reconciliation.csv.",
)


def _period(reader: Reader, mart: str, request: Request) -> list[Condition]:
    first_day = request.day - timedelta(days=request.company.period_days - 1)
    return [reader.columns(mart).day.between(first_day, request.day)]


READS: Reads = {
    "reconciliation": Read("reconciliation", ("day", "platform", "campaign_id"), _period),
    "conversion-counts": Read("conversion_counts"),
}


@dataclass(frozen=True)
class Gap:
    """Reported by the platforms, tracked by analytics and booked over the period; None where nobody can tell."""

    platforms: str  # as a sentence names them
    reported: Decimal | None
    tracked: Decimal | None
    orders: Decimal | None
    causes: tuple[tuple[str, Decimal], ...]  # largest first, the unexplained last; add up to reported minus booked
    no_consent: Decimal | None


def _total(rows: list[Row], column: str) -> Decimal | None:
    values = [Decimal(row[column]) for row in rows if row[column] is not None]
    return sum(values, ZERO) if values else None


def read_gap(ctx: Context) -> Gap | None:
    """The gap of the period; None where no platform's conversions are known."""
    rows = ctx.rows("reconciliation")
    if not rows or not ctx.known.platforms:
        return None
    causes = [(cause, amount) for cause in (*CAUSES, "unexplained") if (amount := _total(rows, cause))]
    causes.sort(key=lambda cause: (cause[0] == "unexplained", -abs(cause[1])))
    reported, tracked, orders = (_total(rows, column) for column in COUNTS)
    platforms = ctx.language.listed([ctx.platform(code) for code in sorted({row["platform"] for row in rows})])
    no_consent = _total(rows, "no_consent")
    return Gap(platforms, reported, tracked, orders if ctx.known.orders else None, tuple(causes), no_consent)


@section(READS, figures.READS)
def conversion_gap(ctx: Context) -> Section:
    """Reported, tracked and booked, the causes of the gap in order of size."""
    gap = read_gap(ctx)
    if gap is None or gap.reported is None:
        return _unknown(ctx, gap)
    words = {"platform": gap.platforms, "days": ctx.period, "day": ctx.language.day(ctx.day)}
    tracked = ctx.say("analytics: not known") if gap.tracked is None else ctx.say("tracked by analytics")
    booked = ctx.say("orders: not known") if gap.orders is None else ctx.say("orders booked")
    items = ((gap.reported, ctx.say("reported by {platform}", **words)), (gap.tracked, tracked), (gap.orders, booked))
    counts = Counts(tuple(("" if n is None else ctx.number(n), said) for n, said in items))
    subtitle = ctx.say("Purchases, {days} to {day}; from reported to booked, largest cause first", **words)
    if gap.orders is None:
        return Section(_title(ctx, gap), "gap", subtitle, (counts,))
    signed, note = ctx.language.signed, partial(ctx.term, "cause_note")
    rows = [
        (ctx.say("Reported by {platform}", **words), gap.reported, ctx.number(gap.reported), ""),
        *((ctx.term("cause", cause), -n, signed(-n), note(cause)) for cause, n in gap.causes),
        (ctx.say("Orders booked"), gap.orders, ctx.number(gap.orders), ""),
    ]
    missed = gap.no_consent if gap.tracked is not None else None
    notes = (ctx.count(*UNTRACKED, int(abs(missed))),) if missed else ()
    return Section(_title(ctx, gap), "gap", subtitle, (counts, waterfall(rows)), notes)


def _unknown(ctx: Context, gap: Gap | None) -> Section:
    """Why reported, tracked and booked can't be compared."""
    if ctx.is_scoped:
        return Section(ctx.say("Reported, tracked and booked"), unknown=ctx.hidden)
    title = ctx.say("No platform reports to compare with booked orders")
    if gap is not None:
        title = ctx.say("What {platform} reports is not known", platform=gap.platforms)
    reasons = [ctx.say("No ad platform reported purchases for these days.")]
    if tracked := tracked_purchases(ctx):
        reasons.append(ctx.say("Analytics tracked {purchases} in {days}.", purchases=tracked, days=ctx.period))
        if not ctx.known.orders:
            reasons.append(ctx.say("No till is connected to compare them with."))
    elif ctx.known.orders:
        reasons.append(ctx.say("No web analytics is connected to compare booked orders with."))
    return Section(title, unknown=" ".join(reasons))


def tracked_purchases(ctx: Context) -> str:
    """What analytics tracked: `5,242 purchases worth US$362k`; empty where it is not known."""
    row = ctx.first("conversion-counts")
    if row is None or row["tracked_conversions"] is None:
        return ""
    purchases = ctx.count("{n} purchase", "{n} purchases", int(row["tracked_conversions"]))
    value = ctx.money(row["tracked_conversion_value"], figures.currency(ctx))
    worth = ctx.say("{purchases} worth {value}", purchases=purchases, value=value)
    return purchases if row["tracked_conversion_value"] is None else worth


def _title(ctx: Context, gap: Gap) -> str:
    words = {"platform": gap.platforms, "n": ctx.number(gap.reported)}
    if gap.orders is None:
        return ctx.say("{platform}: {n} purchases reported; no till is connected to compare them with", **words)
    if not gap.orders or gap.reported is None:
        return ctx.say("{platform}: {n} purchases reported, no order booked", **words)
    ratio = ctx.number(gap.reported / gap.orders, 1)
    return ctx.say("{platform}: {ratio} purchases reported for each order booked", ratio=ratio, **words)


def gap_sentence(ctx: Context) -> str:
    """Reported, tracked and booked in one sentence, with the largest known cause; empty where nothing is known."""
    gap = read_gap(ctx)
    if gap is None or gap.reported is None:
        return ""
    words = {"platform": gap.platforms, "reported": ctx.number(gap.reported), "days": ctx.period}
    if gap.orders is None:
        return ctx.say(
            "{platform} reported {reported} purchases in {days}; no till is connected to check them.", **words
        )
    words |= {"tracked": ctx.number(gap.tracked), "booked": ctx.number(gap.orders)}
    told = text(
        "{platform} reported {reported} purchases in {days}; analytics tracked {tracked}, the books show {booked}."
    )
    if gap.tracked is None:
        told = text("{platform} reported {reported} purchases in {days}; the books show {booked}.")
    causes = [(cause, amount) for cause, amount in gap.causes if cause != "unexplained" and amount > 0]
    if not causes or gap.reported <= gap.orders:
        return ctx.say(told, **words)
    words |= {"cause": ctx.term("cause_phrase", causes[0][0]), "n": ctx.number(causes[0][1])}
    largest = ctx.say("The largest known cause of the gap: {cause} ({n}).", **words)
    return f"{ctx.say(told, **words)} {largest}"


@section(READS, figures.READS)
def campaigns_reported(ctx: Context) -> Section:
    """The campaigns with most reported conversions, against what was tracked and booked."""
    rows: list[Row] = []
    for campaign in dict.fromkeys(row["campaign_id"] for row in ctx.rows("reconciliation")):
        days = ctx.rows("reconciliation", campaign_id=campaign)
        name = shorten(days[-1]["campaign_name"] or campaign, LONGEST_CAMPAIGN)
        rows.append({"name": name} | {key: _total(days, key) for key in (*COUNTS, *VALUES)})
    rows = [row for row in rows if any(row[key] for key in COUNTS)]
    rows.sort(key=lambda row: (-(row["platform_conversions"] or ZERO), row["name"]))
    if not rows or read_gap(ctx) is None:
        return Section("")
    shown = rows[:CAMPAIGNS_SHOWN]
    scale = ctx.language.scale([row[key] for row in shown for key in VALUES], figures.currency(ctx))
    notes = (ctx.count(*MORE, len(rows) - CAMPAIGNS_SHOWN),) if len(rows) > CAMPAIGNS_SHOWN else ()
    title = ctx.say("Campaigns by the conversions that their platform reports")

    def booked(key: str) -> Callable[[Row], Decimal | None]:
        return lambda row: row[key] if ctx.known.orders else None

    def ratio(row: Row) -> str:
        reported, orders = row["platform_conversions"], row["orders"]
        return ctx.number(reported / orders, 1) if reported is not None and orders else "–"

    c = Columns(ctx, scale)
    columns = (
        c.name(ctx.say("Campaign"), "name"),
        c.number(ctx.say("Reported"), "platform_conversions", 14),
        c.number(ctx.say("Tracked"), "tracked_conversions", 14),
        c.number(ctx.say("Booked"), booked("orders"), 14),
        c.written(ctx.say("Reported per order"), ratio, str, 20),
        c.amount(ctx.say("Value reported"), "platform_conversion_value", 19),
        c.amount(ctx.say("Value booked"), booked("order_value"), 19),
    )
    words = {"days": ctx.period, "day": ctx.language.day(ctx.day), "unit": scale.unit}
    subtitle = ctx.say("Purchases, {days} to {day}; values in {unit}", **words)
    return Section(title, "", subtitle, (table(shown, columns),), notes)
