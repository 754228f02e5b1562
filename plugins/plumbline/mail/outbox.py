"""The outbox: every mail that is owed is a row of ops.delivery, claimed before it is sent and marked afterwards.

Each step is a transaction of its own. Two workers can't claim the same row; a claim whose worker died is given back
after `LEASE`. A receipt lies beside the PDF from the server's answer until the mark is made, so that a process killed
between them, or a warehouse that is away, repeats nothing. Where the server's answer itself is lost the mail is sent
again (no protocol can tell), but never under another Message-ID, and in a Maildir never as a second file. A mail that
says what its recipient has read already is not sent again, whatever made it: see plumbline.mail.queue.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from pathlib import Path

import sqlalchemy as sa

from plumbline.errors import Final, MailServerDown, Retryable
from plumbline.mail.compose import compose
from plumbline.mail.message import ReportMail
from plumbline.mail.queue import Owed, box, queue
from plumbline.mail.transport import MailRefused, ServerGone, Transport, transport
from plumbline.settings import Settings
from plumbline.warehouse.engines import Warehouse, open_warehouse

LEASE = timedelta(minutes=10)


class RecipientsRefused(Final):
    """The mail server will not take mail for some recipients; the others have theirs."""


class SentElsewhere(Retryable):
    """Another task has claimed the mail and has not marked it yet."""


@dataclass(frozen=True)
class DeliveryResult:
    """How many mails went out now, how many had gone out before, and how many would have said nothing new."""

    sent: int
    sent_before: int
    unchanged: int = 0

    @property
    def summary(self) -> str:
        """One line for the log."""
        news = f", {self.unchanged} not mailed again: the figures are those mailed before" if self.unchanged else ""
        return f"{self.sent} mailed now, {self.sent_before} mailed before{news}"


def deliver(
    settings: Settings, mails: Sequence[ReportMail], *, way: Transport | None = None, lease: timedelta = LEASE
) -> DeliveryResult:
    """Mail each report to each of its recipients once, and again only what corrects a figure.

    Raises MailServerDown when some mails have to wait for the server, SentElsewhere when another task holds some,
    RecipientsRefused when the server refused some for good. In each case every other mail has gone out, and calling
    again sends only what is missing.
    """
    warehouse = open_warehouse(settings)
    sent = 0
    with way or transport(settings) as carrier:
        sender = Address(f"{settings.company.name} · Plumbline", addr_spec=carrier.sender)
        owed = queue(warehouse, mails, carrier.sender, lease)
        broken = 0
        for item in owed:
            claim = None if item.on_hold else _claim(warehouse, item.key, lease)
            if claim is None:
                continue
            receipt = _receipt(item)
            taken_before = receipt.exists()
            try:
                state, answer = ("sent", None) if taken_before else _send(item, claim, carrier, sender)
            except Exception as error:  # the claim is given back, whatever went wrong
                _mark(warehouse, item.key, "failed", str(error).partition("\n")[0])
                raise
            if state == "sent":
                with suppress(OSError):  # without it a crash before the mark may repeat the mail
                    receipt.touch()
            _mark(warehouse, item.key, state, answer)
            receipt.unlink(missing_ok=True)
            sent += state == "sent" and not taken_before
            broken = broken + 1 if state == "failed" else 0
            if broken == 2:  # one mail may break a connection; two in a row say that the server is away
                break
    return _outcome(warehouse, owed, sent)


@dataclass(frozen=True)
class _Claim:
    message_id: str
    queued_at: datetime


def _claim(warehouse: Warehouse, key: str, lease: timedelta) -> _Claim | None:
    """Take the mail for this worker; None when it is sent, or held by a worker that may still live."""
    now = datetime.now(UTC)
    free = sa.or_(
        box.c.state.in_(("queued", "failed", "refused")),
        sa.and_(box.c.state == "sending", box.c.claimed_at < now - lease),
    )
    take = (
        box.update()
        .where(box.c.delivery_key == key, free)
        .values(state="sending", claimed_at=now, attempts=box.c.attempts + 1)
        .returning(box.c.message_id, box.c.queued_at)
    )
    with warehouse.begin() as connection:
        row = connection.execute(take).one_or_none()
    return None if row is None else _Claim(row.message_id, row.queued_at)


def _send(item: Owed, claim: _Claim, carrier: Transport, sender: Address) -> tuple[str, str | None]:
    """The mail's new state, and what the server said when it did not take it."""
    try:
        message = compose(
            item.mail,
            item.recipient,
            key=item.key,
            sender=sender,
            message_id=claim.message_id,
            queued_at=claim.queued_at,
        )
        carrier.send(message, item.recipient.address, item.key)
    except MailRefused as refusal:
        return ("failed" if refusal.again else "refused"), str(refusal)
    except ServerGone as gone:
        return "failed", str(gone)
    return "sent", None


def _receipt(item: Owed) -> Path:
    """The file that says that the other side took the mail, for who finds the claim of a process that is gone."""
    return item.mail.path.with_name(f".{item.mail.path.name}.{item.key[:32]}.sent")


def _mark(warehouse: Warehouse, key: str, state: str, answer: str | None) -> None:
    change = box.update().where(box.c.delivery_key == key).values(state=state, last_error=answer)
    if state == "sent":
        change = change.values(sent_at=datetime.now(UTC))
    with warehouse.begin() as connection:
        connection.execute(change)


def _outcome(warehouse: Warehouse, owed: Sequence[Owed], sent: int) -> DeliveryResult:
    """What stands in the outbox now; an error when a mail is still missing. Receipts of what is marked go."""
    with warehouse.read() as connection:
        rows = connection.execute(sa.select(box).where(box.c.delivery_key.in_([item.key for item in owed]))).all()
    marked = {row.delivery_key for row in rows if row.state == "sent"}
    for item in owed:
        if item.key in marked:  # a process killed right after the mark has left its receipt
            _receipt(item).unlink(missing_ok=True)
    waiting = [row for row in rows if row.state in ("queued", "failed")]
    refused = [row for row in rows if row.state == "refused"]
    held = [row for row in rows if row.state == "sending"]
    done = f"{len(owed) - len(waiting) - len(refused) - len(held)} of {len(owed)} mails are out"
    if waiting:
        raise MailServerDown(
            f"{_names(waiting)} not mailed yet: {_answers(waiting)}",
            f"{done}; the others wait in the outbox.",
            "Nothing, if the server comes back while the task retries; else mend it and clear this task. "
            "Only what is missing will be sent.",
        )
    if held:
        raise SentElsewhere(
            f"{_names(held)} claimed by another task that has not said how it went.",
            f"{done}; it is not known whether these are.",
            f"Nothing: the claim lapses after {LEASE.total_seconds() / 60:.0f} minutes and this task tries again.",
        )
    if refused:
        raise RecipientsRefused(
            f"{_names(refused)} refused by the mail server: {_answers(refused)}",
            f"{done}; these recipients have no report.",
            "Correct the recipients in the report's YAML, or the server's rules; then clear the task that publishes"
            " the report. Only what is missing is sent.",
        )
    unchanged = sum(row.state == "unchanged" for row in rows)
    return DeliveryResult(sent=sent, sent_before=len(owed) - sent - unchanged, unchanged=unchanged)


def _names(rows: Sequence[sa.Row[tuple[object, ...]]]) -> str:
    return f"{rows[0].report} of {rows[0].business_day} to {', '.join(row.recipient for row in rows)}:"


def _answers(rows: Sequence[sa.Row[tuple[object, ...]]]) -> str:
    return "; ".join(dict.fromkeys(row.last_error for row in rows if row.last_error)) or "the server was not reached"
