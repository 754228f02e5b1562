"""A process that is killed once the server has taken its first mail.

`python -m tests.mail.killed <warehouse> <mail> before|after`: it dies before ops.delivery says that the mail was sent,
or right after. The server is that of AIRFLOW_CONN_POST_OFFICE.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from plumbline import connections
from plumbline.connections import Connection
from plumbline.mail import outbox
from plumbline.mail.message import load
from plumbline.settings import Settings

mark = outbox._mark


def _die(*entry: Any) -> None:
    if sys.argv[3] == "after":
        mark(*entry)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    found = json.loads(os.environ["AIRFLOW_CONN_POST_OFFICE"])
    connections.register(lambda _: Connection("post_office", found["host"], found["port"], extra=found["extra"]))
    outbox._mark = _die
    outbox.deliver(
        replace(Settings.from_env(), warehouse=sys.argv[1], mail="smtp:post_office"), [load(Path(sys.argv[2]))]
    )
