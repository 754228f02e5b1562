"""Any cost, spread over its days, adds up to itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.sql.conftest import EmptyWarehouse
from tests.sql.properties import ALWAYS, CENT, few, fresh, insert, run


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
    run(empty_warehouse, "core.cost_horizon")
    cost_days = run(empty_warehouse, "core.cost_day")
    for number, cost in enumerate(spread):
        parts = {row["day"]: row["amount"] for row in cost_days if row["cost_id"] == str(number)}
        assert sum(parts.values()) == cost.cents * CENT
        assert sorted(parts) == [cost.starts_on + timedelta(days=n) for n in range(cost.days)]
        even = [amount for day, amount in sorted(parts.items())[:-1]]
        assert len(set(even)) <= 1
        assert all(amount == amount.quantize(CENT) for amount in parts.values())
