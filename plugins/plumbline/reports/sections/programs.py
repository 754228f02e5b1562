"""Programs compared: money in one unit, bars in the cells, only columns that anything is known of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from plumbline.language.language import Scale, text
from plumbline.layout.blocks import Section
from plumbline.layout.charts.cells import full_bar
from plumbline.marts.reading import Condition, Read, Reader, Reads, Request, Row, as_reported, latest
from plumbline.reports.context import UNATTRIBUTED, WEEK, ZERO, Context, shorten
from plumbline.reports.kind import section
from plumbline.reports.sections import figures
from plumbline.reports.sections.attribution import AGREEMENT, agreement_sentence
from plumbline.reports.tables import Column, Columns, table

PROGRAM_ROWS, GROUP_ROWS = 8, 10
FEW_COLUMNS = 4  # with no more than these, bars get more room
LONGEST_IN_TITLE = 40
SMALLEST_RATED = Decimal("0.05")  # of the whole cost: the return on less says little
MOST = Decimal("0.5")  # of what moved in a direction: a program that moved less does not explain it
SUMS = ("ad_spend", "cost", "net_revenue", "platform_conversion_value")
LEVELS = ("qualified", "qualified_change", "weighted", "contribution")
ROAS = ("roas_platform", "roas_booked")
RATIOS = ("roi_percent", "romi", *ROAS)
# a program without deals, costs, orders and reported conversions has no row
TOLD = ("qualified", "qualified_change", "cost", "net_revenue", "platform_conversion_value")


def _two_days(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """The business day and the same weekday of last week, by the reports' attribution model."""
    c = reader.columns(mart)
    days = c.as_of_day.in_([request.day, request.day - WEEK])
    return [c.vintage == "as_reported", days, c.model == request.company.default_model]


def _named(reader: Reader, request: Request) -> list[Row]:
    """Programs' periods with the programs' names in front."""
    names = {row["program_id"]: row for row in reader.rows("program")}
    kept = ("program_name", "program_group", "goal")
    periods = reader.rows("program_period", *as_reported(reader, "program_period", request), order=("program_id",))
    return [{key: names.get(row["program_id"], {}).get(key) for key in kept} | row for row in periods]


ACCOUNTS: Reads = {"account-coverage": Read("account_coverage", ("program_id",), latest)}
READS: Reads = {
    "programs": Read("program_period", make=_named),
    "qualified-pipeline": Read("qualified_pipeline", ("as_of_day", "program_id"), _two_days),
}


def _all_programs(ctx: Context) -> list[Row]:
    """A row for each program with anything to tell, unattributed among them."""
    pipeline: dict[date, dict[str, Row]] = defaultdict(dict)
    for row in ctx.rows("qualified-pipeline"):
        pipeline[row["as_of_day"]][row["program_id"]] = row
    money = {row["program_id"]: row for row in ctx.rows("programs")}
    today, week_ago = pipeline[ctx.day], pipeline[ctx.day - WEEK]
    programs = sorted({*money, *today, *week_ago})
    rows = [_program_row(ctx, one, money.get(one, {}), today.get(one, {}), week_ago) for one in programs]
    return [row for row in rows if any(row[key] for key in TOLD)]


def program_rows(ctx: Context) -> list[Row]:
    """The programs with anything to tell, largest pipeline first; the rest as "others", so that rows add up."""
    rows = _all_programs(ctx)
    if not rows:
        return []
    own = [row for row in rows if row["program_id"] != UNATTRIBUTED]
    own.sort(key=lambda row: (-(row["qualified"] or ZERO), -row["net_revenue"], row["name"]))
    others = [_added(own[PROGRAM_ROWS:], "others")] if len(own) > PROGRAM_ROWS else []
    unattributed = [row for row in rows if row["program_id"] == UNATTRIBUTED]
    company = {} if ctx.is_scoped else figures.history(ctx).get(ctx.day, {})
    total = _added(rows, "total") | {key: company[key] for key in RATIOS if key in company}
    return [*own[:PROGRAM_ROWS], *others, *unattributed, total]


