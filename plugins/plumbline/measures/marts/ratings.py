"""marts.platform_rating, from the quarters of each platform."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from plumbline.measures.marts.frames import made
from plumbline.measures.rating import REQUIRED, Method, Quarter, rate
from plumbline.settings import Settings

LONGEST_QUARTER = 92


def grades(rows: pd.DataFrame) -> pd.DataFrame:
    """The rating of the quarter that ends with the day; earlier quarters only say which grade came before."""
    method = Method.load(_path())
    result: list[dict[str, object]] = []
    today: date = rows["as_of_day"].iloc[0]
    for platform, part in rows.groupby("platform", sort=True):
        own = sorted(part.to_dict("records"), key=lambda row: row["quarter"])
        quarters = [_quarter(row) for row in own]
        rated = rate(quarters, method)
        now, quarter, rating = own[-1], quarters[-1], rated[-1]
        if (today - now["quarter"]).days >= LONGEST_QUARTER:
            continue  # nothing is known of the quarter that ends today
        before = rated[-2] if len(rated) > 1 else None
        share = quarter.values["target_share"]
        relevant = None if now["reach"] is None or share is None else round(float(now["reach"]) * share)
        result.append(
            {
                "platform": platform, "quarter": now["quarter"], "grade": rating.grade,
                "previous_grade": before.grade if before else None, "is_rated": rating.grade is not None,
                "reason": rating.reason, "score": rating.score, "previous_score": before.score if before else None,
                **{measure: quarter.values[measure] for measure in REQUIRED},
                "daily_use_share": quarter.values["daily_use"],
                **{f"benchmark_{measure}": quarter.usual[measure] for measure in REQUIRED},
                "reach": now["reach"], "relevant_reach": relevant, "outlook": rating.outlook,
                "next_grade_up": rating.up, "up_score": rating.up_score, "next_grade_up_needs": _said(rating.up_by),
                "next_grade_down": rating.down, "down_score": rating.down_score,
                "next_grade_down_at": _said(rating.down_by), "sample_size": now["sample_size"],
                "survey_answers": now["answers"] or 0,
            }
        )  # fmt: skip
    return made(result)


def _path() -> Path:
    """The company's own rating.yaml, else the project's."""
    settings = Settings.from_env()
    own = settings.company_folder / "rating.yaml"
    return own if own.exists() else settings.home / "include" / "rating.yaml"


def _quarter(row: Mapping[Any, Any]) -> Quarter:
    def number(name: str) -> float | None:
        return None if row[name] is None else float(row[name])

    def ratio(upper: str, lower: str) -> float | None:
        return float(row[upper]) / float(row[lower]) if row[upper] is not None and row[lower] else None

    values = {
        "target_share": number("target_share"), "engagement_rate": ratio("engagements", "impressions"),
        "conversion_rate": ratio("conversions", "clicks"), "daily_use": ratio("daily", "answers"),
    }  # fmt: skip
    usual = {measure: number(f"benchmark_{measure}") for measure in REQUIRED}
    counts = {name: int(row[name] or 0) for name in ("sample_size", "impressions", "clicks", "answers")}
    return Quarter(values, usual, counts)


def _said(change: tuple[str, float] | None) -> str | None:
    return None if change is None else f"{change[0]}|{change[1]:.6f}"
