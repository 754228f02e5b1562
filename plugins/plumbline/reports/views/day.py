"""Page one: the number, what moved it, what was spent and what came back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from plumbline.reports.charts import bars
from plumbline.reports.charts.bullet import bullet
from plumbline.reports.charts.sparkline import sparkline
from plumbline.reports.charts.waterfall import waterfall
from plumbline.reports.frames import HISTORY_DAYS
from plumbline.reports.locale import Language
from plumbline.reports.pulse import Bridge, Figure, ProgramRow, Pulse
from plumbline.reports.render import Drawings
from plumbline.reports.views import View
from plumbline.reports.words import money, pipeline, trust


def support(language: Language, pulse: Pulse) -> list[str]:
    """The two sentences below the headline: the money, and whether to believe the platform."""
    return [sentence for sentence in (money.romi_sentence(language, pulse), trust.gap_sentence(language, pulse)) if sentence]


def figures(language: Language, pulse: Pulse, drawings: Drawings) -> list[View]:
    """The four figures of page one."""
    return [_figure(language, pulse, figure, drawings) for figure in pulse.figures.values()]


def _figure(language: Language, pulse: Pulse, figure: Figure, drawings: Drawings) -> View:
    view: View = {
        "key": figure.key,
        "known": figure.value is not None,
        "name": money.figure_name(language, figure.key),
        "value": money.figure_value(language, pulse, figure),
        "target": money.figure_target(language, pulse, figure),
    }
    if figure.value is None:
        return view | {"why": money.figure_unknown(language, pulse, figure.key)}
    mirrored = language.direction == "rtl"
    view |= {
        "scope": money.figure_scope(language, pulse, figure.key),
        "change": money.figure_change(language, pulse, figure),
        "spark": None,
        "bullet": None,
    }
    if len(figure.series) > 1:
        first = pulse.day - timedelta(days=HISTORY_DAYS - 1)
        low, high = (_said(language, pulse, figure, pick(v for _, v in figure.series)) for pick in (min, max))
        said = {"low": low, "high": high, "name": view["name"], "value": view["value"]}
        view["spark"] = drawings.add(sparkline(figure.series, first, pulse.day, mirrored))
        view["range"] = language.say("13 weeks: {low} to {high}", **said)
        view["spark_alt"] = language.say("{name} over 13 weeks: between {low} and {high}, now {value}.", **said)
    if figure.target is not None and (figure.target or figure.value):
        view["bullet"] = drawings.add(bullet(figure.value, figure.target, mirrored))
        view["bullet_alt"] = f"{view['name']}: {view['value']}. {view['target']}."
    return view


def _said(language: Language, pulse: Pulse, figure: Figure, value: Decimal) -> str:
    return language.percent(value) if figure.key == "romi" else language.money(value, pulse.currency)


def bridge(language: Language, pulse: Pulse, found: Bridge, names: int) -> View:
    """The bridge as rows: name, amount, bar, and who is behind it (`names` deals by name)."""
    moved = [step for step in found.steps if step.amount or step.deals]
    bars_ = waterfall(found.opening, [step.amount for step in moved], found.closing)
    scale = language.scale([found.opening, found.closing, *(step.amount for step in moved)], pulse.currency)
    yesterday = pulse.day - timedelta(days=1)
    ends = {
        "opening": language.say("end of {day}", day=language.full_day(yesterday)),
        "closing": language.say("end of {day}", day=language.full_day(pulse.day)),
    }
    rows = [("opening", found.opening, ends["opening"], True)]
    rows += [(step.key, step.amount, pipeline.step_note(language, step, names), False) for step in moved]
    rows += [("closing", found.closing, ends["closing"], True)]
    steps = [
        {
            "name": pipeline.step_name(language, key),
            "amount": language.scaled(amount, scale, signed=not is_end),
            "note": note,
            "is_end": is_end,
            "bar": bar,
        }
        for (key, amount, note, is_end), bar in zip(rows, bars_, strict=True)
    ]
    subtitle = [language.say("Qualified pipeline, {unit}, as known on each day", unit=scale.said)]
    left_out = [pipeline.step_name(language, step.key).lower() for step in found.steps if step not in moved]
    if left_out and moved:
        subtitle.append(language.say("nothing was {steps}", steps=", ".join(left_out)))
    if bars_[0].cut:
        subtitle.append(language.say("opening and closing are drawn cut"))
    return {
        "title": pipeline.bridge_title(language, pulse, found),
        "subtitle": "; ".join(subtitle),
        "steps": steps,
    }


def programs(language: Language, pulse: Pulse) -> View:
    """The programs table, its money in one unit, with bars in the cells."""
    rows = pulse.programs
    scale = language.scale(
        [value for row in rows for value in (row.pipeline, row.weighted, row.cost, row.revenue)], pulse.currency
    )
    own = [row for row in rows if row.kind != "total"]
    full = {
        "pipeline": bars.scale(row.pipeline for row in own),
        "flow": bars.scale(value for row in own for value in (row.cost, row.revenue)),
    }

    def row_view(row: ProgramRow) -> View:
        bar = row.kind != "total"
        return {
            "kind": row.kind if row.kind == "total" else "aside" if row.kind != "program" else "",
            "name": money.program_name(language, row),
            "pipeline": language.scaled(row.pipeline, scale),
            "pipeline_bar": bars.width(row.pipeline, full["pipeline"]) if bar else 0,
            "pipeline_change": language.scaled(row.pipeline_change, scale, signed=True),
            "weighted": language.scaled(row.weighted, scale),
            "cost": language.scaled(row.cost if pulse.cost_connected else None, scale),
            "cost_bar": bars.width(row.cost, full["flow"]) if bar else 0,
            "revenue": language.scaled(row.revenue if pulse.till_connected else None, scale),
            "revenue_bar": bars.width(row.revenue, full["flow"]) if bar else 0,
            "roi": _plain(language, row.roi, 0),
            "romi": _plain(language, None if row.romi is None else row.romi * 100, 0),
            "roas_claimed": _plain(language, row.roas_claimed, 1),
            "roas_till": _plain(language, row.roas_till if pulse.till_connected else None, 1),
        }

    notes = [money.no_ratio_note(language, pulse)]
    if pulse.pipeline_connected:
        notes.append(language.say("Bars of cost and revenue share one scale; those of pipeline have their own."))
    subtitle = [
        language.say("{unit}; cost and revenue: {days} to {day}", unit=scale.said,
                     days=pipeline.period(language, pulse), day=language.day(pulse.day)),
        language.say("credit to the last touch that was not direct") if pulse.company.default_model == "last_non_direct"
        else language.say("credit by the model {model}", model=pulse.company.default_model),
    ]  # fmt: skip
    return {
        "title": money.programs_title(language, pulse),
        "subtitle": "; ".join(subtitle),
        "rows": [row_view(row) for row in rows],
        "pipeline": pulse.pipeline_connected,
        "note": " ".join(note for note in notes if note),
    }


def _plain(language: Language, value: Decimal | None, places: int) -> str:
    return "–" if value is None else language.number(value, places)
