"""How well the reps' percentages are calibrated: the outcome follows the true chance, what is stated the rep."""

from __future__ import annotations

from dataclasses import replace

from plumbline.example.catalogue import DEFAULT_THRESHOLD, STAGES
from plumbline.example.crm import CLOSED, OWNERS, TEAM_OF, Change, Deal
from plumbline.example.random_streams import md5

# Points that a rep adds to what the stage says; everybody else says what the stage says, more or less.
OVER_FORECASTER, ACCURATE, UNDER_FORECASTER = "Jonas Wirth", "Annika Brandt", "Tobias Lang"
SHIFT = {OWNERS[OVER_FORECASTER]: 22, OWNERS[UNDER_FORECASTER]: -22}
VERDICTS = {OVER_FORECASTER: "over_forecast", ACCURATE: "accurate", UNDER_FORECASTER: "under_forecast"}

BUSY = 0.45  # the share of their team's other deals that the three get as well


def busier(owner: str, deal_id: str) -> str:
    """The three of whom something is to be found out have many deals."""
    luck = int(md5(deal_id), 16) % 1000 / 1000
    team = [OWNERS[name] for name in VERDICTS if TEAM_OF[OWNERS[name]] == TEAM_OF[owner]]
    return team[int(luck / BUSY * len(team))] if team and luck < BUSY else owner


def _stated(change: Change, shift: int) -> Change:
    """A change as the rep enters it, in steps of 1 %; closed deals are 100 or 0 whoever closes them."""
    if change.stage in CLOSED:
        return change
    return replace(change, percent=max(3, min(97, change.percent + shift)))


def state(deal: Deal) -> None:
    """Let the deal's owner state the percentages of its open changes."""
    shift = SHIFT.get(deal.owner)
    if shift:
        deal.changes = [_stated(change, shift) for change in deal.changes]


def passes_the_line(owner: str, stage: int) -> bool:
    """Whether the rep's next stage is the one at which a deal becomes qualified."""
    shift = SHIFT.get(owner, 0)
    return STAGES[stage][1] + shift < DEFAULT_THRESHOLD <= STAGES[stage + 1][1] + shift < 100
