"""Faults planted in the incremental logic, one by one: each is found, and without them nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.incremental.faults import MECHANICS
from tests.incremental.small import DAYS, Shop, open_shop
from tests.incremental.stage import built, differences


def weeks_story(shop: Shop, folder: Path) -> tuple[str, list[str]]:
    """A week in which everything happens once; at which point the shop first differs from one made anew, and where."""

    def differ() -> list[str]:
        shop.outcome = built(shop.settings, shop.last)
        return differences(shop, folder)

    monday, tuesday, wednesday, thursday, friday, saturday, sunday = DAYS
    shop.rates(monday, {"north": "1", "south": "2", "east": "1"})
    shop.sells(monday, "0 a north 10", "0 b south 15", "0 x north 40", "0 e east 5")
    happenings = {
        "the first build": lambda: None,
        "a rate is taken back": lambda: shop.rates(monday, {"north": "1", "south": "2"}),
        "a sale is withdrawn": lambda: shop.sells(tuesday, "0 a north 10", "0 x north 40", "1 c north 30"),
        "a new day": lambda: shop.sells(wednesday, "2 d south 9"),
        "a file is mended": lambda: shop.sells(tuesday, "0 a north 12", "1 c south 30"),
        "a later day": lambda: shop.sells(saturday, "5 g north 2"),
        "a day between": lambda: shop.sells(thursday, "3 f south 7"),
        "a day is taken back": lambda: shop.sells(friday, "1 c south 30", "3 f south 7"),
        "another rate": lambda: shop.rates(thursday, {"north": "3", "south": "2"}),
        "another rate, told late": lambda: shop.rates(wednesday, {"north": "2", "south": "2"}),
        "a rate is missing": lambda: shop.rates(friday, {"north": "3"}),
        "a shorter period": lambda: shop.decide("period_days", "2"),
        "another weight": lambda: shop.decide("half_life_days", "3"),
        "a sale below nothing": lambda: shop.sells(sunday, "6 h north -2", "6 i north 2"),
        "it is mended": lambda: shop.sells(sunday, "6 h north 2"),
        "a receipt is told twice": lambda: shop.sells(sunday, "6 h north 2", "6 F south 9"),
        "a sale is told twice": lambda: shop.sells(sunday, "6 h north 2", "6 f south 9"),
        "that is mended, too": lambda: shop.sells(sunday, "6 h north 2", "6 k south 9"),
        "a sale comes to another shop": lambda: shop.sells(sunday, "6 h north 2", "6 k north 9"),
        "a day without sales": lambda: shop.sells(sunday, "5 g north 2"),
    }  # fmt: skip
    for name, happen in happenings.items():
        happen()
        if found := differ():
            return name, found
    return "", []


def test_nothing_differs_without_a_fault(tmp_path: Path) -> None:
    assert weeks_story(open_shop(tmp_path), tmp_path) == ("", [])


@pytest.mark.parametrize("name", MECHANICS)
def test_a_fault_is_found(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    MECHANICS[name](monkeypatch)
    when, found = weeks_story(open_shop(tmp_path), tmp_path)
    print(name, "|", when, "|", [line.partition(":")[0] for line in found])
    assert found


def test_enough_faults_are_planted() -> None:
    assert len(MECHANICS) >= 12
