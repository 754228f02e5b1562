"""Leaves out what a scope can't show, and lets pages that have little to say follow each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from plumbline.reports.book.blocks import Beside, Book, Page, Section
from plumbline.reports.locale import Language
from plumbline.reports.words.scope import hidden

Part = Section | Beside


def tidy(book: Book, language: Language) -> Book:
    """The book with its hidden sections named at the end, and no page that holds nothing but reasons."""
    why = hidden(language)
    titles = [one.title for part in _parts(book) for one in _sections(part) if one.why == why]
    first = _shown(book.first, why)
    pages = [replace(page, parts=_shown(page.parts, why)) for page in book.pages]
    kept = [page for page in pages if page.parts]
    is_short = not any(_tells(part) for part in first)
    told: list[Page] = []
    for page in kept:
        tells = any(_tells(part) for part in page.parts)
        told.append(replace(page, follows=page.follows or is_short or not tells))
        is_short = is_short and not tells
    if titles:
        last = Section(
            language.say("Not shown in this scope"),
            why=language.together(dict.fromkeys(titles), "; ") + ".",
            notes=(why,),
        )
        if told:
            told[-1] = replace(told[-1], parts=(*told[-1].parts, last))
        else:
            first = (*first, last)
    return replace(book, first=first, pages=tuple(told))


def _parts(book: Book) -> Iterable[Part]:
    yield from book.first
    for page in book.pages:
        yield from page.parts


def _sections(part: Part) -> tuple[Section, ...]:
    return part.sections if isinstance(part, Beside) else (part,)


def _shown(parts: tuple[Part, ...], why: str) -> tuple[Part, ...]:
    shown: list[Part] = []
    for part in parts:
        kept = tuple(one for one in _sections(part) if one.why != why)
        if len(kept) > 1:
            shown.append(Beside(kept) if isinstance(part, Beside) else part)
        else:
            shown.extend(kept)
    return tuple(shown)


def _tells(part: Part) -> bool:
    return any(one.blocks and not one.why for one in _sections(part))
