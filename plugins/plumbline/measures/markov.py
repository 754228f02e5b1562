"""Markov attribution: how many conversions would be missing if a program were taken away.

First-order chain over the programs of a path, from `start` to `conversion` or `nothing` (Anderl, Becker, von Wangenheim
and Schumann 2016). The removal effect of a program is 1 − P(conversion without it) / P(conversion), where whoever would
have come to the removed program is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from plumbline.measures.withheld import Withheld

LEAST_CONVERTING = 100


@dataclass(frozen=True)
class Path:
    """The programs touched, in their order, and whether it ended with a conversion."""

    programs: tuple[str, ...]
    converts: bool


@dataclass(frozen=True)
class Removal:
    """What the paths say.

    `effects` by program (0 to 1), `shares` are the effects brought to a sum of 1, both empty where nothing converts.
    `is_withheld` where the paths are too few to be believed: `too_few_paths|<converting>|<needed>`.
    """

    paths: int
    converting: int
    effects: Mapping[str, float]
    shares: Mapping[str, float]
    is_withheld: bool
    reason: str | None


def removal(paths: Mapping[Path, int], least_converting: int = LEAST_CONVERTING) -> Removal:
    """Removal effects of all programs; each path with how often it was met. One without a touch says nothing."""
    journeys = {path: often for path, often in paths.items() if path.programs}
    converting = sum(often for path, often in journeys.items() if path.converts)
    programs = sorted({program for path in journeys for program in path.programs})
    effects = _effects(journeys, programs) if converting else {}
    whole = sum(effects.values())
    shares = {program: effect / whole for program, effect in effects.items()} if whole else {}
    reason = Withheld.TOO_FEW_PATHS.of(converting, least_converting) if converting < least_converting else None
    return Removal(sum(journeys.values()), converting, effects, shares, reason is not None, reason)


def _effects(paths: Mapping[Path, int], programs: Sequence[str]) -> dict[str, float]:
    # States: start, the programs, conversion. What leads nowhere simply has no column of its own.
    states = {program: at for at, program in enumerate(programs, start=1)}
    end = len(programs) + 1
    counts = np.zeros((end, end + 1))
    leaving = np.zeros(end)
    for path, often in paths.items():
        at = [0, *(states[program] for program in path.programs)]
        np.add.at(leaving, at, often)
        np.add.at(counts, (at, [*at[1:], end]), [float(often)] * (len(at) - 1) + [float(often * path.converts)])
    moves = counts / leaving[:, None]
    whole = _conversion(moves, range(end))
    return {
        program: 1.0 - _conversion(moves, [state for state in range(end) if state != states[program]]) / whole
        for program in programs
    }


def _conversion(moves: np.ndarray, states: Sequence[int] | range) -> float:
    """Chance to end in conversion from `start`, over the given states only: (I − Q)⁻¹ r, Kemeny and Snell."""
    kept = list(states)
    among = moves[np.ix_(kept, kept)]
    return float(np.linalg.solve(np.eye(len(kept)) - among, moves[kept, -1])[0])
