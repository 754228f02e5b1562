"""Every type of field: a text, and what becomes of it. REFUSED goes to quarantine with its reason, None is no value."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pytest

from plumbline.sources.definition import FIELD_TYPES, Field
from plumbline.sources.fields import bare, typed

NULLS = ("", "-", "--", "<5")
REFUSED = object()
LONG_20_PERCENT = "0.200000000000000011102230246251565404236316680908203125"

VALUES: list[tuple[str, str | None, object]] = [
    # texts: trimmed, otherwise as they are; a null word is no value whatever its case
    ("text", " Night Owl ", "Night Owl"),
    ("text", "7002238017842757633", "7002238017842757633"),
    ("text", "007", "007"),
    ("text", "", None),
    ("text", " -- ", None),
    ("text", "<5", None),
    ("text", None, None),
    ("text", "- none -", "- none -"),
    ("json", '[{"a": 1}]', '[{"a": 1}]'),
    # whole numbers
    ("integer", "1234", 1234),
    ("integer", "1,234,567", 1234567),
    ("integer", "-3", -3),
    ("integer", "1234.0", 1234),
    ("integer", "0", 0),
    ("integer", "-", None),
    ("integer", "12.5", REFUSED),
    ("integer", "1,23", REFUSED),
    ("integer", "1.234", REFUSED),
    ("integer", "twelve", REFUSED),
    ("integer", "99999999999999999999", REFUSED),
    # numbers with decimals; never through a float
    ("decimal", "1234.5", Decimal("1234.5")),
    ("decimal", "1,234.50", Decimal("1234.5")),
    ("decimal", "-0.01", Decimal("-0.01")),
    ("decimal", ".5", Decimal("0.5")),
    ("decimal", "12345678901234567.89", Decimal("12345678901234567.89")),
    ("decimal", "0.1", Decimal("0.1")),
    ("decimal", "1e3", Decimal("1000")),
    ("decimal", "2.5E-3", Decimal("0.0025")),
    ("decimal", "--", None),
    ("decimal", "1.234,50", REFUSED),
    ("decimal", "1 234.50", REFUSED),
    ("decimal", "12.50 EUR", REFUSED),
    ("decimal", "€12.50", REFUSED),
    ("decimal", "+", REFUSED),
    ("decimal", ".", REFUSED),
    ("decimal", "1e999", REFUSED),
    ("decimal", "nan", REFUSED),
    ("decimal", "Infinity", REFUSED),
    ("decimal", "(12.30)", Decimal("-12.30")),
    ("decimal", "−12.30", Decimal("-12.30")),
    ("decimal", "(-12.30)", REFUSED),
    ("decimal", "(12.30", REFUSED),
    # amounts with the currency beside them
    ("money", "1,234.50", Decimal("1234.5")),
    ("money", "€12.50", Decimal("12.5")),
    ("money", "12.50 €", Decimal("12.5")),
    ("money", "-$5", Decimal("-5")),
    ("money", "$-5", Decimal("-5")),
    ("money", "(EUR 1,200)", Decimal("-1200")),
    ("money", "1,200.00USD", Decimal("1200")),
    ("money", "US$\u00a07", Decimal("7")),
    ("money", "EUR", REFUSED),
    ("money", "12.50 points", REFUSED),
    ("money", "-", None),
    # percentages as platforms write them: 1.23 and 1.23% are the same
    ("percent", "1.23", Decimal("1.23")),
    ("percent", "1.23%", Decimal("1.23")),
    ("percent", "1.23 %", Decimal("1.23")),
    ("percent", "-", None),
    ("percent", "high", REFUSED),
    # a closing probability in percent: what could be either scale is refused
    ("probability_percent", "60", Decimal("0.6")),
    ("probability_percent", "60.00", Decimal("0.6")),
    ("probability_percent", "59.995", Decimal("0.6")),
    ("probability_percent", "0", Decimal("0")),
    ("probability_percent", "100", Decimal("1")),
    ("probability_percent", "0.6", REFUSED),
    ("probability_percent", "1", REFUSED),
    ("probability_percent", "1.5", Decimal("0.015")),
    ("probability_percent", "101", REFUSED),
    ("probability_percent", "-10", REFUSED),
    ("probability_percent", "sixty", REFUSED),
    # a closing probability as a fraction: rounded to four places before anybody compares it
    ("probability_fraction", "0.6", Decimal("0.6")),
    ("probability_fraction", "0.59999999999999997780", Decimal("0.6")),
    ("probability_fraction", "0.59994", Decimal("0.5999")),
    ("probability_fraction", LONG_20_PERCENT, Decimal("0.2")),
    ("probability_fraction", "1", Decimal("1")),
    ("probability_fraction", "0", Decimal("0")),
    ("probability_fraction", "60", REFUSED),
    ("probability_fraction", "1.01", REFUSED),
    ("probability_fraction", "-0.1", REFUSED),
    ("probability_fraction", "60%", REFUSED),
    # days and instants
    ("date", "2026-10-30", date(2026, 10, 30)),
    ("date", "-", None),
    ("date", "30.10.2026", REFUSED),
    ("date", "2026-02-30", REFUSED),
    ("date", "2026-10-30 00:00:00", REFUSED),
    ("timestamp", "2026-10-30T18:03:11+01:00", datetime(2026, 10, 30, 17, 3, 11, tzinfo=UTC)),
    ("timestamp", "2026-01-15T10:30:00.000Z", datetime(2026, 1, 15, 10, 30, tzinfo=UTC)),
    ("timestamp", "2026-10-30 18:03:11 +0100", datetime(2026, 10, 30, 17, 3, 11, tzinfo=UTC)),
    ("timestamp", "2026-10-30 18:03:11+01", datetime(2026, 10, 30, 17, 3, 11, tzinfo=UTC)),
    ("timestamp", "2026-10-30T18:03:11", REFUSED),
    ("timestamp", "2026-10-32T18:03:11Z", REFUSED),
    ("timestamp", "2026-10-30", REFUSED),
    ("timestamp", "yesterday", REFUSED),
    ("epoch_us", "1793379791000000", datetime(2026, 10, 30, 17, 3, 11, tzinfo=UTC)),
    ("epoch_us", "1793379791", REFUSED),
    ("epoch_us", "1793379791000", REFUSED),
    # the rest
    ("boolean", "true", True),
    ("boolean", "FALSE", False),
    ("boolean", "", None),
    ("boolean", "maybe", REFUSED),
    ("currency", "EUR", "EUR"),
    ("currency", "usd", "USD"),
    ("currency", "€", REFUSED),
    ("currency", "EURO", REFUSED),
]


@pytest.fixture(scope="module")
def db() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    return connection


def read(db: duckdb.DuckDBPyConnection, spec: Field, text: str | None) -> tuple[object, str | None]:
    """What one text becomes, and the words of its refusal."""
    made = typed(spec, "x", "v")
    sql = f"select v, ({made.refused_when}) is true, ({made.absent_when}) is true"
    bare_text = f"select {bare('raw', NULLS)} as x from (select cast(? as text) as raw)"
    row = db.execute(f"{sql} from (select *, {made.value} as v from ({bare_text}))", [text]).fetchone()
    assert row is not None
    value, refused, absent = row
    return value, made.reason if refused else "absent" if absent else None


@pytest.mark.parametrize(("kind", "text", "expected"), VALUES)
def test_a_text_becomes(db: duckdb.DuckDBPyConnection, kind: str, text: str | None, expected: object) -> None:
    value, reason = read(db, Field("x", kind), text)
    if expected is REFUSED:
        assert reason is not None
        return
    assert reason is None
    assert value == expected
    assert type(value) is type(expected)


def test_every_type_is_in_the_table() -> None:
    assert {kind for kind, _, _ in VALUES} == set(FIELD_TYPES)
    assert len(VALUES) > 80


@pytest.mark.parametrize("kind", FIELD_TYPES)
def test_a_required_field_refuses_null_words_and_only_those(db: duckdb.DuckDBPyConnection, kind: str) -> None:
    good = next(text for known, text, expected in VALUES if known == kind and expected not in (None, REFUSED))
    spec = Field("x", kind, required=True)
    assert read(db, spec, good)[1] is None
    assert read(db, spec, " - ")[1] == "absent"
    assert read(db, spec, None)[1] == "absent"


def test_an_optional_null_is_no_refusal(db: duckdb.DuckDBPyConnection) -> None:
    assert {read(db, Field("x", kind), "--") for kind in FIELD_TYPES} == {(None, None)}


def test_a_date_in_the_vendors_own_format(db: duckdb.DuckDBPyConnection) -> None:
    spec = Field("x", "date", format="%Y%m%d")
    assert read(db, spec, "20261030") == (date(2026, 10, 30), None)
    assert read(db, spec, "2026-10-30")[1] == "a date as %Y%m%d"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017-01-10 09:15:00", datetime(2017, 1, 10, 11, 15, tzinfo=UTC)),  # summer in São Paulo: two hours behind
        ("2017-07-10 09:15:00", datetime(2017, 7, 10, 12, 15, tzinfo=UTC)),
    ],
)
def test_an_instant_in_the_vendors_own_zone(db: duckdb.DuckDBPyConnection, text: str, expected: datetime) -> None:
    spec = Field("x", "timestamp", zone="America/Sao_Paulo")
    assert read(db, spec, text) == (expected, None)
    assert read(db, spec, "10/01/2017")[1] == "a date and time, as 2026-10-30 18:03:11"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("integer", "a whole number, as 1234 or 1,234"),
        ("decimal", "a number, as 1234.5 or 1,234.5"),
        ("percent", "a percentage, as 1.23 or 1.23%"),
        ("date", "a date as %Y-%m-%d"),
        ("timestamp", "a date and time with its offset, as 2026-10-30T18:03:11+01:00"),
        ("epoch_us", "microseconds since 1970, 16 digits"),
        ("boolean", "true or false"),
        ("currency", "a currency's ISO 4217 code, as EUR"),
    ],
)
def test_the_reason_says_what_was_expected(db: duckdb.DuckDBPyConnection, kind: str, reason: str) -> None:
    assert read(db, Field("x", kind), "nonsense")[1] == reason


def test_quotes_in_null_words_are_texts(db: duckdb.DuckDBPyConnection) -> None:
    text = bare("raw", ("n'a", "-"))
    assert db.execute(f"select {text} from (select 'N''A' as raw)").fetchone() == (None,)
