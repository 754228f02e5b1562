"""Which figures of a report have changed since a reader got it, and the mail that says so."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import replace

from plumbline.mail.message import ReportMail

UNKNOWN = "–"
BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """(value before, value now) by figure, of those that differ; a dash where one side has no such figure."""
    names = [*now, *(name for name in before if name not in now)]
    pairs = {name: (before.get(name, UNKNOWN), now.get(name, UNKNOWN)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def corrected(mail: ReportMail, before: Mapping[str, str]) -> ReportMail:
    """The mail with a line in front of its subject and its bodies that names each figure which has changed."""
    words = mail.correction
    changes = [
        words.change.format(figure=name, now=value, before=earlier)
        for name, (earlier, value) in changed(before, mail.figures).items()
    ]
    line = words.line.format(changes=words.separator.join(changes))
    return replace(
        mail,
        subject=f"{line} · {mail.subject}",
        text=f"{line}\n\n{mail.text}",
        html=_below_body(mail.html, f"<p><strong>{html.escape(line)}</strong></p>"),
    )


def _below_body(page: str, paragraph: str) -> str:
    tag = BODY.search(page)
    at = tag.end() if tag else 0
    return f"{page[:at]}{paragraph}{page[at:]}"
