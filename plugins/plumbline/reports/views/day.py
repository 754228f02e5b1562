"""Page one: the number, what moved it, what was spent and what came back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from plumbline.reports.charts.bullet import bullet
from plumbline.reports.charts.sparkline import sparkline
from plumbline.reports.charts.waterfall import waterfall
from plumbline.reports.frames import HISTORY_DAYS
from plumbline.reports.locale import Language
from plumbline.reports.pulse import Bridge, Figure, Pulse
from plumbline.reports.render import Drawings
from plumbline.reports.views import View
from plumbline.reports.words import funnel, money, pipeline, trust


def support(language: Language, pulse: Pulse) -> list[str]:
    """The two sentences below the headline: the money, and whether to believe the platform."""
    told = [
        money.romi_sentence(language, pulse),
        trust.gap_sentence(language, pulse) or funnel.funnel_sentence(language, pulse),
    ]
    return [sentence for sentence in told if sentence]


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
        "has_change": figure.change is not None,
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
    scale = language.scale([found.opening, found.closing, *(step.amount for step in found.steps)], pulse.currency)
    least = Decimal(5).scaleb(scale.power - scale.places - 1)  # anything less is written as zero
    moved = [step for step in found.steps if abs(step.amount) >= least or step.deals]
    bars_ = waterfall(found.opening, [step.amount for step in moved], found.closing)
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
            "from": before.end if before else None,
        }
        for (key, amount, note, is_end), bar, before in zip(rows, bars_, [None, *bars_[:-1]], strict=True)
    ]
    subtitle = [language.say("Qualified pipeline, {unit}", unit=scale.said)]
    left_out = [language.inside(pipeline.step_name(language, step.key)) for step in found.steps if step not in moved]
    if left_out and moved:
        subtitle.append(language.say("zero or nearly: {steps}", steps=", ".join(left_out)))
    if bars_[0].cut:
        subtitle.append(language.say("opening and closing drawn cut"))
    return {
        "title": pipeline.bridge_title(language, pulse, found),
        "subtitle": "; ".join(subtitle),
        "steps": steps,
    }
