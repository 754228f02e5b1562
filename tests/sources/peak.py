"""How much memory parsing one file of returns takes: run in a process of its own, it prints the peak in bytes."""

from __future__ import annotations

import resource
import sys
from datetime import date
from pathlib import Path

from plumbline.settings import PROJECT
from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import load_source
from plumbline.sources.parse import open_parser, parse

if __name__ == "__main__":
    source = load_source(PROJECT / "include" / "sources" / "till_returns.yaml")
    file = ParsedFile(0, Path(sys.argv[1]), "returns.csv", date(2026, 10, 30))
    with open_parser() as db:
        parse(db, source, [file])
    assert [refusal.line for refusal in file.refusals] == [42]
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
