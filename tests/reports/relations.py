"""Re-computes what a finished PDF implies: every sum, ratio and difference that its printed figures should obey.

    python -m tests.reports.relations docs/samples/daily-pulse-en.pdf …

Reads the PDF's own structure, as a screen reader does, and nothing else. A printed figure stands for all values that
round to it; a relation holds when some such values fulfil it.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber

UNITS = {"k": 1e3, "m": 1e6, "bn": 1e9}
FIGURE = re.compile(r"([−+±>]?)\s?(?:US\$|€|£|CHF\s?|R\$)?(\d[\d,]*(?:\.\d+)?)(k|m|bn)?\s?(%|×)?")
TOTALS = ("Total", "Company")


@dataclass(frozen=True)
class Range:
    """All values that a printed figure may stand for."""

    low: float
    high: float

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        return Range(self.low - other.high, self.high - other.low)

    def __mul__(self, factor: float | Range) -> Range:
        ends = (factor.low, factor.high) if isinstance(factor, Range) else (factor, factor)
        products = [a * b for a in (self.low, self.high) for b in ends]
        return Range(min(products), max(products))

    def __truediv__(self, other: Range) -> Range:
        if other.low <= 0 <= other.high:
            return Range(float("-inf"), float("inf"))
        quotients = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Range(min(quotients), max(quotients))

    def meets(self, other: Range) -> bool:
        """Whether some value lies in both."""
        slack = 1e-9 * max(abs(self.low), abs(other.low), 1)
        return self.low <= other.high + slack and other.low <= self.high + slack


@dataclass(frozen=True)
class Relation:
    """Something that the printed figures should obey, and whether they do."""

    where: str
    what: str
    printed: Range
    computed: Range

    @property
    def holds(self) -> bool:
        """Whether the printed figure may stand for a value that was computed."""
        return self.printed.meets(self.computed)


def figure(text: str) -> Range | None:
    """The first figure of a text as a range; per cent as they stand; None where there is none."""
    match = FIGURE.search(text.replace("\N{NO-BREAK SPACE}", " "))
    if match is None:
        return None
    sign, digits, unit, _ = match.groups()
    if sign == ">":
        return Range(float(digits.replace(",", "")), float("inf"))
    scale = UNITS.get(unit or "", 1.0)
    half = 0.5 * scale / 10 ** len(digits.partition(".")[2])
    value = float(digits.replace(",", "")) * scale * (-1 if sign == "−" else 1)
    return Range(value - half, value + half)


def figures(text: str) -> list[Range]:
    """Every figure of a text."""
    return [one for one in (figure(found.group(0)) for found in FIGURE.finditer(text)) if one is not None]


Rows = list[list[str]]


@dataclass
class Part:
    """A heading of a PDF with the paragraphs and the tables below it."""

    title: str
    texts: list[str]
    tables: list[Rows]


def read(pdf: Path) -> list[Part]:
    """The PDF's parts in reading order."""
    with pdfplumber.open(pdf) as document:
        texts: dict[tuple[int, int], str] = defaultdict(str)
        for page in document.pages:
            for char in page.chars:
                if char.get("mcid") is not None:
                    texts[page.page_number, char["mcid"]] += char["text"]

        def words(node: dict[str, Any]) -> str:
            own = "".join(texts[node.get("page_number", 0), mark] for mark in node.get("mcids", []))
            return " ".join([own, *map(words, node.get("children", []))]).strip()

        def rows(node: dict[str, Any]) -> Iterator[list[str]]:
            if node["type"] == "TR":
                yield [re.sub(r"\s+", " ", words(cell)) for cell in node["children"]]
            else:
                for child in node.get("children", []):
                    yield from rows(child)

        parts = [Part("", [], [])]

        def walk(node: dict[str, Any]) -> None:
            if node["type"] == "Table":
                table, tables = list(rows(node)), parts[-1].tables
                if tables and tables[-1][0] == table[0]:  # the same table goes on on the next page
                    tables[-1] += table[1:]
                else:
                    tables.append(table)
            elif node["type"] in ("H1", "H2"):
                parts.append(Part(re.sub(r"\s+", " ", words(node)), [], []))
            elif node["type"] in ("P", "LI"):
                parts[-1].texts.append(re.sub(r"\s+", " ", words(node)))
            else:
                for child in node.get("children", []):
                    walk(child)

        for node in document.structure_tree:
            walk(node)
        return parts


def relations(parts: list[Part]) -> list[Relation]:
    """Every relation between figures that stand side by side on the pages."""
    found: list[Relation] = []
    for part in parts:
        found += _card(part)
        for table in part.tables:
            found += _waterfall(part.title, table) if _is_waterfall(table) else _table(part.title, table)
    return found


def _is_waterfall(table: Rows) -> bool:
    return len(table) > 2 and all(2 <= len(row) <= 3 and figure(row[1]) for row in table) and "%" not in table[0][1]


def _waterfall(title: str, table: Rows) -> Iterator[Relation]:
    """The steps between the first and the last row add up to their difference."""
    values = [figure(row[1]) or Range(0, 0) for row in table]
    total = values[0]
    for step in values[1:-1]:
        total += step
    yield Relation(title, f"{table[0][0]} + steps = {table[-1][0]}", values[-1], total)


def _card(part: Part) -> Iterator[Relation]:
    """A figure against its target: `Target €1.10m: 108% reached`."""
    value = next((figure(text) for text in part.texts[:1] if figure(text)), None)
    for text in part.texts:
        match = re.match(r"(?:Target|Budget) (\S+): (\S+?)(%| points) ?", text)
        if value and match and (target := figure(match[1])) and (said := figure(match[2])):
            computed = value - target if match[3] == " points" else value / target * 100
            yield Relation(part.title, text, said, computed)


