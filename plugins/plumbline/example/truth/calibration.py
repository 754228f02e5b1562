"""What the stated percentages meant: the deals that stood in a band before they closed, and how many were won."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from statistics import NormalDist

from plumbline.example.amounts import scaled
from plumbline.example.catalogue import WON
from plumbline.example.clock import berlin_day
from plumbline.example.crm import CLOSED
from plumbline.example.truth.context import Context
from plumbline.example.truth.pipeline import History
from plumbline.example.truth.sales import fraction, over

Row = list[object]
CALIBRATION = ("as_of_day", "level", "item", "band_low", "deals", "won", "stated", "win_rate", "win_rate_low",
               "win_rate_high", "deals_from", "won_from")  # fmt: skip


def calibration(context: Context) -> Iterator[Row]:
    """Rows of calibration.csv."""
    settled: dict[tuple[str, date], dict[int, int]] = {}  # bands of deals of which nothing more will be told
    for day in context.report_days:
        closed: dict[tuple[str, str, int], list[tuple[int, bool]]] = defaultdict(list)
        highest: dict[tuple[str, str], list[tuple[int, bool]]] = defaultdict(list)
        for history, state in context.states(day):
            if state.change.stage in CLOSED:
                won = state.change.stage == WON
                items = [("company", "company"), ("rep", history.deal.owner)]
                if history.team:
                    items.append(("team", history.team))
                closed_on = berlin_day(state.change.at)
                bands = settled.get((history.deal.id, closed_on)) or _bands(history, closed_on, day)
                if history.known_by <= day:
                    settled[history.deal.id, closed_on] = bands
                for key in items:
                    for band, percent in bands.items():
                        closed[*key, band].append((percent, won))
                    highest[key].append((max(bands, default=-1), won))
        for (level, item, band), outcomes in sorted(closed.items()):
            n, wins = len(outcomes), sum(won for _, won in outcomes)
            stated = over(sum(percent for percent, _ in outcomes), 100 * n)
            # the item's intervals hold together in nine of ten cases
            together = 0.9 ** (1 / sum(key[:2] == (level, item) for key in closed))
            reached = [won for top, won in highest[level, item] if top >= band]
            yield [
                day, level, item, scaled(band * 1000, 4), n, wins, fraction(stated, 6), fraction(Fraction(wins, n), 6),
                *(f"{limit:.6f}" for limit in _wilson(wins, n, NormalDist().inv_cdf(0.5 + together / 2))),
                len(reached), sum(reached),
            ]  # fmt: skip


def _bands(history: History, closed_on: date, known: date) -> dict[int, int]:
    """Band of ten points to the last per cent stated in it at the end of a day before the deal closed."""
    ends: dict[date, tuple[str, int]] = {}
    for happened, known_on, change in history.dated_changes:
        if happened < closed_on and known_on <= known:
            ends[happened] = (change.stage, change.percent)
    return {min(9, percent // 10): percent for _, (stage, percent) in sorted(ends.items()) if stage not in CLOSED}


def _wilson(wins: int, n: int, z: float) -> tuple[float, float]:
    """Wilson's interval of a share."""
    share, slack = wins / n, z * z / n
    half = math.sqrt(slack * share * (1 - share) + slack * slack / 4)
    return (share + slack / 2 - half) / (1 + slack), (share + slack / 2 + half) / (1 + slack)
