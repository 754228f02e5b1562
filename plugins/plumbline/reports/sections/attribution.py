"""How far attribution models agree, and what tracking says beside what customers say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from plumbline.layout.blocks import Section
from plumbline.layout.charts.cells import full_bar
from plumbline.marts.reading import Read, Reads, Row, latest
from plumbline.reports.context import UNATTRIBUTED, ZERO, Context, shorten
from plumbline.reports.kind import section
from plumbline.reports.sections.figures import PROGRAM_NAMES
from plumbline.reports.tables import Column, Columns, table, text

PROGRAMS_SHOWN, PROGRAMS_ACROSS = 8, 6
LONGEST_HEADING = 24  # letters of a program's name above a column
NO_PROGRAM = ("no answer", "unclear")
AGREED = "agreed"  # the mark of a matrix's diagonal
AGREEMENT: Reads = {"attribution-agreement": Read("attribution_agreement", ("program_id", "measure"), latest)}


def agreement_sentence(ctx: Context, measure: str) -> str:
    """On which program's figure the models are furthest apart, in money; empty where nothing is known."""
    rows = [
        row
        for row in ctx.rows("attribution-agreement", measure=measure)
        if row["program_id"] != UNATTRIBUTED and row["lowest"] is not None and row["highest"] is not None
    ]
    row = max(rows, key=lambda row: (row["highest"] - row["lowest"], row["program_id"]), default=None)
    if row is None or not row["highest"]:
        return ""
    low, high = (ctx.money(row[key], row["currency"]) for key in ("lowest", "highest"))
    if low == high:
        return ""
    low_model, high_model = (ctx.term("model", row[key]) for key in ("lowest_model", "highest_model"))
    words = {"low": low, "low_model": low_model, "high": high, "high_model": high_model}
    words |= {"n": ctx.number(row["models"] or 0), "program": ctx.program(row["program_id"])}
    told = ctx.sentence("furthest_apart", measure, **words)
    if row["as_of_day"] in (None, ctx.day):
        return told
    return ctx.say("As of {day}: {told}", day=ctx.language.near_day(row["as_of_day"], ctx.day), told=told)


@section(
    AGREEMENT,
    PROGRAM_NAMES,
    attribution_comparison=Read("attribution_comparison", ("program_id", "model")),
    markov=Read("markov_attribution", ("program_id",)),
)
def model_agreement(ctx: Context) -> Section:
    """Each program by the model used here, and by the models that give it least and most."""
    title = ctx.say("How far the attribution models agree")
    has_pipeline = any(row["highest"] for row in ctx.rows("attribution-agreement", measure="qualified"))
    measure = "qualified" if has_pipeline else "net_revenue"
    rows = [row for row in ctx.rows("attribution-agreement", measure=measure) if row["highest"]]
    if not rows:
        reason = ctx.say("Not known: no deal or order has a touch in these days.")
        return ctx.unknown(title, "attribution-agreement", reason)
    if all(row["lowest"] == row["highest"] for row in rows):
        return ctx.unknown(title, "attribution-agreement", ctx.say("All attribution models give the same figures."))
    rows.sort(key=lambda row: (row["program_id"] == UNATTRIBUTED, -(row["default_value"] or ZERO), row["program_id"]))
    scale = ctx.scale(rows, "default_value", "lowest", "highest")
    c, full = Columns(ctx, scale), full_bar(row["highest"] for row in rows)
    columns = (
        c.program(),
        c.bar(ctx.say("Model used here"), "default_value", c.write_amount, full, 30),
        c.amount(ctx.say("Lowest"), "lowest", 14),
        text(ctx.say("by"), lambda row: ctx.term("model", row["lowest_model"]), 34),
        c.amount(ctx.say("Highest"), "highest", 14),
        text(ctx.say("by"), lambda row: ctx.term("model", row["highest_model"]), 34),
        c.amount(ctx.say("Difference"), lambda row: row["highest"] - (row["lowest"] or ZERO), 20),
    )
    words = {"measure": ctx.term("compared_measure", measure), "unit": scale.unit}
    subtitle = ctx.say("{measure}, {unit}, as known now; all models: attribution-comparison.csv", **words)
    note = " ".join(filter(None, (agreement_sentence(ctx, measure), _markov(ctx))))
    return Section(
        title, "attribution_agreement", subtitle, (table(rows[:PROGRAMS_SHOWN], columns),), (note,) if note else ()
    )


def _markov(ctx: Context) -> str:
    rows = ctx.rows("markov")
    if not rows:
        return ""
    paths = max(int(row["paths"] or 0) for row in rows)
    if all(row["is_withheld"] for row in rows):
        return ctx.count(
            "Markov attribution is withheld: only {n} path stands behind it.",
            "Markov attribution is withheld: only {n} paths stand behind it.",
            paths,
        )
    return ctx.count("Markov attribution rests on {n} path.", "Markov attribution rests on {n} paths.", paths)


@section(
    PROGRAM_NAMES,
    attribution_matrix=Read("attribution_matrix", ("subject_type", "tracked_program_id", "reported_program_id")),
)
def tracked_and_reported(ctx: Context) -> Section:
    """Orders by the program that tracking names (rows) and the one that customers name (columns)."""
    title = ctx.say("What tracking says, and what customers say")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    answered: Counter[str] = Counter()  # orders by the program that customers name
    for row in ctx.rows("attribution-matrix", subject_type="order"):
        reported, orders = row["reported_program_id"], int(row["subjects"] or 0)
        counts[row["tracked_program_id"]][reported] += orders
        if reported not in NO_PROGRAM:
            answered[reported] += orders
    total = answered.total()
    if not total:
        reason = ctx.say("Not known: no customer has been asked, or none has answered.")
        return ctx.unknown(title, "attribution-matrix", reason)
    same = sum(reported[tracked] for tracked, reported in counts.items() if tracked not in NO_PROGRAM)
    across = sorted(answered, key=lambda program: (-answered[program], program))[:PROGRAMS_ACROSS]
    others = sorted(set(counts) - {*across, UNATTRIBUTED}, key=lambda program: (-counts[program].total(), program))
    down = [*(program for program in across if program in counts), *others][: PROGRAMS_ACROSS + 1]
    down += [UNATTRIBUTED] if UNATTRIBUTED in counts else []

    def named(programs: Iterable[str]) -> Callable[[Row], int]:
        """How many orders of a row's tracked program customers ascribe to any of the programs."""
        return lambda row: sum(counts[row["tracked"]][program] for program in programs)

    c = Columns(ctx)

    def column(program: str) -> Column:
        title = shorten(ctx.program(program), LONGEST_HEADING)
        return c.marked(
            title, named([program]), lambda row: AGREED if row["tracked"] == program else "", ctx.number, 17
        )

    columns = (
        c.name(ctx.say("Tracked"), lambda row: ctx.program(row["tracked"])),
        *map(column, across),
        c.number(ctx.say("others"), named(set(answered) - set(across)), 12),
        c.number(ctx.say("unclear, no answer"), named(NO_PROGRAM), 15),
    )
    words = {"same": ctx.number(same), "n": ctx.number(total)}
    message = ctx.say("Tracking and customers name the same program for {same} of {n} orders with an answer", **words)
    subtitle = ctx.say(
        "Orders of {days}. Rows: the program that tracking credits. Columns: the program that customers name;"
        " where both agree, the figure is marked. All in the attached attribution-matrix.csv.",
        days=ctx.period,
    )
    rows = [{"tracked": program} for program in down]
    return Section(message, "attribution_matrix", subtitle, (table(rows, columns),))
