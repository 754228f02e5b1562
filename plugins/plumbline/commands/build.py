"""Bring core and marts up to date by hand: `python -m plumbline.commands.build [--full]`."""

from __future__ import annotations

import argparse
import logging
from datetime import date

from plumbline.days import Days
from plumbline.settings import Settings
from plumbline.warehouse.build import build


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("day", type=date.fromisoformat, help="the business day in whose name it runs")
    parser.add_argument("--full", action="store_true", help="make every model anew, whatever changed")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    result = build(Settings.from_env(), Days(given.day, given.day), full=given.full)
    print(result.summary)
    for warning in result.warnings:
        print(f"Warning: {warning}")


if __name__ == "__main__":
    main()
