"""Whatever deals and rates there are: the bridge closes, and the deals that moved are what it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.warehouse.changes import Feeds
from plumbline.warehouse.checks import load_checks, run_check
from plumbline.warehouse.engines import SQLGLOT_DIALECT
from plumbline.warehouse.incremental import Builder
from plumbline.warehouse.scope import Scopes
from tests.sql.conftest import EmptyWarehouse
from tests.sql.properties import (
    ALWAYS,
    CENT,
    FIRST,
    LAST,
    PARAMETERS,
    PROGRAMS,
    SETTINGS,
    few,
    fresh,
    insert,
    run,
)


@dataclass(frozen=True)
class State:
    """A deal at the end of a day; None where it did not exist."""

    cents: int | None
    currency: str
    ends: str  # open, won, lost or deleted
    qualified: bool


states = st.none() | st.builds(
    State,
    st.none() | st.integers(0, 50_000_000),
    st.sampled_from(["EUR", "USD", "CHF"]),
    st.sampled_from(["open", "open", "open", "won", "lost", "deleted"]),
    st.booleans(),
)
rates = st.fixed_dictionaries({code: st.decimals(Decimal("0.5"), Decimal("2"), places=8) for code in ("USD", "CHF")})
shares = st.lists(st.integers(0, 1_000_000), min_size=0, max_size=3).map(
    lambda cuts: [b - a for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 1_000_000], strict=True)]
)


@pytest.mark.slow
@few
@given(st.lists(st.tuples(states, states, shares), min_size=1, max_size=8), rates, rates)
def test_the_bridge_closes_for_any_deals_and_rates(
    empty_warehouse: EmptyWarehouse,
    deals: list[tuple[State | None, State | None, list[int]]],
    rates_before: dict[str, Decimal],
    rates_after: dict[str, Decimal],
) -> None:
    fresh(empty_warehouse)
    rate = {FIRST: rates_before | {"EUR": Decimal(1)}, LAST: rates_after | {"EUR": Decimal(1)}}
    insert(empty_warehouse, "core.business_day", [{"day": FIRST}, {"day": LAST}])
    insert(
        empty_warehouse,
        "core.fx_rate",
        [{"day": day, "currency": code, "rate": value} | ALWAYS for day in rate for code, value in rate[day].items()],
    )
    insert(
        empty_warehouse,
        "core.touch_credit",
        [
            {"subject_type": "deal", "subject_id": number, "model": "last_non_direct", "program_id": program}
            | {"credit": Decimal(share) / 1_000_000}
            | ALWAYS
            for number, (_, _, split) in enumerate(deals)
            for program, share in zip(PROGRAMS, split, strict=False)
            if share
        ],
    )
    insert(empty_warehouse, "core.deal_pipeline", list(_pipeline(deals, rate)))
    moves = run(empty_warehouse, "core.deal_movement")
    pipeline = run(empty_warehouse, "marts.qualified_pipeline")
    bridge = run(empty_warehouse, "marts.pipeline_bridge")
    insert(empty_warehouse, "core.deal_version", [{"deal_id": number} | ALWAYS for number in range(len(deals))])
    parts = run(empty_warehouse, "marts.deal_move")

    for number, (before, after, _) in enumerate(deals):
        move = next((m for m in moves if m["as_of_day"] == LAST and m["deal_id"] == str(number)), None)
        opening, closing = _worth(before, rate[FIRST]), _worth(after, rate[LAST])
        if move is None:
            assert not (opening or closing)
            continue
        assert (move["opening"], move["closing"]) == (opening, closing)
        assert move["opening"] + move["change"] + move["currency_effect"] == move["closing"]
        assert move["movement"] == _movement(before, after, move["change"])
        if before and after and before.currency == after.currency == "EUR":
            assert move["currency_effect"] == 0
    signed = ("newly_qualified", "raised", "lowered", "fell_below", "won", "lost", "removed")
    kinds = ("restated", *signed, "currency_effect")
    for row in bridge:
        assert row["opening"] + sum(row[kind] for kind in kinds) == row["closing"]
        assert row["newly_qualified"] >= 0 and row["raised"] >= 0
        assert all(row[kind] <= 0 for kind in ("lowered", "fell_below", "won", "lost", "removed"))
        key = (row["as_of_day"], row["program_id"])
        own = [part for part in parts if (part["as_of_day"], part["program_id"]) == key]
        assert [sum(part["change"] for part in own if part["movement"] == kind) for kind in signed] == [
            row[kind] for kind in signed
        ]
    for move in moves:
        own = [p for p in parts if (p["as_of_day"], p["deal_id"]) == (move["as_of_day"], move["deal_id"])]
        if move["movement"] == "none":
            assert not own
        else:
            assert sum(part["share"] for part in own) == 1
            for column in ("opening", "closing", "change"):
                assert sum(part[column] for part in own) == move[column]
    for day, side in ((FIRST, 0), (LAST, 1)):
        whole = sum((_worth(deal[side], rate[day]) for deal in deals), Decimal(0))  # type: ignore[arg-type]
        assert sum(row["qualified"] for row in pipeline if row["as_of_day"] == day) == whole
        assert sum(row["closing"] for row in bridge if row["as_of_day"] == day) == whole
    checks = [c for c in load_checks(SETTINGS.sql_folder) if c.name.startswith("bridge")]
    assert len(checks) == 2
    connection = empty_warehouse.connection
    feeds = Feeds(connection, {})
    scopes = Scopes(connection, SQLGLOT_DIALECT[empty_warehouse.warehouse.dialect], {}, feeds)
    builder = Builder(empty_warehouse.warehouse, connection, PARAMETERS, {}, feeds, scopes)
    assert [run_check(builder, check, None).rows_found for check in checks] == [0, 0]


def _worth(state: State | None, rate: dict[str, Decimal]) -> Decimal:
    """What a deal adds to the qualified pipeline, by the definition."""
    if state is None or state.ends != "open" or not state.qualified:
        return Decimal(0)
    return (Decimal(state.cents or 0) * CENT * rate[state.currency]).quantize(CENT, ROUND_HALF_UP)


def _movement(before: State | None, after: State | None, change: Decimal) -> str:
    """A movement by the words of its definition."""
    was = before is not None and before.ends == "open" and before.qualified
    if after is None or not (after.ends == "open" and after.qualified):
        assert was
        ends = after.ends if after else "deleted"
        return {"open": "fell_below", "won": "won", "lost": "lost", "deleted": "removed"}[ends]
    if not was:
        return "newly_qualified"
    return "raised" if change > 0 else "lowered" if change < 0 else "none"


def _pipeline(
    deals: Sequence[tuple[State | None, State | None, list[int]]], rate: dict[date, dict[str, Decimal]]
) -> Iterable[dict[str, Any]]:
    """The deals' states as the pipeline has them: the first day's own, then the second day's beside the first's."""
    for number, (before, after, _) in enumerate(deals):
        for as_of_day, day, state in ((FIRST, FIRST, before), (LAST, FIRST, before), (LAST, LAST, after)):
            if state is None:
                continue
            amount = None if state.cents is None else Decimal(state.cents) * CENT
            worth = None if amount is None else (amount * rate[day][state.currency]).quantize(CENT, ROUND_HALF_UP)
            yield {
                "as_of_day": as_of_day,
                "vintage": "as_reported",
                "known_on": as_of_day,
                "day": day,
                "deal_id": number,
                "amount": amount,
                "amount_reporting": worth,
                "currency": state.currency,
                "probability": "0.7",
                "is_open": state.ends == "open",
                "is_won": state.ends == "won",
                "is_lost": state.ends == "lost",
                "is_qualified": state.ends == "open" and state.qualified,
            }
