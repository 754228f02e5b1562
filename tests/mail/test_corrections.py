"""The second lock: a report goes out again only when a figure that the reader sees has changed, and says which."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from plumbline.mail.corrections import changed, corrected
from plumbline.mail.message import CorrectionText, ReportMail, save
from plumbline.mail.outbox import SentElsewhere, deliver
from plumbline.settings import Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import open_warehouse
from tests.mail.conftest import Server

ADA, BJORK, CLEO = "ada@nightjar.example", "bjork@nightjar.example", "cleo@nightjar.example"
FIGURES = {"Qualified pipeline": "€1.24m", "ROMI": "40%", "Revenue": "€450k"}
StartSmtp = Callable[..., Server]


@pytest.fixture
def post(settings: Settings) -> Settings:
    """The settings, mailing through the Airflow connection `post_office`."""
    return replace(settings, mail="smtp:post_office")


@pytest.fixture
def pulse(report: ReportMail) -> ReportMail:
    """The report with the figures of its page one."""
    return replace(report, figures=FIGURES)


def states(settings: Settings) -> list[tuple[str, str]]:
    """(recipient, state) of every row of the outbox."""
    with open_warehouse(settings).read() as connection:
        rows = connection.execute(sa.select(ops.delivery).order_by(ops.delivery.c.recipient, ops.delivery.c.state))
        return [(row.recipient, row.state) for row in rows]


def test_other_content_with_the_same_figures_is_not_mailed_again(
    post: Settings, pulse: ReportMail, smtp: StartSmtp
) -> None:
    server = smtp()
    deliver(post, [pulse])
    result = deliver(post, [replace(pulse, content_hash="decaf", subject="another subject")])
    assert (result.sent, result.sent_before, result.unchanged) == (0, 0, 3)
    assert "3 not mailed again" in result.summary
    assert server.handler.reached == [ADA, BJORK, CLEO]
    assert states(post) == [(who, state) for who in (ADA, BJORK, CLEO) for state in ("sent", "unchanged")]
    with open_warehouse(post).read() as connection:
        reasons = connection.execute(sa.select(ops.delivery.c.last_error).where(ops.delivery.c.state == "unchanged"))
        assert all(reason.startswith("not sent again: the figures are those of") for (reason,) in reasons)

    deliver(post, [replace(pulse, content_hash="decaf")])
    assert len(server.handler.inbox) == 3


def test_a_changed_figure_is_one_mail_that_names_it(post: Settings, pulse: ReportMail, smtp: StartSmtp) -> None:
    server = smtp()
    deliver(post, [pulse])
    new = replace(pulse, content_hash="decaf", figures=FIGURES | {"Revenue": "€455k"})
    assert deliver(post, [new]).sent == 3
    assert server.handler.reached == [ADA, BJORK, CLEO] * 2
    line, message = "Corrected: Revenue €455k (was €450k)", server.handler.inbox[-1][1]
    assert message["Subject"] == f"{line} · {pulse.subject}"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and text.get_content().splitlines()[:2] == [line, ""]
    assert html is not None and html.get_content().startswith(f"<p><strong>{line}</strong></p>")

    again = deliver(post, [new])
    assert (again.sent, again.sent_before) == (0, 3)
    assert len(server.handler.inbox) == 6


def test_a_figure_that_moves_back_is_corrected_once_more(post: Settings, pulse: ReportMail, smtp: StartSmtp) -> None:
    server = smtp()
    wrong = replace(pulse, content_hash="decaf", figures=FIGURES | {"Revenue": "€455k"})
    for mail in (pulse, wrong, pulse, pulse):
        deliver(post, [mail])
    assert [message["Subject"].partition(" · ")[0] for who, message in server.handler.inbox if who == ADA] == [
        pulse.subject.partition(" · ")[0],
        "Corrected: Revenue €455k (was €450k)",
        "Corrected: Revenue €450k (was €455k)",
    ]


def test_a_correction_that_breaks_off_is_finished_as_the_same_mail(
    post: Settings, pulse: ReportMail, smtp: StartSmtp
) -> None:
    server = smtp()
    deliver(post, [pulse])
    new = replace(pulse, content_hash="decaf", figures=FIGURES | {"ROMI": "38%"})
    deliver(post, [new])
    _as_if_killed(post, timedelta(minutes=11), "decaf")
    assert deliver(post, [new]).sent == 1
    assert server.handler.raw[3] == server.handler.raw[6], "the very same bytes"


def _as_if_killed(settings: Settings, ago: timedelta, content_hash: str = "c0ffee") -> None:
    """As after a worker that was killed between sending Ada's mail and marking it."""
    killed = ops.delivery.update().where(ops.delivery.c.recipient == ADA, ops.delivery.c.content_hash == content_hash)
    with open_warehouse(settings).begin() as connection:
        connection.execute(killed.values(state="sending", claimed_at=datetime.now(UTC) - ago, sent_at=None))


