"""Which program something belongs to: the company's rules, applied as the company means them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from plumbline.example.catalogue import UNATTRIBUTED
from plumbline.example.company_records import rules_known_on
from plumbline.example.visits import Tag


def like(pattern: str) -> re.Pattern[str]:
    """SQL's LIKE as a regular expression: % is anything, _ one character."""
    wildcards = {"%": ".*", "_": "."}
    return re.compile("".join(wildcards.get(c, re.escape(c)) for c in pattern), re.DOTALL)


class Rulebook:
    """The rules file as it stood on a day; the lowest priority wins, then the rule's id."""

    def __init__(self, rules: Iterable[tuple[str, int, str, str, str]]) -> None:
        ordered = sorted(rules, key=lambda rule: (rule[1], rule[0]))
        self._rules = [(kind, like(pattern), program) for _, _, kind, pattern, program in ordered]
        self._found: dict[tuple[tuple[str, str], ...], str | None] = {}

    def first(self, *evidence: tuple[str, str]) -> str | None:
        """The program of the first rule that fits any (kind, lower-cased value); None if none does."""
        if evidence not in self._found:
            self._found[evidence] = next(
                (
                    program
                    for kind, pattern, program in self._rules
                    for of, value in evidence
                    if kind == of and pattern.fullmatch(value)
                ),
                None,
            )
        return self._found[evidence]

    def visit(self, tag: Tag) -> str:
        """The program of a visit or a lead's link."""
        evidence = []
        if tag.campaign:
            evidence.append(("utm_campaign", tag.campaign))
        if tag.source and tag.medium:
            evidence.append(("utm_source_medium", f"{tag.source} / {tag.medium}"))
        evidence += [("click_id", name) for name, value in (("ttclid", tag.ttclid), ("gclid", tag.gclid)) if value]
        return self.first(*evidence) or UNATTRIBUTED


@cache
def rulebook(known: date, first_day: date) -> Rulebook:
    """The rules of a world that began on `first_day`, as known on a day."""
    return _same(rules_known_on(known, first_day))


@cache
def _same(rules: tuple[tuple[str, int, str, str, str], ...]) -> Rulebook:
    return Rulebook(rules)
