"""Puts the frames of one business day together into what the pages tell.

Sums and ratios of the company and of each program come from the marts; what is done here is choosing and ordering.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from plumbline.reports.frames import WEEK, Frames, Row, rows
from plumbline.reports.program_rows import program_rows
from plumbline.reports.pulse import (
    UNATTRIBUTED,
    ZERO,
    Bridge,
    DealMove,
    Figure,
    FunnelRow,
    Gap,
    Pulse,
    Step,
)
from plumbline.reports.scope import WHOLE, Scope
from plumbline.settings import Company

DEALS_SHOWN = 5
CAMPAIGNS_SHOWN = 5
RESTATED_SHOWN = 6
STEPS = (
    "restated",
    "newly_qualified",
    "raised",
    "lowered",
    "fell_below",
    "won",
    "lost",
    "removed",
    "currency_effect",
)
CAUSES = ("view_through", "click_window", "duplicates", "returns_cancellations", "time_zone")


def assemble(frames: Frames, company: Company, day: date, scope: Scope = WHOLE) -> Pulse:
    """Put the frames of one business day together."""
    coverage = rows(frames["coverage"])[0]
    connected = {kind: bool(coverage[f"{kind}_rows"]) for kind in ("pipeline", "order", "cost", "claim")}
    history = {row["as_of_day"]: row for row in rows(frames["figures"])}
    today = history.get(day, {})
    names = {row["program_id"]: row["program_name"] or row["program_id"] for row in rows(frames["program-names"])}
    deals = _deals(rows(frames["deals-moved"]))
    learnt = sorted(rows(frames["restated"]), key=lambda row: -abs(row["change"] or ZERO))
    restated = [row for row in learnt if row["before"]]
    counts = next(iter(rows(frames["conversion-counts"])), {})
    pace = tuple(rows(frames["pace"]))
    return Pulse(
        company=company,
        day=day,
        first_day=max(day - timedelta(days=company.period_days - 1), coverage["first_day"] or date.min),
        currency=today.get("currency") or company.currency,
        figures=_figures(history, day, connected, pace),
        contribution=today.get("contribution") if connected["order"] else None,
        qualified_deals=_number(today.get("qualified_deals")) if connected["pipeline"] else None,
        pipeline_connected=connected["pipeline"],
        till_connected=connected["order"],
        cost_connected=connected["cost"],
        bridge=_bridge(rows(frames["bridge"]), deals),
        programs=program_rows(frames, names, day, today, connected["pipeline"]),
        program_names=names,
        gap=_gap(rows(frames["reconciliation"])) if connected["claim"] else None,
        tracked_conversions=_number(counts.get("tracked_conversions")),
        tracked_conversion_value=counts.get("tracked_conversion_value"),
        funnel=_funnel(rows(frames["lead-funnel"])),
        deals=tuple(deals[:DEALS_SHOWN]),
        deals_moved=len(deals),
        restated=tuple(restated[:RESTATED_SHOWN]),
        restated_more=max(0, len(restated) - RESTATED_SHOWN),
        first_known=tuple(row for row in learnt if not row["before"]),
        pace=pace,
        sources=tuple(rows(frames["sources"])),
        scope=scope,
        agreement=tuple(rows(frames["attribution-agreement"])),
        forecast=tuple(rows(frames["forecast"])),
        accounts=tuple(rows(frames["account-coverage"])),
    )


def _figures(
    history: dict[date, Row], day: date, connected: dict[str, bool], pace: tuple[Row, ...]
) -> dict[str, Figure]:
    columns = {
        "qualified_pipeline": ("qualified", connected["pipeline"]),
        "romi": ("romi", connected["cost"] and connected["order"]),
        "revenue": ("net_revenue", connected["order"]),
        "cost": ("cost", connected["cost"]),
    }
    targets: dict[str, Decimal | None] = {row["measure"]: row["target_period"] for row in pace}
    targets["romi"] = _romi(targets.get("contribution"), targets.get("cost"))
    figures = {}
    for key, (column, known) in columns.items():
        series = tuple((d, row[column]) for d, row in sorted(history.items()) if known and row[column] is not None)
        by_day = dict(series)
        figures[key] = Figure(key, by_day.get(day), by_day.get(day - WEEK), targets.get(key), series)
    return figures


def _number(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _romi(contribution: Decimal | None, cost: Decimal | None) -> Decimal | None:
    return None if contribution is None or not cost else (contribution - cost) / cost


def _deals(moves: list[Row]) -> list[DealMove]:
    """One entry a deal and movement, whatever number of programs share its credit; largest change first."""
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in moves:
        grouped[row["deal_id"], row["movement"]].append(row)
    deals = [
        DealMove(
            deal_id=deal_id,
            name=shares[0]["deal_name"] or deal_id,
            account=shares[0]["account_name"],
            names_account=_names(shares[0]["deal_name"], shares[0]["account_name"]),
            owner=shares[0]["owner"],
            movement=movement,
            opening=sum((row["opening"] or ZERO for row in shares), ZERO),
            closing=sum((row["closing"] or ZERO for row in shares), ZERO),
            change=sum((row["change"] or ZERO for row in shares), ZERO),
            probability_before=shares[0]["probability_before"],
            probability_after=shares[0]["probability_after"],
            threshold=shares[0]["threshold"],
            program_id=shares[0]["program_id"] if len(shares) == 1 else None,
        )
        for (deal_id, movement), shares in grouped.items()
    ]
    return sorted(deals, key=lambda deal: (-abs(deal.change), deal.name, deal.deal_id))


def _names(deal_name: str | None, account: str | None) -> bool:
    """Whether the deal's name says whose it is, so that the account need not be said again."""
    return not account or account.lower() in (deal_name or "").lower()


