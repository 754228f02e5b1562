"""marts.platform_reporting_ratio, from the days of the reconciliation."""

from __future__ import annotations

import pandas as pd

from plumbline.measures.marts.frames import made, numbers, seed
from plumbline.measures.ratio import ratio_of_sums


def ratios(rows: pd.DataFrame) -> pd.DataFrame:
    """Platform conversions per booked order over the period, and the order value behind each of them."""
    result: list[dict[str, object]] = []
    for platform, part in rows.groupby("platform", sort=True):
        part = part.sort_values("day")
        conversions, orders, value = (numbers(part[name]) for name in ("platform_conversions", "orders", "order_value"))
        if not conversions.sum() > 0:
            continue
        dice = seed(platform, str(part["day"].iloc[-1]))
        ratio, worth = ratio_of_sums(conversions, orders, seed=dice), ratio_of_sums(value, conversions, seed=dice)
        result.append(
            {
                "platform": platform, "days": len(part),
                "platform_conversions": conversions.sum(), "orders": orders.sum(),
                "ratio": ratio.value, "ratio_low": ratio.low, "ratio_high": ratio.high,
                "platform_conversion_value": numbers(part["platform_conversion_value"]).sum(),
                "order_value": value.sum(),
                "value_per_conversion": worth.value, "value_low": worth.low, "value_high": worth.high,
                "currency": part["currency"].iloc[0],
            }
        )  # fmt: skip
    return made(result)
