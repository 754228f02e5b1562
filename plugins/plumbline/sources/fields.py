"""Typing one raw text column: the value, and the reason when it is none.

Each type is a pair of DuckDB expressions over `x`, the name of a column with the bare text, from which null words are
gone already: what it becomes, and the condition under which a text is refused. The condition names the value's column,
so that nothing is worked out twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from plumbline.sources.definition import Field

WHOLE_NUMBER = r"^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.0+)?$"
NUMBER = r"^[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?([eE][+-]?\d+)?$"
INSTANT = r"\d:\d{2}.*(Z|[+-]\d{2}(:?\d{2})?)$"
LONGEST_VALUE_SHOWN = 200


@dataclass(frozen=True)
class Typed:
    """SQL of a field: its value, when a text is refused and the words for that, when a value is wanted but absent."""

    value: str
    refused_when: str
    reason: str
    absent_when: str = "false"


def bare(raw: str, nulls: tuple[str, ...]) -> str:
    """The text of a raw column without the spaces around it; null where it is a word for null."""
    words = ", ".join(quote(word.lower()) for word in nulls)
    return f"case when lower(trim({raw})) in ({words}) then null else trim({raw}) end"


def typed(spec: Field, x: str, value: str) -> Typed:
    """The typed form of the bare text in column `x`, kept in column `value`; required fields refuse null as well."""
    base = _typed(spec, x)
    # what looks right and is still no value, as a number of thirty digits, must not become null in silence
    refused = f"({x} is not null and ({base.refused_when} or {value} is null))"
    return replace(base, refused_when=refused, absent_when=f"{x} is null" if spec.required else "false")


def _typed(spec: Field, x: str) -> Typed:
    number = f"try_cast(replace({x}, ',', '') as decimal(28, 8))"
    match spec.type:
        case "text" | "json":
            return Typed(x, "false", "a text")
        case "integer":
            value = f"try_cast(try_cast(replace({x}, ',', '') as decimal(28, 1)) as bigint)"
            return Typed(value, _not_like(x, WHOLE_NUMBER), "a whole number, as 1234 or 1,234")
        case "decimal":
            value = f"coalesce({number}, try_cast(try_cast({x} as double) as decimal(28, 8)))"
            return Typed(value, _not_like(x, NUMBER), "a number, as 1234.5 or 1,234.5")
        case "percent":
            number = f"trim({x}, '% ')"
            value = f"try_cast(replace({number}, ',', '') as decimal(18, 6))"
            return Typed(value, _not_like(number, NUMBER), "a percentage, as 1.23 or 1.23%")
        case "probability_percent":
            refused = f"({_not_like(x, NUMBER)} or {number} < 0 or {number} > 100 or ({number} > 0 and {number} <= 1))"
            reason = "a percentage from 0 to 100; a number above 0 and up to 1 could be either scale and is refused"
            return Typed(f"round(cast({number} / 100 as decimal(18, 10)), 4)", refused, reason)
        case "probability_fraction":
            # a vendor sends 0.6 as the binary double 0.59999999999999997780: round before anything is compared
            long = f"try_cast(left({x}, 24) as decimal(28, 20))"
            refused = f"({_not_like(x, NUMBER)} or {long} < 0 or {long} > 1)"
            return Typed(f"round({long}, 4)", refused, "a probability from 0 to 1; 60 for 0.6 is another scale")
        case "date":
            value = f"cast(try_strptime({x}, {quote(spec.format or '%Y-%m-%d')}) as date)"
            return Typed(value, "false", f"a date as {spec.format or '%Y-%m-%d'}")
        case "timestamp":
            if spec.zone:
                value = f"timezone({quote(spec.zone)}, try_cast({x} as timestamp))"
                return Typed(value, "false", "a date and time, as 2026-10-30 18:03:11")
            # some write a space before the offset
            value = f"try_cast(regexp_replace({x}, ' ([+-]\\d{{2}}:?\\d{{2}})$', '\\1') as timestamptz)"
            refused = _not_like(x, INSTANT)
            return Typed(value, refused, "a date and time with its offset, as 2026-10-30T18:03:11+01:00")
        case "epoch_us":
            value = f"make_timestamptz(try_cast({x} as bigint))"
            return Typed(value, _not_like(x, r"^\d{16}$"), "microseconds since 1970, 16 digits")
        case "boolean":
            value = f"try_cast(lower({x}) as boolean)"
            return Typed(value, "false", "true or false")
        case "currency":
            return Typed(f"upper({x})", _not_like(x, "^[A-Za-z]{3}$"), "a currency's ISO 4217 code, as EUR")
        case _:
            raise ValueError(f"unknown type {spec.type}")


def _not_like(x: str, pattern: str) -> str:
    return f"({x} = '' or not regexp_matches({x}, {quote(pattern)}))"


def quote(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
