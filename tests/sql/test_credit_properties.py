"""Whatever touches there are: the credit of an order or a deal adds up to one, in every model, on every day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.sql.conftest import EmptyWarehouse
from tests.sql.properties import ALWAYS, FIRST, PROGRAMS, few, fresh, insert, rows, run


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
    touched = [
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
    insert(empty_warehouse, "core.touch_program", touched)
    for model in ("core.sale", "core.attribution_weight", "core.credit_span", "core.touch_credit"):
        run(empty_warehouse, model)
    run(empty_warehouse, "core.deal_order_credit")
    credits = rows(empty_warehouse, "core.credit")
    subjects = {("deal", "X"), ("order", "N")} if kind == "wholesale order" else {(subject, "X")}
    for n in range(14):
        day = FIRST + timedelta(days=n)
        sums: dict[tuple[str, str, str], Decimal] = {}
        for row in credits:
            if row["known_from"] <= day < row["known_until"]:
                key = (row["subject_type"], row["subject_id"], row["model"])
                sums[key] = sums.get(key, Decimal(0)) + row["credit"]
        assert sums == {(*subject_key, model): Decimal(1) for subject_key in subjects for model in (*MODELS, "own")}
    assert all(row["credit"] > 0 for row in credits)
