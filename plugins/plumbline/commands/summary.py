"""The day on the screen: the figures as the warehouse holds them, and where the report and the mails lie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.ops import delivery, publication

COMPANY = """
select qualified, qualified_deals, weighted, cost, net_revenue, contribution, roi_percent, romi, roas_platform,
       roas_booked, currency
from marts.company_period where as_of_day = :day and vintage = 'as_reported'
"""
# By campaign where platform conversions meet booked orders, as on the report's second page; else what each system says.
COUNTS = """
select reported, tracked, booked from (
  select 1 as place, sum(platform_conversions) as reported, sum(tracked_conversions) as tracked, sum(orders) as booked
  from marts.reconciliation where day > :first and day <= :day having sum(orders) > 0
  union all
  select 2, platform_conversions, tracked_conversions, orders from marts.conversion_counts where as_of_day = :day
) as found order by place
"""


def show(settings: Settings, day: date) -> None:
    """Print them."""
    for line in lines(settings, day):
        print(line)


def lines(settings: Settings, day: date) -> Iterator[str]:
    """The day's figures, the report, the mails."""
    first = day - timedelta(days=settings.company.period_days)
    with open_warehouse(settings).read() as connection:
        row = connection.execute(sa.text(COMPANY), {"day": day}).mappings().one_or_none()
        counts = connection.execute(sa.text(COUNTS), {"day": day, "first": first}).mappings().first()
        report = connection.execute(sa.select(publication).where(publication.c.business_day == day)).mappings().all()
        mails = connection.execute(sa.select(delivery).where(delivery.c.business_day == day)).mappings().all()
    yield ""
    yield f"{settings.company.name}, business day {day} (flows over {settings.company.period_days} days)"
    if row is None:
        yield "  No figures for this day."
    else:
        money = row["currency"]
        deals = "" if row["qualified_deals"] is None else f" in {_count(row['qualified_deals'])} deals"
        yield f"  qualified pipeline    {_number(row['qualified'])} {money}{deals}"
        yield f"  weighted pipeline     {_number(row['weighted'])} {money}"
        yield f"  revenue               {_number(row['net_revenue'])} {money}"
        yield f"  cost                  {_number(row['cost'])} {money}"
        yield f"  ROI                   {_number(row['roi_percent'])} %"
        yield f"  ROMI                  {_number(row['romi'])}"
        yield f"  ROAS reported : booked{_number(row['roas_platform'])} : {_number(row['roas_booked'])}"
    if counts is not None:
        yield "  platform-reported : tracked : booked  " + " : ".join(
            _count(counts[one]) for one in ("reported", "tracked", "booked")
        )
    yield ""
    for one in report:
        yield f"Report  {shown(one['path'])} ({one['pages']} pages, {one['language']})"
    for mail in mails:
        yield f"Mail    {mail['recipient']}: {mail['state']}, {mail['sent_at'] or mail['queued_at']:%Y-%m-%d %H:%M}"
    if settings.mail.startswith("maildir:"):
        yield f"        as files in {shown(settings.mail.removeprefix('maildir:'))}/new"
    yield from _facts(settings)


def _facts(settings: Settings) -> Iterator[str]:
    """The rows (what, value, unit) of a company's facts.sql: what is worth seeing of its exports beside the figures."""
    path = settings.company_folder / "facts.sql"
    if not path.exists():
        return
    with open_warehouse(settings).read() as connection:
        rows = connection.execute(sa.text(path.read_text(encoding="utf-8"))).all()
    yield "\nIn its rows"
    for what, value, unit in rows:
        yield f"  {what:<34}{Decimal(value).normalize():>16,f} {unit}".rstrip()


def shown(path: str | Path) -> str:
    """Below the working folder, as one would type it."""
    absolute = Path(path).resolve()
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(absolute)


def _number(value: Decimal | None) -> str:
    return f"{'not known':>14}" if value is None else f"{Decimal(value).quantize(Decimal('0.01')):>14,}"


def _count(value: object) -> str:
    return "not known" if value is None else f"{Decimal(str(value)):,.0f}"
