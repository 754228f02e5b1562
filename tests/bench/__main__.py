"""The bench: `python -m tests.bench [--size small|full] [--only builds,loading,…]`."""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

from tests.bench import airflow_rows, backfill, builds, loading, reports
from tests.bench.measure import PROJECT, SIZES, Bench
from tests.bench.results import machine, write

TOPICS = {
    "builds": builds.rows,
    "loading": loading.rows,
    "reports": reports.rows,
    "airflow": airflow_rows.rows,
    "backfill": backfill.rows,
}
RESULTS, PAGE = PROJECT / "bench" / "results.json", PROJECT / "docs" / "performance.md"


def main() -> None:
    """Measure topic by topic; the results are written after each, so that what was measured is kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--only", default=",".join(TOPICS), help="topics: %(default)s")
    parser.add_argument("--folder", type=Path, default=PROJECT / "var" / "bench", help="worlds and peers: %(default)s")
    parser.add_argument("--out", type=Path, default=RESULTS, help="default %(default)s")
    given = parser.parse_args()
    bench, about, rows = Bench(given.folder.resolve(), SIZES[given.size]), machine(), []
    for topic in given.only.split(","):
        started = time.monotonic()
        print(f"==> {topic}", flush=True)
        for row in TOPICS[topic](bench):
            rows.append(row)
            shown = [f"{value:.2f}" if value is not None else "–" for value in (row.ours, row.peer, row.ratio)]
            print(f"    {row.title}: {shown[0]} {row.unit}, {row.peer_name} {shown[1]}, ratio {shown[2]}; {row.wanted}"
                  f" {'' if row.ok is None else 'met' if row.ok else 'NOT MET'} {row.note[:900]}", flush=True)  # fmt: skip
            write(given.out, given.size, about, rows)
        print(f"    {time.monotonic() - started:.0f} s", flush=True)
    shutil.rmtree(bench.work)


if __name__ == "__main__":
    main()
