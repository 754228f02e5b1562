"""Sales: the scorecard by team, why leads are rejected, whether percentages are honest, and the leads worth calling."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from plumbline.reports.book.blocks import Beside, Cell, Column, Section, Table
from plumbline.reports.book.context import Context
from plumbline.reports.charts import bars
from plumbline.reports.charts.span import span, track
from plumbline.reports.reading import Row
from plumbline.reports.words.names import dimension_name, verdict_name
from plumbline.reports.words.reasons import factors, reason
from plumbline.reports.words.time import duration

LEADS, REASONS, REPS, VALUES = 10, 6, 8, 4
NO_TEAM = (None, "none", "not known")
PARTS = ("speed", "acceptance", "velocity", "coverage", "calibration")


def scorecard(ctx: Context) -> Section:
    """One row a team: from the first answer to the target."""
    language = ctx.language
    title = language.say("Sales scorecard")
    found: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for part in PARTS:
        for row in ctx.rows(part):
            if row["level"] == "company" or (row["level"] == "team" and row["item"] not in NO_TEAM):
                found[row["level"], row["item"] if row["level"] == "team" else ""][part] = row
    if not found:
        why = ctx.why("speed", language.say("Not known: no CRM with activities and decisions is connected."))
        return Section(title, "speed_to_lead", why=why)
    columns = (
        Column(language.say("Team"), "text"),
        Column(language.say("Leads"), "num", 11),
        Column(language.say("First answer, median"), "num", 17, "speed_to_lead"),
        Column(language.say("First answer, p90"), "num", 17),
        Column(language.say("Accepted"), "num", 15, "lead_acceptance"),
        Column(language.say("Win rate"), "num", 15, "sales_velocity"),
        Column(language.say("Average deal"), "num", 18),
        Column(language.say("Cycle, days"), "num", 12),
        Column(language.say("Velocity a day"), "num", 16),
        Column(language.say("Coverage (needed)"), "num", 19, "pipeline_coverage"),
        Column(language.say("Stated → won"), "num", 19, "calibration_score"),
    )
    order = sorted(found, key=lambda key: (key[0] == "company", key[1]))
    rows = tuple((Cell(_team(ctx, *key)), *_score(ctx, found[key])) for key in order)
    kinds = tuple("total" if level == "company" else "" for level, _ in order)
    note = language.say(
        "First answer: the first one by a human, in working hours; an automatic reply does not count."
        " Win rate and velocity: deals closed in 90 days, by count."
    )
    return Section(title, "", blocks=(Table(columns, rows, kinds),), notes=(note,))


def _team(ctx: Context, level: str, item: str) -> str:
    return ctx.language.say("Company") if level == "company" else ctx.name(item)


def _score(ctx: Context, found: dict[str, Row]) -> tuple[Cell, ...]:
    language = ctx.language
    speed, acceptance, velocity, coverage, calibration = (found.get(part, defaultdict(lambda: None)) for part in PARTS)
    covered = "–"
    if coverage["coverage"] is not None:
        needed = ctx.count(coverage["needed_coverage"], 1)
        covered = language.say("{has} ({needed})", has=ctx.count(coverage["coverage"], 1), needed=needed)
    stated = "–"
    if calibration["stated"] is not None and calibration["win_rate"] is not None:
        stated = language.arrow(ctx.percent(calibration["stated"], 0), ctx.percent(calibration["win_rate"], 0))
    return (
        Cell(ctx.count(speed["leads"])),
        Cell(duration(language, speed["median_working_minutes"])),
        Cell(duration(language, speed["p90_working_minutes"])),
        Cell(ctx.percent(acceptance["acceptance_rate"])),
        Cell(ctx.percent(velocity["win_rate"])),
        Cell(ctx.money(velocity["average_deal"])),
        Cell(ctx.count(velocity["cycle_days"])),
        Cell(ctx.money(velocity["velocity_per_day"])),
        Cell(covered),
        Cell(stated),
    )


def rejections(ctx: Context) -> Section:
    """Why sales rejected leads."""
    language = ctx.language
    title = language.say("Why leads were rejected")
    counts: dict[str, int] = defaultdict(int)
    for row in ctx.rows("rejections"):
        counts[row["reason"] or "–"] += int(row["leads"] or 0)
    found = sorted(((n, said) for said, n in counts.items() if n), key=lambda one: (-one[0], one[1]))
    if not found:
        return Section(
            title,
            "lead_acceptance",
            why=ctx.why("rejections", language.say("No rejected lead is known in these days.")),
        )
    top = Decimal(found[0][0])
    columns = (Column(language.say("Reason"), "text"), Column(language.say("Leads"), "bar", 44))
    rows = tuple((Cell(ctx.name(said)), Cell(ctx.count(n), bars.width(Decimal(n), top))) for n, said in found[:REASONS])
    return Section(title, "lead_acceptance", blocks=(Table(columns, rows),))


def calibration(ctx: Context) -> Section:
    """Stated against won, by rep: few deals lean on the team's rate."""
    language = ctx.language
    title = language.say("Whose percentages are honest")
    found = [row for row in ctx.rows("calibration") if row["level"] == "rep" and row["stated"] is not None]
    if not found:
        why = ctx.why("calibration", language.say("Not known: too few deals have been closed."))
        return Section(title, "calibration_score", why=why)
    found.sort(key=lambda row: (row["verdict"] in ("accurate", "too_few"), -(row["deals"] or 0), row["item"]))
    ends = (Decimal(0), Decimal(1))
    columns = (
        Column(language.say("Rep"), "text"),
        Column(language.say("Deals"), "num", 14),
        Column(language.say("Said, and won"), "span", 30),
        Column("", "text", 18),
    )
    rows = tuple(
        (
            Cell(ctx.name(row["item_name"] or row["item"]), note=ctx.name(row["team"])),
            Cell(ctx.count(row["deals"])),
            Cell(
                ctx.percent(row["shrunk_win_rate"], 0),
                span=span(row["shrunk_win_rate"], row["shrunk_win_rate"], row["stated"], ends, row["stated"]),
            ),
            Cell(verdict_name(language, row["verdict"])),
        )
        for row in found[:REPS]
    )
    note = language.say("The mark is what was said, the dot what was won; few deals lean on their team's rate.")
    return Section(title, "calibration_score", blocks=(Table(columns, rows),), notes=(note,))


