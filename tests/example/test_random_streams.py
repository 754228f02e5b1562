"""Random streams that depend on nothing but their keys."""

from __future__ import annotations

from statistics import mean, variance

import pytest

from plumbline.example.random_streams import md5, poisson, stream


def test_a_stream_depends_on_its_keys_alone() -> None:
    numbers = [stream(7, "orders", day).random() for day in range(3)]
    stream(7, "leads", 1).random()
    assert [stream(7, "orders", day).random() for day in range(3)] == numbers
    assert len({*numbers, stream(8, "orders", 0).random(), stream(7, "orders").random()}) == 5


@pytest.mark.parametrize("expected", [0.4, 6.0, 60.0])
def test_counts_have_the_mean_and_the_variance_of_a_poisson_distribution(expected: float) -> None:
    r = stream(7, "poisson", expected)
    counts = [poisson(r, expected) for _ in range(20_000)]
    assert mean(counts) == pytest.approx(expected, rel=0.03) and variance(counts) == pytest.approx(expected, rel=0.06)


def test_nothing_is_expected_nothing_comes() -> None:
    r = stream(7)
    assert poisson(r, 0.0) == 0 and poisson(r, -1.0) == 0


def test_digests_are_those_of_rfc_1321() -> None:
    assert md5("abc") == "900150983cd24fb0d6963f7d28e17f72"
