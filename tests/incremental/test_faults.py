"""Faults planted in the incremental logic, one by one: each is found, and without them nothing is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.incremental.faults import MECHANICS
from tests.incremental.small import DAYS, Shop, open_shop
from tests.incremental.stage import CHECKS_SAY, built, differences

# Each fault with the happening after which it is seen, and the table that differs then.
FOUND = {
    "known spans end at once": ("a file is mended", "marts.ever"),
    "known is left out": ("a file is mended", "marts.ever"),
    "windows are one day long": ("a file is mended", "marts.recent"),
    "what is gone is not in the feed": ("a sale is withdrawn", "core.shop_day"),
    "a view passes on new rows alone": ("a file is mended", "marts.dearest"),
    "until before is ignored": ("a day is taken back", "marts.told"),
    "removed rows are forgotten": ("a file is mended", "core.sale_version"),
    "a failed build empties the feed": ("it is mended", "core.sale_version"),
    "the feed is emptied before it is read": ("a sale is withdrawn", "core.sale_version"),
    "fingerprints leave parameters out": ("a shorter period", "marts.as_reported"),
    "grains are held within a key": ("a receipt is told twice", CHECKS_SAY),
    "a check that held holds on": ("another price, and a sale below nothing", CHECKS_SAY),
    "windows are read a day short": ("a new day", "marts.recent"),
    "what is known is read for the first day": ("a file is mended", "marts.told"),
    "only the new rows keys are deleted": ("a sale is withdrawn", "core.receipt"),
    "a table made anew is no news": ("another weight", "marts.recent"),
    "known today forgets what is gone": ("a sale is withdrawn", "core.shop_day"),
    "selects see new rows alone": ("a rate is taken back", "core.valued"),
}


def happenings(shop: Shop) -> dict[str, Callable[[], object]]:
    """A week in which everything happens once."""
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = DAYS
    shop.rates(monday, {"north": "1", "south": "2", "east": "1"})
    shop.sells(monday, "0 a north 10", "0 b south 15", "0 x north 40", "0 e east 5")
    return {
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
        "another price, and a sale below nothing": lambda: (
            shop.sells(saturday, "5 g north 4"),
            shop.sells(sunday, "6 h north -2"),
        ),
        "it is mended": lambda: shop.sells(sunday, "6 h north 2"),
        "a receipt is told twice": lambda: shop.sells(sunday, "6 h north 2", "6 F south 9"),
        "a sale is told twice": lambda: shop.sells(sunday, "6 h north 2", "6 f south 9"),
        "that is mended, too": lambda: shop.sells(sunday, "6 h north 2", "6 k south 9"),
        "a sale comes to another shop": lambda: shop.sells(sunday, "6 h north 2", "6 k north 9"),
        "a day without sales": lambda: shop.sells(sunday, "5 g north 4"),
    }  # fmt: skip


def differ(shop: Shop, folder: Path) -> list[str]:
    """Where the shop differs from one that is made anew, after the last build of it."""
    shop.outcome = built(shop.settings, shop.last)
    return differences(shop, folder)


def test_nothing_differs_without_a_fault(tmp_path: Path) -> None:
    shop = open_shop(tmp_path)
    for name, happen in happenings(shop).items():
        happen()
        assert differ(shop, tmp_path) == [], name


@pytest.mark.parametrize("fault", MECHANICS)
def test_a_fault_is_found(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    MECHANICS[fault](monkeypatch)
    when, where = FOUND[fault]
    shop = open_shop(tmp_path)
    for name, happen in happenings(shop).items():
        happen()
        if name == when:
            break
        built(shop.settings, shop.last)
    assert where in {line.partition(":")[0] for line in differ(shop, tmp_path)}


def test_enough_faults_are_planted() -> None:
    assert len(FOUND) >= 12
