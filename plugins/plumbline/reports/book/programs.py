"""Programs compared and combined: the table, how far the models agree, groups, target accounts, goals."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.book.blocks import Cell, Column, Section, Table
from plumbline.reports.book.context import Context
from plumbline.reports.charts import bars
from plumbline.reports.pulse import Pulse
from plumbline.reports.views import programs as view
from plumbline.reports.words.agreement import agreement_sentence, model_name
from plumbline.reports.words.names import goal_name, measure_name

SHOWN = 10
WIDTHS = {"b": 21.0, "c": 16.0, "r": 12.6, "w": 36.0, "roas": 15.5}


def compared(ctx: Context, pulse: Pulse) -> Section:
    """The programs table of the daily pulse."""
    found = view.programs(ctx.language, pulse)
    if not found["rows"]:
        why = ctx.why("programs", ctx.language.say("No program has a deal, a cost or an order in these days."))
        return Section(found["title"], "program", why=why)
    columns = (
        Column(ctx.language.say("Program"), "text"),
        *(Column(c.title, "bar" if c.bars else "num", WIDTHS[c.width], c.ref) for c in found["columns"]),
    )
    rows = tuple((Cell(row["name"]), *(Cell(said, bar) for said, bar in row["cells"])) for row in found["rows"])
    kinds = tuple(row["kind"] for row in found["rows"])
    notes = (found["note"],) if found["note"] else ()
    return Section(found["title"], "program", found["subtitle"], (Table(columns, rows, kinds),), notes)


def agreement(ctx: Context) -> Section:
    """Each program by the model used here, and by the models that give it least and most."""
    language = ctx.language
    title = language.say("How far the attribution models agree")
    found = ctx.rows("attribution-agreement")
    measure = "qualified" if any(row["measure"] == "qualified" and row["highest"] for row in found) else "net_revenue"
    found = [row for row in found if row["measure"] == measure and row["highest"]]
    if not found:
        why = ctx.why("attribution-agreement", language.say("Not known: no deal or order has a touch in these days."))
        return Section(title, "attribution_agreement", why=why)
    found.sort(key=lambda row: (row["program_id"] == "unattributed", -(row["default_value"] or 0), row["program_id"]))
    scale = language.scale([row[c] for row in found for c in ("default_value", "lowest", "highest")], ctx.currency)
    top = bars.scale(row["highest"] for row in found)
    said = language.say("Qualified pipeline") if measure == "qualified" else language.say("Revenue")
    columns = (
        Column(language.say("Program"), "text"),
        Column(language.say("Model used here"), "bar", 30),
        Column(language.say("Lowest"), "num", 14),
        Column(language.say("by"), "text", 34),
        Column(language.say("Highest"), "num", 14),
        Column(language.say("by"), "text", 34),
        Column(language.say("Spread %"), "num", 14),
    )
    rows = tuple(
        (
            Cell(ctx.program(row["program_id"])),
            Cell(language.scaled(row["default_value"], scale), bars.width(row["default_value"], top)),
            Cell(language.scaled(row["lowest"], scale)),
            Cell(model_name(language, row["lowest_model"])),
            Cell(language.scaled(row["highest"], scale)),
            Cell(model_name(language, row["highest_model"])),
            Cell(ctx.ratio(row["spread_percent"])),
        )
        for row in found[:SHOWN]
    )
    names = {row["program_id"]: ctx.program(row["program_id"]) for row in found}
    told = agreement_sentence(language, found, names, measure)
    return Section(
        title,
        "attribution_agreement",
        language.say(
            "{measure}, {unit}, as known now; all models: attribution-comparison.csv", measure=said, unit=scale.said
        ),
        (Table(columns, rows),),
        tuple(note for note in (told, _markov(ctx)) if note),
    )


def _markov(ctx: Context) -> str:
    found = ctx.rows("markov")
    if not found:
        return ""
    paths = max((int(row["paths"] or 0) for row in found), default=0)
    if all(row["is_withheld"] for row in found):
        return ctx.language.count(
            "Markov attribution is withheld: only {n} path stands behind it.",
            "Markov attribution is withheld: only {n} paths stand behind it.",
            paths,
        )
    return ctx.language.count("Markov attribution rests on {n} path.", "Markov attribution rests on {n} paths.", paths)


def combined(ctx: Context) -> Section:
    """Groups of programs, each deal counted once."""
    language = ctx.language
    title = language.say("Programs combined, nothing counted twice")
    found = ctx.rows("groups")
    if not found:
        why = ctx.why("groups", language.say("Not known: no program belongs to a group."))
        return Section(title, "program_combination", why=why)
    amounts = [
        row[c] for row in found for c in ("qualified_credited", "qualified_touched", "net_revenue_credited", "cost")
    ]
    scale = language.scale(amounts, ctx.currency)
    columns = (
        Column(language.say("Group"), "text"),
        Column(language.say("Deals touched"), "num", 16),
        Column(language.say("Sum of its programs"), "num", 20),
        Column(language.say("Counted twice"), "num", 16),
        Column(language.say("Pipeline touched"), "num", 18),
        Column(language.say("Pipeline credited"), "num", 18),
        Column(language.say("Revenue"), "num", 16),
        Column(language.say("Cost"), "num", 14),
        Column(language.say("ROMI %"), "num", 12),
    )
    rows = tuple(
        (
            Cell(ctx.name(row["program_group"])),
            Cell(ctx.count(row["deals_touched"])),
            Cell(ctx.count(row["sum_of_members"])),
            Cell(ctx.count(row["counted_twice"])),
            Cell(language.scaled(row["qualified_touched"], scale)),
            Cell(language.scaled(row["qualified_credited"], scale)),
            Cell(language.scaled(row["net_revenue_credited"], scale)),
            Cell(language.scaled(row["cost"], scale)),
            Cell(ctx.ratio(None if row["romi"] is None else row["romi"] * 100)),
        )
        for row in found[:SHOWN]
    )
    subtitle = language.say("{unit}; a deal that several programs of a group touched counts once", unit=scale.said)
    return Section(title, "program_combination", subtitle, (Table(columns, rows),))


def accounts(ctx: Context) -> Section:
    """How much of each program's target list is reached."""
    language = ctx.language
    title = language.say("Target accounts")
    found = [row for row in ctx.rows("account-coverage") if row["target_accounts"]]
    if not found:
        why = ctx.why("account-coverage", language.say("Not known: no program has a list of target accounts."))
        return Section(title, "account_coverage", why=why)
    columns = (
        Column(language.say("Program"), "text"),
        Column(language.say("Target accounts"), "num", 15),
        Column(language.say("Reached"), "num", 15),
        Column(language.say("With a lead"), "num", 15),
        Column(language.say("Open deal"), "num", 15),
        Column(language.say("Qualified"), "num", 16),
        Column(language.say("Won"), "num", 16),
        Column(language.say("Coverage"), "bar", 32),
    )
    names = ("target_accounts", "reached", "with_lead", "with_open_deal", "qualified_accounts", "won_accounts")
    rows = tuple(
        (
            Cell(ctx.program(row["program_id"])),
            *(Cell(ctx.count(row[name])) for name in names),
            Cell(ctx.per_cent(row["coverage_percent"]), bars.width(row["coverage_percent"], Decimal(100))),
        )
        for row in found
    )
    return Section(title, "account_coverage", blocks=(Table(columns, rows),))


