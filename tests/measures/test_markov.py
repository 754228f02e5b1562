"""Removal effects: a published example by hand, planted worlds, and too little to say anything."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from plumbline.measures.markov import Path, removal

# S. Puzyrov, "Markov Chain Attribution – Simple Explanation Of Removal Effect" (2019): by hand,
# P = .8·(.5 + .25) + .2 = .8; without google .2, without mailing .8·.5 = .4
PUBLISHED = [
    Path(("google",), True),
    Path(("google",), True),
    Path(("mailing",), True),
    Path(("google", "mailing"), True),
    Path(("google",), False),
]


def test_the_published_example() -> None:
    effects = removal(Counter(PUBLISHED), least_converting=4)
    assert effects.effects == pytest.approx({"google": 0.75, "mailing": 0.5})
    assert effects.shares == pytest.approx({"google": 0.6, "mailing": 0.4})
    assert (effects.paths, effects.converting, effects.is_withheld, effects.reason) == (5, 4, False, None)


def test_three_in_a_row() -> None:
    # C1 > C2 > C3 buys, C1 leaves, C2 > C3 leaves: P = ⅓; without C1 ⅙; without C2 or C3 nothing
    paths = [Path(("C1", "C2", "C3"), True), Path(("C1",), False), Path(("C2", "C3"), False)]
    assert removal(Counter(paths)).effects == pytest.approx({"C1": 0.5, "C2": 1.0, "C3": 1.0})
    assert removal(Counter(paths)).shares == pytest.approx({"C1": 0.2, "C2": 0.4, "C3": 0.4})


def test_a_program_that_stands_twice_in_a_row() -> None:
    # from A: half of the moves lead back to A, a quarter each to conversion and away: P = ½
    paths = [Path(("A", "A"), True), Path(("A", "A"), False)]
    assert removal(Counter(paths)).effects == pytest.approx({"A": 1.0})


def test_few_paths_are_withheld_and_counted() -> None:
    effects = removal(Counter(PUBLISHED))
    assert (effects.is_withheld, effects.reason, effects.converting) == (True, "too_few_paths|4|100", 4)


def test_paths_without_a_touch_or_a_conversion_say_nothing() -> None:
    effects = removal(Counter([Path((), True), Path(("A",), False)]))
    assert (effects.paths, effects.converting, effects.effects, effects.is_withheld) == (1, 0, {}, True)


def test_planted_moves_are_found_again() -> None:
    """A chain with known moves is walked 20,000 times; the effects are those of the known matrix."""
    dice = np.random.default_rng(3)
    # start → A .7, B .3;  A → B .4, conversion .2, nothing .4;  B → A .1, conversion .3, nothing .6
    after = {"start": "AB", "A": "BCN", "B": "ACN"}
    odds = {"start": (0.7, 0.3), "A": (0.4, 0.2, 0.4), "B": (0.1, 0.3, 0.6)}
    walks: Counter[Path] = Counter()
    for _ in range(20_000):
        at, seen = "start", []
        while (at := str(dice.choice(list(after[at]), p=odds[at]))) in "AB":
            seen.append(at)
        walks[Path(tuple(seen), at == "C")] += 1
    effects = removal(walks)
    # by hand: a = .2 + .4 b, b = .3 + .1 a ⇒ a = 1/3, b = 1/3 ⇒ P = 1/3; without A .3·.3, without B .7·.2
    assert effects.effects["A"] == pytest.approx(1 - 0.09 * 3, abs=0.02)
    assert effects.effects["B"] == pytest.approx(1 - 0.14 * 3, abs=0.02)
