"""The reports of a company: a YAML each, with its kind, its schedule, its scope and its recipients."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from plumbline.errors import SettingsWrong
from plumbline.mail.message import Recipient, ReportMail
from plumbline.marts.scope import WHOLE, Scope, read_scope
from plumbline.settings import Company

KINDS = {"daily_pulse": "daily", "weekly_review": "weekly", "board_report": "monthly", "platform_rating": "quarterly"}
MONTHS = {"monthly": 1, "quarterly": 3}
NOT_MADE = "The report can't be made."


@dataclass(frozen=True)
class ReportPlan:
    """A report's YAML: its kind, when it is due, for whom, in which languages, and what it may see.

    Several plans may be of one kind, each with its own name, readers and scope.
    """

    name: str
    title: str
    languages: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    kind: str
    schedule: str
    unread_scope: Any  # as it is written; `scope` resolves it against the company's regions

    def readers(self, language: str) -> tuple[Recipient, ...]:
        """The recipients of one language."""
        return tuple(recipient for recipient in self.recipients if recipient.language == language)

    def scope(self, company: Company) -> Scope:
        """What the report may see."""
        return read_scope(self.unread_scope, company) if self.unread_scope else WHOLE

    def is_due(self, day: date) -> bool:
        """Whether a business day closes the time that the report is about."""
        if self.schedule in MONTHS:
            return (day + timedelta(days=1)).day == 1 and day.month % MONTHS[self.schedule] == 0
        return self.schedule == "daily" or day.isoweekday() == 7

    def last_due(self, first: date, last: date) -> date | None:
        """The last day of a range on which the report is due."""
        days = (last - timedelta(days=n) for n in range((last - first).days + 1))
        return next((day for day in days if self.is_due(day)), None)


@dataclass(frozen=True, kw_only=True)
class Publication(ReportMail):
    """A verified and archived report with its mail; whatever run made the marts, the same rows give the same hash."""

    pages: int


def load_plans(folder: Path, kind: str | None = None) -> list[ReportPlan]:
    """All reports of a folder, or those of one kind, by name."""
    plans = sorted((load_plan(path) for path in sorted(folder.glob("*.yaml"))), key=lambda plan: plan.name)
    if twice := sorted(name for name, n in Counter(plan.name for plan in plans).items() if n > 1):
        said = f"{folder} has several reports called {', '.join(twice)}."
        raise SettingsWrong(said, "They would overwrite each other.", "Give each YAML a name of its own.")
    return [plan for plan in plans if kind is None or plan.kind == kind]


def find_plan(folder: Path, report: str) -> ReportPlan:
    """The plan of a name (daily-pulse), or of the YAML file of that name (daily_pulse)."""
    path = folder / f"{report}.yaml"
    named = [] if path.exists() else [plan for plan in load_plans(folder) if plan.name == report]
    return named[0] if named else load_plan(path)


def load_plan(path: Path) -> ReportPlan:
    """Read a report's YAML; SettingsWrong names the file and what it lacks."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        languages = tuple(raw["languages"])
        recipients = tuple(
            Recipient(person["address"], person.get("name", ""), person.get("language", languages[0]))
            for person in raw["recipients"] or []
        )
        kind = raw.get("kind", "daily_pulse")
        schedule = raw.get("schedule", KINDS.get(kind, ""))
        plan = ReportPlan(raw["name"], raw["title"], languages, recipients, kind, schedule, raw.get("scope"))
    except FileNotFoundError as error:
        remedy = f"Copy include/reports/{path.name} there and edit it."
        raise SettingsWrong(f"{path} is missing.", NOT_MADE, remedy) from error
    except (KeyError, TypeError, IndexError, AttributeError, yaml.YAMLError) as error:
        remedy = "It needs name, title, languages and recipients (address, name, language), as in include/reports."
        raise SettingsWrong(f"{path} can't be read as a report: {error}.", NOT_MADE, remedy) from error
    if plan.kind not in KINDS or plan.schedule not in KINDS.values():
        remedy = f"Kinds are {', '.join(KINDS)}; schedules are {', '.join(KINDS.values())}."
        raise SettingsWrong(f"{path} asks for kind {kind!r} and schedule {schedule!r}.", NOT_MADE, remedy)
    if stray := sorted({recipient.language for recipient in recipients} - set(languages)):
        said = f"{path} has recipients in languages that the report is not made in: {', '.join(stray)}."
        remedy = "Add the language to `languages`, or change the recipients' language."
        raise SettingsWrong(said, "They would get nothing.", remedy)
    return plan
