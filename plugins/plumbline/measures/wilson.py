"""How sure a share is: Wilson's score interval.

Wilson (1927), JASA 22:209. It holds its level for few observations and for shares near 0 and 1, where the textbook's
p ± z·se does not (Brown, Cai and DasGupta 2001).
"""

from __future__ import annotations

from dataclasses import dataclass

from statsmodels.stats.proportion import proportion_confint

from plumbline.measures.level import LEVEL


@dataclass(frozen=True)
class Share:
    """`won` of `of`, as a share with its interval; all three are None where `of` is 0."""

    won: int
    of: int
    share: float | None
    low: float | None
    high: float | None


def share(won: int, of: int, level: float = LEVEL) -> Share:
    """The share won/of with its Wilson interval at `level`; ValueError unless 0 ≤ won ≤ of."""
    if not 0 <= won <= of:
        raise ValueError(f"{won} of {of} is no share")
    if of == 0:
        return Share(won, of, None, None, None)
    low, high = proportion_confint(won, of, alpha=1 - level, method="wilson")
    return Share(won, of, won / of, max(0.0, float(low)), min(1.0, float(high)))
