"""Publish the daily pulse of a business day, and mail it.

**What it does.** `publish` renders the report of the last day asked for as a PDF in each of its languages, verifies it
against the warehouse and archives it; that closes the business day. `deliver` mails it to the report's recipients, to
each exactly once.

**When.** As soon as the marts of a business day are built.

**Who is called.** analytics for `publish`, operations for `deliver`.

**When it fails.** `publish`: the log says which verification failed; nothing has been mailed. `deliver`: the log says
who has no mail yet and what the server answered; `ops.delivery` holds the state of each. Mend the cause, then press
*Clear* on the task: only what is missing is sent.

**Running it again** is safe: the same content is never mailed twice to anybody. Backfills, ranges and named days mail
nothing unless `deliver` says so.
"""

from __future__ import annotations

from plumbline.airflow.report import report_dag

daily_pulse = report_dag("daily_pulse", "The daily pulse: rendered, verified, archived, mailed once", __doc__)  # a DAG
