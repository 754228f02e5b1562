"""docs/performance.md and its chart, made from results.json: `python -m tests.bench.page`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from plumbline.layout.charts.svg import GREY, INK, PALE, drawing, line, number, rect
from tests.bench.measure import PROJECT
from tests.bench.results import Row, read

RESULTS = PROJECT / "bench" / "results.json"
PAGE = PROJECT / "docs" / "performance.md"
WORDS = Path(__file__).with_name("words.yaml")
SHORT = "#b3392c"  # of a bar that misses what was wanted
NAMES, SCALE, STEP = 420.0, 300.0, 18.0  # widths of the two halves of the chart, height of a row
MOST = 100.0  # a ratio beyond it, or below its inverse, is drawn at the edge


def write_page(results: Path = RESULTS, page: Path = PAGE) -> None:
    """Write the page and, beside it, its chart as SVG."""
    size, about, rows = read(results)
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    page.with_suffix(".svg").write_text(chart(rows), encoding="utf-8")
    page.write_text(text(size, about, rows, words, page.with_suffix(".svg").name), encoding="utf-8")


def text(size: str, about: dict[str, Any], rows: Sequence[Row], words: dict[str, Any], chart_name: str) -> str:
    """The page: machine, chart, a table for each topic, and what falls short."""
    busiest = max(row.load or 0 for row in rows)
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    parts = [
        f"# Performance\n\n{words['opening'].strip()}\n",
        f"Size `{size}`, taken between {min(row.taken for row in rows)} and {max(row.taken for row in rows)} UTC:"
        f" {about['processors']} processors, {about['memory_gb']} GB, a load of up to {busiest}"
        f" (the bench itself is most of one), {about['system']}, Python {about['python']}, {versions}.\n",
        f"![Ratio of ours to the peer's, by row]({chart_name})\n\n{words['chart'].strip()}\n",
    ]
    for topic in words["topics"]:
        of_topic = [row for row in rows if row.name.startswith(tuple(topic["rows"]))]
        if of_topic:
            parts.append(f"## {topic['title']}\n\n{topic['text'].strip()}\n\n{table(of_topic)}\n")
    short = [
        f"- **{row.title}.** {words['short'].get(row.name, words['unexplained'])}" for row in rows if row.ok is False
    ]
    missing = [
        topic["title"]
        for topic in words["topics"]
        if not any(row.name.startswith(tuple(topic["rows"])) for row in rows)
    ]
    if missing:
        parts.append(f"## What was not taken\n\nNothing is said here of: {'; '.join(missing)}.\n")
    parts.append("## What falls short\n\n" + ("\n".join(short) if short else "Of what was taken, nothing.") + "\n")
    return "\n".join(parts)


def table(rows: Sequence[Row]) -> str:
    """Rows with the spread of their runs, slowest and fastest."""
    lines = ["| | unit | ours | peer | its name | ratio | wanted | |", "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        met = {None: "", True: "met", False: "**short**"}[row.ok]
        ratio = "" if row.ratio is None else figure(row.ratio)
        wanted = row.wanted.replace("<=", "≤").replace(">=", "≥")
        title = f"{row.title}<br>{row.note.splitlines()[0]}" if row.note else row.title
        lines.append(
            f"| {title} | {row.unit} | {spread(row.ours, row.ours_runs)} | {spread(row.peer, row.peer_runs)}"
            f" | {row.peer_name} | {ratio} | {wanted} | {met} |"
        )
    return "\n".join(lines)


def spread(middle: float | None, runs: Sequence[float]) -> str:
    """A median, with the least and the most where there were several runs."""
    if middle is None:
        return "absent"
    return figure(middle) + (f" ({figure(min(runs))}–{figure(max(runs))})" if len(runs) > 1 else "")


def figure(value: float) -> str:
    """Three digits that count, and no fewer than all before the point."""
    if value == 0:
        return "0"
    return f"{value:,.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def chart(rows: Sequence[Row]) -> str:
    """A bar for each ratio, from one (as much as the peer) to the left where ours is less; a logarithmic scale."""
    shown = [row for row in rows if row.ratio]
    height, middle = STEP * len(shown) + 24, NAMES + SCALE / 2
    marks = [rect(0, 0, NAMES + SCALE + 60, height, 'fill="#ffffff"')]
    for ratio in (0.01, 0.1, 1, 10, 100):
        x = _place(ratio)
        marks += [
            line([(x, 16), (x, height)], f'stroke="{INK if ratio == 1 else PALE}"'),
            _word(x, 11, f"{ratio:g}", "middle"),
        ]
    for place, row in enumerate(shown):
        assert row.ratio
        top, x = 20 + place * STEP, _place(row.ratio)
        colour = {None: GREY, True: INK, False: SHORT}[row.ok]
        marks += [
            _word(NAMES - 8, top + 12, f"{row.title}"[:74], "end"),
            rect(min(x, middle), top + 3, abs(x - middle), STEP - 6, f'fill="{colour}"'),
            _word(NAMES + SCALE + 8, top + 12, figure(row.ratio), "start"),
        ]
    return drawing(NAMES + SCALE + 60, height, marks)


def _place(ratio: float) -> float:
    share = math.log(min(max(ratio, 1 / MOST), MOST), MOST)
    return NAMES + SCALE / 2 * (1 + share)


def _word(x: float, y: float, text: str, anchor: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    style = f'font-family="sans-serif" font-size="10" fill="{INK}" text-anchor="{anchor}"'
    return f'<text x="{number(x)}" y="{number(y)}" {style}>{text}</text>'


if __name__ == "__main__":
    write_page()
