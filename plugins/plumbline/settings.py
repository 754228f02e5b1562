"""Where things are. Read from PLUMBLINE_* variables once, passed on as values."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from plumbline.errors import SettingsWrong

PROJECT = Path(__file__).resolve().parents[2]
REVENUE_FROM = ("orders", "won_deals", "both")


@dataclass(frozen=True)
class Company:
    """What the company decides once: its currency, its clock, its rules of counting.

    `period_days` is the length of the rolling window of every flow (cost, revenue, ROMI), `lookback_days` how many
    days before an order or a deal a touch still counts, `default_model` the attribution model of the reports.
    """

    name: str
    currency: str
    time_zone: str
    period_days: int
    default_threshold: Decimal
    default_model: str
    lookback_days: Mapping[str, int]
    click_window_days: int
    rate_valid_days: int
    half_life_days: int = 7  # a touch of so many days ago weighs half in the model time_decay
    revenue_from: str = "orders"  # or won_deals, or both: a deal that orders name counts as those orders
    lead_link: str = ""  # address of a lead in the CRM, with {lead_id} where its id stands
    regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # a region's name to its sales teams

    @classmethod
    def load(cls, path: Path) -> Company:
        """Read company.yaml; SettingsWrong names the missing key, or the words that a key may have."""
        raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        revenue_from = raw.get("revenue_from", REVENUE_FROM[0])
        if revenue_from not in REVENUE_FROM:
            raise SettingsWrong(
                f"{path} says revenue_from: {revenue_from!r}, which nothing is read from.",
                "Nothing can be computed.",
                f"Set revenue_from to one of {', '.join(REVENUE_FROM)}.",
            )
        try:
            return cls(
                name=raw["name"],
                currency=raw["currency"],
                time_zone=raw["time_zone"],
                period_days=int(raw["period_days"]),
                default_threshold=Decimal(str(raw["default_threshold"])),
                default_model=raw["default_model"],
                lookback_days={str(k): int(v) for k, v in raw["lookback_days"].items()},
                click_window_days=int(raw["click_window_days"]),
                rate_valid_days=int(raw["rate_valid_days"]),
                half_life_days=int(raw.get("half_life_days", 7)),
                revenue_from=revenue_from,
                lead_link=str(raw.get("lead_link") or ""),
                regions={str(k): tuple(map(str, v)) for k, v in (raw.get("regions") or {}).items()},
            )
        except KeyError as error:
            raise SettingsWrong(
                f"{path} has no {error.args[0]!r}.", "Nothing can be computed.", f"Add {error.args[0]} to {path.name}."
            ) from error


@dataclass(frozen=True)
class Settings:
    """The folders and addresses of one installation."""

    home: Path
    company_folder: Path
    drop: str
    landing: str
    warehouse: str
    archive: Path
    mail: str
    ledger: str = ""  # with Spark as the warehouse: the database of its ledger and of the marts that reports read
    lake: str = ""  # with Spark as the warehouse: the folder or object store of its tables

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read the PLUMBLINE_* variables; every one has a default below the project's `var` folder."""
        env = os.environ if env is None else env
        home = Path(env.get("PLUMBLINE_HOME", PROJECT)).resolve()
        var = Path(env.get("PLUMBLINE_VAR", home / "var")).resolve()
        return cls(
            home=home,
            company_folder=Path(env.get("PLUMBLINE_COMPANY", home / "include")).resolve(),
            drop=env.get("PLUMBLINE_DROP", str(var / "drop")),
            landing=env.get("PLUMBLINE_LANDING", str(var / "landing")),
            warehouse=env.get("PLUMBLINE_WAREHOUSE", f"duckdb:///{var / 'warehouse.duckdb'}"),
            archive=Path(env.get("PLUMBLINE_ARCHIVE", var / "reports")).resolve(),
            mail=env.get("PLUMBLINE_MAIL", f"maildir:{var / 'mail'}"),
            ledger=env.get("PLUMBLINE_LEDGER", f"duckdb:///{var / 'ledger.duckdb'}"),
            lake=env.get("PLUMBLINE_LAKE", str(var / "lake")),
        )

    @cached_property
    def company(self) -> Company:
        """The company's own decisions, from company.yaml."""
        return Company.load(self.company_folder / "company.yaml")

    @property
    def sources_folder(self) -> Path:
        """A YAML and an SQL file for each source."""
        return self.company_folder / "sources"

    @property
    def reports_folder(self) -> Path:
        """A YAML for each report."""
        return self.company_folder / "reports"

    @property
    def sql_folder(self) -> Path:
        """staging, core, marts and checks: one table a file."""
        return self.home / "include" / "sql"

    @property
    def templates_folder(self) -> Path:
        """Jinja templates, styles, fonts and translations."""
        return self.home / "include" / "templates"
