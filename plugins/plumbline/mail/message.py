"""The mail of a published report, kept beside its PDF: what `publish` hands to `deliver` is a path, never a body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path

from plumbline.errors import ReportRefused
from plumbline.scratch import write_whole

SUFFIX = ".mail.json"


@dataclass(frozen=True)
class Recipient:
    """Who gets a report, and in which language."""

    address: str
    name: str
    language: str = ""


@dataclass(frozen=True)
class CorrectionText:
    """The words of a corrected mail in the report's language: a line over all changes, and one change.

    `line` holds {changes}; `change` holds {figure}, {now} and {before}; `separator` stands between two changes.
    """

    line: str = "Corrected: {changes}"
    change: str = "{figure} {now} (was {before})"
    separator: str = "; "


@dataclass(frozen=True, kw_only=True)
class ReportMail:
    """A report's mail to all recipients of one language.

    `content_hash` changes when the data behind the report does. `figures` are what the reader sees on page one and in
    the body, printed value by name, in order: a report that was mailed goes out again only when one of them has
    changed. Where there are none, the content hash decides.
    """

    report: str
    business_day: date
    language: str
    content_hash: str
    path: Path
    subject: str
    text: str
    html: str
    recipients: tuple[Recipient, ...]
    figures: Mapping[str, str] = field(default_factory=dict)
    correction: CorrectionText = CorrectionText()


def save(mail: ReportMail) -> Path:
    """Write the mail beside its PDF; the same mail gives the same bytes."""
    path = mail.path.with_suffix(SUFFIX)
    wanted = {entry.name for entry in fields(ReportMail)}  # a publication has more of them, which no mail needs
    content = {name: value for name, value in asdict(mail).items() if name in wanted}
    write_whole(path, json.dumps(content, default=str, ensure_ascii=False, indent=1).encode())
    return path


def load(path: Path) -> ReportMail:
    """Read it back; ReportRefused when it is gone or torn."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        parsed = raw | {
            "business_day": date.fromisoformat(raw["business_day"]),
            "path": Path(raw["path"]),
            "recipients": tuple(Recipient(**recipient) for recipient in raw["recipients"]),
            "correction": CorrectionText(**raw.get("correction", {})),
        }
        return ReportMail(**parsed)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReportRefused(
            f"The mail of a published report can't be read: {path}: {error}.",
            "No mail of this report went out.",
            "Clear the task `publish`; `deliver` follows.",
        ) from None
