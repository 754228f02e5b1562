"""Which programs get a row of their own, and what is gathered as "others", so that rows always add up to the total."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

from plumbline.reports.frames import WEEK, Frames, Row, rows
from plumbline.reports.pulse import UNATTRIBUTED, ZERO, ProgramRow

PROGRAM_ROWS = 8


def program_rows(
    frames: Frames, names: dict[str, str], day: date, today: Row, has_pipeline: bool
) -> tuple[ProgramRow, ...]:
    """The programs table, largest pipeline first; a program without deals, costs, orders and claims has no row."""
    pipeline: dict[date, dict[str, Row]] = defaultdict(dict)
    for row in rows(frames["qualified-pipeline"]):
        pipeline[row["as_of_day"]][row["program_id"]] = row
    money = {row["program_id"]: row for row in rows(frames["programs"])}
    has_week_ago = bool(pipeline[day - WEEK])
    found = []
    for program_id in sorted({*money, *pipeline[day], *pipeline[day - WEEK]}):
        now, then = pipeline[day].get(program_id, {}), pipeline[day - WEEK].get(program_id, {})
        row = money.get(program_id, {})
        qualified = now.get("qualified", ZERO) if has_pipeline else None
        change = qualified - then.get("qualified", ZERO) if qualified is not None and has_week_ago else None
        found.append(
            ProgramRow(
                program_id=program_id,
                name=names.get(program_id, program_id),
                kind=UNATTRIBUTED if program_id == UNATTRIBUTED else "program",
                pipeline=qualified,
                pipeline_change=change,
                weighted=now.get("weighted", ZERO) if has_pipeline else None,
                ad_spend=row.get("ad_spend") or ZERO,
                cost=row.get("cost") or ZERO,
                revenue=row.get("net_revenue") or ZERO,
                contribution=row.get("contribution", ZERO),
                platform_conversion_value=row.get("platform_conversion_value") or ZERO,
                roi=row.get("roi_percent"),
                romi=row.get("romi"),
                roas_platform=row.get("roas_platform"),
                roas_booked=row.get("roas_booked"),
            )
        )
    alive = [
        row
        for row in found
        if row.pipeline or row.pipeline_change or row.cost or row.revenue or row.platform_conversion_value
    ]
    if not alive:
        return ()
    own = sorted(
        (row for row in alive if row.kind == "program"),
        key=lambda row: (-(row.pipeline or ZERO), -row.revenue, row.name),
    )
    shown, rest = (own, []) if len(own) <= PROGRAM_ROWS else (own[:PROGRAM_ROWS], own[PROGRAM_ROWS:])
    unattributed = [row for row in alive if row.kind == UNATTRIBUTED]
    others = [_added(rest, "others")] if rest else []
    total = replace(
        _added(alive, "total"),
        roi=today.get("roi_percent"),
        romi=today.get("romi"),
        roas_platform=today.get("roas_platform"),
        roas_booked=today.get("roas_booked"),
    )
    return (*shown, *others, *unattributed, total)


def _added(parts: list[ProgramRow], kind: str) -> ProgramRow:
    """Several programs as one row: sums of what adds up, ratios of the sums."""

    def known(values: list[Decimal | None]) -> Decimal | None:
        return None if any(value is None for value in values) else sum((v for v in values if v is not None), ZERO)

    def ratio(top: Decimal, bottom: Decimal) -> Decimal | None:
        return top / bottom if bottom else None

    ad_spend, cost, revenue, claimed = (
        sum((getattr(row, name) for row in parts), ZERO)
        for name in ("ad_spend", "cost", "revenue", "platform_conversion_value")
    )
    contribution = known([row.contribution for row in parts])
    roi = ratio(revenue - cost, cost)
    return ProgramRow(
        program_id=kind,
        name=kind,
        kind=kind,
        pipeline=known([row.pipeline for row in parts]),
        pipeline_change=known([row.pipeline_change for row in parts]),
        weighted=known([row.weighted for row in parts]),
        ad_spend=ad_spend,
        cost=cost,
        revenue=revenue,
        contribution=contribution,
        platform_conversion_value=claimed,
        roi=None if roi is None else roi * 100,
        romi=None if contribution is None else ratio(contribution - cost, cost),
        roas_platform=ratio(claimed, ad_spend),
        roas_booked=ratio(revenue, ad_spend),
    )
