"""The whole pipeline through a real Airflow (scheduler, DAG processor, API server), on ten days of the example."""

from __future__ import annotations

import mailbox
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil
import pypdf
import pytest
import sqlalchemy as sa

from plumbline.commands.summary import lines
from plumbline.days import Days
from plumbline.example.world import write_world
from plumbline.settings import Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import open_warehouse
from scripts import pipeline
from scripts.api import records
from scripts.installation import Example, Installation, Stop, free_port
from scripts.processes import check_free, members, running, service_of

pytestmark = pytest.mark.slow

FIRST, DAY = date(2026, 10, 21), date(2026, 10, 30)
BACKFILLED = date(2026, 10, 27)
PATIENCE_SECONDS = 240.0


@dataclass
class Service:
    """A running Airflow that has loaded the history and run the business day."""

    installation: Installation
    api: httpx.Client
    settings: Settings

    def mails(self) -> list[mailbox.MaildirMessage]:
        """What lies in the Maildir."""
        folder = self.settings.mail.removeprefix("maildir:")
        return list(mailbox.Maildir(folder)) if Path(folder).exists() else []

    def published(self) -> set[date]:
        """The business days that have a report."""
        with open_warehouse(self.settings).read() as connection:
            return set(connection.execute(sa.select(ops.publication.c.business_day)).scalars())

    def wait_for_pulse(self, key: str, since: datetime) -> dict[str, str]:
        """The states of the tasks of the daily pulse of these days, once it has ended."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for run in records(self.api, "/dags/daily_pulse/dagRuns", run_after_gte=since.isoformat()):
                if run["partition_key"] == key and run["state"] == "success":
                    tasks = records(self.api, f"/dags/daily_pulse/dagRuns/{quote(run['dag_run_id'])}/taskInstances")
                    return {task["task_id"]: task["state"] for task in tasks}
            time.sleep(1.0)
        raise AssertionError(f"no daily pulse of {key} within {PATIENCE_SECONDS:.0f} s")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Airflow, up; history loaded, day run. Afterwards nothing of it may be left."""
    var = tmp_path_factory.mktemp("var")
    example = Example(FIRST, DAY)
    installation = Installation(var, free_port(), example.span)
    settings = installation.settings
    write_world(Path(settings.drop), FIRST, DAY)
    since = datetime.now(UTC)
    with running(installation) as api:
        started = service_of(installation)
        assert started is not None
        service = Service(installation, api, settings)
        pipeline.wait_for_dags(api, settings, since)
        pipeline.run(api, settings, example.history)
        assert service.mails() == [], "history is not mailed"
        pipeline.run(api, settings, example.today)
        yield service
    assert service_of(installation) is None and members(started.session) == []
    left = [p.info["cmdline"] for p in psutil.process_iter(["cmdline", "environ"]) if str(var) in str(p.info)]
    assert not left, "processes of this Airflow are left"


def test_nothing_is_red_and_the_longer_reports_are_there(service: Service) -> None:
    runs = records(service.api, "/dags/~/dagRuns")
    assert {run["dag_id"] for run in runs} >= {"build", "daily_pulse", "weekly_review", "board_report", "pull_till"}
    assert [(run["dag_id"], run["dag_run_id"], run["state"]) for run in runs if run["state"] != "success"] == []
    with open_warehouse(service.settings).read() as connection:
        published = set(connection.execute(sa.select(ops.publication.c.report, ops.publication.c.business_day)).all())
    assert ("weekly-review", date(2026, 10, 25)) in published


def test_the_day_ends_as_a_pdf_and_a_mail_to_each(service: Service) -> None:
    with open_warehouse(service.settings).read() as connection:
        of_the_day = sa.select(ops.publication).where(ops.publication.c.business_day == DAY)
        report = connection.execute(of_the_day).one()
        owed = connection.execute(sa.select(ops.delivery)).all()
    assert len(pypdf.PdfReader(report.path).pages) == report.pages >= 2
    assert {row.state for row in owed} == {"sent"}
    assert len(service.mails()) == len(owed) >= 1
    for mail in service.mails():
        (pdf,) = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
        assert pdf.get_payload(decode=True) == Path(report.path).read_bytes()


def test_the_figures_of_the_day_are_shown(service: Service) -> None:
    shown = "\n".join(lines(service.settings, DAY))
    for words in ("qualified pipeline", "ROMI", "platform-reported : tracked : booked", ".pdf", "sent"):
        assert words in shown
    assert "not known" not in shown


def test_a_second_time_mails_nothing_more(service: Service) -> None:
    before = len(service.mails())
    since = datetime.now(UTC)
    conf = Days(DAY, DAY, deliver=True).as_extra()
    service.api.post("/dags/build/dagRuns", json={"logical_date": None, "conf": conf})
    assert service.wait_for_pulse(str(DAY), since) == {"publish": "success", "deliver": "success"}
    assert len(service.mails()) == before


def test_a_backfill_publishes_and_mails_nothing(service: Service) -> None:
    before = len(service.mails())
    assert BACKFILLED not in service.published()
    since = datetime.now(UTC)
    pipeline.backfill(service.api, service.settings, Days(BACKFILLED, BACKFILLED))
    assert service.wait_for_pulse(str(BACKFILLED), since) == {"publish": "success", "deliver": "skipped"}
    assert BACKFILLED in service.published()
    assert len(service.mails()) == before


def test_a_failure_names_the_task_and_the_remedy(service: Service) -> None:
    after = DAY + timedelta(days=1)
    with pytest.raises(Stop) as stop:
        pipeline.run(service.api, service.settings, Days(after, after))
    words = str(stop.value)
    assert "pull_" in words and "failed" in words
    assert f"export of {after} has not arrived" in words
    assert "What to do" in words


def test_a_taken_port_and_a_second_start_are_clear_errors(service: Service, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="runs already"):
        check_free(service.installation)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=rf"Port {port} is taken.*PORT="):
            check_free(Installation(tmp_path, port))
