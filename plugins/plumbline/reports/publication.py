"""A report that may leave, and who gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from plumbline.errors import SettingsWrong


@dataclass(frozen=True)
class Recipient:
    """A person's mail address, name and language."""

    address: str
    name: str
    language: str


@dataclass(frozen=True)
class ReportPlan:
    """A report's YAML: what it is called, for whom it is made, in which languages."""

    name: str
    title: str
    audience: str
    languages: tuple[str, ...]
    recipients: tuple[Recipient, ...]

    def readers(self, language: str) -> tuple[Recipient, ...]:
        """The recipients of one language."""
        return tuple(one for one in self.recipients if one.language == language)


@dataclass(frozen=True)
class Publication:
    """A verified and archived report with the mail that carries it.

    `content_hash` is over the data behind the pages: it stays the same when the report is made again from the same
    marts, whatever run made them, so that the same mail is not sent twice.
    """

    report: str
    business_day: date
    language: str
    path: Path
    content_hash: str
    pages: int
    subject: str
    text: str
    html: str
    recipients: tuple[Recipient, ...]


def load_plan(path: Path) -> ReportPlan:
    """Read a report's YAML; SettingsWrong names the file and what it lacks."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        languages = tuple(raw["languages"])
        recipients = tuple(
            Recipient(one["address"], one.get("name", ""), one.get("language", languages[0]))
            for one in raw["recipients"] or []
        )
        plan = ReportPlan(raw["name"], raw["title"], raw.get("audience", ""), languages, recipients)
    except FileNotFoundError as error:
        raise SettingsWrong(
            f"{path} is missing.",
            "The report can't be made.",
            "Copy include/reports/daily_pulse.yaml there and edit it.",
        ) from error
    except (KeyError, TypeError, IndexError, yaml.YAMLError) as error:
        raise SettingsWrong(
            f"{path} can't be read as a report: {error}.",
            "The report can't be made.",
            "It needs name, title, languages and recipients (address, name, language), as in include/reports.",
        ) from error
    stray = {one.language for one in recipients} - set(languages)
    if stray:
        raise SettingsWrong(
            f"{path} has recipients in languages that the report is not made in: {', '.join(sorted(stray))}.",
            "They would get nothing.",
            "Add the language to `languages`, or change the recipients' language.",
        )
    return plan
