"""Models of a few lines, for what a build on Spark does with them; the company's own are in test_engines_agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa

from plumbline.settings import PROJECT, Settings
from plumbline.sources.versions import FOR_EVER
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.ledger import put
from plumbline.warehouse.ops import manifest, prepare, slice_

ACCOUNT = "123/45 Züri {a}=b%2F*"  # whatever vendors call an account
FILES = {
    "staging/sale": """/*
description: a sale
key: [product]
columns:
  product: what was sold
  amount: for how much
*/
create table staging.sale (product text not null, amount decimal(18, 2))
""",
    "core/sale_day": """/*
description: the sales of a day
materialized: table
grain: [day]
columns:
  day: the day
  amount: their sum
*/
select day, cast(sum(amount) as decimal(18, 2)) as amount
from staging.sale
where known_until = cast('9999-12-31' as date)
group by day
""",
    "marts/total": """/*
description: all days together
materialized: table
columns:
  days: how many
  amount: their sum
*/
select count(*) as days, cast(sum(amount) as decimal(18, 2)) as amount
from core.sale_day
""",
    "marts/double": """/*
description: a day, computed by Python
materialized: incremental
partition_by: day
computed: tests.spark.small:double
columns:
  day: [date] the day
  twice: [decimal(18, 2)] twice its sum
*/
select day, amount from core.sale_day
""",
    "checks/negative": """/*
description: a day has a negative sum
severity: fail
remedy: Ask the till.
*/
select day from core.sale_day where amount < 0
""",
}


def double(rows: pd.DataFrame) -> pd.DataFrame:
    """What marts.double is computed by."""
    return pd.DataFrame([{"twice": 2 * sum(rows["amount"], Decimal(0))}])


def installation(folder: Path, address: str) -> Settings:
    """Settings with these models in the place of the company's, and an empty ledger in DuckDB."""
    for name, text in FILES.items():
        path = folder / "home" / "include" / "sql" / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Settings.from_env(
        {
            "PLUMBLINE_HOME": str(folder / "home"),
            "PLUMBLINE_COMPANY": str(PROJECT / "include"),
            "PLUMBLINE_VAR": str(folder / "var"),
            "PLUMBLINE_WAREHOUSE": address,
        }
    )


def sell(settings: Settings, day: date, amount: str) -> None:
    """A load: the day's slice is one sale of this amount, in the place of what was known of it."""
    warehouse = open_warehouse(settings)
    assert warehouse.lake is not None
    key = {"source": "till", "account_id": ACCOUNT, "day": day}
    told = key | {"known_from": day, "known_until": FOR_EVER, "content_hash": amount, "rows_loaded": 1, "file_id": "f"}
    rows = {name: [value] for name, value in key.items()} | {"content_hash": [amount], "product": ["a hat"]}
    warehouse.lake.store_slices(
        "staging.sale", pa.table(rows | {"amount": pa.array([Decimal(amount)], pa.decimal128(18, 2))})
    )
    file = {"source": "till", "file_name": str(day), "file_id": "f", "landed_path": "-", "file_day": day, "bytes": 1}
    with warehouse.begin() as connection:
        prepare(connection)
        put(connection, slice_, [told])
        put(connection, manifest, [file | {"known_from": day, "sequence": 1, "definition": "-", "state": "loaded"}])
