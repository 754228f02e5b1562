"""Why a measure is withheld: every code that a mart's `reason` may hold, with what follows it behind bars."""

from __future__ import annotations

from enum import StrEnum


class Withheld(StrEnum):
    """A code; reports have words for each of them."""

    TOO_FEW_DAYS = "too_few_days"
    TOO_FEW_WEEKS = "too_few_weeks"  # of a forecast: |weeks
    TOO_FEW_PATHS = "too_few_paths"  # |converting|needed
    TOO_FEW_CLICKS = "too_few_clicks"  # of a rating: |clicks|needed
    TOO_FEW_IMPRESSIONS = "too_few_impressions"  # |impressions|needed
    TOO_FEW_CLOSED = "too_few_closed"  # |leads|needed
    TOO_FEW_WON = "too_few_won"  # |won|needed
    SAMPLE_TOO_SMALL = "sample_too_small"  # |people|needed
    NOT_KNOWN = "not_known"  # |measure
    NO_BENCHMARK = "no_benchmark"  # |measure
    NO_DECLINE_SHOWN = "no_decline_shown"
    FLAT_SPEND = "flat_spend"
    SEASONAL_SPEND = "seasonal_spend"
    COLLINEAR = "collinear"  # |other channel
    NO_SPEND_NOW = "no_spend_now"
    OUTSIDE_RANGE = "outside_range"
    GAIN_NOT_CERTAIN = "gain_not_certain"
    NOT_BETTER_THAN_NAIVE = "not_better_than_naive"
    NOT_BETTER_THAN_RANDOM = "not_better_than_random"  # |p value

    def of(self, *values: object) -> str:
        """The code as a mart has it, with what it is about: `too_few_paths|17|100`."""
        return "|".join((self.value, *map(str, values)))
