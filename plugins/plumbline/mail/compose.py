"""One report's mail to one recipient as a MIME message: the same bytes whenever it is composed again."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from plumbline.errors import ReportRefused
from plumbline.mail.message import Recipient, ReportMail


def message_id(key: str, sender: str) -> str:
    """The same for every attempt, so that a mailbox that got the mail twice can tell."""
    return f"<{key[:32]}@{sender.rpartition('@')[2]}>"


def compose(
    mail: ReportMail, recipient: Recipient, *, key: str, sender: Address, message_id: str, queued_at: datetime
) -> EmailMessage:
    """Text, HTML beside it, and the PDF; ReportRefused when the archived PDF is gone or is no PDF."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = Address(display_name=recipient.name, addr_spec=recipient.address)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(queued_at)
    message["Message-ID"] = message_id
    message["Content-Language"] = mail.language
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message.add_attachment(_pdf(mail), maintype="application", subtype="pdf", filename=mail.path.name)
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{key[:32]}_{number}")
    return message


def _pdf(mail: ReportMail) -> bytes:
    try:
        content = mail.path.read_bytes()
    except OSError as error:
        content, reason = b"", str(error)
    else:
        reason = f"{mail.path} does not begin like a PDF"
    if content.startswith(b"%PDF-"):
        return content
    raise ReportRefused(
        f"The PDF of {mail.report} for {mail.business_day} can't be attached: {reason}.",
        "No mail of this report went out.",
        "Clear the task `publish`; `deliver` follows.",
    )
