"""A report, measured, and its HTML kept for a browser: `python -m tests.bench.pages <report> <day> <folder>`."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.document import Document

from plumbline.reports.publish import publish
from plumbline.settings import Settings


def publish_one(report: str, day: str, folder: str) -> dict[str, object]:
    """Publish a report in English: seconds in all and in WeasyPrint, pages; its HTML goes into `folder`."""
    settings, spent, seen = Settings.from_env(), [0.0], []

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: Any, *args: Any, **named: Any) -> Any:
            started = time.monotonic()
            try:
                return function(self, *args, **named)
            finally:
                spent[0] += time.monotonic() - started

        return call

    make = weasyprint.HTML.__init__

    def keep(self: Any, *args: Any, **named: Any) -> None:
        seen.append(named)
        make(self, *args, **named)

    weasyprint.HTML.__init__ = keep
    weasyprint.HTML.render, Document.write_pdf = timed(weasyprint.HTML.render), timed(Document.write_pdf)
    started = time.monotonic()
    publication = publish(settings, report, date.fromisoformat(day), ["en"])[0]
    seconds = time.monotonic() - started
    for_browser(Path(folder), settings.templates_folder, seen[-1]["string"], seen[-1]["url_fetcher"].drawings.svg)
    return {"seconds": seconds, "layout": spent[0], "pages": publication.pages}


def for_browser(folder: Path, templates: Path, html: str, drawings: dict[str, str]) -> None:
    """The same page with its styles, fonts and drawings as files beside it."""
    own = f"{folder.as_uri()}/"
    shutil.copytree(templates / "fonts", folder / "fonts")
    (folder / "drawing").mkdir()
    for name, svg in drawings.items():
        (folder / "drawing" / name).write_text(svg, encoding="utf-8")
    styles = "".join((templates / "styles" / name).read_text("utf-8") for name in ("base.css", "report.css"))
    page = html.replace("</head>", f"<style>{styles}</style></head>", 1).replace("plumbline:", own)
    (folder / "page.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    print(json.dumps(publish_one(*sys.argv[1:])))
