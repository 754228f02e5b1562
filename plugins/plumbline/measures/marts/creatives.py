"""marts.creative_fatigue, from the days of each creative's ad."""

from __future__ import annotations

import numpy as np
import pandas as pd

from plumbline.measures.fatigue import ALPHA, Trend, corrected, trend
from plumbline.measures.marts.frames import days, made, numbers
from plumbline.measures.withheld import Withheld

WEEK_DAYS = 7


def fatigue(rows: pd.DataFrame) -> pd.DataFrame:
    """The trend of each creative's click rate since its first day; one day's tests are corrected together."""
    trends: dict[str, tuple[pd.DataFrame, Trend]] = {}
    for creative, part in rows.groupby("creative_id", sort=True):
        part = part.sort_values("day")
        at = days(part["day"]).astype(int)
        trends[str(creative)] = part, trend(at, numbers(part["impressions"]), numbers(part["clicks"]))
    p_values = corrected({name: fitted.p_value for name, (_, fitted) in trends.items() if fitted.p_value is not None})
    result: list[dict[str, object]] = []
    for name, (part, fitted) in trends.items():
        p = p_values.get(name)
        first = part.iloc[0]
        tired = p is not None and p < ALPHA
        result.append(
            {
                "creative_id": name, "ad_name": first["ad_name"], "platform": first["platform"],
                "program_id": part["program_id"].iloc[-1], "days": len(part),
                "impressions": numbers(part["impressions"]).sum(),
                "ctr_first_week": _rate(part.head(WEEK_DAYS)), "ctr_last_week": _rate(part.tail(WEEK_DAYS)),
                "weekly_change_percent": fitted.weekly_change_percent, "low": fitted.low, "high": fitted.high,
                "p_value": p, "statistic": fitted.statistic, "is_fatigued": tired,
                "reason": fitted.reason or (None if tired else Withheld.NO_DECLINE_SHOWN.of()),
            }
        )  # fmt: skip
    return made(result)


def _rate(rows: pd.DataFrame) -> float | None:
    shown = np.nansum(numbers(rows["impressions"]))
    return float(np.nansum(numbers(rows["clicks"])) / shown) if shown else None
