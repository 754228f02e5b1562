"""The bench: `python -m tests.bench [--size small|full] [--only builds,loading,…]`."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
from pathlib import Path

from tests.bench import airflow_rows, backfill, builds, loading, reports
from tests.bench.measure import PROJECT, SIZES, Bench, Failed
from tests.bench.page import PAGE, RESULTS, write_page
from tests.bench.results import Row, machine, read, stamped, write

TOPICS = {
    "builds": builds.rows,
    "loading": loading.rows,
    "reports": reports.rows,
    "airflow": airflow_rows.rows,
    "backfill": backfill.rows,
    "years": builds.years,
}


def main() -> None:
    """Measure topic by topic; the results are written after each, so that what was measured is kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--only", default="", help=f"some of {','.join(TOPICS)}; the rows of the others are kept")
    parser.add_argument("--folder", type=Path, default=PROJECT / "var" / "bench", help="worlds and peers: %(default)s")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is stopped, as by Ctrl-C
    bench = Bench(given.folder.resolve(), SIZES[given.size])
    # a small run is a try: what the project shows is the full one
    results, page = (RESULTS, PAGE) if given.size == "full" else (bench.folder / RESULTS.name, bench.folder / PAGE.name)
    rows = {row.name: row for row in kept(results, given.size)} if given.only else {}
    bench.warm_up()
    broken: list[str] = []
    for topic in given.only.split(",") if given.only else TOPICS:
        started = time.monotonic()
        print(f"==> {topic}", flush=True)
        try:
            for row in TOPICS[topic](bench):
                rows[row.name] = stamped(row)
                print(f"    {line(row)}", flush=True)
                write(results, given.size, machine(), list(rows.values()))
                write_page(results, page)
        except Failed as reason:  # the rows of other topics do not hang on it
            broken.append(topic)
            print(f"    {topic} could not be measured to its end: {reason}", flush=True)
        print(f"    {time.monotonic() - started:.0f} s", flush=True)
    shutil.rmtree(bench.work)
    print(f"==> {results}, {page}")
    if broken:
        sys.exit(
            f"Not measured to their end: {', '.join(broken)}. Mend what their last lines name, then: make bench ONLY=…"
        )


def kept(results: Path, size: str) -> list[Row]:
    """The rows of an earlier run of the same size, where only some topics are measured anew."""
    if not results.exists():
        return []
    of_size, _, rows = read(results)
    return rows if of_size == size else []


def line(row: Row) -> str:
    """A row as it is shown while the bench runs."""
    ours, peer, ratio = (f"{value:.2f}" if value is not None else "–" for value in (row.ours, row.peer, row.ratio))
    met = {None: "", True: " (met)", False: " (NOT MET)"}[row.ok]
    wanted = f"; wanted {row.wanted}{met}" if row.wanted else ""
    return f"{row.title}: {ours} {row.unit}, {row.peer_name}: {peer}, ratio {ratio}{wanted}. {row.note}"


if __name__ == "__main__":
    main()