def leads(ctx: Context) -> Section:
    """The leads worth most, each with the three reasons behind its score."""
    language = ctx.language
    found = ctx.rows("leads")
    title = language.say("Leads to call first")
    if not found:
        why = ctx.why("leads", language.say("Not known: too few leads have been closed to learn from."))
        return Section(title, "lead_score", why=why, notes=_ranking(ctx))
    found.sort(key=lambda row: row["rank"])
    columns = (
        Column("", "num", 5),
        Column(language.say("Lead"), "text"),
        Column(language.say("Program"), "text", 26),
        Column(language.say("Chance"), "num", 13),
        Column(language.say("Amount"), "num", 14),
        Column(language.say("Expected value"), "num", 16),
        Column(language.say("Why"), "text", 62),
    )
    rows = tuple(
        (
            Cell(ctx.count(row["rank"])),
            Cell(
                ctx.name(row["company"]),
                note=", ".join(
                    ctx.value(part, row[part]) for part in ("role", "industry", "size", "country") if row[part]
                ),
            ),
            Cell(ctx.program(row["program_id"]), note=ctx.name(row["team"]) if row["team"] else ""),
            Cell(ctx.percent(row["probability"])),
            Cell(ctx.money(row["amount"], row["currency"])),
            Cell(ctx.money(row["expected_value"], row["currency"])),
            Cell(factors(language, [row["reason_1"], row["reason_2"], row["reason_3"]], ctx.value)),
        )
        for row in found[:LEADS]
    )
    subtitle = language.say("Expected value = chance of winning × amount; all in the attached leads.csv")
    return Section(title, "lead_score", subtitle, (Table(columns, rows),), _ranking(ctx))


