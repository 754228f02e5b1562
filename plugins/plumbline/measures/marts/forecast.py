"""marts.forecast and marts.forecast_score, from the weekly figures known on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from plumbline.measures.forecast import HORIZON, Forecast, forecast
from plumbline.measures.marts.frames import made, numbers

WEEK = timedelta(days=7)
SCORED = (1, 4)


def values(rows: pd.DataFrame) -> pd.DataFrame:
    """The next eight weeks of each measure; one row with the reason where there is no forecast."""
    result: list[dict[str, object]] = []
    for measure, last, series in _forecasts(rows):
        common = {
            "measure": measure, "method": series.method, "is_naive": series.is_naive, "reason": series.reason,
            "currency": rows["currency"].iloc[0],
        }  # fmt: skip
        for at in range(HORIZON if series.values else 1):
            has_any = bool(series.values)
            result.append(
                {
                    **common, "weeks_ahead": at + 1, "week_end": last + (at + 1) * WEEK,
                    "value": series.values[at] if has_any else None, "low": series.lows[at] if has_any else None,
                    "high": series.highs[at] if has_any else None, "naive": series.naive[at] if has_any else None,
                }
            )  # fmt: skip
    return made(result)


def scores(rows: pd.DataFrame) -> pd.DataFrame:
    """Back-tests of each measure, one and four weeks ahead."""
    return made(
        [
            {
                "measure": measure, "weeks_ahead": ahead, "backtests": score.backtests, "error": score.error,
                "naive_error": score.naive_error,
                "error_ratio": score.error / score.naive_error if score.naive_error else None,
                "coverage": score.coverage, "beats_naive": not series.is_naive, "currency": rows["currency"].iloc[0],
            }
            for measure, _, series in _forecasts(rows)
            for ahead, score in series.scores.items()
            if ahead in SCORED
        ]
    )  # fmt: skip


def _forecasts(rows: pd.DataFrame) -> Iterator[tuple[str, date, Forecast]]:
    for measure, part in rows.groupby("measure", sort=True):
        part = part.sort_values("week_end")
        yield str(measure), part["week_end"].iloc[-1], forecast(_weekly(part))


def _weekly(rows: pd.DataFrame) -> np.ndarray:
    """The latest stretch of weeks; a single week that nobody reported is the mean of its neighbours."""
    ends, amounts = list(rows["week_end"]), numbers(rows["amount"])
    series = [amounts[-1]]
    for at in range(len(ends) - 1, 0, -1):
        gap = round((ends[at] - ends[at - 1]) / WEEK)
        if gap > 2:
            break
        if gap == 2:
            series.append((amounts[at] + amounts[at - 1]) / 2)
        series.append(amounts[at - 1])
    return np.array(series[::-1])
