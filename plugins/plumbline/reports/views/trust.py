"""Page two: whether to believe the figures, which deals moved, where the month stands, how fresh the data is."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.charts import bars
from plumbline.reports.charts.gap import gap_bars
from plumbline.reports.frames import Row
from plumbline.reports.locale import Language, Scale
from plumbline.reports.marts import MARTS
from plumbline.reports.pulse import DealMove, Gap, Pulse
from plumbline.reports.views import View
from plumbline.reports.words import money, pipeline, sources, trust
from plumbline.reports.words.forecast import forecast_sentence, next_week
from plumbline.reports.words.scope import hidden
from plumbline.reports.words.time import period


def gap(language: Language, pulse: Pulse) -> View:
    """Claimed, seen and rung, the causes of the gap in order of size, and the campaigns with most claims."""
    found = pulse.gap
    view: View = {"title": trust.gap_title(language, pulse), "known": False}
    if found is None or found.platform_conversions is None:
        return view | {"why": trust.no_gap(language, pulse)}
    claimant = trust.platform(found, language)
    rung = found.orders if pulse.till_connected else None
    ratio = [
        (language.number(found.platform_conversions), language.say("claimed by {platform}", platform=claimant)),
        _ratio_part(
            language, found.tracked_conversions, language.say("seen by analytics"), language.say("analytics: not known")
        ),
        _ratio_part(language, rung, language.say("rung at the till"), language.say("the till: not known")),
    ]
    steps = []
    if rung is not None:
        drawn = gap_bars(found)
        steps = [
            {
                "name": trust.cause_name(language, key, claimant),
                "note": trust.cause_note(language, key),
                "amount": language.number(n) if key in ("platform_conversions", "orders") else language.signed(n),
                "is_end": key in ("platform_conversions", "orders"),
                "bar": bar,
                "from": before[2].end if before else None,
            }
            for (key, n, bar), before in zip(drawn, [None, *drawn[:-1]], strict=True)
        ]
    subtitle = language.say(
        "Purchases, {days} to {day}; from the platform's claim down to the till, largest cause first",
        days=period(language, pulse),
        day=language.day(pulse.day),
    )
    values = [row[column] for row in found.campaigns for column in ("platform_conversion_value", "order_value")]
    scale = language.scale(values, pulse.currency)
    return view | {
        "known": True,
        "subtitle": subtitle,
        "ratio": ratio,
        "steps": steps,
        "note": trust.seen_sentence(language, found) if rung is not None else "",
        "unit": scale.said,
        "campaigns": [_campaign(language, row, scale, pulse.till_connected) for row in found.campaigns],
        "more": _more_campaigns(language, found),
    }


def _ratio_part(language: Language, value: Decimal | None, known: str, unknown: str) -> tuple[str, str]:
    return ("", unknown) if value is None else (language.number(value), known)


def _campaign(language: Language, row: Row, scale: Scale, till: bool) -> View:
    ratio = (
        row["platform_conversions"] / row["orders"]
        if row["platform_conversions"] is not None and row["orders"]
        else None
    )
    return {
        "name": row["name"],
        "platform_conversions": _count(language, row["platform_conversions"]),
        "tracked_conversions": _count(language, row["tracked_conversions"]),
        "orders": _count(language, row["orders"] if till else None),
        "ratio": "–" if ratio is None else language.number(ratio, 1),
        "platform_conversion_value": language.scaled(row["platform_conversion_value"], scale),
        "order_value": language.scaled(row["order_value"] if till else None, scale),
    }


def _more_campaigns(language: Language, found: Gap) -> str:
    if not found.other_campaigns:
        return ""
    return language.count(
        "{n} more campaign is in the attached reconciliation.csv.",
        "{n} more campaigns are in the attached reconciliation.csv.",
        found.other_campaigns,
    )


def _count(language: Language, value: Decimal | None) -> str:
    return "–" if value is None else language.number(value)


def deals(language: Language, pulse: Pulse) -> View:
    """The deals that moved, five at most."""
    if not pulse.scope.is_whole and not MARTS["deal_move"].may_show(pulse.scope):
        why = hidden(language)
    elif not pulse.pipeline_connected:
        why = language.say("Not known: no CRM with probabilities is connected.")
    else:
        why = language.say("No deal entered, left or changed qualified pipeline on this day.")
    scale = language.scale([deal.change for deal in pulse.deals], pulse.currency)
    return {
        "title": pipeline.deals_title(language, pulse),
        "subtitle": language.say(
            "Effect on qualified pipeline, {unit}; all in the attached deals-moved.csv", unit=scale.said
        ),
        "rows": [
            {
                "name": deal.name,
                "account": "" if deal.names_account else deal.account,
                "program": _program(language, pulse, deal),
                "owner": deal.owner or "–",
                "movement": pipeline.movement(language, deal),
                "probability": _probability(language, deal),
                "change": language.scaled(deal.change, scale, signed=True),
            }
            for deal in pulse.deals
        ],
        "why": why,
    }


def _program(language: Language, pulse: Pulse, deal: DealMove) -> str:
    if deal.program_id is None:
        return language.say("several")
    if deal.program_id == "unattributed":
        return language.say("Unattributed")
    return pulse.program_names.get(deal.program_id, deal.program_id)


def _probability(language: Language, deal: DealMove) -> str:
    before, after = (
        "–" if value is None else language.percent(value) for value in (deal.probability_before, deal.probability_after)
    )
    return before if before == after else language.arrow(before, after)


def pace(language: Language, pulse: Pulse) -> View:
    """The month so far against its targets."""
    rows = list(pulse.pace)
    scale = language.scale([row[c] for row in rows for c in ("actual_to_date", "target_to_date")], pulse.currency)
    order = ["qualified_pipeline", "revenue", "contribution", "cost"]
    rows.sort(key=lambda row: (order.index(row["measure"]) if row["measure"] in order else len(order), row["measure"]))
    return {
        "title": money.pace_title(language, pulse),
        "subtitle": language.say("Month to date, {unit}; target for these days", unit=scale.said),
        "rows": [
            {
                "name": money.figure_name(language, row["measure"]),
                "actual": language.scaled(row["actual_to_date"], scale),
                "target": language.scaled(row["target_to_date"], scale),
                "words": money.pace_words(language, row),
                "bar": _pace_bar(row, [money.pace_share(one) for one in rows]),
            }
            for row in rows
        ],
        "why": language.say("No target is set for this month.") if pulse.scope.is_whole else hidden(language),
        "forecast": [
            said
            for measure in ("qualified_pipeline", "revenue")
            if (said := forecast_sentence(language, next_week(list(pulse.forecast), measure), pulse.day))
        ],
    }


def _pace_bar(row: Row, shares: list[Decimal | None]) -> View | None:
    """Actual against target to date, in per cent of a track that holds the largest share of all rows."""
    share = money.pace_share(row)
    if share is None:
        return None
    full = max([Decimal(1), *(one for one in shares if one is not None)]) * Decimal("1.01")
    return {"aim": bars.width(Decimal(1), full), "actual": bars.width(share, full)}


def restated(language: Language, pulse: Pulse) -> View:
    """Which figures of past days moved with today's exports."""
    rows = [
        {
            "name": trust.moved_name(language, row),
            "days": _count(language, None if row["days_moved"] is None else Decimal(row["days_moved"])),
            "before": trust.amount(language, row["before"], row["unit"]),
            "change": trust.amount(language, row["change"], row["unit"], signed=True),
        }
        for row in pulse.restated
    ]
    oldest = min((row["oldest_day"] for row in pulse.restated if row["oldest_day"]), default=None)
    more = ""
    if pulse.restated_more:
        more = language.count(
            "{n} more is in the attached restated.csv.",
            "{n} more are in the attached restated.csv.",
            pulse.restated_more,
        )
    return {
        "title": trust.restated_title(language, pulse),
        "subtitle": language.say("Days up to {day} as they were known until now", day=language.day(oldest))
        if oldest
        else "",
        "rows": rows,
        "more": more,
        "why": trust.first_known(language, pulse),
    }


