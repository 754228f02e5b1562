"""What each page shows: typed rows turned into the words, figures and drawings of one language."""

from __future__ import annotations

from typing import Any

View = dict[str, Any]
