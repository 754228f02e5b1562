"""What people make of exports: sheets of their own, numbers as they write them, mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.quirks.cases import Kind, Quirk, check

COSTS = Kind(
    "",
    """
    day: {heading: [Tag, Day], type: date, required: true}
    program: {heading: [Programm, Program], required: true}
    spend: {heading: [Betrag, Amount], type: money, required: true}
    """,
)
HEAD = "Tag;Programm;Betrag\n"


def amounts(*values: str) -> str:
    """A sheet with one row an amount."""
    return HEAD + "".join(f"2026-10-{n:02};p;{value}\n" for n, value in enumerate(values, start=1))


def rows(*values: str) -> list[tuple[str | None, ...]]:
    """What the amounts have to be."""
    return [(f"2026-10-{n:02}", "p", f"{value}000000") for n, value in enumerate(values, start=1)]


def declared(yaml: str = "", **keys: str) -> Kind:
    """The same sheet with something said of it, or of its amounts."""
    said = "".join(f", {key}: {value}" for key, value in keys.items())
    return Kind(yaml, COSTS.fields.replace("type: money, required: true", f"type: money, required: true{said}"))


QUIRKS = [
    Quirk("a German sheet", COSTS, amounts("1.234,50", "12,30"), rows("1234.50", "12.30")),
    Quirk(
        "a Swiss sheet",
        declared('decimal: point\nthousands: ["\'"]'),
        amounts("1'234.50", "12.30"),
        rows("1234.50", "12.30"),
    ),
    Quirk("thousands parted by thin spaces", COSTS, amounts("1\u2009234,50", "12,30"), rows("1234.50", "12.30")),
    Quirk(
        "thousands by spaces and a point",
        declared(decimal="point", thousands='[" "]'),
        amounts("1 234.50"),
        rows("1234.50"),
    ),
    Quirk(
        "currency signs and codes",
        COSTS,
        amounts("€ 1.234,50", "12,30 EUR", "EUR 5,25"),
        rows("1234.50", "12.30", "5.25"),
    ),
    Quirk("reais", COSTS, amounts("R$ 100.000,00", "R$ 146536,25"), rows("100000.00", "146536.25")),
    Quirk(
        "R$ 100.000 where 146536,25 tells that decimals have a comma",
        COSTS,
        amounts("R$ 100.000", "146536,25"),
        rows("100000.00", "146536.25"),
    ),
    Quirk(
        "accounting's negatives",
        Kind("", COSTS.fields.replace("spend", "cost")),
        amounts("(12.30)", "8.25"),
        rows("-12.30", "8.25"),
    ),
    Quirk(
        "50.000 alone: refused with both readings",
        COSTS,
        amounts("50.000", "7"),
        message="a.csv: Line 2, field Betrag: '50.000' is 50.000 (its point parts decimals) or 50000 (its point parts"
        " thousands), and nothing in the file tells which.",
    ),
    Quirk(
        "1,234 of a whole number can only be thousands",
        Kind("", "day: {heading: Day, type: date}\nclicks: {heading: Clicks, type: integer}"),
        'Day,Clicks\n2026-10-01,"1,234"\n',
        [("2026-10-01", "1234")],
    ),
    Quirk("50.000 where it is said", declared(decimal="comma"), amounts("50.000", "7"), rows("50000.00", "7.00")),
    Quirk(
        "50.000 where the opposite is said", declared(decimal="point"), amounts("50.000", "7"), rows("50.00", "7.00")
    ),
    Quirk(
        "one damaged value turns no column over",
        COSTS,
        amounts(*["1.234"] * 25, "12.34"),
        message="Line 2, field Betrag: '1.234' is 1.234",
    ),
    Quirk(
        "one value in another style is put aside",
        COSTS,
        amounts(*["12,30"] * 25, "12.34"),
        rows(*["12.30"] * 25),
        [(27, "Betrag", "12.34")],
    ),
    Quirk(
        "a negative amount spent is put aside",
        COSTS,
        amounts("-5.50", "8.25"),
        [("2026-10-02", "p", "8.25000000")],
        [(2, "Betrag", "-5.50")],
    ),
    Quirk(
        "a day in the future is put aside",
        Kind("", COSTS.fields.replace("type: date,", "type: date, at_most: file_day,")),
        HEAD + "2026-10-30;p;1.50\n2026-10-31;p;1.50\n",
        [("2026-10-30", "p", "1.50000000")],
        [(3, "Tag", "2026-10-31")],
    ),
    Quirk(
        "a year of two digits is no year",
        Kind("", COSTS.fields.replace("type: date,", 'type: date, format: "%d.%m.%Y",')),
        HEAD + "30.10.2026;p;1.50\n30.10.26;p;1.50\n",
        [("2026-10-30", "p", "1.50000000")],
        [(3, "Tag", "30.10.26")],
    ),
    Quirk(
        "a row of several days is put aside",
        Kind(
            "",
            "day: {heading: From, type: date, required: true}\nend: {heading: To, type: date, equals: day}\n"
            "spend: {heading: Amount, type: decimal}",
            "select day, spend from export",
        ),
        "From,To,Amount\n2026-10-01,2026-10-01,1.50\n2026-10-01,2026-10-31,9.50\n",
        [("2026-10-01", "1.50000000")],
        [(3, "To", "2026-10-31")],
    ),
    Quirk(
        "a month's amount, spread evenly over its days",
        Kind(
            "decimal: point",
            "first_day: {heading: From, type: date, required: true}\nlast_day: {heading: To, type: date}\n"
            "spend: {heading: Amount, type: decimal}",
            "select part.day as day, part.amount as spend"
            " from (select unnest(spread_evenly(spend, first_day, last_day)) as part from export)",
        ),
        "From,To,Amount\n2026-10-01,2026-10-03,100.00\n",
        [("2026-10-01", "33.3333"), ("2026-10-02", "33.3333"), ("2026-10-03", "33.3334")],
    ),
    Quirk("empty rows below the table", COSTS, amounts("1.50") + ";;\n;;\n", rows("1.50")),
    Quirk("Excel's own first line", COSTS, "sep=;\n" + amounts("1.50"), rows("1.50")),
    Quirk(
        "headings of which one has a letter beyond ASCII, in Windows' code page",
        Kind("", COSTS.fields.replace("Betrag", "Betrag für Werbung")),
        (HEAD.replace("Betrag", "Betrag für Werbung") + "2026-10-01;Größe;1,50\n").encode("cp1252"),
        [("2026-10-01", "Größe", "1.50000000")],
    ),
    Quirk(
        "the same without such a heading: who knows which code page it is?",
        COSTS,
        (HEAD + "2026-10-01;Größe;1,50\n").encode("cp1252"),
        message="a.csv: Line 2 is not UTF-8: byte 0xF6 at position 14",
    ),
    Quirk(
        "a heading twice",
        COSTS,
        "Tag;Programm;Betrag;Betrag\n2026-10-01;p;1,50;2,50\n",
        message="a.csv: Line 1 has the heading 'Betrag' 2 times, as columns 3 and 4: which of them counts can't be",
    ),
    Quirk(
        "a renamed heading, with what it may be called now",
        COSTS,
        "Tag;Programm;Betrag netto\n2026-10-01;p;1,50\n",
        message="a.csv: Line 1 lacks the heading 'Betrag' or 'Amount', perhaps now called 'Betrag netto'.",
    ),
    Quirk(
        "headings that name two currencies",
        Kind(
            "",
            'day: {heading: Day, type: date}\na: {heading: "Cost ({currency})", type: decimal}\n'
            'b: {heading: "Value ({currency})", type: decimal}',
        ),
        "Day,Cost (USD),Value (EUR)\n2026-10-01,1.50,2.50\n",
        message="a.csv: Its headings name several currencies: 'Cost (USD)' and 'Value (EUR)'.",
    ),
    Quirk(
        "an amount in another currency than its row's is put aside",
        Kind("", COSTS.fields + "\n    currency: {heading: Currency, type: currency}"),
        "Tag;Programm;Betrag;Currency\n2026-10-01;p;€1,50;EUR\n2026-10-02;p;$2,50;EUR\n2026-10-03;p;$2,50;CAD\n",
        [("2026-10-01", "p", "1.50000000", "EUR"), ("2026-10-03", "p", "2.50000000", "CAD")],
        [(3, "Betrag", "$2,50")],
    ),
    Quirk(
        "the currency stands beside each amount; a sign of several currencies names none",
        Kind("", COSTS.fields + "\n    currency: {type: currency, from_field: spend, required: true}"),
        HEAD + "2026-10-01;p;€1,50\n2026-10-02;p;2,50 GBP\n2026-10-03;p;$3,50\n",
        [("2026-10-01", "p", "1.50000000", "EUR"), ("2026-10-02", "p", "2.50000000", "GBP")],
        [(4, "Betrag", "$3,50")],
    ),
    Quirk(
        "two currencies in one account's file",
        Kind("one_currency: true", COSTS.fields + "\n    currency: {heading: Currency, type: currency}"),
        "Tag;Programm;Betrag;Currency\n2026-10-01;p;1,50;EUR\n2026-10-02;p;2,50;USD\n",
        message="a.csv: Its rows are in several currencies: EUR (line 2) and USD (line 3). An account has one.",
    ),
]


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk.name)
def test_a_quirk(quirk: Quirk, tmp_path: Path) -> None:
    check(quirk, tmp_path)


def test_a_new_column_is_noted(tmp_path: Path) -> None:
    content = "Tag;Programm;Betrag;Agentur\n2026-10-01;p;1,50;Acme\n"
    reading = check(Quirk("", COSTS, content, rows("1.50")), tmp_path)
    assert reading.file.notice == "headings not read: Agentur"