def fresh(language: Language, pulse: Pulse) -> View:
    """Sources that are late, incomplete or refused rows one by one, all others in a sentence."""
    troubled: list[Row] = []
    fine: list[Row] = []
    for row in pulse.sources:
        (fine if sources.is_complete(row) and not row["rows_refused"] else troubled).append(row)
    daily = [sources.name(language, row) for row in fine if row["arrives"] == "daily"]
    others = [row for row in fine if row["arrives"] != "daily"]
    sentences = []
    if daily:
        sentences.append(language.say("Complete and on time: {sources}.", sources=sources.gathered(language, daily)))
    if others:
        newest = max(others, key=lambda row: (row["last_day"], row["source"]))
        sentences.append(
            language.count(
                "{n} more arrives when it changes, last on {day}: {source}.",
                "{n} more arrive when they change, the last one on {day}: {source}.",
                len(others),
                day=language.near_day(newest["last_day"], pulse.day),
                source=sources.name(language, newest),
            )
        )
    if not pulse.sources:
        sentences.append(language.say("Nothing has been loaded, so nothing can be fresh."))
    return {
        "title": sources.sources_title(language, pulse),
        "rows": [
            {
                "name": sources.name(language, row),
                "state": sources.source_state(language, row, pulse.day),
                "refused": sources.refused_note(language, row),
            }
            for row in troubled
        ],
        "sentences": sentences,
    }
