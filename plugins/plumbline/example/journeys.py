"""The roads to an order: what the shop remembers of them, what analytics and TikTok make of them, and the truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from plumbline.example.ads import budget
from plumbline.example.catalogue import CREATOR_CODES, SITE_CODE, UNATTRIBUTED, Campaign, campaigns
from plumbline.example.clock import account_day, berlin_day, heat
from plumbline.example.visits import DIRECT, Tag, Visit, search, tiktok, visit

GA_DIRECT = ("(direct)", "(none)", "(direct)")
GA_ORGANIC = ("google", "organic", "(organic)")
HEARD = {
    "challenge": ("#MonsterMakeover", "the costume challenge on TikTok", "saw a challenge, my kids won't stop"),
    "case_study": ("the case study", "read a case study of a shop in Köln"),
    "abm": ("your account manager", ""),
    "creators": ("Luna!!", "Kasimir's video", "TikTok (Luna)"),
    "search": ("Google", "google search", "googled \"ogre costume\""),
    "social": ("Instagram", "TikTok", "tiktok ads probably"),
    "newsletter": ("your newsletter", "Newsletter"),
    "radio": ("on the radio", "Radio"),
    "out_of_home": ("a poster at the tram stop", "your posters"),
    UNATTRIBUTED: ("a friend", "my sister", "always buy here", "don't know", "Google", "radio?"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportedConversion:
    """What TikTok says it did: the campaign, by a view or a click, and after how many days it says so."""

    campaign: Campaign
    view_through: bool
    delay: int


@dataclass(frozen=True, slots=True)
class Journey:
    """One buyer's road. `first` and `last` are what the shop remembers; `analytics` = source, medium, campaign."""

    first: Visit | None
    last: Visit | None
    code: str
    analytics: tuple[str, str, str]
    reported: ReportedConversion | None
    true_program: str
    why: str
    heard: str


def journey(r: Random, at: datetime, campaign: Campaign | None) -> Journey:
    """The road of a buyer whom a campaign brought; None: whom TikTok did not bring by a click."""
    return _clicked(r, at, campaign) if campaign is not None else _otherwise(r, at)


def ago(r: Random, at: datetime, low: float, high: float) -> datetime:
    """An instant between `high` and `low` days before another, in whole seconds."""
    return at - timedelta(seconds=int(86_400 * r.uniform(low, high)))


def _heard(r: Random, program: str) -> str:
    if r.random() < 0.45:
        return ""
    named = program if r.random() < 0.72 else r.choice((UNATTRIBUTED, "search", "social", "creators"))
    return r.choice(HEARD[named])


def _clicked(r: Random, at: datetime, campaign: Campaign) -> Journey:
    minutes = ago(r, at, 0.002, 0.04)
    week = ago(r, at, 0.3, 6.8)
    click, bare = tiktok(r, campaign.name), tiktok(r, campaign.name, click_id=False)
    analytics = (click.source, click.medium, campaign.name)
    program, why, code = campaign.serves, "clicked the ad and bought", ""
    is_reported = r.random() < 0.86  # the others told their phone not to be followed
    luck = r.random()
    if luck < 0.28:
        first = last = visit(r, minutes, click)
        if r.random() < 0.15:
            program, why = UNATTRIBUTED, "was on the way to buy, the ad only met them"
    elif luck < 0.38:
        first, last, why = visit(r, week, click), visit(r, minutes, DIRECT), "clicked the ad, came back by itself"
    elif luck < 0.43:
        first, last = visit(r, ago(r, at, 7.5, 29), click), visit(r, minutes, DIRECT)
        why, is_reported = "clicked the ad, bought after more than a week", False
    elif luck < 0.52:
        search_tag = search(r)
        first, last = visit(r, week, click), visit(r, minutes, search_tag)
        why = "clicked the ad, searched for the name later"
        analytics = (search_tag.source, search_tag.medium, search_tag.campaign)
    elif luck < 0.63:
        first = last = visit(r, minutes, click)
        code, why = r.choice(CREATOR_CODES), "clicked the ad, knew a creator's code"
        if campaign.serves != "creators" and r.random() < 0.5:
            program, why = "creators", "the creator convinced them, the ad was only the way in"
    elif luck < 0.82:
        first = visit(r, ago(r, at, 7.5, 25), search(r) if r.random() < 0.5 else DIRECT)
        last, why = visit(r, minutes, DIRECT), "clicked the ad on a visit between the first and the last"
    elif luck < 0.87:
        first = last = visit(r, minutes, bare)
        why, is_reported = "clicked the ad in an app that cut the click id off", False
    elif luck < 0.93:
        first, last = visit(r, ago(r, at, 31, 60), click), visit(r, minutes, DIRECT)
        why, is_reported = "clicked the ad more than a month ago", False
    else:
        first, last = visit(r, week, search(r)), visit(r, minutes, click)
        why = "searched first, the ad brought them back"
    reported = ReportedConversion(campaign, False, r.choices((0, 1, 2, 3), (70, 17, 8, 5))[0]) if is_reported else None
    return Journey(first, last, _written(r, code), analytics, reported, program, why, _heard(r, program))


