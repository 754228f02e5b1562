"""The bench: `python -m tests.bench [--size small|full] [--only builds,loading,…]`."""

from __future__ import annotations

import argparse
import shutil
import signal
import time
from pathlib import Path

from tests.bench import airflow_rows, backfill, builds, loading, reports
from tests.bench.measure import PROJECT, SIZES, Bench
from tests.bench.page import RESULTS, write_page
from tests.bench.results import Row, machine, write

TOPICS = {
    "builds": builds.rows,
    "loading": loading.rows,
    "reports": reports.rows,
    "airflow": airflow_rows.rows,
    "backfill": backfill.rows,
}


def main() -> None:
    """Measure topic by topic; the results are written after each, so that what was measured is kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--only", default=",".join(TOPICS), help="topics: %(default)s")
    parser.add_argument("--folder", type=Path, default=PROJECT / "var" / "bench", help="worlds and peers: %(default)s")
    parser.add_argument("--out", type=Path, default=RESULTS, help="default %(default)s")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is stopped, as by Ctrl-C
    bench, about, rows = Bench(given.folder.resolve(), SIZES[given.size]), machine(), []
    for topic in given.only.split(","):
        started = time.monotonic()
        print(f"==> {topic}", flush=True)
        for row in TOPICS[topic](bench):
            rows.append(row)
            print(f"    {line(row)}", flush=True)
            write(given.out, given.size, about, rows)
        print(f"    {time.monotonic() - started:.0f} s", flush=True)
    shutil.rmtree(bench.work)
    if given.out == RESULTS:
        write_page()


def line(row: Row) -> str:
    """A row as it is shown while the bench runs."""
    ours, peer, ratio = (f"{value:.2f}" if value is not None else "–" for value in (row.ours, row.peer, row.ratio))
    met = {None: "", True: " (met)", False: " (NOT MET)"}[row.ok]
    wanted = f"; wanted {row.wanted}{met}" if row.wanted else ""
    return f"{row.title}: {ours} {row.unit}, {row.peer_name}: {peer}, ratio {ratio}{wanted}. {row.note}"


if __name__ == "__main__":
    main()
