"""The leads worth calling first with their reasons, how far leads have come, and who the prospects are."""

from __future__ import annotations

from plumbline.language.language import Language
from plumbline.layout.blocks import Section, Table, Tables
from plumbline.reports.sections import leads
from tests.reports.rows import D, cells, context

LEAD = {"rank": 1, "company": "Staatstheater", "role": "Head of costumes", "industry": "Theatre", "size": "51-200",
        "country": "DE", "program_id": "abm", "team": "Key Accounts", "owner": "Dana Levi",
        "probability": D("0.42"), "amount": D(30000),
        "expected_value": D(12600), "currency": "EUR", "reason_1": "industry|Theatre|up|0.12",
        "reason_2": "country|DE|down|0.03", "reason_3": "size|51-200|up|0.02"}  # fmt: skip
NAMES = [{"program_id": "abm", "program_name": "Target accounts"}]


def test_a_lead_has_its_chance_its_worth_and_its_reasons(english: Language) -> None:
    ranking = [{"leads_tested": 480, "lift_top_tenth": D("3.14"), "lift_newest_first": D("1.1"),
                "lift_perfect": D("6.2"), "is_used": True}]  # fmt: skip
    section = leads.leads_to_call(context(english, "weekly_review", leads=[LEAD], ranking=ranking, program_names=NAMES))
    table = section.blocks[0]
    assert isinstance(table, Table)
    assert cells(table) == [["1", "Staatstheater", "Dana Levi", "42%", "€30k", "€13k", ""]]
    assert [table.rows[0][at].note for at in (1, 2, 6)] == [
        "Target accounts", "Key Accounts", "Theatre +12, Germany −3, 51-200 employees +2",
    ]  # fmt: skip
    assert section.notes == (
        "Tested on 480 closed leads: the top tenth was won 3.1× as often as the average;"
        " with the newest leads first 1.1×, with a perfect ranking 6.2×.",
    )


def test_a_ranking_that_is_not_used_says_why(english: Language) -> None:
    ranking = [{"is_used": False, "reason": "too_few_closed|17|150"}]
    section = leads.leads_to_call(context(english, "weekly_review", ranking=ranking))
    assert section.unknown == "The ranking is not used: only 17 leads have been closed, 150 are needed."
    assert (section.blocks, section.notes) == ((), ())
    unknown = leads.leads_to_call(context(english, "weekly_review")).unknown
    assert unknown == "Not known: too few leads have been closed to learn from."


def test_prospects_are_shares_of_all_programs(english: Language) -> None:
    def profile(program: str, value: str, of: int, won: int) -> dict[str, object]:
        return {"program_id": program, "dimension": "industry", "value": value, "leads": of, "won": won}

    rows = [profile("a", "Theatre", 20, 3), profile("b", "Theatre", 10, 3), profile("a", "School", 30, 2),
            profile("total", "Theatre", 30, 6)]  # fmt: skip
    section = leads.prospects(context(english, "weekly_review", prospects=rows))
    (block,) = section.blocks
    assert isinstance(block, Tables)
    assert [cells(table) for table in block.tables] == [[["School", "50%", "25%"], ["Theatre", "50%", "75%"]]]


def test_a_dimension_of_which_nothing_is_known_is_left_out(english: Language) -> None:
    rows = [{"program_id": "a", "dimension": dimension, "value": value, "leads": 20, "won": 3}
            for dimension, value in (("industry", "not known"), ("role", "Buyer"), ("role", "not known"))]  # fmt: skip
    (block,) = leads.prospects(context(english, "weekly_review", prospects=rows)).blocks
    assert isinstance(block, Tables)
    assert [table.headings[0].title for table in block.tables] == ["Role"]
    unknown = leads.prospects(context(english, "weekly_review", prospects=rows[:1]))
    assert (unknown.blocks, unknown.unknown) == ((), "Not known: no lead of these days is known.")


STAGE = {"level": "company", "item": "company", "leads": 236, "with_deal": 59, "qualified": 20, "won": 9}


def _stages(section: Section) -> list[tuple[str, str, float | None, str]]:
    """(heading, figure, bar in per cent of its track, note) of each stage."""
    (block,) = section.blocks
    assert isinstance(block, Tables)
    found = [(table.headings[0], table.rows[0][0]) for table in block.tables]
    assert all(len(table.rows) == len(table.rows[0]) == 1 for table in block.tables)
    assert len({heading.room for heading, _ in found}) == 1, "bars of one scale have tracks of one length"
    return [(heading.title, cell.text, cell.bar, cell.note) for heading, cell in found]


def test_a_stage_has_its_count_and_its_share_of_the_last(english: Language) -> None:
    program = STAGE | {"level": "program", "item": "abm", "leads": 100}
    section = leads.lead_stages(context(english, "weekly_review", stages=[STAGE, program]))
    assert section.title == "Of 236 leads of 90 days, 59 led to a deal, 20 to a qualified one and 9 to a win"
    assert _stages(section) == [
        ("Leads of 90 days", "236", 100, ""),
        ("With a deal", "59", 25, "25% of leads"),
        ("Qualified", "20", 8.47, "34% of those with a deal"),
        ("Won", "9", 3.81, "45% of the qualified"),
    ]


def test_where_no_probability_is_known_the_won_are_a_share_of_the_deals(english: Language) -> None:
    section = leads.lead_stages(context(english, "weekly_review", stages=[STAGE | {"qualified": None}]))
    assert section.title == "Of 236 leads of 90 days, 59 led to a deal and 9 to a win"
    assert _stages(section)[2:] == [("Won", "9", 3.81, "15% of those with a deal")]


def test_a_report_of_some_programs_adds_up_their_leads(english: Language) -> None:
    rows = [{"level": "program", "item": item, "leads": of, "with_deal": 10, "qualified": 0, "won": 0}
            for item, of in (("abm", 30), ("search", 20))]  # fmt: skip
    section = leads.lead_stages(context(english, "weekly_review", stages=rows))
    assert [(figure, note) for _, figure, _, note in _stages(section)] == [
        ("50", ""), ("20", "40% of leads"), ("0", "0% of those with a deal"), ("0", ""),
    ]  # fmt: skip


def test_without_a_lead_the_stages_are_not_known(english: Language) -> None:
    section = leads.lead_stages(context(english, "weekly_review"))
    assert (section.title, section.blocks) == ("How far the leads have come", ())
    assert section.unknown == "Not known: no lead of 90 days is known with its deal."
