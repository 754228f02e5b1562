"""How far the models agree, and what customers say beside tracking."""

from __future__ import annotations

from plumbline.language.language import Language
from plumbline.layout.blocks import Table
from plumbline.reports.sections import attribution
from tests.reports.rows import D, cells, context

NAMES = [{"program_id": "abm", "program_name": "Target accounts"}, {"program_id": "search", "program_name": "Search"}]
ABM = {"program_id": "abm", "measure": "qualified", "models": 10, "lowest": D(310000), "lowest_model": "first",
       "highest": D(450000), "highest_model": "last", "default_value": D(412000), "spread_percent": D(34),
       "currency": "EUR"}  # fmt: skip
SEARCH = ABM | {"program_id": "search", "lowest": D(90000), "highest": D(150000), "default_value": D(141200)}
UNATTRIBUTED = ABM | {"program_id": "unattributed", "lowest": D(0), "highest": D(900000), "default_value": D(46000)}


def test_the_program_on_which_the_models_are_furthest_apart_is_named(english: Language) -> None:
    rows = [UNATTRIBUTED, SEARCH, ABM]
    ctx = context(english, "weekly_review", attribution_agreement=rows, program_names=NAMES)
    section = attribution.model_agreement(ctx)
    assert section.notes == (
        "10 attribution models differ most, in money, on the qualified pipeline of Target accounts:"
        " €310k (first touch) to €450k (last touch).",
    )
    assert [row[:3] for row in cells(section.blocks[0])] == [
        ["Target accounts", "412.0", "310.0"], ["Search", "141.2", "90.0"], ["Unattributed", "46.0", "0.0"],
    ]  # fmt: skip


def test_markov_attribution_says_on_how_many_paths_it_rests(english: Language) -> None:
    few = [{"program_id": "abm", "paths": 1, "is_withheld": True}]
    ctx = context(english, "weekly_review", attribution_agreement=[ABM], markov=few, program_names=NAMES)
    assert (
        attribution.model_agreement(ctx)
        .notes[0]
        .endswith(" Markov attribution is withheld: only 1 path stands behind it.")
    )
    many = [{"program_id": "abm", "paths": 4100, "is_withheld": False}]
    ctx = context(english, "weekly_review", attribution_agreement=[ABM], markov=many, program_names=NAMES)
    assert attribution.model_agreement(ctx).notes[0].endswith(" Markov attribution rests on 4,100 paths.")


def test_tracking_is_held_against_what_customers_answered(english: Language) -> None:
    def orders(tracked: str, reported: str, n: int) -> dict[str, object]:
        return {"subject_type": "order", "tracked_program_id": tracked, "reported_program_id": reported, "subjects": n}

    rows = [orders("abm", "abm", 30), orders("abm", "search", 10), orders("search", "search", 15),
            orders("search", "no answer", 45), orders("unattributed", "search", 5)]  # fmt: skip
    ctx = context(english, "weekly_review", attribution_matrix=rows, program_names=NAMES)
    section = attribution.tracked_and_reported(ctx)
    assert section.title == "Tracking and customers name the same program for 45 of 60 orders with an answer"
    # columns: Search and Target accounts were named by 30 each, in the order of their ids; rows in the same order
    assert cells(section.blocks[0]) == [
        ["Target accounts", "30", "10", "0", "0"],
        ["Search", "0", "15", "0", "45"],
        ["Unattributed", "0", "5", "0", "0"],
    ]
    table = section.blocks[0]
    assert isinstance(table, Table)
    assert [cell.text for row in table.rows for cell in row if cell.mark == "agreed"] == ["30", "15"]


def test_models_that_agree_to_the_printed_figure_are_not_said_to_differ(english: Language) -> None:
    even = ABM | {"lowest": D(24010), "highest": D(24020)}
    ctx = context(english, "weekly_review", attribution_agreement=[even], program_names=NAMES)
    assert attribution.agreement_sentence(ctx, "qualified") == ""


def test_models_that_all_agree_fill_no_table(english: Language) -> None:
    even = [ABM | {"lowest": D(90000), "highest": D(90000)}, SEARCH | {"lowest": D(45000), "highest": D(45000)}]
    ctx = context(english, "weekly_review", attribution_agreement=even, program_names=NAMES)
    section = attribution.model_agreement(ctx)
    assert (section.blocks, section.unknown) == ((), "All attribution models give the same figures.")