def _program_row(ctx: Context, program_id: str, money: Row, today: Row, week_ago: dict[str, Row]) -> Row:
    row: Row = {"program_id": program_id, "name": ctx.program(program_id)} | dict.fromkeys(LEVELS)
    row |= {key: money.get(key) or ZERO for key in SUMS} | {key: money.get(key) for key in RATIOS}
    row["contribution"] = money.get("contribution", ZERO)
    if ctx.known.pipeline:
        row |= {"qualified": today.get("qualified", ZERO), "weighted": today.get("weighted", ZERO)}
        if week_ago:
            row["qualified_change"] = row["qualified"] - week_ago.get(program_id, {}).get("qualified", ZERO)
    return row


def _added(parts: list[Row], name: str) -> Row:
    """Several programs as one row: sums of what adds up, ratios of the sums; ROAS is weighted by its ad spend."""

    def ratio(top: Decimal | None, bottom: Decimal, less: Decimal = ZERO) -> Decimal | None:
        return (top - less) / bottom if bottom and top is not None else None

    row: Row = {"program_id": name, "name": name} | {key: sum((part[key] for part in parts), ZERO) for key in SUMS}
    for key in LEVELS:
        values = [part[key] for part in parts]
        row[key] = None if None in values else sum(values, ZERO)
    cost = row["cost"]
    roi = ratio(row["net_revenue"], cost, cost)
    row |= {"roi_percent": None if roi is None else roi * 100, "romi": ratio(row["contribution"], cost, cost)}
    for key in ROAS:
        known = [part for part in parts if part[key] is not None and part["ad_spend"]]
        spent = sum((part["ad_spend"] for part in known), ZERO)
        row[key] = sum((part[key] * part["ad_spend"] for part in known), ZERO) / spent if spent else None
    return row


@section(READS, AGREEMENT, ACCOUNTS, figures.READS)
def programs_compared(ctx: Context) -> Section:
    """Each program's pipeline, cost, revenue and returns; the rows add up to the total."""
    title, rows = ctx.say("Programs"), program_rows(ctx)
    if not rows:
        return ctx.unknown(title, "programs", ctx.say("No program has a deal, a cost or an order in these days."))
    amounts = [row[key] for row in rows for key in ("qualified", "weighted", "cost", "net_revenue")]
    scale = ctx.language.scale(amounts, figures.currency(ctx))
    columns = _columns(ctx, rows, scale)
    classes = {"total": "total", "others": "aside", UNATTRIBUTED: "aside"}
    shown = table(rows, columns, lambda row: classes.get(row["program_id"], ""))
    flows = {"unit": scale.unit, "days": ctx.period, "day": ctx.language.day(ctx.day)}
    model = ctx.request.company.default_model
    credit = ctx.say("credited by the model {model}", model=ctx.term("model", model))
    if model == "last_non_direct":
        credit = ctx.say("credited to the last non-direct touch")
    subtitle = ctx.say("{unit}; cost and revenue: {days} to {day}", **flows) + "; " + credit
    return Section(_title(ctx, rows), "program", subtitle, (shown,), _notes(ctx, rows, columns))


