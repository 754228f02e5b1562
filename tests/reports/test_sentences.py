"""What no page may say: from X to X, a change from nothing, uncertain advice, two things of one figure, a raw code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from plumbline.language.language import Language, load_language, load_vocabulary
from plumbline.layout.blocks import Cell, Drawing, Section, Table
from plumbline.reports.context import Context
from plumbline.reports.kind import Document, compose
from plumbline.reports.verify import plain
from tests.reports import poor_worlds, worlds
from tests.reports.conftest import TEMPLATES, Day, install_marts, read_report
from tests.reports.filled import FRIDAY, MONTH_END, SUNDAY
from tests.reports.marts import Rows
from tests.reports.uncertain_worlds import doubtful, spread, tired

REPORTS = {"daily_pulse": FRIDAY, "weekly_review": SUNDAY, "board_report": MONTH_END, "platform_rating": MONTH_END}
LANGUAGES = ("en", "de", "he")
CHANGE = ("Before", "Vorher", "לפני")
FIGURE = r"[−+±]?(?:[A-Z]{0,3}[€$£₪]?)\s?\d[\d.,]*(?:\s?(?:k|m|bn|Tsd\.|Mio\.|Mrd\.|%|×|€))*"
TO_ITSELF = re.compile(
    rf"(?<![\w.,−+±])({FIGURE})(?:\s\([^()]*\))?(?:\sto\s|\sbis\s|\sעד\s|\sund\s|\sand\s)\1(?![\w.,%])(?!\sב)"
)
CODE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\b[a-z_]+\|[\w.|]+")


def quiet() -> Rows:
    """The rich company on a day on which no deal moved."""
    rows = worlds.nightjar() | {"deal_move": []}
    for row in rows["pipeline_bridge"]:
        row |= dict.fromkeys(worlds.STEPS, Decimal(0)) | {"opening": row["closing"]}
    return rows


def _dated(rows: Rows, day: date) -> Rows:
    """A world of one day, moved to the day that a report is about."""
    moved = FRIDAY - day
    return {
        name: [{key: at - moved if isinstance(at, date) else at for key, at in row.items()} for row in found]
        for name, found in rows.items()
    }


ALL_DAYS = {"spread": spread, "doubtful": doubtful, "tired": tired}
ONE_DAY = {
    "nightjar": worlds.nightjar,
    "longest": worlds.longest,
    "quiet": quiet,
    "poor": poor_worlds.poor,
    "funnel": poor_worlds.funnel,
    "seen": poor_worlds.seen,
    "empty": poor_worlds.empty,
    "first day": poor_worlds.first_day,
    "first deals": poor_worlds.first_deals,
}


@dataclass(frozen=True, eq=False)
class Watched(Language):
    """A language that keeps the codes for which the vocabulary has no words: a page shows them as they stand."""

    unsaid: list[str] = field(default_factory=list)

    def term(self, kind: str, code: str | None) -> str:
        if code and code not in self.vocabulary[kind] and "_" in code:
            self.unsaid.append(f"{kind}: {code}")
        return super().term(kind, code)


@dataclass(frozen=True)
class Said:
    """A report of a world in one language."""

    ctx: Context
    document: Document
    unsaid: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """Every text of the report but names that somebody else gave."""
        return [plain(text) for text in _texts(self.document)]


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Drawing):
        yield part.alt
    elif isinstance(part, Cell) and part.is_name:
        yield part.note
    elif isinstance(part, Section):
        yield from (part.title, part.subtitle, part.unknown)
        for below in (*part.notes, *part.blocks):
            yield from _texts(below)
    elif isinstance(part, tuple | list):
        for one in part:
            yield from _texts(one)
    elif is_dataclass(part):
        for one in fields(part):
            if one.name not in ("key", "kind", "source", "anchor", "definition", "classes"):
                yield from _texts(getattr(part, one.name))


Read = Callable[[str, str, str], Said]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Reads a world's report once and writes it in a language."""

    @cache
    def read(world: str, report: str) -> Day:
        day = REPORTS[report]
        rows = ALL_DAYS[world]() if world in ALL_DAYS else _dated(ONE_DAY[world](), day)
        return read_report(install_marts(tmp_path_factory.mktemp("world"), rows), report, day)

    @cache
    def say(world: str, report: str, code: str) -> Said:
        day, known = read(world, report), load_language(code, TEMPLATES)
        language = Watched(known.code, known.locale, known.catalogue, known.vocabulary)
        ctx = day.context(language)
        return Said(ctx, compose(day.kind, ctx), tuple(language.unsaid))

    return say


def advice(language: Language, text: str) -> tuple[str, dict[str, str]] | None:
    """The code of an advice and the words in its holes, when the text is one; in a list its owner and date follow."""
    text = re.sub(r"\s\([^()]*\)$", "", text)
    for code, english in load_vocabulary(TEMPLATES)["advice"].items():
        parts = re.split(r"\{(\w+)\}", plain(language.catalogue.gettext(english)))
        holes = parts[1::2]
        some = {"creative": ".+"}  # whose name may hold a colon
        pattern = "".join(f"(?P<{p}>{some.get(p, '.+?')})" if n % 2 else re.escape(p) for n, p in enumerate(parts))
        if found := re.fullmatch(pattern, text):
            return code, {hole: found[hole] for hole in holes}
    return None


