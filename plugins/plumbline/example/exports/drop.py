"""The drop folder: <out>/<system>/<delivery day>/<file>."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from plumbline.example.exports.copies import Copies, Mark
from plumbline.example.scale import ONCE, Scale


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV with line feeds; quotes only where they are needed; None is an empty cell."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


DAY_IN_NAME = re.compile(r"_\d{4}-?\d\d-?\d\d(?=\.)")
BUFFER = 1 << 20  # bytes


@dataclass(slots=True)
class Drop:
    """Writes files of deliveries up to the last day and remembers the faults put into them."""

    out: Path
    last_day: date
    scale: Scale = ONCE
    faults: list[dict[str, str | int]] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)  # of the world itself, without copies

    def put(
        self, system: str, delivery: date, name: str, text: str, copies: Iterable[Copies] = (), tail: str = ""
    ) -> bool:
        """Write one file, unless it would be delivered after the last day. True if written.

        `text` is the world's own, from the first line on; the copies of its rows follow, then the tail, such as totals.
        """
        if delivery > self.last_day:
            return False
        folder = self.out / system / delivery.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("wb", buffering=BUFFER) as file:
            file.write(text.encode())
            for rows in copies:
                file.writelines(rows.blocks())
            file.write(tail.encode())
        kind = f"{system}/{DAY_IN_NAME.sub('', name)}"
        self.lines[kind] = self.lines.get(kind, 0) + text.count("\n") + tail.count("\n")
        return True

    def copies(
        self, times: int, headings: Sequence[str], rows: Iterable[Sequence[object]], marks: Mapping[str, Mark]
    ) -> Copies:
        """The rows' copies; `marks` says by heading which cells are ids, and of which kind."""
        if times == 1:
            return Copies(b"", 1)
        ids = [(headings.index(heading), mark) for heading, mark in marks.items()]
        marked = []
        for row in rows:
            cells = list(row)
            for index, mark in ids:
                cells[index] = mark(str(cells[index]))
            marked.append(cells)
        return Copies(csv_text(marked).encode(), times)

    def note_fault(self, fault: str, system: str, delivery: date, name: str = "", line: int = 0, **more: str) -> None:
        """Note a fault: what it is, in which file and line (the header is line 1), and what it means."""
        if delivery > self.last_day:
            return
        note: dict[str, str | int] = {"what": fault, "system": system, "delivery": delivery.isoformat()}
        if name:
            note["file"] = f"{system}/{delivery.isoformat()}/{name}"
        if line:
            note["line"] = line
        note.update(more)
        self.faults.append(note)
