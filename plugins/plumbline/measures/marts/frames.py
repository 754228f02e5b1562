"""Between rows of the warehouse (objects, Decimals, None) and the arrays of the statistics."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def numbers(values: pd.Series) -> NDArray[np.float64]:
    """A column as floats; null becomes NaN."""
    return np.array([np.nan if value is None else float(value) for value in values], dtype=float)


def days(values: pd.Series) -> NDArray[np.datetime64]:
    """A column of dates."""
    return np.asarray(pd.to_datetime(values).to_numpy(), dtype="datetime64[D]")


def made(rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """Rows of the mart; an empty frame where there are none."""
    return pd.DataFrame(list(rows), dtype=object)


def seed(*parts: object) -> int:
    """A seed that depends on nothing but the data it is named after."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:4], "big")