def _ranking(ctx: Context) -> tuple[str, ...]:
    """How good the ranking has been, or why it is not used."""
    language = ctx.language
    row = next(iter(ctx.rows("ranking")), None)
    if row is None:
        return ()
    said = []
    if row["lift_top_tenth"] is not None:
        said.append(
            language.say(
                "Tested on {n} closed leads: the top tenth was won {lift} as often as the average,"
                " newest first {newest}; perfect order would reach {perfect}.",
                n=ctx.count(row["leads_tested"]),
                lift=language.times(row["lift_top_tenth"]),
                newest="–" if row["lift_newest_first"] is None else language.times(row["lift_newest_first"]),
                perfect="–" if row["lift_perfect"] is None else language.times(row["lift_perfect"]),
            )
        )
    if row["is_used"] is False:
        said.append(language.say("The ranking is not used: {reason}.", reason=reason(language, row["reason"])))
    return (" ".join(said),) if said else ()


def prospects(ctx: Context) -> Beside | Section:
    """Who the leads are, and who was won: one small table a dimension."""
    language = ctx.language
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in ctx.rows("prospects"):
        if row["program_id"] == "total":
            continue
        entry = counts[row["dimension"]][row["value"] or "–"]
        entry[0] += int(row["leads"] or 0)
        entry[1] += int(row["won"] or 0)
    if not counts:
        why = ctx.why("prospects", language.say("Not known: no lead of these days is known."))
        return Section(language.say("Who the prospects are"), "prospect_profile", why=why)
    dimensions = [one for one in ("industry", "size", "role", "country") if one in counts]
    return Beside(tuple(_dimension(ctx, one, counts[one]) for one in dimensions))


def _dimension(ctx: Context, dimension: str, values: dict[str, list[int]]) -> Section:
    language = ctx.language
    leads, won = (sum(entry[i] for entry in values.values()) for i in (0, 1))
    found = sorted(values.items(), key=lambda one: (-one[1][0], one[0]))[:VALUES]
    shares = [Decimal(entry[0]) / leads if leads else Decimal(0) for _, entry in found]
    top = bars.scale(shares)
    columns = (
        Column("", "text"),
        Column(language.say("of leads"), "num", 12),
        Column(language.say("of won"), "num", 12),
    )
    rows = tuple(
        (
            Cell(ctx.value(dimension, value)),
            Cell(ctx.percent(share_of, 0), bars.width(share_of, top)),
            Cell(ctx.percent(Decimal(entry[1]) / won, 0) if won else "–"),
        )
        for (value, entry), share_of in zip(found, shares, strict=True)
    )
    return Section(dimension_name(language, dimension), "prospect_profile", blocks=(Table(columns, rows),))


def team_pipeline(ctx: Context) -> Section:
    """Qualified and weighted pipeline by team."""
    language = ctx.language
    title = language.say("Pipeline by team")
    found = ctx.rows("team-pipeline")
    if not found:
        why = ctx.why("team-pipeline", language.say("Not known: no CRM with probabilities is connected."))
        return Section(title, "qualified_pipeline", why=why)
    scale = language.scale([row[c] for row in found for c in ("qualified", "weighted", "open_amount")], ctx.currency)
    ends = track(row["qualified"] for row in found)
    columns = (
        Column(language.say("Team"), "text"),
        Column(language.say("Qualified pipeline"), "bar", 40),
        Column(language.say("Weighted"), "num", 20),
        Column(language.say("Open"), "num", 20),
        Column(language.say("Qualified deals"), "num", 20),
        Column(language.say("Open deals"), "num", 20),
    )
    rows = tuple(
        (
            Cell(ctx.name(row["team"])),
            Cell(language.scaled(row["qualified"], scale), bars.width(row["qualified"], ends[1])),
            Cell(language.scaled(row["weighted"], scale)),
            Cell(language.scaled(row["open_amount"], scale)),
            Cell(ctx.count(row["qualified_deals"])),
            Cell(ctx.count(row["open_deals"])),
        )
        for row in found
    )
    return Section(title, "qualified_pipeline", scale.said, (Table(columns, rows),))
