"""Between the server's answer and the ledger's mark: what a kill costs there, and what an answer that never came."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from plumbline.errors import MailServerDown
from plumbline.mail.message import ReportMail, save
from plumbline.mail.outbox import SentElsewhere, deliver
from plumbline.settings import PROJECT, Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import open_warehouse
from tests.mail.conftest import Server

ADA, BJORK, CLEO = "ada@nightjar.example", "bjork@nightjar.example", "cleo@nightjar.example"
StartSmtp = Callable[..., Server]


@pytest.fixture
def post(settings: Settings) -> Settings:
    """The settings, mailing through the Airflow connection `post_office`."""
    return replace(settings, mail="smtp:post_office")


def states(settings: Settings) -> dict[str, str]:
    """State by recipient."""
    with open_warehouse(settings).read() as connection:
        return {row.recipient: row.state for row in connection.execute(sa.select(ops.delivery))}


def hidden(report: ReportMail) -> list[Path]:
    """What lies beside the PDF for a moment."""
    return sorted(report.path.parent.glob(".*"))


def deliver_killed(post: Settings, report: ReportMail, when: str) -> None:
    """Deliver in a process that is killed before or after its first mark."""
    command = [sys.executable, "-m", "tests.mail.killed", post.warehouse, str(save(report)), when]
    env = os.environ | {"PYTHONPATH": f"{PROJECT / 'plugins'}:{PROJECT}"}
    done = subprocess.run(command, env=env, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_killed_after_the_answer_and_before_the_mark_the_mail_is_not_sent_again(
    post: Settings, report: ReportMail, smtp: StartSmtp
) -> None:
    server = smtp("none", login=False)
    deliver_killed(post, report, "before")
    assert server.handler.reached == [ADA]
    assert states(post) == {ADA: "sending", BJORK: "queued", CLEO: "queued"}

    with pytest.raises(SentElsewhere, match=r"ada@nightjar\.example"):  # it may live: its claim is respected
        deliver(post, [report])
    result = deliver(post, [report], lease=timedelta(0))
    assert server.handler.reached == [ADA, BJORK, CLEO]
    assert set(states(post).values()) == {"sent"}
    assert (result.sent, result.sent_before) == (0, 3)
    assert hidden(report) == []


def test_killed_right_after_the_mark_nothing_is_left_beside_the_report(
    post: Settings, report: ReportMail, smtp: StartSmtp
) -> None:
    server = smtp("none", login=False)
    deliver_killed(post, report, "after")
    assert states(post) == {ADA: "sent", BJORK: "queued", CLEO: "queued"}
    assert len(hidden(report)) == 1  # the receipt

    deliver(post, [report])
    assert server.handler.reached == [ADA, BJORK, CLEO]
    assert hidden(report) == []


def test_where_the_answer_is_lost_the_very_same_mail_is_sent_again(
    post: Settings, report: ReportMail, smtp: StartSmtp
) -> None:
    server = smtp()
    server.handler.hang_up_after = {ADA}
    with pytest.raises(MailServerDown, match=r"ada@nightjar\.example: not mailed yet: .* broke off") as cut:
        deliver(post, [report])
    assert cut.value.cost == "2 of 3 mails are out; the others wait in the outbox."
    assert states(post) == {ADA: "failed", BJORK: "sent", CLEO: "sent"}

    server.handler.hang_up_after = set()
    assert deliver(post, [report]).sent == 1
    assert server.handler.reached == [ADA, BJORK, CLEO, ADA]
    assert server.handler.raw[0] == server.handler.raw[3], "a mailbox can tell: Message-ID, date and all are the same"
    assert hidden(report) == []
