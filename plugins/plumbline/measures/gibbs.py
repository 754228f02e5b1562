"""Gibbs sampling of a sum of non-negative effects, each of a shape out of a grid.

y = background + Σ effectᵢ · columnᵢ(pointᵢ) + noise. One step draws a channel's point and effect together from their
exact conditional: the effect is integrated out over its half-normal prior, so the point is a draw from a table. Noise
that is correlated from week to week is whitened with the correlation of a first run's residuals (Cochrane–Orcutt).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from threadpoolctl import threadpool_limits

CHAINS = 4
BURN_IN = 60
KEPT = 200

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Draws:
    """Draws of one channel: the numbers of its grid points and its effects, shape (draws,); chain after chain."""

    points: NDArray[np.int64]
    effects: Matrix


def sample(outcome: Matrix, background: Matrix, channels: Sequence[Matrix], scale: float, seed: int) -> list[Draws]:
    """Draw from the posterior.

    outcome (weeks,); background (weeks, columns), under a flat prior; channels each (weeks, points), under a uniform
    prior over points and a half-normal one of `scale` over the effect. Returns CHAINS · KEPT draws a channel.
    """
    # Matrices this small are faster on one core; several would wait for each other.
    with threadpool_limits(1, user_api="blas"):
        return _sample(outcome, background, channels, scale, np.random.default_rng(seed))


def _sample(
    outcome: Matrix, background: Matrix, channels: Sequence[Matrix], scale: float, dice: np.random.Generator
) -> list[Draws]:
    first = _run(outcome, background, channels, scale, dice, BURN_IN // 3, BURN_IN // 3)
    mean = sum(
        block[:, draws.points] @ draws.effects / len(draws.effects)
        for block, draws in zip(channels, first, strict=True)
    )
    rest = outcome - mean
    rest = rest - background @ np.linalg.lstsq(background, rest, rcond=None)[0]
    carry = float(np.clip(rest[1:] @ rest[:-1] / (rest @ rest), -0.5, 0.9))
    if abs(carry) < 2 / len(outcome) ** 0.5:
        carry = 0.0  # not to be told from none
    return _run(
        _white(outcome, carry), _white(background, carry), [_white(block, carry) for block in channels], scale, dice,
        BURN_IN, KEPT,
    )  # fmt: skip


def _white(values: Matrix, carry: float) -> Matrix:
    return values if carry == 0.0 else values[1:] - carry * values[:-1]


def _run(
    outcome: Matrix,
    background: Matrix,
    channels: Sequence[Matrix],
    scale: float,
    dice: np.random.Generator,
    burn_in: int,
    kept: int,
) -> list[Draws]:
    frame, _ = np.linalg.qr(background)

    def clear(values: Matrix) -> Matrix:
        return values - frame @ (frame.T @ values)

    y = clear(outcome)[:, None]
    blocks = [np.ascontiguousarray(clear(block).T) for block in channels]
    squares = [(block**2).sum(axis=1)[:, None] for block in blocks]
    freedom = len(outcome) - frame.shape[1]
    points = np.array([dice.integers(0, len(block), CHAINS) for block in blocks])
    effects = scale * dice.random((len(blocks), CHAINS)) / 5
    parts = [(block[at] * effect[:, None]).T for block, at, effect in zip(blocks, points, effects, strict=True)]
    variance = np.full(CHAINS, float(np.var(y)))
    told_points, told_effects = [], []
    for step in range(burn_in + kept):
        for c, block in enumerate(blocks):
            rest = y - sum(part for other, part in enumerate(parts) if other != c)
            points[c], effects[c] = _draw(block @ rest, squares[c], variance, scale, dice)
            parts[c] = (block[points[c]] * effects[c][:, None]).T
        left = y - sum(parts)
        variance = (left**2).sum(axis=0) / dice.chisquare(freedom, CHAINS)
        if step >= burn_in:
            told_points.append(points.copy())
            told_effects.append(effects.copy())
    all_points, all_effects = np.array(told_points), np.array(told_effects)
    return [Draws(all_points[:, c].T.ravel(), all_effects[:, c].T.ravel()) for c in range(len(blocks))]


def _draw(
    along: Matrix, squares: Matrix, variance: Matrix, scale: float, dice: np.random.Generator
) -> tuple[NDArray[np.int64], Matrix]:
    """A point and its effect for every chain; along (points, chains) are the columns' products with what is left."""
    precision = squares / variance + scale**-2
    mean = along / variance / precision
    standard = mean * np.sqrt(precision)
    weight = 0.5 * (standard**2 - np.log(precision)) + np.log(ndtr(np.maximum(standard, -37.0)))
    weight = np.exp(weight - weight.max(axis=0)).cumsum(axis=0)
    at = (weight < dice.random(weight.shape[1]) * weight[-1]).sum(axis=0)
    chains = np.arange(weight.shape[1])
    return at, _above_zero(mean[at, chains], precision[at, chains] ** -0.5, dice)


def _above_zero(mean: Matrix, deviation: Matrix, dice: np.random.Generator) -> Matrix:
    """Draws from a normal cut off below zero; far out in the tail it is all but exponential."""
    below = ndtr(-mean / deviation)
    luck = dice.random(len(mean))
    inside = mean + deviation * ndtri(np.minimum(below + luck * (1 - below), 1 - 1e-16))
    tail = -np.log1p(-luck) * deviation**2 / np.maximum(-mean, deviation)
    return np.where(mean > -6 * deviation, np.maximum(inside, 0.0), tail)
