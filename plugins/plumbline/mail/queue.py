"""What is owed to whom: each mail of a report against what its recipient has had of it before.

A recipient gets a report of a business day once. It goes out again only when a figure that the reader sees has changed,
and then says which; where a mail carries no figures, its content hash decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from plumbline.mail.compose import message_id
from plumbline.mail.corrections import changed, corrected
from plumbline.mail.message import Recipient, ReportMail
from plumbline.warehouse import ops
from plumbline.warehouse.engines import Warehouse

box = ops.delivery
UNFINISHED = ("queued", "sending", "failed", "refused")
Row: TypeAlias = sa.Row[tuple[Any, ...]]


@dataclass(frozen=True)
class Owed:
    """A mail to a recipient under the key of its row in ops.delivery.

    `on_hold`: an earlier mail of the report may be on its way at this moment; until that is known this one must wait.
    """

    key: str
    mail: ReportMail
    recipient: Recipient
    on_hold: bool = False


def delivery_key(mail: ReportMail, recipient: str, corrects: str = "") -> str:
    """SHA-256 of report, business day, recipient, content and the delivery that it corrects: one key is one mail."""
    parts = [mail.report, mail.business_day.isoformat(), recipient.strip().lower(), mail.content_hash]
    return hashlib.sha256("|".join(parts + [corrects] * bool(corrects)).encode()).hexdigest()


def queue(warehouse: Warehouse, mails: Sequence[ReportMail], sender: str, lease: timedelta) -> list[Owed]:
    """Leave a row in ops.delivery for each mail and recipient, and say what is owed."""
    pairs = [(mail, recipient) for mail in mails for recipient in mail.recipients]
    if not pairs:
        return []
    owed: list[Owed] = []
    with warehouse.begin() as connection:
        ops.prepare(connection)
        for mail, recipient in pairs:
            item, state, reason = _decide(mail, recipient, _earlier(connection, mail, recipient), lease)
            row = _row(item, sender) | {"state": state, "last_error": reason or None}
            if not item.on_hold:
                connection.execute(insert(box).on_conflict_do_nothing(index_elements=[box.c.delivery_key]), row)
            owed.append(item)
    return owed


def _decide(mail: ReportMail, recipient: Recipient, earlier: Sequence[Row], lease: timedelta) -> tuple[Owed, str, str]:
    """The mail that is owed, and the state and reason of its row where it has none yet."""
    left = _last_to_leave(earlier)
    for row in earlier:
        # whatever kept it from being marked as sent: it is this mail, to be finished under its own Message-ID
        if row.state in UNFINISHED and _same(mail, row) and (left is None or _time(row) >= _time(left)):
            before = _last_to_leave([other for other in earlier if other is not row])
            return Owed(row.delivery_key, _correcting(mail, before), recipient), "queued", ""
    if left is None:
        return Owed(delivery_key(mail, recipient.address), mail, recipient), "queued", ""
    if left.state == "sending" and left.claimed_at > datetime.now(UTC) - lease:
        return Owed(left.delivery_key, mail, recipient, on_hold=True), "queued", ""
    if not _same(mail, left):
        key = delivery_key(mail, recipient.address, corrects=left.delivery_key)
        return Owed(key, _correcting(mail, left), recipient), "queued", ""
    if left.content_hash == mail.content_hash:
        return Owed(left.delivery_key, mail, recipient), "queued", ""
    key = delivery_key(mail, recipient.address, corrects=left.delivery_key)
    reason = f"not sent again: the figures are those of the mail of {left.sent_at:%Y-%m-%d %H:%M} UTC"
    return Owed(key, mail, recipient), "unchanged", reason


def _same(mail: ReportMail, row: Row) -> bool:
    """Whether a mail says what an earlier one says: by its figures, or by its content where one of them has none."""
    before = _figures(row)
    return not changed(before, mail.figures) if before and mail.figures else row.content_hash == mail.content_hash


def _last_to_leave(earlier: Sequence[Row]) -> Row | None:
    """The newest mail that the recipient has, or may have."""
    return max((row for row in earlier if row.state in ("sent", "sending")), key=_time, default=None)


def _correcting(mail: ReportMail, left: Row | None) -> ReportMail:
    """The mail as a correction of the one that left before, if both carry figures."""
    before = _figures(left) if left is not None else {}
    return corrected(mail, before) if before and mail.figures else mail


def _figures(row: Row) -> Mapping[str, str]:
    figures: Mapping[str, str] = json.loads(row.figures) if row.figures else {}
    return figures


def _time(row: Row) -> datetime:
    time: datetime = row.sent_at or row.claimed_at or row.queued_at
    return time


def _earlier(connection: sa.Connection, mail: ReportMail, recipient: Recipient) -> Sequence[Row]:
    """Every mail of the report and day that was owed to the recipient in this language, the newest first."""
    return connection.execute(
        sa.select(box)
        .where(
            box.c.report == mail.report,
            box.c.business_day == mail.business_day,
            box.c.language == mail.language,
            sa.func.lower(box.c.recipient) == recipient.address.strip().lower(),
        )
        .order_by(box.c.queued_at.desc(), box.c.delivery_key)
    ).all()


def _row(item: Owed, sender: str) -> dict[str, object]:
    mail = item.mail
    return {
        "delivery_key": item.key,
        "report": mail.report,
        "business_day": mail.business_day,
        "recipient": item.recipient.address,
        "language": mail.language,
        "content_hash": mail.content_hash,
        "figures": json.dumps(dict(mail.figures), ensure_ascii=False) if mail.figures else None,
        "message_id": message_id(item.key, sender),
        "subject": mail.subject,
        "attempts": 0,
        "queued_at": datetime.now(UTC),
    }
