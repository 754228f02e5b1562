"""What a customer costs and brings."""

from __future__ import annotations

from datetime import date

from plumbline.language.language import Language
from plumbline.layout.blocks import Table
from plumbline.reports.sections import customers
from tests.reports.marts import DAY
from tests.reports.rows import D, cells, context

NAMES = [{"program_id": "challenge", "program_name": "Halloween costume challenge"}]
TOTAL = {"program_id": "total", "new_customers": 1000, "cost": D(61000), "cac_media": D(42), "cac_loaded": D(61),
         "monthly_margin_per_customer": D("14.2"), "payback_months": D("4.3")}  # fmt: skip


def test_acquisition_cost_by_program_with_the_total_last(english: Language) -> None:
    rows = [TOTAL, {"program_id": "unattributed", "new_customers": 500, "cost": D(0)},
            {"program_id": "challenge", "new_customers": 400, "cost": D(40000), "cac_media": D(75),
             "cac_loaded": D(100), "payback_months": D(7)}]  # fmt: skip
    ctx = context(english, "board_report", acquisition=rows, program_names=NAMES)
    section = customers.customer_acquisition(ctx)
    assert section.title == "A new customer costs €61 in all, €42 of it media"
    assert cells(section.blocks[0]) == [
        ["Halloween costume challenge", "400", "€75", "€100", "–", "7.0"],
        ["Unattributed", "500", "–", "–", "–", "–"],
        ["Total", "1,000", "€42", "€61", "€14", "4.3"],
    ]
    table = section.blocks[0]
    assert isinstance(table, Table) and table.classes == ("", "aside", "total")
    assert customers.payback_sentence(ctx) == (
        "1,000 new customers cost €61 each, €42 of it media; at this month's margin that is paid back in 4.3 months."
    )


def test_the_first_month_and_a_later_one_are_told_apart(english: Language) -> None:
    cohort = {"as_of_day": DAY, "customers": 300, "months_observed": 4, "ltv_observed": D(58), "ltv_12": D(96),
              "ltv_12_low": D(81), "ltv_12_high": D(117), "is_extrapolated": True}  # fmt: skip
    may = cohort | {"cohort_month": date(2026, 5, 1)}
    rows = [
        may | {"as_of_day": date(2026, 5, 31), "months_observed": 1, "ltv_observed": D(40)},
        cohort | {"cohort_month": date(2025, 9, 1), "months_observed": 12, "is_extrapolated": False},
        may,
        cohort | {"cohort_month": date(2026, 6, 1), "customers": 0},
    ]
    section = customers.lifetime_value(context(english, "board_report", lifetime_value=rows))
    assert section.title == "A customer won in May 2026 is expected to bring €96 of gross margin in twelve months"
    assert cells(section.blocks[0]) == [  # 58 = 40 in the first month and 6 in each of three later ones
        ["September 2025", "300", "12", "–", "–", "€58", "€96", "€81 to €117"],
        ["May 2026", "300", "4", "€40", "€6", "€58", "€96", "€81 to €117"],
    ]


def test_what_cost_nothing_has_no_cost_of_a_customer(english: Language) -> None:
    letter = {"program_id": "letter", "new_customers": 50, "cost": D(1000), "cac_media": D(0), "cac_loaded": D(20),
              "payback_months": D("0.3")}  # fmt: skip
    nobody = {"program_id": "unattributed", "new_customers": 9, "cost": D(0), "cac_media": D(0), "cac_loaded": D(0),
              "payback_months": D(0)}  # fmt: skip
    section = customers.customer_acquisition(context(english, "board_report", acquisition=[letter, nobody, TOTAL]))
    assert [row[2:] for row in cells(section.blocks[0])] == [
        ["–", "€20", "–", "0.3"],
        ["–", "–", "–", "–"],
        ["€42", "€61", "€14", "4.3"],
    ]
