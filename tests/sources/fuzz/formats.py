"""The same rows in the spelling of each vendor, in each container: what a fuzzer begins with."""

from __future__ import annotations

import csv
import gzip
import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import openpyxl

FIRST_DAY = date(2026, 10, 1)
# nobody reads the column in which these stand, so they may stand in no message either
PLANTED = ("jane.doe@example.com", "+49 170 1234567", "sk_live_9aXq77LmZ0", "(555) 123-4567")


@dataclass(frozen=True)
class Row:
    """A row's own name, its day, what was spent and how many clicks."""

    key: str
    day: date
    spend: Decimal
    clicks: int


@dataclass
class Table:
    """A file as cells: what stands above, headings, rows by key, what stands below, and how cells become bytes."""

    above: list[str]
    headings: list[str]
    rows: list[list[str]]
    below: list[str]
    delimiter: str
    encoding: str
    quoted: bool = False
    wrap: str = ""
    touched: set[str] = field(default_factory=set)
    must_refuse: set[str] = field(default_factory=set)
    expected: dict[str, Decimal] = field(default_factory=dict)
    refuse_file: bool = False

    def lines(self) -> str:
        """All of it as text."""
        out = io.StringIO()
        quoting = csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\n", quoting=quoting)
        writer.writerows([self.headings, *self.rows])
        above = "".join(f"{line}\n" for line in self.above)
        return above + out.getvalue() + "".join(f"{line}\n" for line in self.below)


@dataclass(frozen=True)
class Format:
    """A vendor's export: how a source declares it, and how rows are written in it."""

    name: str
    yaml: str
    fields: str
    write: Callable[[Sequence[Row]], Table]


def rows(chance: random.Random) -> list[Row]:
    """Some rows with names of their own; spend has two decimals, so that its style can be told."""
    return [
        Row(
            f"K{n:04}",
            FIRST_DAY + timedelta(days=n % 28),
            Decimal(chance.randrange(1, 900_000)) / 100 + (Decimal("0.01") if n % 3 else 0),
            chance.randrange(5000),
        )
        for n in range(chance.choice([5, 40, 60]))
    ]


def grouped(number: Decimal | int, point: str, thousands: str) -> str:
    """1234.5 as 1.234,50."""
    text = f"{number:,.2f}" if isinstance(number, Decimal) else f"{number:,}"
    return text.translate(str.maketrans({",": thousands, ".": point}))


def _table(
    given: Sequence[Row], headings: str, day: str, point: str, thousands: str, names: Sequence[str], **form: object
) -> Table:
    cells = [
        [
            f"{row.day:{day}}",
            row.key,
            names[n % len(names)],
            grouped(row.spend, point, thousands),
            grouped(row.clicks, point, thousands),
            PLANTED[n % len(PLANTED)],
        ]
        for n, row in enumerate(given)
    ]
    made = Table([], headings.split("|"), cells, [], ",", "utf-8")
    for key, value in form.items():
        setattr(made, key, value)
    return made


def _fields(day: str, key: str, spend: str, clicks: str, form: str = "") -> str:
    said = f', format: "{form}"' if form else ""
    return (
        f"day: {{heading: {day}, type: date, required: true, at_most: file_day{said}}}\n"
        f"key: {{heading: {key}, required: true}}\n"
        f"spend: {{heading: {spend}, type: money, required: true}}\n"
        f"clicks: {{heading: {clicks}, type: integer, required: true}}"
    )


ODD_NAMES = ("Brand | DE; new", 'The "5" heel', "Herbst, 2026", "日本", "plain")
WESTERN = ("Brand | DE; neu", "Größe, Fête", "plain")

FORMATS = [
    Format(
        "tiktok",
        "decimal: point\nskip: \"key ilike 'total%'\"",
        _fields("[By Day, Date]", "Ad ID", '[Cost, "Cost ({currency})"]', "Clicks (all)"),
        lambda given: _table(given, "By Day|Ad ID|Ad name|Cost|Clicks (all)|Notes", "%Y-%m-%d", ".", ",", ODD_NAMES),
    ),
    Format(
        "meta in French",
        "",
        _fields("Jour", "Identifiant", '"Montant dépensé ({currency})"', "Clics"),
        lambda given: _table(
            given, "Jour|Identifiant|Nom|Montant dépensé (EUR)|Clics|Notes", "%d/%m/%Y", ",", "\u202f", ODD_NAMES,
            delimiter=";",
        ),
    ),
    Format(
        "google for Excel",
        "decimal: point\nskip: \"starts_with(day, 'Total')\"",
        _fields("Day", "Campaign ID", "Cost", "Clicks"),
        lambda given: _table(
            given, "Day|Campaign ID|Campaign|Cost|Clicks|Notes", "%Y-%m-%d", ".", ",", ODD_NAMES,
            above=["Campaign report", '"September 1, 2026 - September 30, 2026"'], delimiter="\t", encoding="utf-16",
            below=['"Total: Account"\t" --"\t" --"\t"9,999.00"\t"9,999"\t" --"'],
        ),
    ),
    Format(
        "ga4",
        'preamble: "#"\nskip: "day ilike \'grand total%\'"\ndecimal: point',
        _fields("Date", "Key", "Total revenue", "Sessions", "%Y%m%d"),
        lambda given: _table(
            given, "Date|Key|Session source|Total revenue|Sessions|Notes", "%Y%m%d", ".", "", ODD_NAMES,
            above=["# ----", "# Traffic", "# Start date: 20261001", ""],
            below=["", "# ----", "# Second", "", "Date,Key,Session source,Total revenue,Sessions,Notes",
                   "20261001,KSECOND,x,1.00,1,x"],
        ),
    ),
    Format(
        "salesforce in German",
        'encoding: latin-1\nfooter: ["Confidential Information"]\nskip: "key ilike \'grand total%\'"',
        _fields("Datum", "Nummer", "Betrag", "Anzahl"),
        lambda given: _table(
            given, "Datum|Nummer|Größe|Betrag|Anzahl|Notes", "%d.%m.%Y", ",", ".", WESTERN, quoted=True, delimiter=";",
            encoding="cp1252", below=["", '"Confidential Information - Do Not Distribute"'],
        ),
    ),
    Format(
        "a sheet of one's own",
        "",
        _fields("Date", "Key", "Amount", "Clicks"),
        lambda given: _table(given, "Date|Key|Name|Amount|Clicks|Notes", "%m/%d/%Y", ".", ",", ODD_NAMES),
    ),
]  # fmt: skip
WRAPS = ("", "", "", "gzip", "zip", "xlsx")


def content(table: Table, text: str) -> bytes:
    """The text as the file's bytes."""
    if table.wrap == "xlsx":
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("Report")
        for line in csv.reader(io.StringIO(text), delimiter=table.delimiter):
            sheet.append([cell.translate({n: None for n in range(32)}) for cell in line])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    plain = text.encode(table.encoding, "replace")
    if table.wrap == "gzip":
        return gzip.compress(plain, mtime=0)
    if table.wrap == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("export.csv", plain)
        return out.getvalue()
    return plain
