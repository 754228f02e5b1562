"""What holds for any costs, any touches, any deals: money neither comes nor goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from plumbline.days import Days
from plumbline.settings import Settings
from plumbline.warehouse.build import _parameters
from plumbline.warehouse.checks import load_checks, run_checks
from plumbline.warehouse.engines import SQLGLOT_DIALECT, run_sql
from tests.sql.cases import OCTOBER
from tests.sql.conftest import EmptyWarehouse

SETTINGS = Settings.from_env({})
PARAMETERS: dict[str, exp.Expr] = _parameters(SETTINGS, Days(*OCTOBER))
FIRST, LAST = date(2026, 10, 29), date(2026, 10, 30)
ALWAYS = {"known_from": date(1900, 1, 1), "known_until": date(9999, 12, 31)}
CENT = Decimal("0.01")
PROGRAMS = ("abm", "challenge", "search", "unattributed")
few = settings(max_examples=25, deadline=None, database=None)


def insert(warehouse: EmptyWarehouse, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Put rows of the same columns into a table."""
    if rows:
        values = ", ".join(f"({', '.join(_literal(value) for value in row.values())})" for row in rows)
        run_sql(warehouse.connection, f"insert into {table} ({', '.join(rows[0])}) values {values}")


def _literal(value: object) -> str:
    return "null" if value is None else f"'{value}'"


def run(warehouse: EmptyWarehouse, table: str) -> list[dict[str, Any]]:
    """Fill a model's table from what lies in those that it reads; its rows."""
    sql = warehouse.models[table].sql(PARAMETERS, SQLGLOT_DIALECT[warehouse.warehouse.dialect])
    run_sql(warehouse.connection, f"insert into {table} {sql}")
    return [dict(row) for row in run_sql(warehouse.connection, f"select * from {table}").mappings()]


def fresh(warehouse: EmptyWarehouse) -> None:
    """Forget the example before."""
    warehouse.connection.rollback()


# Costs


@dataclass(frozen=True)
class Cost:
    cents: int
    starts_on: date
    days: int


costs = st.lists(
    st.builds(
        Cost,
        st.integers(-1_000_000, 1_000_000_000),
        st.dates(date(2024, 2, 1), date(2026, 9, 1)),
        st.integers(1, 400),
    ),
    min_size=1,
    max_size=4,
)


@few
@given(costs)
def test_a_cost_spread_over_its_days_adds_up_to_itself(empty_warehouse: EmptyWarehouse, spread: list[Cost]) -> None:
    fresh(empty_warehouse)
    insert(empty_warehouse, "core.business_day", [{"day": date(2028, 12, 31)}])
    last = max(cost.starts_on for cost in spread) + timedelta(days=400)
    days = [min(cost.starts_on for cost in spread)]
    while days[-1] < last:
        days.append(days[-1] + timedelta(days=1))
    insert(empty_warehouse, "core.fx_rate", [{"day": day, "currency": "EUR", "rate": 1} | ALWAYS for day in days])
    rows = [
        {
            "source": "costs",
            "account_id": "-",
            "day": "1900-01-01",
            "file_id": "f",
            "cost_id": number,
            "program_id": "search",
            "kind": "tools",
            "currency": "EUR",
            "amount": cost.cents * CENT,
            "starts_on": cost.starts_on,
            "ends_on": cost.starts_on + timedelta(days=cost.days - 1),
        }
        | ALWAYS
        for number, cost in enumerate(spread)
    ]
    insert(empty_warehouse, "staging.cost", rows)
    found = run(empty_warehouse, "core.cost_day")
    for number, cost in enumerate(spread):
        parts = {row["day"]: row["amount"] for row in found if row["cost_id"] == str(number)}
        assert sum(parts.values()) == cost.cents * CENT
        assert sorted(parts) == [cost.starts_on + timedelta(days=n) for n in range(cost.days)]
        even = [amount for day, amount in sorted(parts.items())[:-1]]
        assert len(set(even)) <= 1
        assert all(amount == amount.quantize(CENT) for amount in parts.values())


# Credit


@dataclass(frozen=True)
class Touch:
    minute: int
    direct: bool
    program: str
    known_from: int
    known_for: int | None
    evidence: str
    days_before: int


