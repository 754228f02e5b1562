"""What happens to a file on its way: each function changes a table or its bytes, and notes what it touched."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from tests.sources.fuzz.formats import Table

KEY, SPEND = "K", 3  # how keys begin; the place of the amount in a row as it was written
# What an amount may not be, in any style; and what may look odd and is a number all the same.
NO_AMOUNTS = (
    *(
        "1e400",
        "9" * 40,
        "-5",
        "-0.01",
        "(3.00)",
        "NaN",
        "Infinity",
        "1.2.3",
        "1,2,3",
        "--5",
        "0x1F",
        "١٢٣",
        "½",
        "=1+1",
    ),
    *(
        "12..5",
        "12,,5",
        "1'00",
        "1 2",
        "5-",
        "+",
        ".",
        "%",
        "5%",
        "1_000",
        "١",
        "EUR",
        "5 apples",
        "#N/A",
        "null",
        "true",
    ),
    *("2026-10-30", "1;5", "\u200b5", "", " ", "-", "1.234.5", "12.34.567", "9" * 19 + "9" * 12),
)
AMOUNTS = {
    "+7": Decimal(7),
    "007": Decimal(7),
    "1e2": Decimal(100),
    "€5": Decimal(5),
    "5 EUR": Decimal(5),
    " 5 ": Decimal(5),
}


def absurd_amounts(table: Table, chance: random.Random) -> None:
    """Some amounts become what no amount is, or an odd spelling of one."""
    place = _place(table, SPEND)
    for row in chance.sample(_whole(table), min(len(_whole(table)), chance.randint(1, 3))):
        key = _key(row)
        if key in table.expected or key in table.must_refuse:
            continue
        if chance.random() < 0.25:
            text = chance.choice(list(AMOUNTS))
            table.expected[key] = AMOUNTS[text]
        else:
            text = chance.choice(NO_AMOUNTS)
            table.must_refuse.add(key)
        for same in (other for other in _whole(table) if _key(other) == key):
            same[place] = text
        table.touched.add(key)


def columns_shuffled(table: Table, chance: random.Random) -> None:
    """The columns stand in another order: nothing may change."""
    order = list(range(len(table.headings)))
    chance.shuffle(order)
    table.headings = [table.headings[n] for n in order]
    table.rows = [[row[n] for n in order] if len(row) == len(order) else row for row in table.rows]
    table.order = [(getattr(table, "order", None) or list(range(len(order))))[n] for n in order]  # type: ignore[attr-defined]


def heading_doubled(table: Table, chance: random.Random) -> None:
    """An unread column gets the heading of a read one."""
    read = [_place(table, n) for n in (0, 1, SPEND, 4)]
    table.headings[_place(table, 5)] = table.headings[chance.choice(read)]
    table.refuse_file = True


def heading_renamed(table: Table, chance: random.Random) -> None:
    """A needed heading is called something else, or is gone."""
    place = _place(table, chance.choice([0, 1, SPEND, 4]))
    table.headings[place] = chance.choice(["", "Something else", table.headings[place] + " new", "\u00a0"])
    table.refuse_file = True


def headings_in_another_case(table: Table, chance: random.Random) -> None:
    """Capitals, spaces and full width: nothing may change."""
    table.headings = [chance.choice([str.upper, str.lower, lambda h: f"  {h} "])(h) for h in table.headings]


def rows_cut(table: Table, chance: random.Random) -> None:
    """Some rows are gone, some stand twice."""
    for row in chance.sample(table.rows, min(len(table.rows) - 1, chance.randint(1, 5))):
        if chance.random() < 0.5:
            table.rows.remove(row)
            table.touched.add(_key(row))
        else:
            table.rows.insert(chance.randrange(len(table.rows)), list(row))


def cells_cut(table: Table, chance: random.Random) -> None:
    """Some rows lack their last cells, some have more."""
    for n in chance.sample(range(len(table.rows)), min(len(table.rows), chance.randint(1, 3))):
        table.touched.add(_key(table.rows[n]))
        table.rows[n] = table.rows[n][: chance.randrange(1, 6)] if chance.random() < 0.5 else table.rows[n] + ["x"]


def days_to_come(table: Table, chance: random.Random) -> None:
    """A row of a day that has not been yet, or that never will be."""
    if not _whole(table):
        return
    key = _key(chance.choice(_whole(table)))
    text = chance.choice(["2027-01-01", "31/02/2026", "99999999", "01.01.26", "yesterday", "00/00/0000"])
    for same in (other for other in _whole(table) if _key(other) == key):
        same[_place(table, 0)] = text
    table.touched.add(key)
    table.must_refuse.add(key)


def blank_lines(table: Table, chance: random.Random) -> None:
    """Rows of empty cells."""
    for _ in range(chance.randint(1, 4)):
        table.rows.insert(chance.randrange(len(table.rows) + 1), [""] * len(table.headings))


def bytes_flipped(content: bytes, chance: random.Random) -> tuple[bytes, list[int]]:
    """Some bits of some bytes; returns the places."""
    changed = bytearray(content)
    places = [chance.randrange(len(changed)) for _ in range(chance.choice([1, 1, 2, 8]))]
    for place in places:
        changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed), places


def cut_off(content: bytes, chance: random.Random) -> tuple[bytes, list[int]]:
    """The end is gone."""
    end = chance.randrange(len(content))
    return content[:end], [max(0, end - 1)]


def zeros_at_the_end(content: bytes, chance: random.Random) -> tuple[bytes, list[int]]:
    """As after a copy that crashed."""
    return content + bytes(chance.randint(1, 64)), [len(content) - 1]


def encodings_mixed(content: bytes, chance: random.Random) -> tuple[bytes, list[int]]:
    """Bytes of other encodings in the midst of a line."""
    place = chance.randrange(len(content))
    odd = chance.choice(["Größe".encode("cp1252"), "Größe".encode(), "é".encode("utf-16"), b"\xff", b"\0", b"\r", b'"'])
    return content[:place] + odd + content[place:], [place]


OF_CELLS: list[Callable[[Table, random.Random], None]] = [
    absurd_amounts, absurd_amounts, columns_shuffled, heading_doubled, heading_renamed, headings_in_another_case,
    rows_cut, cells_cut, days_to_come, blank_lines,
]  # fmt: skip
OF_BYTES: list[Callable[[bytes, random.Random], tuple[bytes, list[int]]]] = [
    bytes_flipped, bytes_flipped, cut_off, zeros_at_the_end, encodings_mixed,
]  # fmt: skip


def _place(table: Table, written: int) -> int:
    """Where a column stands now."""
    order: list[int] = getattr(table, "order", None) or list(range(len(table.headings)))
    return order.index(written)


def _whole(table: Table) -> list[list[str]]:
    """The rows that have their key and all their cells."""
    return [row for row in table.rows if _key(row) and len(row) >= len(table.headings)]


def _key(row: list[str]) -> str:
    return next((cell for cell in row if cell.startswith(KEY) and cell[1:].isdigit()), "")
