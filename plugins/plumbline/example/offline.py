"""What radio and posters leave behind at the till: a code that was heard, a picture that was scanned. Most who heard or
saw them just come, and nothing tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from plumbline.example.catalogue import RADIO_CODE
from plumbline.example.clock import berlin_day
from plumbline.example.journeys import HEARD, Journey
from plumbline.example.media_mix import OFFLINE, monday_of, planned_spend
from plumbline.example.random_streams import stream
from plumbline.example.visits import Tag, visit

TRACKED = 0.09  # of those who come by themselves, at a channel's usual spend
MOST = 2.5  # times the usual spend, beyond which no more is tracked
POSTER = Tag("poster", "qr", "")


def tracked(seed: int, order_id: str, at: datetime, journey: Journey) -> Journey:
    """The journey of a buyer of whom nothing was known, now and then with a trace of radio or a poster."""
    if journey.why != "knew the shop" or journey.code or journey.last is None or not journey.last.tag.direct:
        return journey
    r = stream(seed, "offline", order_id)
    luck, week = r.random(), monday_of(berlin_day(at))
    for curve in OFFLINE:
        luck -= TRACKED * min(planned_spend(seed, curve, week) / curve.usual, MOST)
        if luck < 0:
            heard = r.choice(HEARD[curve.channel]) if journey.heard and r.random() < 0.8 else journey.heard
            if curve.channel == "radio":
                return replace(journey, code=RADIO_CODE, heard=heard, true_program="radio", why="heard the code on air")
            scanned = visit(r, journey.last.at, POSTER)
            first = scanned if journey.first is None or journey.first.at == scanned.at else journey.first
            return replace(
                journey, first=first, last=scanned, analytics=("poster", "qr", "(not set)"), heard=heard,
                true_program="out_of_home", why="scanned a poster",
            )  # fmt: skip
    return journey
