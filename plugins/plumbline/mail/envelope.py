"""A published report's mail, kept beside its PDF: what `publish` hands to `deliver` is a path, never a body."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from plumbline.errors import ReportRefused
from plumbline.mail.letter import Letter

SUFFIX = ".mail.json"


@dataclass(frozen=True)
class Person:
    """A recipient."""

    address: str
    name: str


@dataclass(frozen=True)
class Envelope:
    """A Letter that was sealed; `path` is its PDF."""

    report: str
    business_day: date
    language: str
    content_hash: str
    path: Path
    subject: str
    text: str
    html: str
    recipients: tuple[Person, ...]


def seal(letter: Letter) -> Path:
    """Write the mail beside the PDF; the same letter gives the same bytes."""
    envelope = Envelope(
        letter.report,
        letter.business_day,
        letter.language,
        letter.content_hash,
        letter.path,
        letter.subject,
        letter.text,
        letter.html,
        tuple(Person(one.address, one.name) for one in letter.recipients),
    )
    path = letter.path.with_suffix(SUFFIX)
    half = path.with_name(f".{path.name}.half")
    half.write_text(json.dumps(asdict(envelope), default=str, ensure_ascii=False, indent=1), encoding="utf-8")
    half.replace(path)
    return path


def unseal(path: Path) -> Envelope:
    """Read it back; ReportRefused when it is gone."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        known = raw | {
            "business_day": date.fromisoformat(raw["business_day"]),
            "path": Path(raw["path"]),
            "recipients": tuple(Person(**one) for one in raw["recipients"]),
        }
        return Envelope(**known)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReportRefused(
            f"The mail of a published report can't be read: {path}: {error}.",
            "No mail of this report went out.",
            "Clear the task `publish`; `deliver` follows.",
        ) from None
