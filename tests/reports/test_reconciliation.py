"""Reported, tracked and booked: the gap and its causes, from rows whose sums were computed by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from plumbline.language.language import Language
from plumbline.layout.blocks import Counts, Table, Waterfall
from plumbline.reports.sections import reconciliation
from tests.reports import poor_worlds
from tests.reports.conftest import Day

D = Decimal


def test_the_gap_and_its_causes(english: Language, nightjar: Day) -> None:
    ctx = nightjar.context(english)
    section = reconciliation.conversion_gap(ctx)
    assert section.title == "TikTok: 2.0 purchases reported for each order booked"
    assert reconciliation.gap_sentence(ctx) == (
        "TikTok reported 412 purchases in 28 days; analytics tracked 330, the books show 206."
        " The largest known cause of the gap: purchases after ads that were shown but not clicked (88)."
    )
    gap = reconciliation.read_gap(ctx)
    assert gap is not None
    assert gap.causes == (
        ("view_through", D(88)), ("click_window", D(61)), ("duplicates", D(24)), ("returns_cancellations", D(19)),
        ("time_zone", D(-4)), ("unexplained", D(18)),
    )  # fmt: skip
    counts, waterfall = section.blocks
    assert isinstance(counts, Counts) and isinstance(waterfall, Waterfall)
    assert counts.items == (("412", "reported by TikTok"), ("330", "tracked by analytics"), ("206", "orders booked"))
    assert [step.amount for step in waterfall.steps] == ["412", "−88", "−61", "−24", "−19", "+4", "−18", "206"]
    assert section.notes == (
        "Analytics did not track 31 of the booked orders: no consent was given, or the visit could not be matched.",
    )


def test_campaigns_are_ordered_by_what_their_platform_reports(english: Language, nightjar: Day) -> None:
    (table,) = reconciliation.campaigns_reported(nightjar.context(english)).blocks
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["halloween_challenge_2026", "300", "250", "150", "2.0", "236.0", "118.4"],
        ["always_on_social", "112", "80", "56", "2.0", "71.3", "31.9"],
    ]


def test_reports_that_no_till_can_check_are_told_as_that(english: Language, read_day: Callable[..., Day]) -> None:
    section = reconciliation.conversion_gap(read_day(poor_worlds.poor()).context(english))
    assert section.title == "TikTok: 1,318 purchases reported; no till is connected to compare them with"


def test_without_a_platform_the_reason_names_what_is_connected(english: Language, read_day: Callable[..., Day]) -> None:
    till = reconciliation.conversion_gap(read_day(poor_worlds.funnel()).context(english))
    assert till.unknown.endswith("No web analytics is connected to compare booked orders with.")
    analytics = reconciliation.conversion_gap(read_day(poor_worlds.seen()).context(english))
    assert analytics.unknown == (
        "No ad platform reported purchases for these days."
        " Analytics tracked 5,242 purchases worth US$362k in 28 days. No till is connected to compare them with."
    )


def test_a_platform_that_has_no_words_is_written_as_a_name(english: Language, nightjar: Day) -> None:
    ctx = nightjar.context(english)
    said = [ctx.platform(code) for code in ("google", "TikTok", "pinboard", "reddit_ads", None)]
    assert said == ["Google", "TikTok", "Pinboard", "Reddit Ads", "–"]
