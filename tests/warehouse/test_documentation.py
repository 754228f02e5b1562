"""docs/measures.md says what the SQL's headers say, no less and nothing older."""

from __future__ import annotations

from plumbline.commands.documentation import PAGE, page
from plumbline.settings import PROJECT
from plumbline.warehouse.models import load_models

MODELS = load_models(PROJECT / "include" / "sql")


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(MODELS), "type `make docs`"


def test_every_mart_is_on_the_page_with_every_column() -> None:
    text = PAGE.read_text(encoding="utf-8")
    marts = [model for model in MODELS if model.file.schema == "marts"]
    assert len(marts) > 25
    for model in marts:
        assert f"### {model.file.name}\n" in text
        part = text.partition(f"### {model.file.name}\n")[2].partition("\n### ")[0]
        assert [name for name in model.columns if f"| `{name}` |" not in part] == []
        assert model.file.header["definition"] in part
