"""Diminishing returns: what one more unit of spend brings in each channel, and how sure that is.

Weekly outcome = base + trend + season + Σ effect · Hill(adstock(spend)) + noise, with x*ₜ = xₜ + θ x*ₜ₋₁ and
Hill(x) = xᵃ / (xᵃ + kᵃ) (Jin, Wang, Sun, Chan and Koehler 2017). The posterior is drawn by Gibbs over a grid of
(θ, k, a) for each channel, so that a month of four channels takes about a second; a general sampler takes minutes.
Half saturation is told as steady weekly spend, h = k (1 − θ): with spend s in every week, Hill is sᵃ / (sᵃ + hᵃ).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from plumbline.measures.gibbs import Draws, sample

Series = NDArray[np.float64]

CARRY_OVER = np.linspace(0.0, 0.9, 10)
SHAPES = np.array([0.5, 0.75, 1.0, 1.35, 1.8, 2.4, 3.2])
HALF_STEPS = 10
WARM_UP = 6  # weeks whose carry-over from before the first week is not known
WEEKS_OF_A_YEAR = 365.25 / 7


@dataclass(frozen=True)
class Posterior:
    """Draws of one channel, each of shape (draws,): θ, steady half saturation, shape, and the full effect a week."""

    theta: Series
    half: Series
    shape: Series
    effect: Series

    def contribution(self, spend: float) -> Series:
        """Outcome a week that a steady weekly spend brings, by draw."""
        if spend <= 0:
            return np.zeros_like(self.effect)
        return self.effect / (1.0 + (self.half / spend) ** self.shape)

    def marginal(self, spend: float) -> Series:
        """Outcome for one more unit of steady spend, by draw; NaN at no spend, where a steep curve has no slope."""
        if spend <= 0:
            return np.full_like(self.effect, np.nan)
        share = 1.0 / (1.0 + (self.half / spend) ** self.shape)
        return self.effect * self.shape * share * (1.0 - share) / spend


def fit(outcome: Series, spend: Mapping[str, Series], seed: int = 0) -> dict[str, Posterior]:
    """The posterior of every channel; outcome and each spend of shape (weeks,), weeks in order without a gap."""
    names = sorted(spend)
    grids = [_grid(spend[name]) for name in names]
    kept = np.asarray(outcome, dtype=float)[WARM_UP:]
    columns = [_columns(spend[name], grid)[WARM_UP:] for name, grid in zip(names, grids, strict=True)]
    peaks = [block.max(axis=0) for block in columns]
    scaled = [block / peak for block, peak in zip(columns, peaks, strict=True)]
    scale = max(float(abs(kept).mean()), 1e-9) / 2
    draws = sample(kept, background(len(kept)), scaled, scale, seed)
    return {
        name: _posterior(grid, peak, drawn) for name, grid, peak, drawn in zip(names, grids, peaks, draws, strict=True)
    }


def background(weeks: int) -> Series:
    """Base, trend and as many waves of a year as the weeks can tell; shape (weeks, columns)."""
    at = np.arange(weeks, dtype=float)
    waves = 0 if weeks < WEEKS_OF_A_YEAR - WARM_UP else 1 if weeks < 2 * WEEKS_OF_A_YEAR - WARM_UP else 3
    angle = 2 * np.pi * np.outer(at, np.arange(1, waves + 1)) / WEEKS_OF_A_YEAR
    return np.column_stack([np.ones(weeks), at / weeks - 0.5, np.sin(angle), np.cos(angle)])


def _grid(spend: Series) -> Series:
    """All (θ, h, a), shape (points, 3); h from a quarter of the usual spend to thrice the highest."""
    usual = float(np.median(spend[spend > 0]))
    halves = np.geomspace(usual / 4, float(spend.max()) * 3, HALF_STEPS)
    return np.array([(theta, half, shape) for theta in CARRY_OVER for half in halves for shape in SHAPES])


def adstock(spend: Series, theta: float) -> Series:
    """x*ₜ = xₜ + θ x*ₜ₋₁; before the first week stands the steady state of the first two months."""
    before = float(np.mean(spend[:8])) / (1.0 - theta)
    stock, _ = lfilter([1.0], [1.0, -theta], spend, zi=[theta * before])
    return np.asarray(stock, dtype=float)


def _columns(spend: Series, grid: Series) -> Series:
    """Hill(adstock) for every point of the grid, shape (weeks, points)."""
    stocks = {theta: adstock(spend, theta) * (1.0 - theta) for theta in CARRY_OVER}
    steady = np.column_stack([stocks[theta] for theta in grid[:, 0]])
    return np.asarray(1.0 / (1.0 + (grid[:, 1] / np.maximum(steady, 1e-12)) ** grid[:, 2]))


def _posterior(grid: Series, peaks: Series, draws: Draws) -> Posterior:
    theta, half, shape = grid[draws.points].T
    return Posterior(theta, half, shape, draws.effects / peaks[draws.points])


def interval(draws: Series, level: float) -> tuple[float, float]:
    """The central interval of the draws."""
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def correlated(spend: Mapping[str, Series], names: Sequence[str]) -> Series:
    """Correlations of the channels' spend once base, trend and season are taken out; shape (channels, channels)."""
    raw = np.column_stack([np.asarray(spend[name], dtype=float) for name in names])
    frame = background(len(raw))
    rest = raw - frame @ np.linalg.lstsq(frame, raw, rcond=None)[0]
    norm = np.sqrt((rest**2).sum(axis=0))
    norm[norm < 1e-9 * np.sqrt((raw**2).sum(axis=0)) + 1e-12] = np.inf
    return np.asarray((rest / norm).T @ (rest / norm))
