"""Results: rows of two figures and what was wanted of them, and the machine on which they were taken."""

from __future__ import annotations

import json
import operator
import os
import platform
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.measure import Run, middle

COMPARE = {"<=": operator.le, ">=": operator.ge}
WISH = re.compile(r"(ours|ratio) (<=|>=) ([\d.]+)")
GB = 1024**3


@dataclass(frozen=True)
class Row:
    """What ours took and what the peer took, medians of their runs, in `unit`; a peer that is absent has no runs.

    `ours_cpu` and `peer_cpu` are seconds on the processors, of whole processes; `load` is the machine's load when the
    row was `taken`. `wanted` is a wish, or several joined by "and": "ratio <= 2 and ours <= 0.8".
    """

    name: str
    title: str
    unit: str
    peer_name: str
    ours_runs: tuple[float, ...]
    peer_runs: tuple[float, ...] = ()
    wanted: str = ""
    note: str = ""
    ours_cpu: float | None = None
    peer_cpu: float | None = None
    taken: str = ""
    load: float | None = None
    ours: float | None = field(init=False)
    peer: float | None = field(init=False)
    ratio: float | None = field(init=False)
    ok: bool | None = field(init=False)

    def __post_init__(self) -> None:
        ours = median(self.ours_runs) if self.ours_runs else None
        peer = median(self.peer_runs) if self.peer_runs else None
        ratio = ours / peer if ours is not None and peer else None
        for name, value in (("ours", ours), ("peer", peer), ("ratio", ratio)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "ok", self._is_met())

    def _is_met(self) -> bool | None:
        """Whether every wish is met; None where there is none, or nothing to hold it against."""
        wishes = WISH.findall(self.wanted)
        if len(wishes) != len(self.wanted.split(" and ")) * bool(self.wanted):
            raise ValueError(f"{self.name}: can't read what is wanted: {self.wanted!r}")
        values = [getattr(self, what) for what, _, _ in wishes]
        met = [COMPARE[sign](v, float(n)) for v, (_, sign, n) in zip(values, wishes, strict=True) if v is not None]
        if not all(met):
            return False
        return True if wishes and len(met) == len(wishes) else None


def seconds(
    name: str,
    title: str,
    peer_name: str,
    ours: Sequence[Run],
    peer: Sequence[Run] = (),
    wanted: str = "",
    note: str = "",
    *,
    whole: bool = False,
) -> Row:
    """A row of seconds: of the work itself, or of `whole` processes; with the seconds on the processors."""
    took = attrgetter("seconds" if whole else "inner")
    of_ours, of_peer = (middle(runs, attrgetter("cpu_seconds")) if runs else None for runs in (ours, peer))
    return Row(
        name, title, "s", peer_name, tuple(map(took, ours)), tuple(map(took, peer)), wanted, note, of_ours, of_peer
    )  # fmt: skip


def memory(
    name: str,
    what: str,
    peer_name: str,
    ours: Sequence[Run],
    peer: Sequence[Run] = (),
    wanted: str = "",
    note: str = "",
) -> Row:
    """A row of largest resident sizes, of whole processes."""
    peak = attrgetter("peak_gb")
    return Row(name, f"Memory of {what}", "GB", peer_name, tuple(map(peak, ours)), tuple(map(peak, peer)), wanted, note)


def stamped(row: Row) -> Row:
    """A row with the minute at which it is finished and the machine's load in the minutes before."""
    return replace(row, taken=f"{datetime.now(UTC):%Y-%m-%d %H:%M}", load=round(os.getloadavg()[2], 1))


def machine() -> dict[str, Any]:
    """What the figures depend on besides the code."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GB
    packages = ("duckdb", "apache-airflow", "weasyprint", "sqlglot", "pyarrow")
    return {
        "processors": os.cpu_count(),
        "memory_gb": round(memory, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
    }


def write(path: Path, size: str, about: dict[str, Any], rows: Sequence[Row]) -> None:
    """results.json."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"size": size, "machine": about, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path) -> tuple[str, dict[str, Any], list[Row]]:
    """Size, machine and rows of results.json; medians, ratios and what is met follow from the runs."""
    content = json.loads(path.read_text(encoding="utf-8"))
    kept = ("name", "title", "unit", "peer_name", "wanted", "note", "ours_cpu", "peer_cpu", "taken", "load")
    rows = [
        Row(**{k: row[k] for k in kept}, ours_runs=tuple(row["ours_runs"]), peer_runs=tuple(row["peer_runs"]))
        for row in content["rows"]
    ]
    return content["size"], content["machine"], rows
