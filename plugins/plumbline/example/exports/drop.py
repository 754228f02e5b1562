"""The drop folder: <out>/<system>/<delivery day>/<file>."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV with line feeds; quotes only where they are needed; None is an empty cell."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


DAY_IN_NAME = re.compile(r"_\d{4}-?\d\d-?\d\d(?=\.)")


@dataclass(slots=True)
class Drop:
    """Writes files of deliveries up to the last day and remembers the faults put into them."""

    out: Path
    last_day: date
    faults: list[dict[str, str | int]] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def put(self, system: str, delivery: date, name: str, text: str) -> bool:
        """Write one file, unless it would be delivered after the last day. True if written."""
        if delivery > self.last_day:
            return False
        folder = self.out / system / delivery.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
        kind = f"{system}/{DAY_IN_NAME.sub('', name)}"
        self.lines[kind] = self.lines.get(kind, 0) + text.count("\n")
        return True

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
