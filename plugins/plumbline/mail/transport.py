"""The ways a mail can leave: into a Maildir folder (the default), or to an SMTP server by its connection.

A transport sends one message to one recipient. Three things can go wrong, and each means something else to the outbox:
the server refused this mail (`MailRefused`), the server is away or broke off (`ServerGone`), or the set-up is wrong
(`SettingsWrong`: nobody gets anything until a person acts).
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from plumbline import connections
from plumbline.errors import SettingsWrong
from plumbline.scratch import beside, tidy_beside
from plumbline.settings import Settings

NOTHING_SENT = "No report was mailed; it waits in the outbox and in the archive."
DEFAULT_SENDER = "plumbline@localhost"
TIMEOUT_SECONDS = 30.0


class MailRefused(Exception):
    """The server said no to this mail; `again` when it said 'not now' (a 4xx answer)."""

    def __init__(self, answer: str, *, again: bool) -> None:
        super().__init__(answer)
        self.again = again


class ServerGone(Exception):
    """No connection, or it broke; whether the mail arrived is not known."""


class Transport(Protocol):
    """Opened once for many mails."""

    @property
    def sender(self) -> str:
        """The address that the mails come from."""

    def send(self, message: EmailMessage, recipient: str, key: str) -> None:
        """Hand one mail over; returning means that the other side took it. `key` is the same for every attempt."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def transport(settings: Settings) -> Transport:
    """The one that PLUMBLINE_MAIL names."""
    kind, _, where = settings.mail.partition(":")
    if kind == "maildir" and where:
        return MaildirTransport(Path(where))
    if kind == "smtp" and where:
        return SmtpTransport(where)
    raise SettingsWrong(
        f"PLUMBLINE_MAIL is {settings.mail!r}.",
        NOTHING_SENT,
        "Set it to maildir:<folder> or smtp:<id of an Airflow connection>.",
    )


class MaildirTransport:
    """A folder that every mail program can open. A mail's file is named after its key: sent twice, it is there once."""

    sender = DEFAULT_SENDER

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        for name in ("tmp", "new", "cur"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def send(self, message: EmailMessage, recipient: str, key: str) -> None:
        """Write beside, then move: a reader never sees half a mail."""
        name = f"{key[:32]}.plumbline"
        # A mail program moves what was read to cur/ and appends its flags to the name.
        if any((self.folder / "cur").glob(f"{name}*")):
            return
        draft = beside(self.folder / "tmp" / name)
        draft.write_bytes(message.as_bytes())
        draft.replace(self.folder / "new" / name)
        tidy_beside(self.folder / "tmp" / name)


class SmtpTransport:
    """The server of a connection of type smtp, its fields read as Airflow's own hook reads them.

    TLS from the first byte unless `disable_ssl`, then STARTTLS unless `disable_tls`; certificates are checked unless
    `ssl_context` is "none"; `from_email` and `timeout` come from the extras. It tries once: retrying is the task's job.
    """

    def __init__(self, connection_id: str) -> None:
        self._id = connection_id
        try:
            self._connection = connections.find(connection_id)
        except connections.ConnectionMissing:
            raise self._wrong("is not defined", f"Add the connection {connection_id} (type smtp) to Airflow.") from None
        self._extra = self._connection.extra
        login = self._connection.login
        self.sender = str(self._extra.get("from_email") or (login if "@" in login else ""))
        if not self.sender:
            raise self._wrong("names no sender", 'Add "from_email" to its extras.')
        self._client: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._client.quit()
        self._forget()

    def send(self, message: EmailMessage, recipient: str, key: str) -> None:
        """One envelope for one recipient, so that one refusal holds up nobody else."""
        client = self._connected()
        try:
            client.send_message(message, from_addr=self.sender, to_addrs=[recipient])
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise _refusal(code, answer) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _refusal(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused(str(error), again=False) from None
        except (smtplib.SMTPException, OSError) as error:
            self._forget()
            raise ServerGone(f"{self._place()} broke off: {_words(error)}") from None

    def _connected(self) -> smtplib.SMTP:
        if self._client is not None:
            return self._client
        try:
            self._client = self._connect()
        except smtplib.SMTPAuthenticationError as error:
            raise self._wrong(
                f"was refused the login: {error.smtp_code} {_text(error.smtp_error)}", "Renew its login and password."
            ) from None
        except smtplib.SMTPNotSupportedError as error:
            raise self._wrong(
                f"asks for what {self._place()} does not offer: {error}",
                'Set "disable_tls" or "disable_ssl" in its extras, or clear its login, as the server\'s manual says.',
            ) from None
        except ssl.SSLCertVerificationError as error:
            raise self._wrong(
                f"meets a certificate that is not trusted at {self._place()}: {error.verify_message}",
                "Add the issuer to the system's certificates, or correct the host's name.",
            ) from None
        except ssl.SSLError as error:
            raise self._wrong(
                f"finds no TLS at {self._place()}: {_words(error)}",
                'Where the server begins in plain text (port 587 or 25), set "disable_ssl" to true in its extras.',
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            raise ServerGone(f"{self._place()} can't be reached: {_words(error)}") from None
        return self._client

    def _connect(self) -> smtplib.SMTP:
        host, port = self._connection.host or "localhost", self._connection.port
        timeout = float(self._extra.get("timeout") or TIMEOUT_SECONDS)
        trust = ssl.create_default_context()
        if self._extra.get("ssl_context") == "none":
            trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        client: smtplib.SMTP
        if not _true(self._extra.get("disable_ssl")):
            client = smtplib.SMTP_SSL(host, port, timeout=timeout, context=trust)
        else:
            client = smtplib.SMTP(host, port, timeout=timeout)
        try:
            if not isinstance(client, smtplib.SMTP_SSL) and not _true(self._extra.get("disable_tls")):
                client.starttls(context=trust)
            if self._connection.login and self._connection.password:
                client.login(self._connection.login, self._connection.password)
        except BaseException:
            client.close()
            raise
        return client

    def _forget(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    def _place(self) -> str:
        return f"the mail server {self._connection.host or 'localhost'}:{self._connection.port or 'default port'}"

    def _wrong(self, what: str, remedy: str) -> SettingsWrong:
        return SettingsWrong(f"The Airflow connection {self._id} {what}.", NOTHING_SENT, remedy)


def _refusal(code: int, answer: bytes | str) -> MailRefused:
    return MailRefused(f"{code} {_text(answer)}", again=400 <= code < 500)


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return _text(str(error)) or type(error).__name__


def _true(value: object) -> bool:
    return str(value).strip().lower() in ("true", "1", "yes")
