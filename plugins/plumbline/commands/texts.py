"""`make texts`: gathers every text that a reader may see into include/templates/locale, for translators.

Texts stand in Python (`say`, `count`, `text`, `plural`), in the Jinja templates (`_`), in definitions.yaml and in the
headers of the marts that reports lead to. To add a language, copy messages.pot to locale/<code>/LC_MESSAGES/messages.po
and translate it: nothing else is needed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from plumbline.language.language import load_vocabulary
from plumbline.reports.definitions import load_definitions
from plumbline.settings import REVENUE_FROM

PACKAGE = Path(__file__).resolve().parents[1]
TEMPLATES = PACKAGE.parents[1] / "include" / "templates"
KEYWORDS: dict[str, Any] = {
    "say": None,
    "text": None,
    "_": None,
    "count": (1, 2),
    "plural": (1, 2),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
TRANSLATED = ("name", "definition", "formula", "unit", "caveats")

HEADER = "# What readers of Plumbline's reports see. Made by `make texts`."
# headings that would make every run a change, or that nobody fills in
WIDTH, SOURCE_LANGUAGE = 118, "en"
NOISE = ('"POT-', '"PO-', '"Report-', '"Last-', '"Language-Team', '"Generated', '"Project-Id')

Message = tuple[str, str | tuple[str, ...], str | None]


def catalogue(templates: Path = TEMPLATES) -> Catalog:
    """All texts, each with the files in which it stands."""
    found = Catalog(header_comment=HEADER, charset="utf-8", fuzzy=False)
    for place, message, context in _messages(templates):
        found.add(message, locations=[(place, None)], context=context)  # type: ignore[list-item]
    return found


def _messages(templates: Path) -> Iterator[Message]:
    for folder in ("language", "layout", "reports"):
        python = extract_from_dir(str(PACKAGE / folder), [("**.py", "python")], keywords=KEYWORDS)
        for file, _, message, _, context in python:
            yield f"plugins/plumbline/{folder}/{file}", message, context
    pages = extract_from_dir(
        str(templates), [("**.j2", "jinja2")], {"**.j2": {"extensions": "jinja2.ext.do"}}, keywords=KEYWORDS
    )
    for file, _, message, _, context in pages:
        yield f"include/templates/{file}", message, context
    for kind, words in load_vocabulary(templates).items():
        for word in words.values() if kind != "platform" else ():
            yield "include/templates/vocabulary.yaml", word, None
    definitions = yaml.safe_load((templates / "definitions.yaml").read_text(encoding="utf-8"))
    parts = [part for entry in definitions.values() for part in (entry, *map(entry.get, REVENUE_FROM)) if part]
    for part in parts:
        for value in [*(part[key] for key in TRANSLATED if key in part), *part.get("from", [])]:
            yield "include/templates/definitions.yaml", value, None
    for path in sorted((templates.parent / "sources").glob("*.yaml")):
        yield f"include/sources/{path.name}", yaml.safe_load(path.read_text(encoding="utf-8"))["title"], None
    for key, meaning in load_definitions(templates).items():
        if key not in definitions:
            for value in (meaning.definition, meaning.formula, meaning.unit, meaning.caveats):
                if value:
                    yield f"include/sql/marts/{key}.sql", value, None


def write(folder: Path, templates: Path = TEMPLATES) -> int:
    """Write messages.pot, and every language's catalogue with the new texts empty; gives the number of texts."""
    found = catalogue(templates)
    _write(found, folder / "messages.pot")
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        if path.parts[-3] == SOURCE_LANGUAGE:
            continue
        with path.open("rb") as source:
            own = read_po(source, locale=path.parts[-3])
        own.update(found, no_fuzzy_matching=True)
        _write(own, path)
        missing = sum(not message.string or not all(message.string) for message in own if message.id)
        print(f"{path.parts[-3]}: {missing} texts to translate in {path}", file=sys.stderr)
    return len(found)


def _write(texts: Catalog, path: Path) -> None:
    with path.open("wb") as target:
        write_po(target, texts, sort_output=True, ignore_obsolete=True, include_lineno=False, width=WIDTH)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(NOISE)), encoding="utf-8")


if __name__ == "__main__":
    print(f"{write(TEMPLATES / 'locale')} texts", file=sys.stderr)
