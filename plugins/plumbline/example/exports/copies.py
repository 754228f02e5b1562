"""Copies of a file's rows: the same records again under ids of their own, written as fast as bytes can be copied.

The rows are put into text once, with a mark wherever the copy's number belongs; every copy is that text with its marks
replaced. All ids of a record carry the same number, so that an order's purchase, deal and lead are found in its copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from plumbline.example.crm import BASE62

Mark = Callable[[str], str]  # from an id to the same id with marks in it; an empty cell stays empty
NUMBER, DIGITS, PAIR, CHECK, CHECK_UPPER = "\x01\x02\x03\x04\x05"  # no export has these characters
CLICK_ID = re.compile(r"(?<=[?&])(?:ttclid|gclid)=[^&]+")


@cache
def _texts(number: int) -> tuple[tuple[bytes, bytes], ...]:
    """What stands for each mark in a copy."""
    pair = BASE62[number // 62] + BASE62[number % 62]
    uppers = sum(8 << place for place, character in enumerate(pair) if character.isupper())
    checks = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    texts = {NUMBER: f"-{number}", DIGITS: f"{number:04d}", PAIR: pair, CHECK: checks[uppers]}
    texts[CHECK_UPPER] = checks[uppers + 4]
    return tuple((mark.encode(), text.encode()) for mark, text in texts.items())


def suffixed(value: str) -> str:
    """W2610200001 -> W2610200001-17."""
    return value + NUMBER if value else ""


def salesforce_id(value: str) -> str:
    """The fourth and fifth character, `00` in every record of the world, say the copy; the first check follows."""
    return value and f"{value[:3]}{PAIR}{value[5:15]}{CHECK_UPPER if value[2].isupper() else CHECK}{value[16:]}"


def tiktok_id(value: str) -> str:
    """Four of the nineteen digits say the copy."""
    return f"{value[:2]}{DIGITS}{value[6:]}"


def address(value: str) -> str:
    """A landing page whose click ids belong to the copy."""
    return CLICK_ID.sub(lambda found: found[0] + NUMBER, value)


def unescaped(line: str) -> str:
    """A line of JSON with its marks as they are, not as escapes."""
    return line.replace("\\u0001", NUMBER).replace("\\u0002", DIGITS)


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies 1 to times - 1 of some rows; `text` has the marks in it."""

    text: bytes
    times: int

    def blocks(self) -> Iterator[bytes]:
        """The rows of one copy after another."""
        if not self.text:
            return
        for number in range(1, self.times):
            block = self.text
            for mark, text in _texts(number):
                block = block.replace(mark, text)
            yield block
