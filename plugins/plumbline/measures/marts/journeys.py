"""core.markov_effect and marts.markov_attribution, from journeys through programs and how often each was met."""

from __future__ import annotations

import pandas as pd

from plumbline.measures.markov import Path, Removal, removal
from plumbline.measures.marts.frames import made


def effects(rows: pd.DataFrame) -> pd.DataFrame:
    """The removal effect of every program."""
    removal_effects, programs = _removal(rows)
    return made(
        [
            {
                "program_id": program, "paths": removal_effects.paths, "converting_paths": removal_effects.converting,
                "effect": None if removal_effects.is_withheld else removal_effects.effects.get(program),
                "share": None if removal_effects.is_withheld else removal_effects.shares.get(program),
                "is_withheld": removal_effects.is_withheld, "reason": removal_effects.reason,
            }
            for program in programs
        ]
    )  # fmt: skip


def attribution(rows: pd.DataFrame) -> pd.DataFrame:
    """The removal effect of every program on a day, with its part of the revenue."""
    revenue = rows["net_revenue"].iloc[0]
    table = effects(rows).rename(columns={"effect": "removal_effect"})
    if table.empty:
        return table
    money = [None if share is None or revenue is None else share * float(revenue) for share in table["share"]]
    return table.assign(net_revenue=pd.Series(money, dtype=object), currency=rows["currency"].iloc[0])


def _removal(rows: pd.DataFrame) -> tuple[Removal, list[str]]:
    counted = [
        (Path(tuple(path.split(" > ")), bool(converts)), int(subjects))
        for path, converts, subjects in zip(rows["path"], rows["converts"], rows["subjects"], strict=True)
    ]
    return removal(dict(counted)), sorted({program for path, _ in counted for program in path.programs})
