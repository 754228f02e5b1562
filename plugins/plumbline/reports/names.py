"""Names that are too long for a page: shortened in their middle; the attached data has them whole."""

from __future__ import annotations

from dataclasses import replace

from plumbline.reports.pulse import Pulse

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def shorten(name: str, limit: int) -> str:
    """The name in at most `limit` characters: its beginning and its end, which tell names of one series apart."""
    if len(name) <= limit:
        return name
    tail = (limit - 1) * 2 // 5
    head = limit - 1 - tail
    return name[:head].rstrip() + ELLIPSIS + name[len(name) - tail :].lstrip()


def shortened(pulse: Pulse, limit: int | None) -> Pulse:
    """The same day with no name of program, deal, account, owner, campaign or source longer than `limit`."""
    if limit is None:
        return pulse

    def short(name: str) -> str:
        return shorten(name, limit)

    def maybe(name: str | None) -> str | None:
        return None if name is None else short(name)

    deals = {
        deal: replace(deal, name=short(deal.name), account=maybe(deal.account), owner=maybe(deal.owner))
        for deal in (
            *pulse.deals,
            *((one for step in pulse.bridge.steps for one in step.deals) if pulse.bridge else ()),
        )
    }
    bridge = pulse.bridge and replace(
        pulse.bridge,
        steps=tuple(replace(step, deals=tuple(deals[one] for one in step.deals)) for step in pulse.bridge.steps),
    )
    gap = pulse.gap and replace(
        pulse.gap, campaigns=tuple(row | {"name": short(row["name"])} for row in pulse.gap.campaigns)
    )
    return replace(
        pulse,
        bridge=bridge,
        gap=gap,
        deals=tuple(deals[one] for one in pulse.deals),
        programs=tuple(replace(row, name=short(row.name)) for row in pulse.programs),
        program_names={key: short(name) for key, name in pulse.program_names.items()},
        sources=tuple(row | {"title": maybe(row["title"])} for row in pulse.sources),
    )