Column = Callable[[str], Range | None]


def _table(title: str, table: Rows) -> Iterator[Relation]:
    heads, rows = table[0], table[1:]
    if rows and len(heads) < len(rows[0]):  # an empty head has no text
        heads = ["", *heads]
    named = [(row[0], {head: figure(cell) for head, cell in zip(heads, row, strict=False)}) for row in rows if row]
    for name, row in named:
        for what, head, compute in _formulas(heads):
            said, computed = row.get(head), compute(row)
            if said is not None and computed is not None:
                yield Relation(f"{title}: {name}", what, said, computed)
    yield from _intervals(title, heads, rows)
    totals = [row for name, row in named if name.startswith(TOTALS)]
    if totals:
        parts = [row for name, row in named if not name.startswith(TOTALS) and not _is_beside(name)]
        for head in heads[1:]:
            values = [row.get(head) for row in parts]
            known = [value for value in values if value is not None]
            if _adds_up(head) and totals[0].get(head) is not None and known:
                total = known[0]
                for value in known[1:]:
                    total += value
                yield Relation(title, f"Σ {head}", totals[0][head] or Range(0, 0), total)


def _adds_up(head: str) -> bool:
    return bool(re.match(ADDITIVE, head))


ADDITIVE = (
    r"Qualified pipeline|vs |Weighted|New customers"
    r"|(Cost|Revenue|Contribution|Result|Leads|Won deals|Sales|Deals)( [a-z]+)?$"
)


def _is_beside(name: str) -> bool:
    """A platform's row stands beside the programs, which add up without it."""
    return name in ("TikTok", "Instagram", "YouTube", "Pinterest", "Meta", "Google Ads")


Formula = tuple[str, str, Callable[[dict[str, Range | None]], Range | None]]


def _formulas(heads: list[str]) -> Iterator[Formula]:
    """(what, column, computed from the row) for each formula whose columns a table has."""

    def head(pattern: str) -> str | None:
        return next((one for one in heads if re.match(pattern, one)), None)

    def formula(what: str, result: str, inputs: tuple[str, ...], compute: Callable[..., Range]) -> Iterator[Formula]:
        target, sources = head(result), [head(pattern) for pattern in inputs]
        if target is None or any(source is None for source in sources):
            return

        def of(row: dict[str, Range | None]) -> Range | None:
            values = [row.get(source or "") for source in sources]
            return None if any(value is None for value in values) else compute(*values)

        yield what, target, of

    def over(top: Range, bottom: Range) -> Range:
        return top / bottom

    def percent(top: Range, bottom: Range) -> Range:
        return top / bottom * 100

    def less(now: Range, before: Range) -> Range:
        return now - before

    def spread(highest: Range, lowest: Range, used: Range) -> Range:
        return (highest - lowest) / used * 100

    def returned(top: Range, bottom: Range) -> Range:
        return (top / bottom - Range(1, 1)) * 100

    cost = r"(Cost|Spend)( [a-z]+)?$"
    for what, result, inputs, compute in (
        ("ROI = (revenue − cost) / cost", r"ROI %", (r"Revenue", cost), returned),
        ("ROMI = (contribution − cost) / cost", r"ROMI %", (r"Contribution", cost), returned),
        ("result = contribution − cost", r"Result", (r"Contribution", cost), less),
        ("per order = reported / booked", r"(Claims|Reported) per", (r"(Claimed|Reported)$", r"(Rung|Booked)$"), over),
        ("attained = actual / target", r"(Attained|Reached)", (r"Actual", r"Target"), percent),
        ("spread = (highest − lowest) / used", r"Spread %", (r"Highest", r"Lowest", r"Model used"), spread),
        ("expected = chance × amount", r"Expected value", (r"Chance", r"Amount"), lambda a, b: a * b * 0.01),
        ("win rate = won / deals", r"Win rate", (r"Won$", r"Deals$"), percent),
        ("payback = CAC / monthly margin", r"Payback", (r"CAC, all", r"Margin a customer"), over),
        ("difference = this quarter − benchmark", r"(Against the|vs) benchmark", (r"This quarter", r"Benchmark"), less),
        ("counted twice = sum − group", r"Counted twice", (r"Sum of", r"Deals touched"), less),
        ("coverage = reached / targets", r"Coverage$", (r"Reached", r"Target accounts"), percent),
    ):
        yield from formula(what, result, inputs, compute)


def _intervals(title: str, heads: list[str], rows: Rows) -> Iterator[Relation]:
    """An estimate lies inside the interval that stands beside it: low ≤ estimate ≤ high."""
    for n, head in enumerate(heads):
        if not re.match(r"(Interval|90% interval)", head) or n == 0:
            continue
        for row in rows:
            ends = figures(row[n].replace(" to ", " ; ")) if n < len(row) else []
            estimate = figure(row[n - 1]) if n <= len(row) else None
            if len(ends) == 2 and estimate is not None:
                yield Relation(
                    f"{title}: {row[0]}", "low ≤ estimate ≤ high", estimate, Range(ends[0].low, ends[1].high)
                )


def main(paths: list[str]) -> int:
    """Print what does not hold; the number of such relations."""
    broken = 0
    for name in paths:
        found = relations(read(Path(name)))
        wrong = [relation for relation in found if not relation.holds]
        broken += len(wrong)
        print(f"{Path(name).name}: {len(found)} relations, {len(wrong)} do not hold")
        for one in wrong:
            print(f"  {one.where}: {one.what}: printed {one.printed}, computed {one.computed}")
    return broken


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
