"""From sales down to the result, as a waterfall and as a table."""

from __future__ import annotations

from datetime import date

from plumbline.language.language import Language
from plumbline.layout.blocks import Table, Waterfall
from plumbline.reports.sections import profit_and_loss
from tests.reports.rows import D, cells, context

DAY = date(2026, 9, 30)
COMPANY = {"level": "company", "item": "company", "vintage": "as_reported", "sales": D(520000), "orders": 4100,
           "cancellations": D(12000), "returns": D(50000), "net_revenue": D(458000), "cost_of_goods": D(190000),
           "payment_fees": D(9000), "fulfilment": D(44000), "contribution": D(215000), "ad_spend": D(97000),
           "other_cost": D(57000), "cost": D(154000), "result": D(61000), "romi": D("0.396"), "cpm": D("6.1"),
           "currency": "EUR"}  # fmt: skip
SEARCH = COMPANY | {"level": "program", "item": "search", "cpm": D("4.25"), "ctr": D("0.0124"), "roi_percent": D(197)}


def test_the_waterfall_goes_from_sales_to_the_result(english: Language) -> None:
    section = profit_and_loss.profit_bridge(context(english, "board_report", DAY, profit_and_loss=[COMPANY]))
    assert (section.title, section.subtitle) == ("€61k is left of €520k sales", "EUR thousand, September 2026")
    (waterfall,) = section.blocks
    assert isinstance(waterfall, Waterfall)
    assert [(step.name, step.amount, step.note) for step in waterfall.steps] == [
        ("Sales", "520.0", "4,100 orders"),
        ("Cancellations", "−12.0", ""),
        ("Returns", "−50.0", ""),
        ("Cost of goods", "−190.0", ""),
        ("Payment fees", "−9.0", ""),
        ("Fulfilment", "−44.0", "contribution €215k"),
        ("Ad spend", "−97.0", ""),
        ("Other costs", "−57.0", "creators, production, agency, tools"),
        ("Result", "61.0", "ROMI 40%"),
    ]
    assert waterfall.steps[-2].bar.end == waterfall.steps[-1].bar.end


def test_programs_and_their_total_stand_in_one_unit(english: Language) -> None:
    unattributed = COMPANY | {"level": "program", "item": "unattributed", "cpm": None}
    unused = {"level": "program", "item": "idle", "vintage": "as_reported", "cost": D(0), "net_revenue": D(0)}
    ctx = context(english, "board_report", DAY, profit_and_loss=[COMPANY, SEARCH, unattributed, unused],
                  program_names=[{"program_id": "search", "program_name": "Evergreen search"}])  # fmt: skip
    (table,) = profit_and_loss.profit_table(ctx).blocks
    assert isinstance(table, Table) and table.headings[0].title == "Program"
    assert [row[0] for row in cells(table)] == ["Evergreen search", "Unattributed", "Total"]
    assert table.classes == ("", "aside", "total")
    assert cells(table)[0][:3] == ["Evergreen search", "4.25", "1.24%"]
    assert "458.0" in cells(table)[0] and "215.0" in cells(table)[0] and "61.0" in cells(table)[0]


def test_programs_add_up_where_the_company_may_not_be_seen(english: Language) -> None:
    half = SEARCH | {"item": "creators", "net_revenue": D(42000), "contribution": D(20000), "cost": D(46000)}
    ctx = context(english, "board_report", DAY, profit_and_loss=[SEARCH, half])
    total = profit_and_loss.whole(ctx)
    assert total is not None
    assert (total["net_revenue"], total["contribution"], total["cost"]) == (D(500000), D(235000), D(200000))
    assert total["romi"] == D("0.175")
    unknown = context(english, "board_report", DAY, profit_and_loss=[SEARCH, half | {"contribution": None}])
    summed = profit_and_loss.whole(unknown)
    assert summed is not None and (summed["contribution"], summed["romi"]) == (None, None)


def test_platforms_stand_apart_from_the_programs(english: Language) -> None:
    tiktok = SEARCH | {"level": "platform", "item": "tiktok", "vintage": "latest"}
    ctx = context(english, "board_report", DAY, profit_and_loss=[COMPANY, SEARCH, tiktok])
    platforms, programs = profit_and_loss.profit_table(ctx).blocks
    assert isinstance(platforms, Table) and isinstance(programs, Table)
    assert (platforms.headings[0].title, cells(platforms)[0][0]) == ("Platform", "TikTok")
    assert [row[0] for row in cells(programs)] == ["search", "Total"]


def test_a_week_s_return_says_of_how_many_days_it_is(english: Language) -> None:
    week = COMPANY | {"period_kind": "week"}
    section = profit_and_loss.profit_bridge(
        context(english, "weekly_review", date(2026, 10, 25), profit_and_loss=[week])
    )
    assert section.subtitle == "EUR thousand, 7 days, 19 Oct to 25 October 2026"
    (waterfall,) = section.blocks
    assert isinstance(waterfall, Waterfall) and waterfall.steps[-1].note == "ROMI 40% in 7 days"
