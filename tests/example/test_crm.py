"""Ids as Salesforce makes them."""

from __future__ import annotations

from plumbline.example.crm import record_id, with_checks


def test_an_id_of_eighteen_characters_is_the_one_in_salesforces_manual() -> None:
    assert with_checks("5003000000D8cuI") == "5003000000D8cuIAAR"


def test_ids_differ_even_where_case_is_ignored() -> None:
    ids = {record_id("006", number).lower() for number in range(2_000)}
    assert len(ids) == 2_000 and all(len(record) == 18 and record.startswith("006") for record in ids)
