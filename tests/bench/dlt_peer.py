"""dlt loading the same CSV files, in its own environment: <drop> <glob> <database or URL> <reader> <folder for itself>.

It appends, which is the least that dlt can do: no key is looked for, and no earlier file is replaced. `rows` is its own
reader of CSV files, `arrow` hands it Arrow tables of text, the fastest way in.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dlt
import pyarrow as pa
from dlt.sources.filesystem import filesystem, read_csv
from pyarrow import csv

drop, pattern, address, reader, folder = sys.argv[1:]


@dlt.resource
def as_arrow() -> Iterator[pa.Table]:
    """One table a file."""
    for path in sorted(Path(drop).glob(pattern)):
        with path.open(encoding="utf-8") as file:
            heading = file.readline().rstrip("\n").split(",")
        texts = csv.ConvertOptions(column_types=dict.fromkeys(heading, pa.string()), strings_can_be_null=True)
        stray = csv.ParseOptions(invalid_row_handler=lambda row: "skip")  # a line of another length
        yield csv.read_csv(path, parse_options=stray, convert_options=texts)


destination = dlt.destinations.postgres(address) if "://" in address else dlt.destinations.duckdb(address)
started = time.monotonic()
pipeline = dlt.pipeline("bench", destination=destination, dataset_name="bench", pipelines_dir=folder)
found = filesystem(bucket_url=f"file://{drop}", file_glob=pattern) | read_csv()
pipeline.run((found if reader == "rows" else as_arrow()).with_name("orders"))
seconds = time.monotonic() - started
with pipeline.sql_client() as client:
    rows = client.execute_sql("select count(*) from orders")[0][0]
print(json.dumps({"seconds": seconds, "rows": rows}))
