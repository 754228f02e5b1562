"""Typing one raw text column: the value, and the reason when it is none.

Each type is a pair of DuckDB expressions over `x`, the name of a column with the bare text, from which null words are
gone already: what it becomes, and the condition under which a text is refused. The condition names the value's column,
so that nothing is worked out twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from plumbline.sources.definition import Field
from plumbline.sources.numbers import example, number, quote

INSTANT = r"\d:\d{2}.*(Z|[+-]\d{2}(:?\d{2})?)$"
ISO_DATE = "%Y-%m-%d"
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
    base = _typed(spec, x, value)
    # what looks right and is still no value, as a number of thirty digits, must not become null in silence
    refused = f"({x} is not null and ({base.refused_when} or {value} is null))"
    return replace(base, refused_when=refused, absent_when=f"{x} is null" if spec.required else "false")


def _typed(spec: Field, x: str, kept: str) -> Typed:
    match spec.type:
        case "text" | "json":
            return Typed(x, "false", "a text")
        case "integer":
            value = f"try_cast(try_cast({number(x, spec)} as decimal(28, 1)) as bigint)"
            return Typed(value, "false", f"a whole number, as {example(spec)}")
        case "decimal":
            return Typed(_decimal(number(x, spec)), "false", f"a number, as {example(spec)}")
        case "money":
            reason = f"an amount, as {example(spec)}, with or without its currency"
            return Typed(_decimal(number(x, spec)), "false", reason)
        case "percent":
            return Typed(f"try_cast({number(x, spec)} as decimal(18, 6))", "false", _percentage(spec))
        case "probability_percent":
            value = f"try_cast({number(x, spec)} as decimal(28, 8))"
            refused = f"({value} < 0 or {value} > 100 or ({value} > 0 and {value} <= 1))"
            reason = "a percentage from 0 to 100; a number above 0 and up to 1 could be either scale and is refused"
            return Typed(f"round(cast({value} / 100 as decimal(18, 10)), 4)", refused, reason)
        case "probability_fraction":
            # a vendor sends 0.6 as the binary double 0.59999999999999997780: round before anything is compared
            long = f"try_cast(left({number(x, spec)}, 24) as decimal(28, 20))"
            refused = f"({long} < 0 or {long} > 1)"
            return Typed(f"round({long}, 4)", refused, "a probability from 0 to 1; 60 for 0.6 is another scale")
        case "date":
            value = f"cast(try_strptime({x}, {quote(spec.format or ISO_DATE)}) as date)"
            # `%Y` takes the year 26 for what it says
            return Typed(value, f"year({kept}) not between 1900 and 2199", f"a date as {spec.format or ISO_DATE}")
        case "timestamp":
            if spec.zone:
                instant = f"try_strptime({x}, {quote(spec.format)})" if spec.format else f"try_cast({x} as timestamp)"
                words = (
                    f"a date and time as {spec.format}" if spec.format else "a date and time, as 2026-10-30 18:03:11"
                )
                return Typed(f"timezone({quote(spec.zone)}, {instant})", "false", words)
            # some write a space before the offset
            value = f"try_cast(regexp_replace({x}, ' ([+-]\\d{{2}}:?\\d{{2}})$', '\\1') as timestamptz)"
            refused = f"({x} = '' or not regexp_matches({x}, {quote(INSTANT)}))"
            return Typed(value, refused, "a date and time with its offset, as 2026-10-30T18:03:11+01:00")
        case "epoch_us":
            value = f"make_timestamptz(try_cast({x} as bigint))"
            return Typed(value, f"not regexp_matches({x}, '^\\d{{16}}$')", "microseconds since 1970, 16 digits")
        case "boolean":
            return Typed(f"try_cast(lower({x}) as boolean)", "false", "true or false")
        case "currency":
            refused = f"not regexp_matches({x}, '^[A-Za-z]{{3}}$')"
            return Typed(f"upper({x})", refused, "a currency's ISO 4217 code, as EUR")
        case _:
            raise ValueError(f"unknown type {spec.type}")


def _decimal(text: str) -> str:
    return f"try_cast({text} as decimal(28, 8))"


def _percentage(spec: Field) -> str:
    return "a percentage, as 1.23 or 1.23%" if spec.decimal != "comma" else "a percentage, as 1,23 or 1,23%"
