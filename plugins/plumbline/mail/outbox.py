"""The outbox: every mail that is owed is a row of ops.delivery, claimed before it is sent and marked afterwards.

Each step is a transaction of its own. Two workers can't claim the same row; a claim whose worker died is given back
after `LEASE`. Between sending and marking a crash may repeat a mail (no protocol can rule that out), but never under
another Message-ID, and in a Maildir never as a second file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from plumbline.errors import Final, MailServerDown, Retryable
from plumbline.mail.letter import Addressee, Letter, compose, delivery_key, message_id
from plumbline.mail.transport import MailRefused, ServerGone, Transport, transport
from plumbline.settings import Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import Warehouse, open_warehouse

LEASE = timedelta(minutes=10)

box = ops.delivery


class RecipientsRefused(Final):
    """The mail server will not take mail for some recipients; the others have theirs."""


class SentElsewhere(Retryable):
    """Another task has claimed the mail and has not marked it yet."""


@dataclass(frozen=True)
class DeliveryResult:
    """How many mails went out now, and how many had gone out before."""

    sent: int
    sent_before: int

    @property
    def summary(self) -> str:
        """One line for the log."""
        return f"{self.sent} mailed now, {self.sent_before} mailed before"


@dataclass(frozen=True)
class _Owed:
    key: str
    letter: Letter
    addressee: Addressee


def deliver(
    settings: Settings, letters: Sequence[Letter], *, way: Transport | None = None, lease: timedelta = LEASE
) -> DeliveryResult:
    """Mail each letter to each of its recipients once, whatever happened before.

    Raises MailServerDown when some mails have to wait for the server, SentElsewhere when another task holds some,
    RecipientsRefused when the server refused some for good. In each case every other mail has gone out, and calling
    again sends only what is missing.
    """
    warehouse = open_warehouse(settings)
    owed = [_Owed(delivery_key(letter, to.address), letter, to) for letter in letters for to in letter.recipients]
    sent = 0
    with way or transport(settings) as carrier:
        sender = Address(f"{settings.company.name} · Plumbline", addr_spec=carrier.sender)
        _queue(warehouse, owed, carrier.sender)
        broken = 0
        for item in owed:
            claim = _claim(warehouse, item.key, lease)
            if claim is None:
                continue
            try:
                state, answer = _send(item, claim, carrier, sender)
            except Exception as error:  # the claim is given back, whatever went wrong
                _mark(warehouse, item.key, "failed", str(error).partition("\n")[0])
                raise
            _mark(warehouse, item.key, state, answer)
            sent += state == "sent"
            broken = broken + 1 if state == "failed" else 0
            if broken == 2:  # one mail may break a connection; two in a row say that the server is away
                break
    return _outcome(warehouse, owed, sent)


@dataclass(frozen=True)
class _Claim:
    message_id: str
    queued_at: datetime


def _queue(warehouse: Warehouse, owed: Sequence[_Owed], sender: str) -> None:
    """A row for each mail that has none yet."""
    rows = [
        {
            "delivery_key": item.key,
            "report": item.letter.report,
            "business_day": item.letter.business_day,
            "recipient": item.addressee.address,
            "language": item.letter.language,
            "content_hash": item.letter.content_hash,
            "message_id": message_id(item.key, sender),
            "subject": item.letter.subject,
            "state": "queued",
            "attempts": 0,
            "queued_at": datetime.now(UTC),
        }
        for item in owed
    ]
    if not rows:
        return
    with warehouse.begin() as connection:
        ops.prepare(connection)
        connection.execute(insert(box).on_conflict_do_nothing(index_elements=[box.c.delivery_key]), rows)


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


def _send(item: _Owed, claim: _Claim, carrier: Transport, sender: Address) -> tuple[str, str | None]:
    """The mail's new state, and what the server said when it did not take it."""
    try:
        mail = compose(
            item.letter,
            item.addressee,
            key=item.key,
            sender=sender,
            message_id=claim.message_id,
            queued_at=claim.queued_at,
        )
        carrier.send(mail, item.addressee.address, item.key)
    except MailRefused as refusal:
        return ("failed" if refusal.again else "refused"), str(refusal)
    except ServerGone as gone:
        return "failed", str(gone)
    return "sent", None


def _mark(warehouse: Warehouse, key: str, state: str, answer: str | None) -> None:
    change = box.update().where(box.c.delivery_key == key).values(state=state, last_error=answer)
    if state == "sent":
        change = change.values(sent_at=datetime.now(UTC))
    with warehouse.begin() as connection:
        connection.execute(change)


def _outcome(warehouse: Warehouse, owed: Sequence[_Owed], sent: int) -> DeliveryResult:
    """What stands in the outbox now; an error when a mail is still missing."""
    with warehouse.read() as connection:
        rows = connection.execute(sa.select(box).where(box.c.delivery_key.in_([item.key for item in owed]))).all()
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
    return DeliveryResult(sent=sent, sent_before=len(owed) - sent)


def _names(rows: Sequence[sa.Row[tuple[object, ...]]]) -> str:
    return f"{rows[0].report} of {rows[0].business_day} to {', '.join(row.recipient for row in rows)}:"


def _answers(rows: Sequence[sa.Row[tuple[object, ...]]]) -> str:
    return "; ".join(dict.fromkeys(row.last_error for row in rows if row.last_error)) or "the server was not reached"