@pytest.mark.parametrize("figures", [FIGURES, FIGURES | {"ROMI": "38%"}])
def test_while_it_is_not_known_whether_a_mail_arrived_no_other_one_goes_out(
    post: Settings, pulse: ReportMail, smtp: StartSmtp, figures: dict[str, str]
) -> None:
    server = smtp()
    deliver(post, [pulse])
    _as_if_killed(post, timedelta(minutes=1))
    with pytest.raises(SentElsewhere, match=r"ada@nightjar\.example"):
        deliver(post, [replace(pulse, content_hash="decaf", figures=figures)])
    assert server.handler.reached.count(ADA) == 1

    _as_if_killed(post, timedelta(minutes=11))
    deliver(post, [replace(pulse, content_hash="decaf", figures=figures)])
    ids = [message["Message-ID"] for who, message in server.handler.inbox if who == ADA]
    assert len(ids) == 2
    assert (len(set(ids)) == 1) == (figures == FIGURES), "the same figures under the same Message-ID, others as new"


SENDER = """
import os, signal, sys
from pathlib import Path
import plumbline.airflow
from plumbline.mail import message, outbox
from plumbline.settings import Settings

class KilledAfterTheLast(outbox.transport(Settings.from_env()).__class__):
    def send(self, mail, recipient, key):
        super().send(mail, recipient, key)
        if recipient == sys.argv[2]:
            os.kill(os.getpid(), signal.SIGKILL)

outbox.deliver(Settings.from_env(), [message.load(Path(sys.argv[1]))], way=KilledAfterTheLast("post_office"))
"""


def test_killed_after_the_last_mail_the_same_figures_are_not_mailed_again(
    duckdb_settings: Settings, pulse: ReportMail, smtp: StartSmtp
) -> None:
    """A real process, a real SIGKILL: the last mail has left, nobody has marked it, and the report is made anew."""
    post = replace(duckdb_settings, mail="smtp:post_office")
    server = smtp("none", login=False)
    env = os.environ | {
        "PLUMBLINE_WAREHOUSE": post.warehouse, "PLUMBLINE_MAIL": post.mail,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }  # fmt: skip
    command = [sys.executable, "-c", textwrap.dedent(SENDER), str(save(pulse)), CLEO]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert server.handler.reached == [ADA, BJORK, CLEO]

    with pytest.raises(SentElsewhere):
        deliver(post, [replace(pulse, content_hash="decaf")])
    assert server.handler.reached == [ADA, BJORK, CLEO]
    assert states(post) == [(ADA, "sent"), (ADA, "unchanged"), (BJORK, "sent"), (BJORK, "unchanged"), (CLEO, "sending")]

    new = replace(pulse, content_hash="cafe", figures=FIGURES | {"Revenue": "€455k"})
    with pytest.raises(SentElsewhere):
        deliver(post, [new])
    assert server.handler.reached == [ADA, BJORK, CLEO, ADA, BJORK]
    deliver(post, [new], lease=timedelta(0))
    deliver(post, [new], lease=timedelta(0))
    assert server.handler.reached == [ADA, BJORK, CLEO, ADA, BJORK, CLEO]
    assert server.handler.inbox[-1][1]["Subject"].startswith("Corrected: Revenue €455k (was €450k) · ")


def test_another_recipient_gets_the_mail_as_it_is(post: Settings, pulse: ReportMail, smtp: StartSmtp) -> None:
    server = smtp()
    deliver(post, [replace(pulse, recipients=pulse.recipients[:2])])
    assert deliver(post, [replace(pulse, content_hash="decaf")]).sent == 1
    assert server.handler.reached == [ADA, BJORK, CLEO]
    assert server.handler.inbox[-1][1]["Subject"] == pulse.subject


def test_a_ledger_of_an_earlier_version_learns_to_keep_figures(
    post: Settings, pulse: ReportMail, report: ReportMail, smtp: StartSmtp
) -> None:
    server = smtp()
    deliver(post, [report])
    with open_warehouse(post).begin() as connection:
        connection.exec_driver_sql("alter table ops.delivery drop column figures")
    deliver(post, [pulse])  # the same content: nobody gets it twice
    assert len(server.handler.inbox) == 3
    deliver(post, [replace(pulse, content_hash="decaf")])  # what they have is not known by its figures
    assert len(server.handler.inbox) == 6
    assert server.handler.inbox[-1][1]["Subject"] == pulse.subject
    assert deliver(post, [replace(pulse, content_hash="cafe")]).unchanged == 3


def test_figures_that_come_and_go_are_changes() -> None:
    assert changed({"a": "1", "b": "2"}, {"b": "2", "c": "3"}) == {"c": ("–", "3"), "a": ("1", "–")}
    assert changed({"a": "1", "b": "2"}, {"b": "2", "a": "1"}) == {}


def test_the_line_speaks_the_reports_language_and_stands_at_the_top_of_the_page(report: ReportMail) -> None:
    german = CorrectionText("Berichtigt: {changes}", "{figure} {now} (zuvor {before})", ", ")
    page = '<html lang="de"><body style="x">Tag</body></html>'
    mail = replace(report, html=page, correction=german, figures={"F&E": "2", "Umsatz": "3"})
    correction = corrected(mail, {"F&E": "1", "Umsatz": "2"})
    line = "Berichtigt: F&E 2 (zuvor 1), Umsatz 3 (zuvor 2)"
    assert correction.subject == f"{line} · {report.subject}" and correction.text == f"{line}\n\n{report.text}"
    escaped = line.replace("&", "&amp;")
    assert correction.html == f'<html lang="de"><body style="x"><p><strong>{escaped}</strong></p>Tag</body></html>'