def _written(r: Random, code: str) -> str:
    if not code:
        return ""
    return r.choices((code, code.lower(), code.capitalize(), code + " "), (70, 18, 8, 4))[0]


def _otherwise(r: Random, at: datetime) -> Journey:
    day = berlin_day(at)
    creators = 7.0 if any(c.serves == "creators" and c.runs(day) for c in campaigns(day.year)) else 0.0
    sends = 16.0 if day.weekday() == 3 else 6.0
    kinds = ("direct", "organic", "search", "social", "newsletter", "creator link", "creator code")
    kind = r.choices(kinds, (30, 24, 19, 7, sends, creators, creators))[0]
    code = SITE_CODE if r.random() < 0.08 else ""
    program, why, tag, analytics = UNATTRIBUTED, "knew the shop", DIRECT, GA_DIRECT
    if kind == "organic":
        analytics, why = GA_ORGANIC, "found the shop by searching"
    elif kind == "search":
        halloween = heat(day) > 0.2 and r.random() < 0.6
        tag = search(r, "generic-halloween" if halloween else "generic-costumes")
        program, why = "search", "a search ad brought them"
    elif kind == "social":
        tag, program, why = Tag("instagram", "social", ""), "social", "came from Instagram"
        if r.random() < 0.25:
            tag = Tag(ttclid=tiktok(r, "").ttclid)
            why = "came from a TikTok post whose link lost its words"
    elif kind == "newsletter":
        tag = Tag("newsletter", "email", f"nl-{day.isocalendar().year}-w{day.isocalendar().week:02d}")
        program, why = "newsletter", "the newsletter brought them"
    elif kind == "creator link":
        tag = Tag("creator", "influencer", "creator-" + r.choice(("luna", "kasimir", "mo")))
        program, why = "creators", "came by a creator's link"
    elif kind == "creator code":
        code, program, why = r.choice(CREATOR_CODES), "creators", "saw a creator, came by itself and typed the code"
    if not tag.direct:
        analytics = (tag.source or "(not set)", tag.medium or "(not set)", tag.campaign or "(not set)")
    last = visit(r, ago(r, at, 0.002, 0.05), tag)
    first = last if r.random() < 0.6 else visit(r, ago(r, at, 0.3, 6.8 if r.random() < 0.6 else 29), _earlier(r))
    reported = None
    if r.random() < 0.10 + 0.24 * heat(day):
        of_year = campaigns(account_day(at).year)
        campaign = r.choices(of_year, [budget(campaign, account_day(at)) for campaign in of_year])[0]
        reported = ReportedConversion(campaign, True, r.choices((0, 1, 2, 3, 4), (45, 25, 15, 10, 5))[0])
        if program == UNATTRIBUTED and r.random() < 0.45:
            program, why = campaign.serves, "saw the ad, never clicked, came by itself"
    if r.random() < 0.03:
        return Journey(None, None, _written(r, code), analytics, reported, program, why, _heard(r, program))
    return Journey(first, last, _written(r, code), analytics, reported, program, why, _heard(r, program))


def _earlier(r: Random) -> Tag:
    luck = r.random()
    if luck < 0.5:
        return DIRECT
    return search(r, "generic-costumes") if luck < 0.8 else Tag("instagram", "social", "")
