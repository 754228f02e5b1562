"""What a report says of its scope: whose rows it shows, and that a part is not shown in it."""

from __future__ import annotations

from plumbline.reports.locale import Language
from plumbline.reports.scope import Scope


def hidden(language: Language) -> str:
    """Why a part of a scoped report is empty."""
    return language.say("Not shown: these figures can't be told apart by what this report may see.")


def unseen(language: Language) -> str:
    """The same in few words, beside a figure."""
    return language.say("not shown in this scope")


def scope_said(language: Language, scope: Scope) -> str:
    """Whose rows the report shows; empty for the whole company."""
    if scope.is_whole:
        return ""
    return language.say("Only {names}", names=language.listed(list(scope.names)))
