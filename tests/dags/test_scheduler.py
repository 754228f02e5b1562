"""The whole street through a real Airflow (scheduler, DAG processor, API server), on ten days of the example."""

from __future__ import annotations

import mailbox
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil
import pypdf
import pytest
import sqlalchemy as sa

from plumbline.days import Days
from plumbline.example.world import write_world
from plumbline.settings import Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import warehouse
from scripts.api import Api
from plumbline.reports.summary import lines
from scripts.house import House, Stop, free_port
from scripts.parts import check_free, members, running, scheduler_at_rest
from scripts.street import wait_for_dags, walk

pytestmark = pytest.mark.slow

FIRST, DAY = date(2026, 10, 21), date(2026, 10, 30)
BACKFILLED = date(2026, 10, 27)
PATIENCE_SECONDS = 240.0


@dataclass
class Street:
    """A running Airflow that has walked the history and the business day."""

    house: House
    group: int
    api: Api
    pulls: list[str]
    settings: Settings

    def mails(self) -> list[mailbox.MaildirMessage]:
        """What lies in the Maildir."""
        folder = self.settings.mail.removeprefix("maildir:")
        return list(mailbox.Maildir(folder)) if Path(folder).exists() else []

    def published(self) -> set[date]:
        """The business days that have a report."""
        with warehouse(self.settings).read() as connection:
            return set(connection.execute(sa.select(ops.publication.c.business_day)).scalars())

    def wait_for_pulse(self, key: str, since: datetime) -> dict[str, str]:
        """The states of the tasks of the daily pulse of these days, once it has ended."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for run in self.api.runs_since(since.isoformat()):
                if run["dag_id"] == "daily_pulse" and run["partition_key"] == key and run["state"] == "success":
                    found = self.api.tasks_since(since.isoformat())
                    return {t["task_id"]: t["state"] for t in found if t["dag_run_id"] == run["dag_run_id"]}
            time.sleep(1.0)
        raise AssertionError(f"no daily pulse of {key} within {PATIENCE_SECONDS:.0f} s")


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """Airflow, up; history loaded, day run. Afterwards nothing of it may be left."""
    var = tmp_path_factory.mktemp("var")
    house = House(var, free_port(), {"PLUMBLINE_FIRST_DAY": str(FIRST), "PLUMBLINE_LAST_DAY": str(DAY)})
    settings = Settings.from_env(house.environment())
    write_world(Path(settings.drop), FIRST, DAY)
    since = datetime.now(UTC)
    with running(house) as group:
        api = Api(house)
        made = Street(house, group, api, wait_for_dags(api, settings, since), settings)
        walk(api, made.pulls, Days(FIRST, DAY - timedelta(days=1)))
        assert made.mails() == [], "history is not mailed"
        walk(api, made.pulls, Days(DAY, DAY, deliver=True))
        yield made
    assert members(group) == 0
    left = [p.info["pid"] for p in psutil.process_iter(["pid", "environ"]) if str(var) in str(p.info["environ"])]
    assert not left, "processes of this Airflow are left"


def test_the_day_ends_as_a_pdf_and_a_mail_to_each(street: Street) -> None:
    with warehouse(street.settings).read() as connection:
        of_the_day = sa.select(ops.publication).where(ops.publication.c.business_day == DAY)
        report = connection.execute(of_the_day).one()
        owed = connection.execute(sa.select(ops.delivery)).all()
    assert len(pypdf.PdfReader(report.path).pages) == report.pages >= 2
    assert {row.state for row in owed} == {"sent"}
    assert len(street.mails()) == len(owed) >= 1
    for mail in street.mails():
        (pdf,) = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
        assert pdf.get_payload(decode=True) == Path(report.path).read_bytes()


def test_the_figures_of_the_day_are_shown(street: Street) -> None:
    shown = "\n".join(lines(street.settings, DAY))
    for words in ("qualified pipeline", "ROMI", "claimed : seen : rung", ".pdf", "sent"):
        assert words in shown
    assert "not known" not in shown


def test_a_second_time_mails_nothing_more(street: Street) -> None:
    before = len(street.mails())
    since = datetime.now(UTC)
    street.api.trigger("build", first_day=str(DAY), last_day=str(DAY), deliver=True)
    assert street.wait_for_pulse(str(DAY), since) == {"publish": "success", "deliver": "success"}
    assert len(street.mails()) == before


def test_a_backfill_publishes_and_mails_nothing(street: Street) -> None:
    before = len(street.mails())
    assert BACKFILLED not in street.published()
    since = datetime.now(UTC)
    with scheduler_at_rest(street.house, street.group):
        for dag_id in street.pulls:
            street.api.backfill(dag_id, BACKFILLED, BACKFILLED + timedelta(days=1))
    assert street.wait_for_pulse(str(BACKFILLED), since) == {"publish": "success", "deliver": "skipped"}
    assert BACKFILLED in street.published()
    assert len(street.mails()) == before


def test_a_failure_names_the_task_and_the_remedy(street: Street) -> None:
    after = DAY + timedelta(days=1)
    with pytest.raises(Stop) as stop:
        walk(street.api, ["pull_till"], Days(after, after))
    words = str(stop.value)
    assert "pull_till.till_" in words and "failed" in words
    assert f"export of {after} has not arrived" in words
    assert "What to do" in words


def test_a_taken_port_and_a_second_start_are_clear_errors(street: Street, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="runs already"):
        check_free(street.house)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=rf"Port {port} is taken.*PORT="):
            check_free(House(tmp_path, port, {}))
