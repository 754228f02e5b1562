"""One report's mail to one recipient: the same bytes whenever it is composed again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from plumbline.errors import ReportRefused


class Addressee(Protocol):
    """Who gets a report."""

    @property
    def address(self) -> str: ...
    @property
    def name(self) -> str: ...


class Letter(Protocol):
    """What the outbox needs of a published report; `content_hash` changes when the reader would read something else."""

    @property
    def report(self) -> str: ...
    @property
    def business_day(self) -> date: ...
    @property
    def language(self) -> str: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def path(self) -> Path: ...
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def recipients(self) -> Sequence[Addressee]: ...


def delivery_key(letter: Letter, recipient: str) -> str:
    """SHA-256 of report, business day, recipient and content: one key is one mail, for ever."""
    parts = (letter.report, letter.business_day.isoformat(), recipient.strip().lower(), letter.content_hash)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def message_id(key: str, sender: str) -> str:
    """The same for every attempt, so that a mailbox that got the mail twice can tell."""
    return f"<{key[:32]}@{sender.rpartition('@')[2]}>"


def compose(
    letter: Letter, addressee: Addressee, *, key: str, sender: Address, message_id: str, queued_at: datetime
) -> EmailMessage:
    """Text, HTML beside it, and the PDF; ReportRefused when the archived PDF is gone or is no PDF."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = Address(display_name=addressee.name, addr_spec=addressee.address)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(queued_at)
    message["Message-ID"] = message_id
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message.add_attachment(_pdf(letter), maintype="application", subtype="pdf", filename=letter.path.name)
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{key[:32]}_{number}")
    return message


def _pdf(letter: Letter) -> bytes:
    try:
        content = letter.path.read_bytes()
    except OSError as error:
        content, reason = b"", str(error)
    else:
        reason = f"{letter.path} does not begin like a PDF"
    if content.startswith(b"%PDF-"):
        return content
    raise ReportRefused(
        f"The PDF of {letter.report} for {letter.business_day} can't be attached: {reason}.",
        "No mail of this report went out.",
        "Clear the task `publish`; `deliver` follows.",
    )
