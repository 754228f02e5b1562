"""Publish the board report of a month, and mail it.

**What it does.** For each YAML in include/reports of the kind `board_report`: `publish` renders the report in each of
its languages as a PDF, shows in it what its scope may see and nothing else, verifies it against the warehouse and
archives it. `deliver` mails it to its recipients, to each exactly once.

**When.** As soon as the marts of a business day are built that is the last of its month; on other days it skips.

**Who is called.** analytics for `publish`, operations for `deliver`.

**When it fails.** `publish`: the log says which verification failed; nothing has been mailed. `deliver`: the log says
who has no mail yet and what the server answered; `ops.delivery` holds the state of each. Mend the cause, then press
*Clear* on the task: only what is missing is sent.

**Running it again** is safe: the same content is never mailed twice to anybody. Backfills, ranges and named days mail
nothing unless `deliver` says so. Of a range, the last month end is published.
"""

from __future__ import annotations

from plumbline.airflow.report import report_dag

# an Airflow DAG
board_report = report_dag(
    "board_report", "The monthly board report: rendered, verified, archived, mailed once", __doc__
)
