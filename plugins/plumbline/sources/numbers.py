"""How numbers are written: marks of decimals and thousands, accounting's brackets, currencies beside an amount.

Everything here is SQL over a column `x` of bare texts. A text that is no number in the field's own style is null: what
could be read in two ways is never read in either.
"""

from __future__ import annotations

from plumbline.sources.definition import DECIMAL_MARKS, Field

SPACES = "\u00a0\u2007\u2009\u202f"  # no-break, figure, thin and narrow space: all of them part thousands
DEFAULT_THOUSANDS = {".": (",",), ",": (".", " ")}
# A sign that several currencies share names none of them, but rules out all others.
SIGNS = {
    "€": ("EUR",),
    "£": ("GBP",),
    "R$": ("BRL",),
    "US$": ("USD",),
    "A$": ("AUD",),
    "C$": ("CAD",),
    "CA$": ("CAD",),
    "NZ$": ("NZD",),
    "HK$": ("HKD",),
    "S/": ("PEN",),
    "₪": ("ILS",),
    "₹": ("INR",),
    "₩": ("KRW",),
    "₺": ("TRY",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "$": ("USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN", "ARS", "CLP", "COP", "TWD"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "Rp": ("IDR",),
}
CODE = "[A-Z]{3}"


def quote(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def number(x: str, spec: Field) -> str:
    """The text as digits with a decimal point, null where it is no number in the field's style."""
    point, thousands = style_of(spec)
    if spec.type == "money":
        x = _without_currency(x)
    elif spec.type in ("percent", "probability_percent"):
        x = f"trim({x}, '% ')" if spec.type == "percent" else f"rtrim({x}, '% ')"
    if " " in thousands:
        x = f"translate({x}, {quote(SPACES)}, '{' ' * len(SPACES)}')"
    whole = spec.type == "integer"
    negative = f"replace(replace(replace({x}, '(', '-'), ')', ''), '−', '-')"
    return (
        f"case when regexp_matches({x}, {quote(_pattern(point, thousands, whole))}) then {_plain(x, point, thousands)}"
        f" when regexp_matches({x}, {quote(_negative_pattern(point, thousands, whole))})"
        f" then {_plain(negative, point, thousands)} end"
    )


def style_of(spec: Field) -> tuple[str, tuple[str, ...]]:
    """The marks of decimals and thousands that the field's numbers have."""
    point = DECIMAL_MARKS[spec.decimal or "point"]
    return point, DEFAULT_THOUSANDS[point] if spec.thousands is None else spec.thousands


def example(spec: Field) -> str:
    """How its numbers look, for a message: 1234.5 or 1,234.5."""
    point, thousands = style_of(spec)
    tail = "" if spec.type == "integer" else f"{point}5"
    return " or ".join([f"1234{tail}", *(f"1{mark}234{tail}" for mark in thousands)])


def currencies_beside(x: str) -> str:
    """The currencies that an amount's sign or code can mean, as a list; null where there is neither."""
    signs = " ".join(f"when {quote(sign)} then {list(codes)}" for sign, codes in SIGNS.items())
    beside = f"regexp_extract({x}, {quote(_currency())})"
    code = f"regexp_extract({x}, {quote(CODE)})"
    return f"case {beside} {signs} else case when {code} <> '' then [{code}] end end"


def _pattern(point: str, thousands: tuple[str, ...], whole: bool) -> str:
    """A sign, digits alone or in groups of three, decimals. The marks of one number are all alike."""
    groups = "".join(rf"|\d{{1,3}}({_escaped(mark)}\d{{3}})+" for mark in thousands)
    if whole:
        return rf"^[+-]?(\d+{groups})({_escaped(point)}0+)?$"
    return rf"^[+-]?(\d+{groups})?({_escaped(point)}\d+)?([eE][+-]?\d+)?$"


def _negative_pattern(point: str, thousands: tuple[str, ...], whole: bool) -> str:
    """Accounting's (12.30), and the minus that typographers prefer."""
    body = _pattern(point, thousands, whole).removeprefix("^[+-]?").removesuffix("$")
    return rf"^(\({body}\)|−{body})$"


def _plain(x: str, point: str, thousands: tuple[str, ...]) -> str:
    for mark in thousands:
        x = f"replace({x}, {quote(mark)}, '')"
    return x if point == "." else f"replace({x}, {quote(point)}, '.')"


def _escaped(mark: str) -> str:
    return {".": r"\.", "'": "['’]"}.get(mark, mark)


def _currency() -> str:
    signs = sorted(SIGNS, key=len, reverse=True)
    return "|".join([sign.replace("$", r"\$") for sign in signs] + [CODE])


def _without_currency(x: str) -> str:
    """`R$ 1.234,50`, `-€5`, `(EUR 5)` and `5 kr` without what is no part of the number."""
    before = rf"^([(+−-]?)\s*(?:{_currency()})\s*"
    behind = rf"\s*(?:{_currency()})(\)?)$"
    spaced = f"translate({x}, {quote(SPACES)}, '{' ' * len(SPACES)}')"
    return f"regexp_replace(regexp_replace({spaced}, {quote(before)}, '\\1'), {quote(behind)}, '\\1')"