def _columns(ctx: Context, rows: list[Row], scale: Scale) -> list[Column]:
    c, known = Columns(ctx, scale), ctx.known
    own = [row for row in rows if row["program_id"] != "total"]
    level = full_bar(row["qualified"] for row in own)
    flow = full_bar(row[key] for key in ("cost", "net_revenue") for row in own)
    since = ctx.say("vs {day}", day=ctx.language.weekday_day(ctx.day - WEEK))

    def only(is_known: bool, key: str) -> Callable[[Row], Decimal | None]:
        return lambda row: row[key] if is_known else None

    signed, one_place = partial(ctx.language.scaled, scale=scale, signed=True), partial(ctx.ratio, places=1)
    cost, revenue = only(known.cost, "cost"), only(known.orders, "net_revenue")
    roas = ctx.term("roas", ctx.request.company.revenue_from)
    columns = [
        c.bar(ctx.say("Qualified pipeline"), "qualified", c.write_amount, level, 20),
        c.written(since, "qualified_change", signed, 13.5),
        c.written(ctx.say("Weighted"), "weighted", c.write_amount, 15.5, "weighted"),
        c.bar(ctx.say("Cost"), cost, c.write_amount, flow, 18),
        c.bar(ctx.say("Revenue"), revenue, c.write_amount, flow, 18),
        c.written(ctx.say("ROI %"), only(known.orders, "roi_percent"), ctx.ratio, 12, "roi"),
        c.written(ctx.say("ROMI %"), only(known.orders, "romi"), ctx.share_as_ratio, 12),
        c.written(ctx.say("ROAS, reported"), "roas_platform", one_place, 15, "roas"),
        c.written(roas, only(known.orders, "roas_booked"), one_place, 13),
    ]
    columns = [column for column in columns if any(column.value(row) is not None for row in rows)]
    for n, column in enumerate(columns if len(columns) <= FEW_COLUMNS else ()):
        if column.heading.kind == "bar":
            columns[n] = replace(column, heading=replace(column.heading, width=36))
    return [c.program(), *columns]


def _notes(ctx: Context, rows: list[Row], columns: list[Column]) -> tuple[str, ...]:
    bars = [column.heading.title for column in columns if column.heading.kind == "bar"]
    ratios_shown = any(column.heading.definition in ("roi", "roas") for column in columns)
    notes = [_accounts_sentence(ctx)]
    if "attribution-comparison" not in ctx.reads:  # elsewhere the models have a section of their own
        notes.insert(0, agreement_sentence(ctx, "qualified") or agreement_sentence(ctx, "net_revenue"))
    if ratios_shown and any(row["romi"] is None or row["roas_platform"] is None for row in rows):
        notes.append(ctx.say("– no ratio: ROI and ROMI need a cost, ROAS needs ad spend."))
    if len(bars) > 1 and ctx.say("Qualified pipeline") in bars:
        notes.append(ctx.say("Bars: cost and revenue share one scale, pipeline has its own."))
    note = " ".join(note for note in notes if note)
    return (note,) if note else ()


def _title(ctx: Context, rows: list[Row]) -> str:
    """Who carries the pipeline (or the revenue, or the cost), and who returned most on its cost.

    A program of little cost is not called the best; where it returned more, the title says which were looked at.
    """
    total, own = rows[-1], [row for row in _all_programs(ctx) if row["program_id"] != UNATTRIBUTED]
    column = next((key for key in ("qualified", "net_revenue", "cost") if total[key] and total[key] > 0), None)
    first = max(own, key=lambda row: (row[column] or ZERO, row["name"]), default=None) if column else None
    if first is None or column is None or not first[column]:
        return ctx.say("Programs")
    words = {"name": shorten(first["name"], LONGEST_IN_TITLE), "share": ctx.percent(first[column] / total[column], 0)}
    key = "romi" if any(row["romi"] is not None for row in rows) else "roi_percent"
    carries = ctx.sentence("carries", column, **words)
    costly = [row for row in own if row[key] is not None and row["cost"] > 0]
    rated = [row for row in costly if row["cost"] >= SMALLEST_RATED * total["cost"]]
    best = max(rated, key=lambda row: (row[key], row["name"]), default=first)
    if len(rated) < 2 or sum(row[key] == best[key] for row in rated) > 1:
        return carries
    returned = {"romi": ctx.percent(best["romi"]), "roi": ctx.percentage(best["roi_percent"])}
    is_best_of_all = all(row[key] <= best[key] for row in costly)
    if best is first and is_best_of_all:
        return ctx.sentence(f"carries_and_returns_{key}", column, **words, **returned)
    returned |= {"name": shorten(best["name"], LONGEST_IN_TITLE), "floor": ctx.percent(SMALLEST_RATED)}
    if best is first:
        return ctx.sentence("carries_and_returns_of_large", key, told=carries, **returned)
    return f"{carries}; {ctx.sentence('returns' if is_best_of_all else 'returns_of_large', key, **returned)}"