def to_itself(texts: list[str]) -> list[str]:
    """Sentences whose low and high, or before and after, are the same."""
    return [text for text in texts if TO_ITSELF.search(text)]


def unfinished(texts: list[str]) -> list[str]:
    """Sentences whose last words are missing: what stands behind a colon is empty."""
    return [text for text in texts if re.search(r":\W*(?:;|$)", text) and len(text) > 20]


def raw_codes(texts: list[str]) -> list[str]:
    """Codes of the marts on a page; attachments keep their names."""
    return [found for text in texts for found in CODE.findall(re.sub(r"[\w-]+\.csv", "", text))]


def from_nothing(document: Document) -> list[str]:
    """Cards whose change is all they show, and rows of a table of changes that were nothing before."""
    found = [f"{one.name}: {one.change}" for one in document.opening.figures if one.change.startswith(f"+{one.text} ")]
    tables = [block for part in document.sections() for block in part.blocks if isinstance(block, Table)]
    for table in tables:
        titles = [heading.title for heading in table.headings]
        for n in (n for n, title in enumerate(titles) if title in CHANGE and len(titles) > n + 1):
            found += [
                row[0].text for row in table.rows if not re.search(r"[1-9]", row[n].text) and "–" not in row[n].text
            ]
    return found


def uncertain(language: Language, texts: list[str]) -> list[str]:
    """Advice whose interval holds what would make it wrong: zero, or a ratio of one."""
    found = []
    for text in texts:
        code, words = advice(language, text) or ("", {})
        if "low" not in words:
            continue
        low = Decimal(re.sub(r"[^\d.−]", "", words["low"].replace(",", ".")).replace("−", "-").strip(".") or 0)
        if low <= (1 if code == "overreporting" else 0):
            found.append(text)
    return found


def crossed(said: Said) -> list[str]:
    """A creative that is told two things, and a figure that rose and fell over the same days."""
    told: dict[str, set[str]] = {}
    for text in said.texts:
        code, words = advice(said.ctx.language, text) or ("", {})
        if "creative" in words:
            told.setdefault(words["creative"], set()).add(code)
    places = {
        plain(said.ctx.name(row["ad_name"])): row["recommendation"]
        for row in (said.ctx.rows("creatives") if "creatives" in said.ctx.reads else [])
    }
    allowed = {"scale_creative": {"scale"}, "stop_creative": {"stop"}, "fatigued": {"keep", "test", "scale", None}}
    found = [f"{name}: {codes}" for name, codes in told.items() if len(codes) > 1]
    found += [
        f"{name}: {code} and {places.get(name)}"
        for name, codes in told.items() for code in codes if places.get(name) not in allowed[code]
    ]  # fmt: skip
    opening = said.document.opening
    for figure in opening.figures:
        for text in (opening.headline, *opening.support):
            week = re.search(r"\b(rose|fell|up|down)\b[^;:]*\b(?:this|in a) week", plain(text))
            if week and figure.has_change and figure.name in text and figure.change[0] != "±":
                ways = ("rose", "up") if figure.change[0] == "+" else ("fell", "down")
                found += [] if week[1] in ways else [text]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("company", [*ALL_DAYS, *ONE_DAY])
def test_no_page_says_what_is_no_news_or_no_word(said: Read, company: str, report: str, language: str) -> None:
    one = said(company, report, language)
    assert (to_itself(one.texts), unfinished(one.texts)) == ([], [])
    assert (raw_codes(one.texts), one.unsaid) == ([], ())
    assert from_nothing(one.document) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", ["weekly_review", "board_report"])
@pytest.mark.parametrize("company", ALL_DAYS)
def test_advice_is_certain_and_of_one_voice(said: Read, company: str, report: str, language: str) -> None:
    one = said(company, report, language)
    assert uncertain(one.ctx.language, one.texts) == []
    if language == "en":
        assert crossed(one) == []


def test_advice_is_recognised(said: Read) -> None:
    """Else nothing would be looked at."""
    for language in LANGUAGES:
        one = said("spread", "weekly_review", language)
        found = [advice(one.ctx.language, text) for text in one.texts]
        assert {"fatigued", "overreporting"} <= {code for code, _ in filter(None, found)}, language


@pytest.mark.parametrize(
    "text",
    [
        "Qualified pipeline rose US$4.93m to US$4.93m: past days were restated",
        "11 models are furthest apart on Webinars: US$439k (first touch) to US$439k (last touch).",
        "12 % bis 12 %",
        "13 weeks: 0 to 0",
    ],
)
def test_from_a_figure_to_itself_is_found(text: str) -> None:
    assert to_itself([text]) == [text]


@pytest.mark.parametrize("text", ["1 to 12", "€1.2m to €1.24m", "5% to 50%", "−2% to 2%", "€20k to €20k5"])
def test_from_a_figure_to_another_is_not(text: str) -> None:
    assert to_itself([text]) == []


def test_a_raw_code_is_found() -> None:
    assert raw_codes(["too_few_closed|26|200", "by last_non_direct", "all in deals-moved.csv", "google"]) == [
        "too_few_closed", "last_non_direct"
    ]  # fmt: skip
