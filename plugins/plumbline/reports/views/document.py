"""The whole document: the view of every page, the mail, and the run that all of it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from plumbline.reports.charts.svg import INK, drawing, line
from plumbline.reports.locale import Language
from plumbline.reports.names import shortened
from plumbline.reports.pulse import Pulse
from plumbline.reports.render import Drawings, end_of
from plumbline.reports.views import View, day, funnel, programs, trust
from plumbline.reports.words import money, pipeline, sources
from plumbline.reports.words.scope import hidden, scope_said

PUBLIC_FIGURES = ("qualified_pipeline", "romi", "revenue", "cost")


@dataclass(frozen=True)
class Layout:
    """How tightly a page is set: its class, how many deals a step of the bridge names, the longest name."""

    style: str
    deals_named: int
    longest_name: int | None


LAYOUTS = (
    Layout("easy", 3, None),
    Layout("easy", 1, None),
    Layout("snug", 2, None),
    Layout("tight", 1, 60),
    Layout("tight", 0, 36),
)


@dataclass(frozen=True)
class Layouts:
    """The layout of page one and that of page two: each is as airy as its own names allow."""

    day: Layout
    trust: Layout
    joined: bool = False  # both on one sheet, where a company has so little to tell


def mark() -> str:
    """The plumb line: a cord and its bob."""
    bob = '<path d="M6 15 L9.4 19 L6 27 L2.6 19 Z" fill="%s"/>' % INK  # noqa: UP031
    return drawing(12, 28, [line([(6, 0), (6, 16)], f'stroke="{INK}" stroke-width="1.4"'), bob])


def document(
    language: Language, pulse: Pulse, run: Sequence[tuple[str, str]], drawings: Drawings, layouts: Layouts
) -> View:
    """Everything that the template of the daily pulse asks for."""
    believed = shortened(pulse, layouts.trust.longest_name)
    pulse = shortened(pulse, layouts.day.longest_name)
    company = pulse.company.name
    no_bridge = (
        hidden(language)
        if not pulse.scope.is_whole
        else language.say("Not known: no CRM with probabilities is connected.")
        if not pulse.pipeline_connected
        else language.say("Not known: no deals are known as of this day.")
    )
    return {
        "day_layout": layouts.day.style,
        "joined": layouts.joined,
        "trust_layout": layouts.trust.style,
        "title": language.say("{company}: Daily pulse, {day}", company=company, day=language.day(pulse.day)),
        "company": company,
        "dated": end_of(pulse.day).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "day": language.full_day(pulse.day),
        "as_known": language.say("as known from the exports of {day}", day=language.short_day(pulse.day)),
        "scope": scope_said(language, pulse.scope),
        "report": language.say("Daily pulse"),
        "footing": f"{company} · {language.say('Daily pulse')} · {language.day(pulse.day)}",
        "mark": drawings.add(mark()),
        "headline": pipeline.headline(language, pulse),
        "support": day.support(language, pulse),
        "incomplete": sources.incomplete(language, pulse),
        "figures": day.figures(language, pulse, drawings),
        "bridge": day.bridge(language, pulse, pulse.bridge, layouts.day.deals_named) if pulse.bridge else None,
        "no_bridge": no_bridge,
        "funnel": funnel.funnel(language, pulse),
        "programs": programs.programs(language, pulse),
        "gap": trust.gap(language, believed),
        "deals": trust.deals(language, believed),
        "pace": trust.pace(language, believed),
        "restated": trust.restated(language, believed),
        "sources": trust.fresh(language, believed),
        "run": run,
    }


def letter(language: Language, pulse: Pulse, title: str, attachment: str) -> View:
    """What the mail says: headline, four figures, what is missing today."""
    figures = [
        {
            "name": money.figure_name(language, figure.key),
            "known": figure.value is not None,
            "value": money.figure_value(language, pulse, figure),
            "scope": money.figure_scope(language, pulse, figure.key),
            "change": money.figure_change(language, pulse, figure),
            "target": money.figure_target(language, pulse, figure),
            "why": money.figure_unknown(language, pulse, figure.key),
        }
        for figure in pulse.figures.values()
    ]
    return {
        "title": title,
        "company": pulse.company.name,
        "report": language.say("Daily pulse"),
        "scope": scope_said(language, pulse.scope),
        "day": language.full_day(pulse.day),
        "headline": pipeline.headline(language, pulse),
        "support": day.support(language, pulse),
        "figures": figures,
        "incomplete": sources.incomplete(language, pulse),
        "attached": language.say(
            "The pages with programs, reconciliation and the source of each figure are attached: {file}",
            file=attachment,
        ),
        "yesterday": language.weekday(pulse.day - timedelta(days=1)),
    }


def subject(language: Language, pulse: Pulse) -> str:
    """The subject of the mail, the figures first; figures that are not known are left out."""
    said = []
    figures = pulse.figures
    value, change = figures["qualified_pipeline"].value, figures["qualified_pipeline"].change
    if value is not None:
        total = language.money(value, pulse.currency)
        if change is None:
            said.append(language.say("Qualified pipeline {total}", total=total))
        else:
            moved = language.change(change, pulse.currency)
            said.append(language.say("Qualified pipeline {total} ({change})", total=total, change=moved))
    if figures["romi"].value is not None:
        said.append(language.say("ROMI {romi}", romi=language.percent(figures["romi"].value)))
    for key in ("revenue", "cost"):
        value = figures[key].value
        if len(said) < 2 and value is not None:
            said.append(f"{money.figure_name(language, key)} {language.money(value, pulse.currency)}")
    said.append(language.say("Daily pulse, {day}", day=language.short_day(pulse.day)))
    return " · ".join(said)
