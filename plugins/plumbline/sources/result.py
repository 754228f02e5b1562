"""What a pull did, for the log, the ledger and whatever comes after it."""

from __future__ import annotations

from dataclasses import dataclass, field

from plumbline.days import Days


@dataclass
class PullResult:
    """What a pull did: the business days whose figures may have changed, and the words for the log."""

    touched: Days
    lines: list[str] = field(default_factory=list)
    rows_loaded: int = 0
    rows_refused: int = 0
    slices_changed: int = 0

    @property
    def summary(self) -> str:
        """One line for the log and the ledger."""
        return (
            f"{self.rows_loaded:,} rows loaded, {self.rows_refused:,} refused, {self.slices_changed:,} slices changed"
        )