def main_mover(ctx: Context) -> Row | None:
    """The program behind more than half of what moved pipeline in the week's direction; None where no one is."""
    moved = figures.change(ctx, "qualified_pipeline")
    if not moved:
        return None
    changes = [row for row in _all_programs(ctx) if (row["qualified_change"] or ZERO) * moved > 0]
    whole = sum((abs(row["qualified_change"]) for row in changes), ZERO)
    explaining = [row for row in changes if abs(row["qualified_change"]) > MOST * whole]
    return next((row for row in explaining if row["program_id"] != UNATTRIBUTED), None)


def _accounts_sentence(ctx: Context) -> str:
    """How much of the target accounts the programs that have a list of their own have reached."""
    rows = [row for row in ctx.rows("account-coverage") if row["target_accounts"]]
    if not rows:
        return ""
    columns = ("target_accounts", "reached", "with_open_deal")
    sums = {key: ctx.number(sum(Decimal(row[key] or 0) for row in rows)) for key in columns}
    sentence = text("Of {target_accounts} target accounts {reached} are reached, {with_open_deal} have an open deal.")
    return ctx.say(sentence, **sums)


@section(ACCOUNTS, figures.PROGRAM_NAMES)
def target_accounts(ctx: Context) -> Section:
    """How much of each program's target list is reached."""
    title = ctx.say("Target accounts")
    rows = [row for row in ctx.rows("account-coverage") if row["target_accounts"]]
    if not rows:
        return ctx.unknown(title, "account-coverage", ctx.say("Not known: no program has a list of target accounts."))
    c = Columns(ctx)
    columns = (
        c.program(),
        c.number(ctx.say("Target accounts"), "target_accounts", 15),
        c.number(ctx.say("Reached"), "reached", 15),
        c.number(ctx.say("With a lead"), "with_lead", 15),
        c.number(ctx.say("Open deal"), "with_open_deal", 15),
        c.number(ctx.say("Qualified"), "qualified_accounts", 16),
        c.number(ctx.say("Won"), "won_accounts", 16),
        c.bar(ctx.say("Coverage"), "coverage_percent", ctx.percentage, Decimal(100), 32),
    )
    return Section(title, "account_coverage", blocks=(table(rows, columns),))


@section(figures.PROGRAM_NAMES, groups=Read("program_combination", ("program_group",)))
def programs_combined(ctx: Context) -> Section:
    """Groups of programs, each deal counted once."""
    title, rows = ctx.say("Programs combined, nothing counted twice"), ctx.rows("groups")
    if not rows:
        return ctx.unknown(title, "groups", ctx.say("Not known: no program belongs to a group."))
    scale = ctx.scale(rows, "qualified_credited", "qualified_touched", "net_revenue_credited", "cost")
    c = Columns(ctx, scale)
    columns = (
        c.name(ctx.say("Group"), "program_group"),
        c.number(ctx.say("Deals touched"), "deals_touched", 16),
        c.number(ctx.say("Sum of its programs"), "sum_of_members", 20),
        c.number(ctx.say("Counted twice"), "counted_twice", 16),
        c.amount(ctx.say("Pipeline touched"), "qualified_touched", 18),
        c.amount(ctx.say("Pipeline credited"), "qualified_credited", 18),
        c.amount(ctx.say("Revenue"), "net_revenue_credited", 16),
        c.amount(ctx.say("Cost"), "cost", 14),
        c.written(ctx.say("ROMI %"), "romi", ctx.share_as_ratio, 12)
        if any(row["romi"] is not None for row in rows)
        else c.written(ctx.say("ROI %"), "roi_percent", ctx.ratio, 12),
    )
    subtitle = ctx.say("{unit}; a deal that several programs of a group touched counts once", unit=scale.unit)
    return Section(title, "program_combination", subtitle, (table(rows[:GROUP_ROWS], columns),))
