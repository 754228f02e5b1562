"""Seeded random streams: every concern of every day has its own, so that a day is the same whatever else is made."""

from __future__ import annotations

import hashlib
import math
from random import Random


def stream(seed: int, *keys: object) -> Random:
    """The random stream that belongs to these keys."""
    return Random(":".join([str(seed), *map(str, keys)]))


def poisson(r: Random, mean: float) -> int:
    """A count with this mean; large means by the normal curve."""
    if mean <= 0:
        return 0
    if mean > 30:
        return max(0, round(r.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), r.random(), 0
    while product > limit:
        product *= r.random()
        count += 1
    return count


def md5(text: str) -> str:
    """The hexadecimal digest that breaks ties between instants."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def token(r: Random, length: int) -> str:
    """A random word of letters and digits, as click ids are made of."""
    return "".join(r.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=length))
