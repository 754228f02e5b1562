"""What the company knew of its costs, thresholds and targets on a day, in worlds of several years."""

from __future__ import annotations

from datetime import date

from plumbline.example.company_records import costs_known_on, target_snapshots, targets, threshold
from plumbline.example.planning import goals_known_on

FIRST = date(2024, 5, 1)


def test_invoices_are_numbered_on_from_year_to_year() -> None:
    ids = [cost.id for cost in costs_known_on(date(2026, 12, 31), FIRST)]
    assert len(set(ids)) == len(ids)
    assert {"PRD-CH1", "PRD-CH2", "PRD-CH3", "PRD-CH4", "PRD-CH5", "PRD-CH6", "AGY-CH3"} <= set(ids)
    assert "PRD-CH7" not in ids and "SEA-2404" not in ids and "SEA-2405" in ids


def test_the_agencys_invoice_is_corrected_each_october() -> None:
    for year, number in ((2024, "AGY-CH1"), (2025, "AGY-CH2")):
        amounts = [
            next(cost.amount for cost in costs_known_on(date(year, 10, day), FIRST) if cost.id == number)
            for day in (15, 16)
        ]
        assert amounts == [5_600_00, 6_400_00]


def test_a_threshold_entered_late_counts_since_its_day_once_it_is_known() -> None:
    team, day = "UK & International", date(2025, 8, 5)
    assert threshold(team, day, date(2025, 8, 11), FIRST) == 60
    assert threshold(team, day, date(2025, 8, 12), FIRST) == 65
    assert threshold("Key Accounts", date(2024, 6, 30), date(2024, 6, 30), FIRST) == 60
    assert threshold("Key Accounts", date(2025, 6, 30), date(2025, 6, 30), FIRST) == 70


def test_targets_are_set_for_twelve_months_each_year() -> None:
    assert target_snapshots(FIRST, date(2026, 4, 30)) == [FIRST, date(2025, 5, 1)]
    months = [month for measure, month, _ in targets(date(2025, 5, 1), FIRST) if measure == "revenue"]
    assert (months[0], months[-1], len(months)) == (date(2024, 5, 1), date(2026, 4, 1), 24)


def test_a_year_knows_only_its_own_goals() -> None:
    assert not goals_known_on(date(2025, 4, 19))
    assert {goal.starts_on.year for goal in goals_known_on(date(2025, 12, 31))} == {2025}
