"""A shop of two exports and a dozen models (folder `shop`), in which a sequence of many builds takes a moment.

Its models are kept in every way that there is: by a key, by a day, by windows, spans and SELECTs, as tables and views.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from plumbline.settings import PROJECT, Settings
from tests.incremental.stage import Stage

FIRST = date(2026, 10, 26)
DAYS = [FIRST + timedelta(days=n) for n in range(7)]
SHOPS = ("north", "south")
SALES = """\
title: Sales
system: till
owner: finance
schedule: "0 6 * * *"
files: "sales/{delivery_day}/sales.csv"
table: sale
slice: rows
look_back_days: 0
fields:
  day: {heading: Day, type: date, required: true}
  sale_id: {heading: Sale, required: true}
  shop: {heading: Shop, required: true}
  amount: {heading: Amount, type: decimal, required: true}
"""
RATES = """\
title: Rates
system: company
owner: finance
schedule: "0 6 * * *"
arrives: on_change
files: "rates/{delivery_day}/rates.csv"
table: rate
slice: whole
look_back_days: 0
fields:
  shop: {heading: Shop, required: true}
  rate: {heading: Rate, type: decimal, required: true}
"""


class Shop(Stage):
    """The stage of the small shop."""

    def sells(self, on: date, *sales: str) -> None:
        """Deliver a day's export; a sale reads `<day's number> <id> <shop> <amount>`."""
        rows = [sale.split() for sale in sales]
        lines = [f"{DAYS[int(number)]},{name},{shop},{amount}" for number, name, shop, amount in rows]
        self._put("sales", on, ["Day,Sale,Shop,Amount", *lines])

    def rates(self, on: date, rates: Mapping[str, str]) -> None:
        """Deliver the list of rates."""
        self._put("rates", on, ["Shop,Rate", *(f"{shop},{rate}" for shop, rate in rates.items())])

    def _put(self, source: str, on: date, lines: list[str]) -> None:
        self.deliver(Path(source) / on.isoformat() / f"{source}.csv", "".join(f"{line}\n" for line in lines).encode())
        self.last = max(self.last, on)
        self.pull(on, on)

    def random_step(self, dice: Random) -> str:
        """Something happens; says what."""
        on = dice.choice(DAYS)
        match dice.choice(("sales", "sales", "sales", "sales", "rates", "setting")):
            case "sales":
                ids = dice.sample(range(8), dice.randint(0, 5))
                amounts = ("1", "5", "9", "30", "30", *(["-1"] if dice.random() < 0.15 else []))
                sales = [
                    f"{dice.randint(max(0, DAYS.index(on) - 3), DAYS.index(on))} s{number} {dice.choice(SHOPS)}"
                    f" {dice.choice(amounts)}"
                    for number in ids
                ]
                self.sells(on, *sales)
                return f"{on} sells {sales}"
            case "rates":
                rates = {shop: dice.choice(("1", "2", "3")) for shop in SHOPS if dice.random() < 0.9}
                self.rates(on, rates)
                return f"{on} rates {rates}"
            case _:
                days = dice.choice(("2", "4", "28"))
                self.decide("period_days", days)
                return f"period of {days} days"


def open_shop(folder: Path, warehouse: str | None = None) -> Shop:
    """An empty shop with its own models."""
    company = folder / "company"
    (company / "sources").mkdir(parents=True)
    shutil.copy(PROJECT / "include" / "company.yaml", company)
    for name, definition in (("sales", SALES), ("rates", RATES)):
        (company / "sources" / f"{name}.yaml").write_text(definition, encoding="utf-8")
    select = "select day, sale_id, shop, amount from export"
    (company / "sources" / "sales.sql").write_text(select, encoding="utf-8")
    (company / "sources" / "rates.sql").write_text("select shop, rate from export", encoding="utf-8")
    shutil.copytree(Path(__file__).with_name("shop"), folder / "include" / "sql")
    env = {
        "PLUMBLINE_VAR": str(folder / "var"),
        "PLUMBLINE_DROP": str(folder / "drop"),
        "PLUMBLINE_COMPANY": str(company),
    }
    settings = Settings.from_env(env | ({"PLUMBLINE_WAREHOUSE": warehouse} if warehouse else {}))
    (folder / "drop").mkdir()
    return Shop(folder / "drop", replace(settings, home=folder), last=FIRST)
