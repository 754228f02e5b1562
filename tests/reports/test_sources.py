"""Which sources are late or incomplete, and that the reader is told."""

from __future__ import annotations

from plumbline.language.language import Language
from plumbline.reports.sections import data_quality
from tests.reports import rows
from tests.reports.conftest import Day


def test_late_and_incomplete_sources_are_named(english: Language, nightjar: Day) -> None:
    ctx = nightjar.context(english)
    assert data_quality.notices(ctx) == ("Till orders: 1 day late, as of 29 Oct; 1 day of the period missing.",)
    assert data_quality.source_freshness(ctx).title == "4 of 5 daily sources are complete and on time"
    row = rows.source("x", "Salesforce, leads", days_late=2, missing_days=2)
    silent = rows.source("z", "Till", last_day=None)
    troubled = [row, row | {"title": "Salesforce, campaigns"}, row | {"title": "Ads"}, silent]
    ctx = nightjar.context(english, sources=troubled)
    assert data_quality.notices(ctx) == (
        "Salesforce (leads, campaigns); Ads: 2 days late, as of 30 Oct; 2 days of the period missing.",
        "Till: nothing has arrived yet.",
    )
    assert data_quality.late(ctx) == "3 sources are late"
    assert data_quality.late(nightjar.context(english, sources=troubled[:3])) == "Salesforce and Ads are late"


def test_sources_that_are_all_complete_are_told_in_sentences(english: Language, nightjar: Day) -> None:
    fine = [rows.source("a", "Till, orders"), rows.source("b", "Till, returns"), rows.source("c", "Ads")]
    ctx = nightjar.context(english, sources=fine)
    section = data_quality.source_freshness(ctx)
    assert section.title == "All 3 daily sources are complete and on time"
    (text,) = section.blocks
    assert text.sentences == ("Complete and on time: Till (orders, returns); Ads.",)  # type: ignore[union-attr]
    assert data_quality.late(ctx) == "" and data_quality.notices(ctx) == ()


def test_what_arrives_on_change_is_not_called_on_time(english: Language, nightjar: Day) -> None:
    changing = [rows.source(name, name, arrives="on_change") for name in ("costs", "rates")]
    assert data_quality.source_freshness(nightjar.context(english, sources=changing)).title == "No source is due daily"
    both = [*changing, rows.source("a", "Ads")]
    section = data_quality.source_freshness(nightjar.context(english, sources=both))
    assert section.title == "The one daily source is complete and on time"
