"""Where published reports are kept, and the ledger's row that says so."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime

import sqlalchemy as sa

from plumbline.reports.catalogue import Publication, ReportPlan
from plumbline.settings import Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import open_warehouse


def slug(name: str) -> str:
    """A company's name as the beginning of a file's name: letters of any script, digits and hyphens."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return re.sub(r"[\W_]+", "-", plain).strip("-") or "company"


def file_name(settings: Settings, plan: ReportPlan, language: str, business_day: date) -> str:
    """Company, report, day, language."""
    return f"{slug(settings.company.name)}_{plan.name}_{business_day.isoformat()}_{language}.pdf"


def record(settings: Settings, publication: Publication) -> None:
    """Keep one row for each report, day and language; a report that says the same leaves the row as it is."""
    table = ops.publication
    key = {column: getattr(publication, column) for column in ("report", "business_day", "language")}
    row = {"path": str(publication.path), "content_hash": publication.content_hash, "pages": publication.pages}
    with open_warehouse(settings).begin() as connection:
        ops.prepare(connection)
        same_key = sa.and_(*(table.c[column] == value for column, value in key.items()))
        found = connection.execute(sa.select(*(table.c[column] for column in row)).where(same_key)).mappings().first()
        if found is None or dict(found) != row:
            connection.execute(table.delete().where(same_key))
            connection.execute(table.insert().values(**key, **row, published_at=datetime.now(UTC)))
