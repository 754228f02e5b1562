"""The marks: where bars begin and end, and what happens at the edges."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.layout.charts.cells import bar_width, full_bar
from plumbline.layout.charts.figure import bullet, sparkline
from plumbline.layout.charts.plot import Frame, Name, words_inside
from plumbline.layout.charts.waterfall import bars

D = Decimal
cents = st.integers(-10_000_000, 10_000_000).map(lambda n: D(n) / 100)


@given(opening=cents.map(abs), steps=st.lists(cents, max_size=9))
def test_a_waterfall_closes_where_its_steps_lead(opening: Decimal, steps: list[Decimal]) -> None:
    drawn = bars(opening, steps, opening + sum(steps, D(0)))
    assert len(drawn) == len(steps) + 2
    assert drawn[-1].end == pytest.approx(drawn[-2].end, abs=1e-6)
    for before, bar in pairwise(drawn[:-1]):
        assert min(abs(bar.start - before.end), abs(bar.start + bar.size - before.end)) < 1e-6
    for bar in drawn:
        assert -1e-6 <= bar.start <= bar.start + bar.size <= 100 + 1e-6


def test_steps_keep_one_scale_and_totals_are_cut_only_where_steps_would_vanish() -> None:
    opening, up, down, closing = bars(D(1176450), [D(96000), D(-32450)], D(1240000))
    assert (opening.is_cut, closing.is_cut, up.is_cut) == (True, True, False)
    assert (opening.kind, up.kind, down.kind) == ("total", "up", "down")
    assert up.size / down.size == pytest.approx(96000 / 32450)
    first, *_, last = bars(D(100), [D(-60), D(20)], D(60))
    assert not first.is_cut
    assert (first.start, first.size, last.size) == (0, 100, 60)


def test_nothing_at_all_is_drawn_without_dividing_by_zero() -> None:
    assert [bar.size for bar in bars(D(0), [D(0)], D(0))] == [0, 0, 0]
    assert bar_width(D(5), full_bar([None, D(0)])) == 0
    assert bar_width(None, D(10)) == bar_width(D(-3), D(10)) == 0
    assert bar_width(D(5), full_bar([D(-20), D(5)])) == 25


def test_a_line_breaks_where_days_are_missing_and_marks_today_and_last_week() -> None:
    day = date(2026, 10, 30)
    whole = [(day - timedelta(days=back), D(back)) for back in range(20, -1, -1)]
    assert sparkline(whole, day - timedelta(days=90), day).count("<polyline") == 1
    assert sparkline(whole, day - timedelta(days=90), day).count("<circle") == 2
    broken = [point for point in whole if point[0] != day - timedelta(days=10)]
    assert sparkline(broken, day - timedelta(days=90), day).count("<polyline") == 2
    flat = [(day - timedelta(days=1), D(3)), (day, D(3))]
    assert "nan" not in sparkline(flat, day - timedelta(days=90), day)


def test_a_bullet_shows_a_loss_on_the_other_side_of_zero() -> None:
    assert bullet(D(50), D(100)).count("<rect") == 2
    assert bullet(D(-50), D(100)).count("<rect") == 3
    assert 'width="0"' in bullet(D(0), D(0))


def test_time_runs_to_the_right_while_a_bullet_is_mirrored_with_its_page() -> None:
    day = date(2026, 10, 30)
    series = [(day - timedelta(days=back), D(back)) for back in range(20, -1, -1)]
    week_ago, today = (float(x) for x in re.findall(r'cx="([\d.]+)"', sparkline(series, day - timedelta(days=90), day)))
    assert (week_ago, today) == (pytest.approx(3.5 + 149 * 83 / 90, abs=0.01), 152.5)
    assert "scale(-1" in bullet(D(50), D(100), mirrored=True)


def test_words_inside_a_plot_never_stand_on_one_another() -> None:
    names = [Name(0.5, 0.5, "a"), Name(0.5, 0.51, "b"), Name(0.52, 0.49, "c"), Name(0.95, 0.5, "d")]
    words = words_inside(Frame(0, 1, 0, 1), names, millimetres=32)  # a line of 3.2 mm takes a tenth
    assert [word.text for word in words if word.is_left] == ["d"]
    ups = sorted(word.up for word in words if word.text != "d")
    assert all(above - below >= 9.9 for below, above in pairwise(ups))
