"""Each mail once, whatever happens: against a real SMTP server, on DuckDB and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

import pytest
import sqlalchemy as sa

from plumbline.errors import MailServerDown, ReportRefused, SettingsWrong
from plumbline.mail.message import ReportMail
from plumbline.mail.outbox import RecipientsRefused, SentElsewhere, deliver
from plumbline.mail.transport import MaildirTransport, ServerGone
from plumbline.settings import Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import open_warehouse
from tests.another_process import write_meanwhile
from tests.mail.conftest import PASSWORD, Server

ADA, BJORK, CLEO = "ada@nightjar.example", "bjork@nightjar.example", "cleo@nightjar.example"
StartSmtp = Callable[..., Server]


@pytest.fixture
def post(settings: Settings) -> Settings:
    """The settings, mailing through the Airflow connection `post_office`."""
    return replace(settings, mail="smtp:post_office")


def rows(settings: Settings) -> dict[str, Any]:
    """ops.delivery by recipient."""
    with open_warehouse(settings).read() as connection:
        return {row.recipient: row for row in connection.execute(sa.select(ops.delivery))}


def states(settings: Settings) -> dict[str, str]:
    return {recipient: row.state for recipient, row in rows(settings).items()}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_each_recipient_gets_the_report_once_over_tls_and_with_a_login(
    post: Settings, report: ReportMail, smtp: StartSmtp, security: str
) -> None:
    server = smtp(security)
    assert deliver(post, [report]).sent == 3
    assert server.handler.reached == [ADA, BJORK, CLEO]
    assert server.handler.logins
    assert set(states(post).values()) == {"sent"}

    again = deliver(post, [report])
    assert (again.sent, again.sent_before) == (0, 3)
    assert len(server.handler.inbox) == 3


def test_while_the_server_takes_its_time_others_can_write(
    duckdb_settings: Settings, report: ReportMail, smtp: StartSmtp
) -> None:
    server, said = smtp(), []
    server.connect(timeout="120")
    post = replace(duckdb_settings, mail="smtp:post_office")
    server.handler.meanwhile = lambda: said.append(write_meanwhile(post))
    assert deliver(post, [report]).sent == 3
    assert said == ["written"] * 3


def test_the_mail_has_text_html_and_the_pdf(post: Settings, report: ReportMail, smtp: StartSmtp) -> None:
    server = smtp()
    deliver(post, [report])
    message = server.handler.inbox[1][1]
    assert message["Subject"] == report.subject
    assert message["To"] == "Björk <bjork@nightjar.example>"
    assert message["From"] == "Nightjar Costumes GmbH · Plumbline <pulse@nightjar.example>"
    assert message["Message-ID"] == rows(post)[BJORK].message_id
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and text.get_content().replace("\r\n", "\n") == report.text
    assert html is not None and html.get_content().replace("\r\n", "\n") == report.html
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_filename() == report.path.name
    assert attachment.get_content() == report.path.read_bytes()


def test_a_changed_report_is_another_mail(post: Settings, report: ReportMail, smtp: StartSmtp) -> None:
    server = smtp()
    deliver(post, [report])
    deliver(post, [replace(report, content_hash="decaf")])
    assert server.handler.reached == [ADA, BJORK, CLEO] * 2
    assert len({message["Message-ID"] for _, message in server.handler.inbox}) == 6


def test_one_refused_recipient_holds_up_nobody(post: Settings, report: ReportMail, smtp: StartSmtp) -> None:
    server = smtp()
    server.handler.refuse[BJORK] = "550 5.1.1 no such person"
    with pytest.raises(RecipientsRefused, match=r"bjork@nightjar\.example.*550 5\.1\.1 no such person"):
        deliver(post, [report])
    assert server.handler.reached == [ADA, CLEO]
    assert states(post) == {ADA: "sent", BJORK: "refused", CLEO: "sent"}
    assert rows(post)[BJORK].last_error == "550 5.1.1 no such person"

    server.handler.refuse.clear()
    deliver(post, [report])
    assert server.handler.reached == [ADA, CLEO, BJORK]
    assert rows(post)[BJORK].last_error is None
    assert rows(post)[BJORK].attempts == 2


def test_not_now_is_tried_again(post: Settings, report: ReportMail, smtp: StartSmtp) -> None:
    server = smtp()
    server.handler.refuse[ADA] = "450 4.2.0 greylisted"
    with pytest.raises(MailServerDown, match="greylisted"):
        deliver(post, [report])
    assert states(post) == {ADA: "failed", BJORK: "sent", CLEO: "sent"}


def test_cut_off_in_the_middle_only_what_is_missing_is_sent_again(
    post: Settings, report: ReportMail, smtp: StartSmtp
) -> None:
    server = smtp()
    server.handler.hang_up_on = {BJORK}
    with pytest.raises(MailServerDown, match="broke off"):
        deliver(post, [report])
    assert states(post) == {ADA: "sent", BJORK: "failed", CLEO: "sent"}
    first_id = rows(post)[BJORK].message_id

    server.handler.hang_up_on = set()
    deliver(post, [report])
    assert server.handler.reached == [ADA, CLEO, BJORK]
    assert server.handler.inbox[-1][1]["Message-ID"] == first_id


def test_a_server_that_is_away(post: Settings, report: ReportMail, smtp: StartSmtp) -> None:
    server = smtp()
    server.controller.stop()
    with pytest.raises(MailServerDown, match="can't be reached"):
        deliver(post, [report])
    assert states(post) == {ADA: "failed", BJORK: "failed", CLEO: "queued"}, "it does not knock for everybody"

    back = smtp(port=server.port)
    assert deliver(post, [report]).sent == 3
    assert back.handler.reached == [ADA, BJORK, CLEO]


def test_a_wrong_password_is_final_and_stays_secret(post: Settings, report: ReportMail, smtp: StartSmtp) -> None:
    server = smtp()
    server.connect(password="wrong " + PASSWORD)
    with pytest.raises(SettingsWrong, match="refused the login: 535") as caught:
        deliver(post, [report])
    assert server.handler.inbox == []
    assert states(post)[ADA] == "failed"
    assert PASSWORD not in str(caught.value) + str(rows(post)[ADA].last_error)

    server.connect()
    assert deliver(post, [report]).sent == 3, "the claim was given back at once"


def test_an_untrusted_certificate_is_final(
    post: Settings, report: ReportMail, smtp: StartSmtp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server = smtp()
    (tmp_path / "none.pem").touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(SettingsWrong, match="certificate that is not trusted"):
        deliver(post, [report])
    server.connect(ssl_context="none")
    assert deliver(post, [report]).sent == 3


@pytest.mark.parametrize(
    ("security", "extra", "says"),
    [
        ("starttls", {"disable_ssl": "false"}, "finds no TLS"),
        ("none", {"disable_tls": "false"}, "STARTTLS"),
        ("none", {"from_email": ""}, "names no sender"),
    ],
)
def test_a_connection_that_does_not_fit_says_which_field(
    post: Settings, report: ReportMail, smtp: StartSmtp, security: str, extra: dict[str, str], says: str
) -> None:
    server = smtp(security, login=False)
    server.connect(**extra)
    with pytest.raises(SettingsWrong, match=says) as caught:
        deliver(post, [report])
    assert "extras" in caught.value.remedy


def test_an_unknown_connection_and_a_wrong_setting_say_what_to_add(settings: Settings, report: ReportMail) -> None:
    with pytest.raises(SettingsWrong, match="nowhere is not defined"):
        deliver(replace(settings, mail="smtp:nowhere"), [report])
    with pytest.raises(SettingsWrong, match="PLUMBLINE_MAIL is 'pigeon:home'"):
        deliver(replace(settings, mail="pigeon:home"), [report])


def test_a_missing_or_broken_pdf_is_never_mailed(settings: Settings, report: ReportMail) -> None:
    report.path.write_bytes(b"<html>")
    with pytest.raises(ReportRefused, match="does not begin like a PDF"):
        deliver(settings, [report])
    report.path.unlink()
    with pytest.raises(ReportRefused, match="can't be attached"):
        deliver(settings, [report])
    assert states(settings) == {ADA: "failed", BJORK: "queued", CLEO: "queued"}


def _claimed(settings: Settings, report: ReportMail, ago: timedelta) -> None:
    """As after a worker that was killed between claiming and marking."""
    deliver(settings, [report])
    claim = ops.delivery.update().where(ops.delivery.c.recipient == ADA)
    with open_warehouse(settings).begin() as connection:
        connection.execute(claim.values(state="sending", claimed_at=datetime.now(UTC) - ago, sent_at=None))


def test_a_claim_of_a_living_worker_is_left_alone(post: Settings, report: ReportMail, smtp: StartSmtp) -> None:
    server = smtp()
    _claimed(post, report, timedelta(minutes=1))
    with pytest.raises(SentElsewhere, match=r"ada@nightjar\.example"):
        deliver(post, [report])
    assert len(server.handler.inbox) == 3


def test_a_claim_of_a_dead_worker_is_taken_over_under_the_same_message_id(
    post: Settings, report: ReportMail, smtp: StartSmtp
) -> None:
    server = smtp()
    _claimed(post, report, timedelta(minutes=11))
    assert deliver(post, [report]).sent == 1
    assert server.handler.reached == [ADA, BJORK, CLEO, ADA]
    assert server.handler.raw[0] == server.handler.raw[3], "the very same bytes, Message-ID and date included"


def test_in_a_maildir_a_repeated_mail_is_one_file(settings: Settings, report: ReportMail) -> None:
    deliver(settings, [report])
    folder = Path(settings.mail.removeprefix("maildir:"))
    first = sorted((folder / "new").iterdir())
    assert len(first) == 3
    first[0].rename(folder / "cur" / f"{first[0].name}:2,S")  # read, as a mail program marks it
    with open_warehouse(settings).begin() as connection:
        connection.execute(ops.delivery.update().values(state="failed"))
    assert deliver(settings, [report]).sent == 3
    assert len(list((folder / "new").iterdir())) == 2
    assert not list((folder / "tmp").iterdir())


class TwoAtOnce(MaildirTransport):
    """While one worker sends, another one delivers the same report."""

    def __init__(self, folder: Path, other: Callable[[], object]) -> None:
        super().__init__(folder)
        self.other, self.sent = other, list[str]()

    def __enter__(self) -> Self:
        return super().__enter__()

    def send(self, message: EmailMessage, recipient: str, key: str) -> None:
        """Let the other one run first."""
        self.sent.append(recipient)
        if len(self.sent) == 1:
            self.other()
        super().send(message, recipient, key)


def test_two_workers_share_the_outbox(settings: Settings, report: ReportMail, tmp_path: Path) -> None:
    def other() -> None:
        with pytest.raises(SentElsewhere, match=r"ada@nightjar\.example"):
            deliver(settings, [report])

    first = TwoAtOnce(tmp_path / "first", other)
    result = deliver(settings, [report], way=first)
    assert first.sent == [ADA], "the other one had sent the rest"
    assert (result.sent, result.sent_before) == (1, 2)
    assert set(states(settings).values()) == {"sent"}


class Gone(MaildirTransport):
    """Every connection breaks."""

    def send(self, message: EmailMessage, recipient: str, key: str) -> None:
        """Break."""
        raise ServerGone("the line is dead")


def test_nothing_owed_is_no_error(settings: Settings, report: ReportMail, tmp_path: Path) -> None:
    with open_warehouse(settings).begin() as connection:
        ops.prepare(connection)
    assert deliver(settings, [replace(report, recipients=())], way=Gone(tmp_path / "gone")).sent == 0