def goals(ctx: Context) -> Section:
    """Each program against the goal that it stated before it began."""
    language = ctx.language
    title = language.say("Goals and pace")
    found = ctx.rows("goals")
    if not found:
        return Section(title, "goal_attainment", why=ctx.why("goals", language.say("No program has stated a goal.")))
    columns = (
        Column(language.say("Program"), "text"),
        Column(language.say("Goal"), "text", 22),
        Column(language.say("Measure"), "text", 30),
        Column(language.say("Target"), "num", 18),
        Column(language.say("Actual"), "num", 18),
        Column(language.say("Attained"), "bar", 26),
        Column(language.say("Expected by now"), "num", 17),
        Column(language.say("Stated before start"), "text", 17),
    )

    def said(row: dict[str, object], column: str) -> str:
        value = row[column]
        if value is None:
            return "–"
        assert isinstance(value, (Decimal, int))
        return ctx.money(Decimal(value)) if row["currency"] else ctx.count(value)

    top = max([Decimal(100), *(row["attainment_percent"] or Decimal(0) for row in found)])
    rows = tuple(
        (
            Cell(ctx.program(row["program_id"])),
            Cell(goal_name(language, row["goal"])),
            Cell(measure_name(language, row["measure"])),
            Cell(said(row, "target")),
            Cell(said(row, "actual")),
            Cell(ctx.per_cent(row["attainment_percent"]), bars.width(row["attainment_percent"], top)),
            Cell(ctx.per_cent(row["expected_by_now_percent"])),
            Cell(language.say("yes") if row["stated_before_start"] else language.say("no")),
        )
        for row in found[: SHOWN + 4]
    )
    on = sum(1 for row in found if (row["pace_percent"] or 0) >= 100)
    told = language.count("{on} of {n} goal is on pace", "{on} of {n} goals are on pace", len(found), on=ctx.count(on))
    return Section(told, "goal_attainment", blocks=(Table(columns, rows),))
