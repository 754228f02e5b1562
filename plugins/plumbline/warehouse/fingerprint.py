"""What made a model's rows, as one hash: its SQL, its header, the parameters it asks for, the Python that computes it.

A model whose fingerprint is another than the one with which its rows were made is made anew, with its history.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from sqlglot import exp

from plumbline.warehouse.macros import MACROS
from plumbline.warehouse.models import Model
from plumbline.warehouse.staging import StagingTable

HEADER_KEYS = ("materialized", "unique_key", "partition_by", "grain", "computed")


def fingerprint(model: Model, parameters: Mapping[str, exp.Expr], staging: Mapping[str, StagingTable]) -> str:
    """SHA-256, as text. A staging table that is declared anew is filled anew: whatever reads it is, too."""
    said = [model.body, *(model.file.header.get(key, "") for key in HEADER_KEYS)]
    said += [f"{table}: {text}" for table, text in sorted(model.file.changed_by.items())]
    if model.is_computed:
        said += [f"{name}: {prose.partition(']')[0]}" for name, prose in model.file.columns.items()]
        said.append(_source(model.file.header["computed"].partition(":")[0]))
    else:
        said += sorted(model.file.columns)
    said += [f"{name}: {macro.sql}" for name, macros in MACROS.items() if name in model.body for macro in macros]
    said += [f"{table.name}: {dict(table.types)}" for table in staging.values() if table.name in model.reads]
    # a name that only looks like a parameter (a cast's ::date) does no harm
    said += [f"{name}={value.sql()}" for name, value in sorted(parameters.items()) if f":{name}" in model.body]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


@cache
def _source(module: str) -> str:
    """The Python beside a module, in its folder and the one above: what its functions may call."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return ""
    folder = Path(spec.origin).parent
    files = sorted([*folder.glob("*.py"), *folder.parent.glob("*.py")])
    return hashlib.sha256(b"\n".join(path.read_bytes() for path in files)).hexdigest()