def _bridge(bridge: list[Row], deals: list[DealMove]) -> Bridge | None:
    if not bridge:
        return None

    def total(column: str) -> Decimal:
        return sum((row[column] or ZERO for row in bridge), ZERO)

    steps = tuple(Step(key, total(key), tuple(deal for deal in deals if deal.movement == key)) for key in STEPS)
    return Bridge(total("opening"), steps, total("closing"))


def _funnel(found: list[Row]) -> tuple[FunnelRow, ...]:
    funnel = [
        FunnelRow(row["program_id"], Decimal(row["leads"]), Decimal(row["won_deals"]), row["won_sales"])
        for row in found
    ]
    return tuple(sorted(funnel, key=lambda row: (row.program_id == UNATTRIBUTED, -row.won_deals, row.program_id)))


def _gap(days: list[Row]) -> Gap | None:
    if not days:
        return None

    def total(part: list[Row], column: str) -> Decimal | None:
        values = [Decimal(row[column]) for row in part if row[column] is not None]
        return sum(values, ZERO) if values else None

    causes = [(cause, total(days, cause)) for cause in CAUSES]
    known = sorted(((cause, n) for cause, n in causes if n), key=lambda one: -abs(one[1]))
    unexplained = total(days, "unexplained")
    campaigns: dict[str, list[Row]] = defaultdict(list)
    for row in days:
        campaigns[row["campaign_id"]].append(row)
    summed: list[Row] = [
        {"name": part[-1]["campaign_name"] or campaign_id}
        | {
            column: total(part, column)
            for column in (
                "platform_conversions",
                "tracked_conversions",
                "orders",
                "platform_conversion_value",
                "order_value",
            )
        }
        for campaign_id, part in campaigns.items()
    ]
    summed = [row for row in summed if row["platform_conversions"] or row["tracked_conversions"] or row["orders"]]
    summed.sort(key=lambda row: (-(row["platform_conversions"] or ZERO), row["name"]))
    return Gap(
        platforms=tuple(sorted({row["platform"] for row in days})),
        platform_conversions=total(days, "platform_conversions"),
        tracked_conversions=total(days, "tracked_conversions"),
        orders=total(days, "orders"),
        causes=(*known, *([("unexplained", unexplained)] if unexplained else [])),
        no_consent=total(days, "no_consent"),
        campaigns=tuple(summed[:CAMPAIGNS_SHOWN]),
        other_campaigns=max(0, len(summed) - CAMPAIGNS_SHOWN),
    )