touches = st.lists(
    st.builds(
        Touch,
        st.integers(0, 20),  # few minutes, so that touches meet at one instant
        st.booleans(),
        st.sampled_from(PROGRAMS),
        st.integers(0, 6),
        st.none() | st.integers(1, 6),
        st.sampled_from(["visit", "lead", "campaign_member", "discount_code"]),
        st.integers(0, 180),
    ),
    max_size=9,
)
MODELS = (
    "first",
    "last",
    "last_non_direct",
    "linear",
    "time_decay",
    "position_based",
    "u_shaped",
    "u_shaped_half",
    "w_shaped",
    "full_path",
    "self_reported",
)
# one model's weights say nothing of any touch there is: then the last one has everything
OWN_WEIGHTS = [{"model": "own", "milestone": "lead", "weight": 100} | ALWAYS]


@few
@given(touches, st.sampled_from(["order", "deal", "wholesale order"]), st.booleans(), st.none() | st.integers(0, 6))
def test_credit_adds_up_to_one_on_every_day(
    empty_warehouse: EmptyWarehouse, seen: list[Touch], kind: str, answered: bool, won_after: int | None
) -> None:
    fresh(empty_warehouse)
    slice_columns = {"source": "s", "account_id": "-", "day": "1900-01-01", "file_id": "f"}
    insert(empty_warehouse, "staging.attribution_weight", [slice_columns | row for row in OWN_WEIGHTS])
    subject = "order" if kind == "order" else "deal"
    if kind == "order":
        insert(empty_warehouse, "core.order_version", [{"order_id": "X", "deal_id": None, "order_day": FIRST} | ALWAYS])
    else:
        insert(
            empty_warehouse,
            "core.deal",
            [{"deal_id": "X", "created_at": datetime(2026, 10, 1, 12, tzinfo=UTC), "known_from": date(1900, 1, 1)}],
        )
        if won_after is not None:
            won = {"deal_id": "X", "is_won": True, "known_from": FIRST + timedelta(days=won_after)}
            insert(empty_warehouse, "core.deal_event", [won | {"known_until": ALWAYS["known_until"]}])
    if answered:
        answer = {"subject_type": subject, "subject_id": "X", "program_id": "search"} | ALWAYS
        insert(empty_warehouse, "core.answer_program", [answer])
    if kind == "wholesale order":
        insert(empty_warehouse, "core.order_version", [{"order_id": "N", "deal_id": "X"} | ALWAYS])
    rows = [
        {
            "subject_type": subject,
            "subject_id": "X",
            "touch_id": f"touch {number}",
            "touched_at": datetime(2026, 10, 1, 12, touch.minute, tzinfo=UTC) - timedelta(days=touch.days_before),
            "evidence": touch.evidence,
            "is_direct": touch.direct,
            "program_id": "unattributed" if touch.direct else touch.program,
            "known_from": FIRST + timedelta(days=touch.known_from),
            "known_until": FIRST + timedelta(days=touch.known_from + touch.known_for)
            if touch.known_for
            else ALWAYS["known_until"],
        }
        for number, touch in enumerate(seen)
    ]
    insert(empty_warehouse, "core.touch_program", rows)
    for model in ("core.attribution_weight", "core.credit_span", "core.touch_weight"):
        run(empty_warehouse, model)
    found = run(empty_warehouse, "core.credit")
    subjects = {("deal", "X"), ("order", "N")} if kind == "wholesale order" else {(subject, "X")}
    for n in range(14):
        day = FIRST + timedelta(days=n)
        sums: dict[tuple[str, str, str], Decimal] = {}
        for row in found:
            if row["known_from"] <= day < row["known_until"]:
                key = (row["subject_type"], row["subject_id"], row["model"])
                sums[key] = sums.get(key, Decimal(0)) + row["credit"]
        assert sums == {(*one, model): Decimal(1) for one in subjects for model in (*MODELS, "own")}
    assert all(row["credit"] > 0 for row in found)


# The bridge


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
        "core.credit",
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
    for day, side in ((FIRST, 0), (LAST, 1)):
        whole = sum((_worth(deal[side], rate[day]) for deal in deals), Decimal(0))  # type: ignore[arg-type]
        assert sum(row["qualified"] for row in pipeline if row["as_of_day"] == day) == whole
        assert sum(row["closing"] for row in bridge if row["as_of_day"] == day) == whole
    checks = [c for c in load_checks(SETTINGS.sql_folder, []) if c.name.startswith("bridge")]
    assert len(checks) == 2
    results = run_checks(empty_warehouse.warehouse, empty_warehouse.connection, checks, PARAMETERS)
    assert [result.rows_found for result in results] == [0, 0]


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
