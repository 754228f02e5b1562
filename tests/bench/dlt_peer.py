"""dlt loading the same CSV files, in its own environment: <drop> <glob> <database or URL> <reader> <folder for itself>.

It appends, which is the least that dlt can do: no key is looked for, and no earlier file is replaced.
"""

import json
import sys
import time

import dlt
from dlt.sources import filesystem as files

drop, pattern, address, reader, folder = sys.argv[1:]
destination = dlt.destinations.postgres(address) if "://" in address else dlt.destinations.duckdb(address)
options = {"use_pyarrow": True} if reader == "read_csv_duckdb" else {}
started = time.monotonic()
pipeline = dlt.pipeline("bench", destination=destination, dataset_name="bench", pipelines_dir=folder)
found = files.filesystem(bucket_url=f"file://{drop}", file_glob=pattern)
pipeline.run((found | getattr(files, reader)(**options)).with_name("orders"))
seconds = time.monotonic() - started
with pipeline.sql_client() as client:
    rows = client.execute_sql("select count(*) from orders")[0][0]
print(json.dumps({"seconds": seconds, "rows": rows}))
