"""docs/measures.md, from the headers of include/sql/marts: what each mart means, in the words beside its SQL.

`make docs` writes it; a test holds that it is up to date.
"""

from __future__ import annotations

from pathlib import Path

from plumbline.settings import PROJECT
from plumbline.warehouse.computed import column_prose
from plumbline.warehouse.models import Model, load_models, upstream

PAGE = PROJECT / "docs" / "measures.md"
OWNERS = {
    "finance": "Money",
    "marketing": "Programs, creators, audiences",
    "sales": "Pipeline and sales",
    "data": "Trust",
}
LINES = ("definition", "formula", "unit", "denominators", "caveats")
HEAD = """# Measures

Every mart of the warehouse (schema `marts`), in the words that stand beside its SQL in `include/sql/marts`. The same
words are the comments of the tables and columns in the database, and the definitions on the last page of the reports.
This page is written by `make docs`; edit the SQL's header, not the page.

A row is *as first reported* (`vintage` `as_reported`) when nothing that became known after its day went into it: it
never changes. *Latest* is what is known of that day today. Amounts carry their ISO 4217 code in `currency`; a null is
*not known*, never 0.
"""


def page(models: list[Model]) -> str:
    """The page as Markdown."""
    marts = [model for model in models if model.file.schema == "marts"]
    parts = [HEAD]
    for owner, title in OWNERS.items():
        own = sorted((m for m in marts if m.file.header["owner"] == owner), key=lambda model: model.table)
        parts.append(
            f"## {title}\n\n" + "\n".join(f"- [{m.file.name}](#{m.file.name}): {m.file.description}" for m in own)
        )
        parts += [_mart(model, models) for model in own]
    return "\n\n".join(parts) + "\n"


def _mart(model: Model, models: list[Model]) -> str:
    header = model.file.header
    said = [f"**{key.capitalize()}**: {header[key]}" for key in LINES if header.get(key)]
    grain = ", ".join(f"`{column}`" for column in model.grain)
    staging = sorted(t.removeprefix("staging.") for t in upstream(models, model.table) if t.startswith("staging."))
    said.append(f"**A row**: {model.file.description} ({grain})")
    if model.is_computed:
        said.append(f"**Computed by** `{header['computed']}`")
    said.append("**Made of**: " + ", ".join(staging))
    columns = "\n".join(f"| `{name}` | {_cell(prose)} |" for name, prose in column_prose(model.file).items())
    return f"### {model.file.name}\n\n" + "  \n".join(said) + f"\n\n| column | meaning |\n|---|---|\n{columns}"


def _cell(prose: str) -> str:
    return prose.replace("|", "\\|")


def write(path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(page(load_models(PROJECT / "include" / "sql")), encoding="utf-8")


if __name__ == "__main__":
    write()
