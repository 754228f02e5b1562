"""The long forms, by `make soak`: `python -m tests.soak kills 100`, `sequences 20` or `days 183`, `--help` for more."""

from __future__ import annotations

import argparse
import sys
import time

from tests.soak import days, kills, sequences


def main() -> int:
    """1 if anything differed."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    forms = parser.add_subparsers(required=True)
    for run, module in ((kills.kills, kills), (sequences.sequences, sequences), (days.days, days)):
        form = forms.add_parser(run.__name__, description=module.__doc__)
        form.add_argument("--engine", choices=["duckdb", "postgresql"], default="duckdb")
        form.add_argument("--seed", type=int, default=time.time_ns() % 10_000)
        module.add_arguments(form)
        form.set_defaults(run=run)
    asked = parser.parse_args()
    return 1 if asked.run(asked) else 0


if __name__ == "__main__":
    sys.exit(main())
