"""A real SMTP server, started by the tests on a port that the system picks, and letters to send to it."""

from __future__ import annotations

import datetime
import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import plumbline.airflow  # noqa: F401  the connections that PLUMBLINE_MAIL names are Airflow's
from plumbline.mail.message import Recipient, ReportMail

LOGIN, PASSWORD = "pulse", "correct horse"


@pytest.fixture
def report(tmp_path: Path) -> ReportMail:
    """The pulse to three people."""
    path = tmp_path / "Nightjar Costumes Daily pulse 2026-10-30 en.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
    people = (("ada", "Ada"), ("bjork", "Björk"), ("cleo", "Cleo"))
    return ReportMail(
        report="daily_pulse",
        business_day=datetime.date(2026, 10, 30),
        language="en",
        content_hash="c0ffee",
        path=path,
        subject="Qualified pipeline €1.24 m (+€84 k) · ROMI 38 % · Daily pulse, 30 Oct",
        text="Qualified pipeline rose to €1.24 m.\n",
        html="<p>Qualified pipeline rose to <b>€1.24 m</b>.</p>\n",
        recipients=tuple(Recipient(f"{who}@nightjar.example", name, "en") for who, name in people),
    )


@dataclass
class Handler:
    """Keeps what it accepts. It can refuse recipients, hang up within a mail or after it, and have things happen."""

    refuse: dict[str, str] = field(default_factory=dict)
    hang_up_on: set[str] = field(default_factory=set)
    hang_up_after: set[str] = field(default_factory=set)
    inbox: list[tuple[str, EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] | None = None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.meanwhile is not None:
            self.meanwhile()
        content = cast(bytes, envelope.content)
        self.raw.append(content)
        message = cast(EmailMessage, BytesParser(policy=modern).parsebytes(content))
        self.inbox.append((envelope.rcpt_tos[0], message))
        if envelope.rcpt_tos[0] in self.hang_up_after:
            server.transport.abort()
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        good = data == LoginPassword(LOGIN.encode(), PASSWORD.encode())
        if good:
            self.logins.append(LOGIN)
        return AuthResult(success=good, handled=False)

    @property
    def reached(self) -> list[str]:
        """Who got a mail, in order; twice if twice."""
        return [recipient for recipient, _ in self.inbox]


@dataclass
class Server:
    """A server and the way to make Airflow know it."""

    handler: Handler
    controller: Controller
    connect: Callable[..., None]

    @property
    def port(self) -> int:
        return cast(int, self.controller.port)


@dataclass(frozen=True)
class Certificate:
    server: ssl.SSLContext
    trusted: Path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for 127.0.0.1 that is its own issuer."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return Certificate(server, folder / "cert.pem")


class _Server(SMTP):
    """aiosmtpd's, but that it can fall over while a mail is coming in."""

    async def smtp_DATA(self, arg: str) -> None:
        """Hang up after the first lines, if the handler says so."""
        if self.envelope.rcpt_tos and self.envelope.rcpt_tos[0] in self.event_handler.hang_up_on:
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        """One protocol for each connection."""
        return _Server(self.handler, **self.SMTP_kwargs)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return cast(int, probe.getsockname()[1])


@pytest.fixture
def smtp(monkeypatch: pytest.MonkeyPatch, certificate: Certificate) -> Iterator[Callable[..., Server]]:
    """Starts a server, `security` none, starttls or tls; Airflow knows it as the connection `post_office`."""
    started: list[Controller] = []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.trusted))

    def start(security: str = "starttls", *, login: bool = True, port: int | None = None) -> Server:
        handler = Handler()
        how: dict[str, Any] = {"hostname": "127.0.0.1", "port": port or _free_port()}
        if login:
            how |= {"authenticator": handler.authenticate, "auth_required": True}
            how["auth_require_tls"] = security == "starttls"  # the other kind of TLS is below SMTP, it can't see it
        if security == "starttls":
            how |= {"tls_context": certificate.server, "require_starttls": True}
        if security == "tls":
            how["ssl_context"] = certificate.server
        controller = _Controller(handler, **how)
        controller.start()
        started.append(controller)

        def connect(password: str = PASSWORD, **extra: str) -> None:
            extras = {"from_email": "pulse@nightjar.example", "timeout": "5"}
            extras |= {"disable_ssl": str(security != "tls"), "disable_tls": str(security == "none")}
            connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": controller.port, "extra": extras | extra}
            if login:
                connection |= {"login": LOGIN, "password": password}
            monkeypatch.setenv("AIRFLOW_CONN_POST_OFFICE", json.dumps(connection))

        connect()
        return Server(handler, controller, connect)

    yield start
    for controller in started:
        with suppress(RuntimeError):  # a test may have stopped it
            controller.stop(no_assert=True)
