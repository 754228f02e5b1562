"""The filled company with intervals: some that carry advice, some that carry none, and creatives that all tire."""

from __future__ import annotations

from decimal import Decimal

from tests.reports.filled import filled
from tests.reports.marts import Rows


def spread() -> Rows:
    """The filled company, the ends of its intervals apart."""
    rows = filled()
    ends = {"low": Decimal("0.8"), "high": Decimal("1.2")}
    for found in rows.values():
        for row in found:
            for column, value in row.items():
                factor = ends.get(column.rpartition("_")[2])
                if factor is not None and isinstance(value, Decimal) and row.get("measure") is None:
                    row[column] = value * factor
    for row in rows["creative_fatigue"]:
        row |= {"weekly_change_percent": Decimal(-12), "low": Decimal(-16), "high": Decimal(-8)}
    for row in rows["platform_reporting_ratio"]:
        row |= {"ratio": Decimal(2), "ratio_low": Decimal("1.8"), "ratio_high": Decimal("2.2")}
    for row in rows["budget_shift"]:
        row |= {"gain": Decimal(300), "gain_low": Decimal(120), "gain_high": Decimal(700)}
    for row in rows["calibration_band"]:
        row |= {"band_low": Decimal("0.6"), "band_high": Decimal("0.7")}
    return rows


def doubtful() -> Rows:
    """The same where no interval allows advice: each holds what it must not."""
    rows = spread()
    for row in rows["creative_fatigue"]:
        row |= {"is_fatigued": True, "low": Decimal(-16), "high": Decimal(2)}
    for row in rows["platform_reporting_ratio"]:
        row |= {"ratio": Decimal("1.2"), "ratio_low": Decimal("0.9"), "ratio_high": Decimal("1.6")}
    for row in rows["budget_shift"]:
        row |= {"gain_low": Decimal(-20), "is_supported": False, "reason": "gain_not_certain"}
    return rows


def tired() -> Rows:
    """The same where each creative tires, whatever its place in the table."""
    rows = spread()
    creatives = rows["creative_performance"]
    for row, place in zip(creatives, ("scale", "stop", "keep", "test") * len(creatives), strict=False):
        name = f"Creative {place} {row['program_id']}"
        row |= {"recommendation": place, "creative_id": name, "ad_name": name}
        if place == "stop":
            row["spend"] *= 2  # the first that is looked at
        rows["creative_fatigue"].append(rows["creative_fatigue"][0] | {
            "as_of_day": row["as_of_day"], "creative_id": name, "ad_name": name, "is_fatigued": True})  # fmt: skip
    return rows
