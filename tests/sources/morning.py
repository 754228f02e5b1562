"""The morning on which an export is bad: what is loaded before, what takes its place, and what must stay.

Most of the tests go through `Morning.refuses`: a good file of the day was loaded, then a bad one takes its place in the
drop while a fuller file of the day before has come in late. The good rows must stay, the late file must be loaded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from plumbline.errors import ExportRefused
from plumbline.settings import PROJECT
from plumbline.sources.pull import PullResult
from tests.sources.bench import DAY, YESTERDAY, Bench, csv

HEADING = "Return ID,Order ID,Returned at,Currency,Net amount,Cost of goods,Reason"
FILE = f"till/{DAY}/returns_{DAY}.csv"
LATE = f"till/{DAY}/returns_{YESTERDAY}.csv"
STILL_HOLDS = "\nWhat it costs: Nothing of this file was loaded; what was known of 'Till, returns' before still holds."
CLEAR = " Then clear the task till_returns in the DAG pull_till."
QUARANTINED = " The record is in ops.quarantine and not in the figures."
TOMORROW = DAY + timedelta(days=1)


def line(number: int, amount: str = "50.00", reason: str = "too small") -> str:
    """One return; its line in a file that `csv` makes of numbers from 1 is number + 1."""
    return f"R-{number},N-{number},{DAY}T10:00:00+01:00,EUR,{amount},20.00,{reason}"


GOOD = [line(n) for n in range(1, 41)]
COSTS = "cost_id,program_id,kind,vendor,currency,amount,starts_on,ends_on"
HISTORY_FILE = f"salesforce/{DAY}/OpportunityHistory_{DAY}.csv"
HISTORY = "Id,OpportunityId,CreatedDate,StageName,Amount,Probability,CloseDate"
GA4_FILE = f"ga4/{DAY}/events_{DAY:%Y%m%d}.jsonl"
SOURCES = PROJECT / "include" / "sources"


def cost(number: int, amount: str = "90.00", currency: str = "EUR") -> str:
    """A cost of one day."""
    return f"c-{number},search,tools,Acme,{currency},{amount},{DAY},{DAY}"


def change(number: int, probability: str) -> str:
    """A change of a deal."""
    at = f"{DAY}T08:00:00.000Z"
    return f"008-{number},006-{number},{at},Proposal,1000.00,{probability},2026-12-01"


def event(number: int, *, currency: str | None = "EUR", quantity: object = 1) -> str:
    """A purchase that analytics saw, as a line of JSON."""
    parameters = [{"key": "currency", "value": {"string_value": currency}}] if currency else []
    return json.dumps(
        {
            "event_name": "purchase",
            "event_timestamp": "1793350800000000",
            "event_params": parameters,
            "ecommerce": {"transaction_id": f"N-{number}", "purchase_revenue": 50.0},
            "items": [{"item_id": "cape", "quantity": quantity}],
        }
    )


@dataclass
class Morning:
    """A bench on which yesterday and a first file of today are loaded."""

    bench: Bench

    def loads(self, content: str | bytes) -> PullResult:
        """Today's file is replaced by this one and pulled."""
        self.bench.put(FILE, content)
        return self.bench.pull("till_returns")

    def refuses(self, content: str | bytes) -> str:
        """The same, for a file that must be refused: the message, when nothing else of the day was lost."""
        self.bench.put(LATE, csv(HEADING, [line(1), line(2), line(3)]))
        with pytest.raises(ExportRefused) as refusal:
            self.loads(content)
        assert self.rows_of(DAY) == 2, "the rows that were known before are gone"
        assert self.rows_of(YESTERDAY) == 3, "the late file of the day before was not loaded"
        states = self.bench.rows(
            "select state, message from ops.manifest where file_day = :day order by sequence", day=DAY
        )
        assert states == [("loaded", None), ("refused", refusal.value.message)]
        return str(refusal.value)

    def rows_of(self, day: object) -> int:
        """How many returns of a day count now."""
        sql = "select count(*) from staging.till_return where day = :day and known_until = date '9999-12-31'"
        return int(self.bench.rows(sql, day=day)[0][0])

    def quarantine(self) -> list[tuple[object, ...]]:
        """What was put aside of today's file."""
        return self.bench.rows("select line, field, value, reason from ops.quarantine order by line, field")
