"""The ledger: what was landed, loaded, refused, run, checked, published and delivered. Schema `ops`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

import sqlalchemy as sa

SCHEMAS = ("ops", "staging", "removed", "core", "marts")
CALENDAR_FIRST, CALENDAR_LAST = date(2015, 1, 1), date(2035, 12, 31)

metadata = sa.MetaData(schema="ops")


def _now() -> sa.Column[object]:
    return sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


manifest = sa.Table(
    "manifest",
    metadata,
    sa.Column("source", sa.Text, primary_key=True, comment="the source that read it"),
    sa.Column("file_name", sa.Text, primary_key=True, comment="as the vendor named it, below the drop"),
    sa.Column("file_id", sa.Text, primary_key=True, comment="SHA-256 of the bytes"),
    sa.Column("landed_path", sa.Text, nullable=False, comment="where the immutable copy lies, below the landing store"),
    sa.Column("file_day", sa.Date, nullable=False, comment="the business day the export is about"),
    sa.Column("known_from", sa.Date, nullable=False, comment="the business day from which its content was known"),
    sa.Column("bytes", sa.BigInteger, nullable=False, comment="size of the file"),
    sa.Column("sequence", sa.BigInteger, nullable=False, comment="order of landing within the source"),
    sa.Column("definition", sa.Text, nullable=False, comment="hash of the source's YAML and SQL that read it"),
    sa.Column("state", sa.Text, nullable=False, comment="loaded, duplicate or refused"),
    sa.Column("rows_read", sa.BigInteger, comment="records found in the file"),
    sa.Column("rows_skipped", sa.BigInteger, comment="records that are no data by contract, such as totals rows"),
    sa.Column("rows_refused", sa.BigInteger, comment="records in quarantine"),
    sa.Column("message", sa.Text, comment="why it was refused, or what was noticed"),
    _now(),
    comment="One row for each file that a source landed.",
)

slice_ = sa.Table(
    "slice",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True, comment="the account's own day; 1900-01-01 for a whole-file snapshot"),
    sa.Column("known_from", sa.Date, primary_key=True, comment="the business day from which this version was known"),
    sa.Column("known_until", sa.Date, nullable=False, comment="first day it no longer held; known_from if it repeats"),
    sa.Column("content_hash", sa.Text, nullable=False, comment="of the rows, whatever their order"),
    sa.Column("rows_loaded", sa.BigInteger, nullable=False),
    sa.Column("file_id", sa.Text, nullable=False, comment="the file it came from"),
    comment="One row for each version of a slice: the rows of a source, account and day as known from a business day.",
)

changed_slice = sa.Table(
    "changed_slice",
    metadata,
    sa.Column("staging_table", sa.Text, primary_key=True, comment="its bare name"),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("known_from", sa.Date, primary_key=True),
    sa.Column("until_before", sa.Date, comment="its known_until when last built, where that alone moved"),
    comment="One row for each version of a slice that loads wrote, moved or removed since the last build.",
)

quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("file_name", sa.Text, primary_key=True),
    sa.Column("file_id", sa.Text, primary_key=True),
    sa.Column("line", sa.BigInteger, primary_key=True, comment="physical line in the file, from 1"),
    sa.Column("field", sa.Text, primary_key=True, comment="heading of the field, or (row) for the whole record"),
    sa.Column("known_from", sa.Date, nullable=False),
    sa.Column("value", sa.Text, comment="what stood there, at most 200 characters"),
    sa.Column("reason", sa.Text, nullable=False, comment="what was expected instead"),
    comment="One row for each field that was refused, with the record kept in the landed file.",
)

run = sa.Table(
    "run",
    metadata,
    sa.Column("task", sa.Text, primary_key=True, comment="pull:<source>, build, …"),
    sa.Column("first_day", sa.Date, primary_key=True),
    sa.Column("last_day", sa.Date, primary_key=True),
    sa.Column("state", sa.Text, nullable=False, comment="done or failed"),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("seconds", sa.Numeric(10, 3), nullable=False),
    _now(),
    comment="The latest run of each task over each range of business days.",
)

check_result = sa.Table(
    "check_result",
    metadata,
    sa.Column("check_name", sa.Text, primary_key=True),
    sa.Column("last_day", sa.Date, primary_key=True, comment="last business day of the build that ran it"),
    sa.Column("severity", sa.Text, nullable=False, comment="fail keeps the report in, warn is printed in it"),
    sa.Column("rows_found", sa.BigInteger, nullable=False, comment="0 when the check holds"),
    sa.Column("message", sa.Text, nullable=False),
    comment="The latest result of each check for each business day.",
)

built = sa.Table(
    "built",
    metadata,
    sa.Column("name", sa.Text, primary_key=True, comment="a model, or a check as checks.<name>"),
    sa.Column("fingerprint", sa.Text, nullable=False, comment="of the SQL, header, parameters and Python that made it"),
    sa.Column("rows_found", sa.BigInteger, comment="what a check found last"),
    sa.Column("message", sa.Text, comment="and said"),
    comment="How each model and check was when it was last made as a whole.",
)

source_contract = sa.Table(
    "source_contract",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("system", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("arrives", sa.Text, nullable=False, comment="daily or on_change"),
    sa.Column("staging_table", sa.Text, nullable=False),
    comment="What each source's YAML promises.",
)

publication = sa.Table(
    "publication",
    metadata,
    sa.Column("report", sa.Text, primary_key=True),
    sa.Column("business_day", sa.Date, primary_key=True),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, nullable=False, comment="the archived PDF"),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
    comment="One row for each report that passed its verification; it closes the business day.",
)

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("delivery_key", sa.Text, primary_key=True, comment="SHA-256 of report, day, recipient, content"),
    sa.Column("report", sa.Text, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="queued, sending, sent, refused, failed or unchanged"),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("last_error", sa.Text, comment="the mail server's answer, or why nothing was sent"),
    sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("claimed_at", sa.DateTime(timezone=True)),
    sa.Column("sent_at", sa.DateTime(timezone=True)),
    sa.Column("figures", sa.Text, comment="what the reader sees: printed value by figure, as JSON"),
    comment="The outbox: one row for each mail that is owed to a recipient.",
)

calendar = sa.Table(
    "calendar",
    sa.MetaData(schema="core"),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("month", sa.Date, nullable=False, comment="first day of the month"),
    sa.Column("days_in_month", sa.Integer, nullable=False),
    sa.Column("weekday", sa.Integer, nullable=False, comment="1 = Monday … 7 = Sunday"),
    comment="One row for each day: the spine along which days are counted.",
)


def prepare(connection: sa.Connection) -> None:
    """Make the schemas, the ledger and the calendar where they are missing, whole or in part. Safe to call again.

    A ledger of an earlier version gets the columns that came later; they are nullable.
    """
    there = columns_of(connection, "ops", "core")
    if connection.dialect.name == "postgresql" and calendar.name not in there["core"]:
        # of several first tasks one makes the ledger, the others find it
        connection.exec_driver_sql("select pg_advisory_xact_lock(hashtext('plumbline ledger'))")
        there = columns_of(connection, "ops", "core")
    missing = [table for table in metadata.sorted_tables if table.name not in there["ops"]]
    if missing or calendar.name not in there["core"]:
        for schema in SCHEMAS:
            connection.exec_driver_sql(f"create schema if not exists {schema}")
        metadata.create_all(connection, missing)
    for table in metadata.sorted_tables:
        for column in table.columns:
            if table not in missing and column.name not in there["ops"][table.name]:
                kind = column.type.compile(connection.dialect)
                connection.exec_driver_sql(f"alter table ops.{table.name} add column {column.name} {kind}")
    if calendar.name not in there["core"]:
        calendar.create(connection)
        connection.execute(calendar.insert(), [_calendar_row(day) for day in _calendar_days()])


def columns_of(connection: sa.Connection, *schemas: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The columns that are there with their types as the engine writes them: by schema, table and name, in order."""
    found: dict[str, dict[str, dict[str, str]]] = {schema: defaultdict(dict) for schema in schemas}
    query = (
        "select table_schema, table_name, column_name, data_type, numeric_precision, numeric_scale"
        f" from information_schema.columns where table_schema in ({', '.join(map(repr, schemas))})"
        " order by table_schema, table_name, ordinal_position"
    )
    for schema, table, column, kind, *numeric in connection.exec_driver_sql(query):
        found[schema][table][column] = f"numeric({numeric[0]},{numeric[1]})" if kind == "numeric" else kind
    return found


def _calendar_days() -> list[date]:
    count = (CALENDAR_LAST - CALENDAR_FIRST).days + 1
    return [CALENDAR_FIRST + timedelta(days=n) for n in range(count)]


def _calendar_row(day: date) -> dict[str, object]:
    month = day.replace(day=1)
    following = (month + timedelta(days=32)).replace(day=1)
    return {"day": day, "month": month, "days_in_month": (following - month).days, "weekday": day.isoweekday()}
