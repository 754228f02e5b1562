"""A seeded fuzzer over all formats: `make fuzz CASES=10000 [SEED=<n>]`. It prints what became of the files.

None may crash, hang or be loaded wrong: rows that nothing touched are loaded as they were written or not at all, rows
that were touched as somebody would read them or not at all, and whatever is refused says where, what and why.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import Source
from plumbline.sources.parse import open_parser, parse
from plumbline.sources.privacy import MAIL
from tests.sources.fuzz.formats import FORMATS, PLANTED, WRAPS, Format, Row, Table, content, rows
from tests.sources.fuzz.mutations import OF_BYTES, OF_CELLS
from tests.sources.quirks.reading import DAY, define

NAME = "export.dat"
LONGEST = 10.0  # seconds of a processor for one small file


@dataclass
class Case:
    """One file: the rows as they were meant, what was done to them, the bytes, and the lines that bytes were hit on."""

    number: int
    format: Format
    given: list[Row]
    table: Table
    data: bytes
    done: list[str]
    hit: set[int]
    bytes_hit: bool


def make(seed: int, number: int) -> Case:
    """The case of that number: always the same."""
    chance = random.Random(f"{seed}/{number}")
    form = chance.choice(FORMATS)
    given = rows(chance)
    table = form.write(given)
    table.wrap = chance.choice(WRAPS)
    done = []
    for mutation in chance.sample(OF_CELLS, chance.choice([0, 1, 1, 2])):
        mutation(table, chance)
        done.append(mutation.__name__)
    data = content(table, table.lines())
    hit: set[int] = set()
    bytes_hit = not done or chance.random() < 0.25
    if bytes_hit:
        mutation_of_bytes = chance.choice(OF_BYTES)
        before = data
        data, places = mutation_of_bytes(data, chance)
        done.append(mutation_of_bytes.__name__)
        for place in places:
            line = before[:place].count(b"\n")
            hit |= {line - 1, line, line + 1}
    return Case(number, form, given, table, data, done, hit, bytes_hit)


def judge(case: Case, source: Source) -> tuple[str, list[str]]:
    """What became of the file (loaded, partly, refused), and what is wrong with that."""
    path = source.folder / NAME
    path.write_bytes(case.data)
    file = ParsedFile(0, path, NAME, DAY)
    started = time.process_time()
    try:
        with open_parser() as db:
            parse(db, source, [file])
            loaded = [] if file.error else db.execute("select key, day, spend, clicks from parsed").fetchall()
    except Exception as error:
        return "crashed", [f"{type(error).__name__}: {error}"]
    wrong = [] if time.process_time() - started < LONGEST else ["it took too long"]
    wrong += _said(file)
    if file.error is not None:
        return "refused", wrong
    if case.table.refuse_file and not case.bytes_hit:
        wrong.append("loaded although a needed heading is missing or stands twice")
    wrong += _loaded_wrong(case, loaded)
    if len(loaded) != file.rows_read - file.rows_skipped - file.rows_refused:
        wrong.append(f"{len(loaded)} loaded of {file.rows_read} - {file.rows_skipped} - {file.rows_refused}")
    kept = {key for key, *_ in loaded}
    lost = [row.key for row in case.given if row.key not in case.table.touched and row.key not in kept]
    if lost and not case.bytes_hit:
        wrong.append(f"rows that nothing touched are gone: {', '.join(lost[:5])}")
    return "partly" if file.rows_refused else "loaded", wrong


def _said(file: ParsedFile) -> list[str]:
    """What is wrong with the words: a place is missing, or somebody's address stands in them."""
    wrong = []
    words = [str(file.error or ""), file.notice or ""]
    if file.error is not None and not (file.error.message.startswith(f"{NAME}: ") and file.error.remedy):
        wrong.append(f"a refusal without file or remedy: {file.error}")
    for refusal in file.refusals:
        words += [refusal.value or "", refusal.reason]
        if refusal.line < 1 or not refusal.field or not refusal.reason:
            wrong.append(f"a refusal without its place or reason: {refusal}")
    told = "\n".join(words)
    wrong += [f"{secret} in a message" for secret in PLANTED if secret in told]
    wrong += [f"an address in a message: {found.group()}" for found in MAIL.finditer(told)]
    return wrong


def _loaded_wrong(case: Case, loaded: list[tuple[str, date, Decimal, int]]) -> list[str]:
    meant = {row.key: row for row in case.given}
    lines = case.data.split(b"\n") if case.bytes_hit and case.table.wrap == "" else []
    hit = {n for n in case.hit if 0 <= n < len(lines)}
    near = b"\n".join(lines[n] for n in sorted(hit)).replace(b"\0", b"").decode("latin-1")  # keys are ASCII
    wrong = []
    for key, day, spend, clicks in loaded:
        row = meant.get(key)
        was_hit = bool(hit) and (key in near or row is None)
        if was_hit:
            continue  # a flipped digit is a digit: nobody could tell
        if row is None:
            wrong.append(f"a row that was never written: {key}")
        elif key in case.table.must_refuse:
            wrong.append(f"{key}: {spend} on {day} was loaded, and should have been put aside")
        elif key in case.table.expected:
            if spend != case.table.expected[key]:
                wrong.append(f"{key}: {spend} instead of {case.table.expected[key]}")
        elif key not in case.table.touched and (day, spend, clicks) != (row.day, row.spend, row.clicks):
            wrong.append(f"{key}: {day} {spend} {clicks} instead of {row.day} {row.spend} {row.clicks}")
    return wrong


def run(cases: int, seed: int, folder: Path, first: int = 0) -> tuple[Counter[str], Counter[str], list[str]]:
    """Run so many cases: how they ended, which mutations there were, all that is wrong (printed at once, too)."""
    sources = {form.name: define(folder / form.name, form.yaml, form.fields) for form in FORMATS}
    ends: Counter[str] = Counter()
    mutations: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(first, first + cases):
        case = make(seed, number)
        end, problems = judge(case, sources[case.format.name])
        ends[end] += 1
        mutations.update(case.done)
        what = f"case {number} ({case.format.name}, {case.table.wrap or 'plain'}, {', '.join(case.done)})"
        for problem in problems:
            wrong.append(f"{what}: {problem}")
            print(wrong[-1], flush=True)
    return ends, mutations, wrong


def main() -> None:
    """Run, print, and end with an error where anything is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        ends, mutations, wrong = run(given.cases, given.seed, Path(folder), given.first)
    print(f"{given.cases:,} files in {time.monotonic() - started:.0f} s: {dict(ends)}")
    print(f"mutations: {dict(mutations)}")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if wrong:
        raise SystemExit(f"{len(wrong)} problems")


if __name__ == "__main__":
    main()
