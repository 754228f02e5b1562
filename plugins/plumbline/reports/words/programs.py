"""What is said about programs: who carries the pipeline, who returned most on its cost, why a cell holds a dash."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.locale import Language, text
from plumbline.reports.names import shorten
from plumbline.reports.pulse import ProgramRow, Pulse

LONGEST_IN_TITLE = 40
SMALLEST_RATED = Decimal("0.05")  # of the whole cost: the return on less says little


def program_name(language: Language, row: ProgramRow) -> str:
    """A program's own name, or the name of a gathered row."""
    names = {
        "others": language.say("Others"),
        "unattributed": language.say("Unattributed"),
        "total": language.say("Total"),
    }
    return names.get(row.kind, row.name)


CARRIES = {
    "pipeline": text("{name} carries {share} of qualified pipeline"),
    "revenue": text("{name} carries {share} of revenue"),
    "cost": text("{name} carries {share} of cost"),
}
CARRIES_AND_RETURNS = {
    "pipeline": text("{name} carries {share} of qualified pipeline and returned most on its cost: ROMI {romi}"),
    "revenue": text("{name} carries {share} of revenue and returned most on its cost: ROMI {romi}"),
    "cost": text("{name} carries {share} of cost and returned most on it: ROMI {romi}"),
}


def programs_title(language: Language, pulse: Pulse) -> str:
    """Who carries the pipeline (or the revenue, or the cost), and who returned most on its cost."""
    own = [row for row in pulse.programs if row.kind == "program"]
    total = next((row for row in pulse.programs if row.kind == "total"), None)
    leader = _leader(own, total) if own and total else None
    if leader is None or total is None:
        return language.say("Programs")
    column, first, share = leader
    said = {"name": shorten(first.name, LONGEST_IN_TITLE), "share": language.percent(share, 0)}
    rated = [row for row in own if row.romi is not None and row.cost >= SMALLEST_RATED * total.cost]
    if len(rated) < 2:
        return language.say(CARRIES[column], **said)
    best = max(rated, key=lambda row: (row.romi or Decimal(0), row.name))
    romi = language.percent(best.romi or Decimal(0))
    if best is first:
        return language.say(CARRIES_AND_RETURNS[column], romi=romi, **said)
    returned = language.say(
        "{name} returned most on its cost: ROMI {romi}", name=shorten(best.name, LONGEST_IN_TITLE), romi=romi
    )
    return f"{language.say(CARRIES[column], **said)}; {returned}"


def _leader(own: list[ProgramRow], total: ProgramRow) -> tuple[str, ProgramRow, Decimal] | None:
    """(column, program, share): the largest part of the first of pipeline, revenue and cost that there is any of."""
    for column in CARRIES:
        whole: Decimal | None = getattr(total, column)
        if not whole or whole <= 0:
            continue
        best = max(own, key=lambda row: (getattr(row, column) or Decimal(0), row.name))
        share = (getattr(best, column) or Decimal(0)) / whole
        if share > 0:
            return column, best, share
    return None


def no_ratio_note(language: Language, pulse: Pulse) -> str:
    """Why some cells of the programs table hold a dash."""
    if all(row.romi is not None and row.roas_platform is not None for row in pulse.programs):
        return ""
    return language.say("– no ratio: ROI and ROMI need a cost, ROAS needs ad spend.")
