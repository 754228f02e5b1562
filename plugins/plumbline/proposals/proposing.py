"""The YAML and the SQL that an unknown file would need: which staging table fits best, and what is missing for it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plumbline.proposals.guessing import Column, decimal_mark, guess
from plumbline.proposals.unknown import Unknown
from plumbline.sources.definition import Source
from plumbline.sources.headings import fold
from plumbline.sources.validate import bare_type
from plumbline.warehouse.staging import StagingTable

CLOSE = 0.82
TOTAL_WORDS = "(grand total|total|totals|summe|gesamt|insgesamt)"
TOTAL = re.compile(rf"(?i)\s*{TOTAL_WORDS}\b")
KINDS = {
    "BIGINT": {"integer"},
    "INTEGER": {"integer"},
    "DATE": {"date"},
    "BOOLEAN": {"boolean"},
    "TIMESTAMPTZ": {"timestamp", "date"},
    "TEXT": {"text", "currency", "integer"},
}
NUMBERS = {"integer", "decimal", "money", "percent"}
# Words of the field in the languages that exports come in; further ones are learnt from the sources that there are.
WORDS = {
    "day": "date day datum tag jour dia día fecha dag giorno",
    "spend": "cost spend spent kosten ausgaben betrag budget montant coût depense dépense gasto importe costo amount",
    "impressions": "impressions impr impressionen views weergaven impresiones",
    "clicks": "clicks klicks clics klikken clic link-clicks",
    "campaign_name": "campaign kampagne campagne campaña campanha campaign-name campagna",
    "adgroup_name": "ad-group adset ad-set anzeigengruppe",
    "ad_name": "ad ad-name anzeige anuncio",
    "currency": "currency währung devise moneda valuta currency-code",
    "amount": "amount betrag summe montant importe total",
    "conversions": "conversions results ergebnisse konversionen",
    "sessions": "sessions sitzungen",
    "order_id": "order-id order bestellnummer order-number name",
    "deal_id": "deal-id record-id opportunity-id",
    "net_amount": "net-amount subtotal netto total price",
    "stage": "stage deal-stage phase",
    "lead_id": "lead-id mql-id",
    "vendor": "vendor supplier lieferant agency agentur dienstleister",
    "starts_on": "from start von beginn",
    "ends_on": "to end bis ende",
}


@dataclass(frozen=True)
class Proposal:
    """A source that nobody has written yet: its files as texts, the staging table, and what a person must still say."""

    table: str
    yaml: str
    sql: str
    missing: tuple[str, ...]
    doubts: tuple[str, ...]


def propose(name: str, table: Unknown, staging: Mapping[str, StagingTable], sources: Sequence[Source]) -> Proposal:
    """The source that would read the table into the staging table of which it fills most."""
    totals = {n for row in table.rows for n, cell in enumerate(row) if TOTAL.match(cell)}
    rows = [row for row in table.rows if not any(TOTAL.match(cell) for cell in row)]
    columns = [guess(heading, [row[n] for row in rows]) for n, heading in enumerate(table.headings)]
    known = _aliases(sources)
    fits = {each: _fit(columns, staging[each], known) for each in staging}
    best = max(fits, key=lambda each: (_score(fits[each], staging[each]), each))
    chosen = fits[best]
    names = _names(columns, chosen)
    missing = tuple(_missing(columns, chosen, staging[best]))
    mark, doubt = decimal_mark(columns)
    by_column = [f"{column.heading}: {words}" for column in columns for words in column.doubts]
    doubts = (*by_column, *([doubt] if doubt else []))
    has_day = "day" in chosen
    yaml = _yaml(name, table, best, columns, names, mark, skipped=[names[n] for n in sorted(totals)], by_day=has_day)
    return Proposal(best, yaml, _sql(chosen, staging[best], missing), missing, doubts)


def _aliases(sources: Sequence[Source]) -> dict[str, set[str]]:
    """Folded heading -> the names that the sources that there are give it."""
    known: dict[str, set[str]] = {}
    for source in sources:
        for spec in source.fields:
            for heading in spec.headings:
                known.setdefault(_word(heading.replace("({currency})", "")), set()).add(spec.name)
    for column, words in WORDS.items():
        for word in words.split():
            known.setdefault(_word(word), set()).add(column)
    return known


def _word(heading: str) -> str:
    """A heading as it is compared: folded, without units in brackets, words joined by a dash."""
    return "-".join(re.findall(r"[^\W_]+", re.sub(r"\(.*?\)", "", fold(heading))))


def _fit(columns: Sequence[Column], table: StagingTable, known: Mapping[str, set[str]]) -> dict[str, int]:
    """Staging column -> the column of the file that would fill it."""
    wanted = {"day": "DATE", **{name: bare_type(kind) for name, kind in table.types.items()}}
    scores = [
        (_closeness(column, name, known), -n, name)
        for n, column in enumerate(columns)
        for name, kind in wanted.items()
        if column.type in KINDS.get(kind, NUMBERS)
    ]
    chosen: dict[str, int] = {}
    for score, place, name in sorted(scores, reverse=True):
        if score >= CLOSE and name not in chosen and -place not in chosen.values():
            chosen[name] = -place
    return chosen


def _closeness(column: Column, name: str, known: Mapping[str, set[str]]) -> float:
    word, wanted = _word(column.heading), name.replace("_", "-")
    if word == wanted:
        return 1.1
    if name in known.get(word, ()):
        return 1.0
    return difflib.SequenceMatcher(None, word, wanted).ratio()


def _score(fit: Mapping[str, int], table: StagingTable) -> float:
    """A table counts by what the file fills of it; what it needs and does not get counts against it."""
    needed = [name for name, kind in table.types.items() if "NOT NULL" in kind.upper()]
    lacking = sum(name not in fit and name not in ("platform", "currency") for name in needed)
    return len(fit) - 0.4 * lacking + 0.5 * bool(set(table.key) & set(fit))


def _names(columns: Sequence[Column], chosen: Mapping[str, int]) -> list[str]:
    by_place = {place: name for name, place in chosen.items()}
    names: list[str] = []
    for n, column in enumerate(columns):
        plain = unicodedata.normalize("NFKD", column.heading).encode("ascii", "ignore").decode().lower()
        name = by_place.get(n) or re.sub(r"\W+", "_", plain).strip("_") or f"column_{n + 1}"
        name = f"column_{name}" if name[0].isdigit() else name
        names.append(name if name not in [*names, *(set(chosen) - {by_place.get(n, "")})] else f"{name}_{n + 1}")
    return names


def _missing(columns: Sequence[Column], chosen: Mapping[str, int], table: StagingTable) -> list[str]:
    needed = [name for name, kind in table.types.items() if "NOT NULL" in kind.upper() and name not in chosen]
    lines = [f"{name}: {table.words[name]}" for name in needed]
    if "day" not in chosen:
        dates = [column.heading for column in columns if column.type == "date"]
        which = f"; if {' or '.join(dates)} is it, call that field day and write slice: rows" if dates else ""
        lines.append(f"day: no column is told to be the row's day, so its file's counts{which}")
    return lines


def _yaml(
    name: str,
    table: Unknown,
    staging: str,
    columns: Sequence[Column],
    names: Sequence[str],
    mark: str | None,
    *,
    skipped: Sequence[str],
    by_day: bool,
) -> str:
    nulls = sorted({word for column in columns for word in column.nulls})
    lines = [
        f"title: {name.replace('_', ' ').capitalize()}",
        "owner: marketing",
        f'files: "{name}/{{delivery_day}}/*"     # where it lies below the drop; {{day}} may stand in the name',
        f"table: {staging}",
        f"slice: {'rows' if by_day else 'file'}",
    ]
    if table.encoding != "utf-8":
        lines.append(f"encoding: {table.encoding}")
    if any(line.lstrip().startswith("#") for line in table.above):
        lines.append('preamble: "#"')
    if mark is not None:
        lines.append(f"decimal: {mark}")
    if nulls:
        lines.append(f"nulls: {_list(['-', '--', *nulls])}")
    if skipped:
        conditions = [f"regexp_matches({field}, '(?i)^{TOTAL_WORDS}')" for field in skipped]
        lines.append(f'skip: "{" or ".join(conditions)}"')
    lines.append("fields:")
    for spec, column in zip(names, columns, strict=True):
        keys = {"heading": _text(column.heading)}
        if column.type != "text":
            keys["type"] = column.type
        keys |= column.keys
        if spec == "day" and by_day:
            keys |= {"required": "true", "at_most": "file_day"}
        doubt = f"   # {'; '.join(column.doubts)}" if column.doubts else ""
        lines.append(f"  {spec}: {{{', '.join(f'{key}: {value}' for key, value in keys.items())}}}{doubt}")
    return "\n".join(lines) + "\n"


def _sql(chosen: Mapping[str, int], table: StagingTable, missing: Sequence[str]) -> str:
    """The SELECT; repeated keys are summed, and what is missing stands there to be replaced."""
    lacking = {line.partition(":")[0] for line in missing} - {"day"}
    given, sums = [], False
    for name in ("day", *table.types):
        if name in chosen:
            kind = bare_type(table.types.get(name, "date"))
            adds = name not in table.key and (kind.startswith("DECIMAL") or kind in ("BIGINT", "INTEGER"))
            adds = adds and "day" in chosen and name != "reach"
            sums |= adds
            given.append(f"  sum({name}) as {name}" if adds else f"  {name}")
        elif name in lacking:
            # null, and not a word for it: the file is refused until somebody has said what belongs here
            given.append(
                f"  cast(null as {bare_type(table.types[name]).lower()}) as {name}  -- MISSING: {table.words[name]}"
            )
    # a comment reaches to the end of its line: the comma stands before it
    lines = [line.replace("  -- ", ",  -- ", 1) if "  -- " in line else f"{line}," for line in given[:-1]]
    return "select\n" + "\n".join([*lines, *given[-1:]]) + "\nfrom export\n" + ("group by all\n" if sums else "")


def _text(heading: str) -> str:
    return "'" + heading.replace("'", "''") + "'"


def _list(words: Sequence[str]) -> str:
    return f"[{', '.join(_text(word) for word in words)}]"
