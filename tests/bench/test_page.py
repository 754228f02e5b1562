"""What the bench makes of its measurements: medians, ratios, what is met, and the page. Nothing is measured here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.measure import SIZES, Bench, Failed
from tests.bench.page import figure, write_page
from tests.bench.results import Row, write

ABOUT = {
    "processors": 2, "memory_gb": 23.5, "system": "Linux 6",
    "python": "3.11.2", "versions": {"duckdb": "2.0.1"},
}  # fmt: skip


def row(ours: tuple[float, ...], peer: tuple[float, ...], wanted: str, name: str = "load") -> Row:
    return Row(name, f"Row {name}", "s", "DuckDB's readers", ours, peer, wanted, taken="2026-11-28 10:00", load=1.5)


@pytest.mark.parametrize(
    ("ours", "peer", "wanted", "ratio", "ok"),
    [
        ((9.0, 3.0, 4.0), (2.0, 2.0, 8.0), "ratio <= 2", 2.0, True),
        ((4.1,), (2.0,), "ratio <= 2", 2.05, False),
        ((4.0,), (4.0,), "ratio <= 1.2 and ours <= 3.9", 1.0, False),
        ((4.0,), (2.0,), "ratio <= 1.2 and ours <= 4", 2.0, False),
        ((9.0,), (3.0,), "ours >= 9", 3.0, True),
        ((8.0,), (3.0,), "ours >= 9", 8 / 3, False),
        ((4.0,), (2.0,), "", 2.0, None),
        ((4.0,), (), "ratio <= 2", None, None),
        ((4.0,), (), "ratio <= 2 and ours <= 3", None, False),
        ((4.0,), (), "ratio <= 2 and ours <= 5", None, None),
    ],
)
def test_a_ratio_is_of_medians_and_every_wish_counts(
    ours: tuple[float, ...], peer: tuple[float, ...], wanted: str, ratio: float | None, ok: bool | None
) -> None:
    found = row(ours, peer, wanted)
    assert found.ratio == (pytest.approx(ratio) if ratio is not None else None)
    assert found.ok is ok


def test_a_wish_that_cant_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="'at most twice'"):
        row((1.0,), (1.0,), "at most twice")


def test_the_page_says_what_the_results_say_and_not_what_somebody_wrote_into_them(tmp_path: Path) -> None:
    results, page = tmp_path / "results.json", tmp_path / "performance.md"
    write(results, "small", ABOUT, [row((4.0, 5.0, 6.0), (2.0,), "ratio <= 2"), row((1.0,), (), "", "dlt_duckdb")])
    content = json.loads(results.read_text(encoding="utf-8"))
    assert [(r["ours"], r["peer"], r["ratio"], r["ok"]) for r in content["rows"]] == [
        (5.0, 2.0, 2.5, False),
        (1.0, None, None, None),
    ]
    content["rows"][0] |= {"ok": True, "ratio": 0.5}
    results.write_text(json.dumps(content), encoding="utf-8")
    write_page(results, page)
    text = page.read_text(encoding="utf-8")
    assert "| Row load | s | 5.00 (4.00–6.00) | 2.00 | DuckDB's readers | 2.50 | ratio ≤ 2 | **short** |" in text
    assert "| Row dlt_duckdb | s | 1.00 | absent |" in text
    assert "2 processors, 23.5 GB, a load of up to 1.5" in text
    assert text.endswith("## What falls short\n\n- **Row load.** The cause has not been found yet.\n")
    assert "2.50</text>" in page.with_suffix(".svg").read_text(encoding="utf-8")


def test_the_page_in_docs_is_the_one_of_the_results(tmp_path: Path) -> None:
    write_page(page=tmp_path / "performance.md")
    from tests.bench.page import PAGE

    for ending in (".md", ".svg"):
        assert (tmp_path / f"performance{ending}").read_text("utf-8") == PAGE.with_suffix(ending).read_text("utf-8")


def test_figures_keep_three_digits() -> None:
    assert [figure(v) for v in (0.01234, 1.0, 12.345, 123.4, 2_500_000.0, 0.0)] == [
        "0.0123", "1.00", "12.3", "123", "2,500,000", "0",
    ]  # fmt: skip


def test_a_process_that_ends_badly_is_told_with_its_words(tmp_path: Path) -> None:
    bench = Bench(tmp_path, SIZES["small"])
    with pytest.raises(Failed, match=r"(?s)ended with 3.*no such thing"):
        bench.run(["/bin/sh", "-c", "echo no such thing; exit 3"])
    said = bench.run(["/bin/sh", "-c", """echo hello; echo '{"seconds": 2}'"""])
    assert (said.inner, said.peak_gb > 0) == (2.0, True)
