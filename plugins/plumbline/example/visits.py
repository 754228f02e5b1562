"""How somebody came to buy: the visits that the shop remembers, and the true reason behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from urllib.parse import quote

from plumbline.example.random_streams import token

SHOP = "https://www.nightjar-costumes.example"
PATHS = ("/", "/halloween", "/collections/monsters", "/products/witch-set", "/products/vampire-cape", "/sale")


@dataclass(frozen=True, slots=True)
class Tag:
    """What a link says of itself, in plain lower case: the world's own knowledge. Empty = no value.

    `campaign_name` is the campaign as the ad platform spells it.
    """

    source: str = ""
    medium: str = ""
    campaign: str = ""
    ttclid: str = ""
    gclid: str = ""
    content: str = ""
    campaign_name: str = ""

    @property
    def written(self) -> tuple[str, str, str]:
        """Source, medium and campaign as they stand in the link."""
        return self.source, self.medium, self.campaign_name or self.campaign

    @property
    def direct(self) -> bool:
        """Nothing is known of where the visit came from."""
        return not (self.source or self.medium or self.campaign or self.ttclid or self.gclid)


DIRECT = Tag()


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as the shop remembers it: its instant, its tag, the address as it was written."""

    at: datetime
    tag: Tag
    landing: str


def tiktok(r: Random, campaign: str, click_id: bool = True) -> Tag:
    """A link in an ad: campaign's name by macro, and TikTok's click id."""
    ttclid = "E.C.P." + token(r, 22) if click_id else ""
    return Tag("tiktok", "paid_social", campaign.lower(), ttclid, campaign_name=campaign)


def search(r: Random, campaign: str = "brand-exact") -> Tag:
    """A paid search ad; now and then Bing, which knows no gclid."""
    if r.random() < 0.12:
        return Tag("bing", "cpc", campaign)
    return Tag("google", "cpc", campaign, gclid="Cj0KCQjw" + token(r, 20))


def mess(r: Random, value: str) -> str:
    """People and tools write the same word in many ways: case and blanks; only ASCII letters are raised."""
    luck = r.random()
    if luck < 0.70:
        return value
    if luck < 0.80:
        return "".join(c.upper() if c.isascii() else c for c in value)
    if luck < 0.90:
        return " ".join(word[:1].upper() + word[1:] if word[:1].isascii() else word for word in value.split(" "))
    return value + " " if luck < 0.96 else " " + value


def _encode(r: Random, value: str) -> str:
    text = quote(value, safe="|" if r.random() < 0.3 else "")
    return text.lower() if r.random() < 0.1 else text


def address(r: Random, tag: Tag) -> str:
    """The landing page with its query; where a tag is empty, nothing, or one of the words that mean nothing."""
    absent = r.random()
    parameters: list[str] = []
    for name, value in zip(("utm_source", "utm_medium", "utm_campaign"), tag.written, strict=True):
        if value:
            parameters.append(f"{name}={_encode(r, mess(r, value))}")
        elif absent < 0.06:
            parameters.append(f"{name}=undefined")
        elif absent < 0.08:
            parameters.append(f"{name}=%28not%20set%29")
        elif absent < 0.10:
            parameters.append(f"{name}=")
    if tag.ttclid:
        parameters.append(f"ttclid={tag.ttclid}")
    if tag.gclid:
        parameters.append(f"gclid={tag.gclid}")
    return SHOP + r.choice(PATHS) + ("?" + "&".join(parameters) if parameters else "")


def visit(r: Random, at: datetime, tag: Tag) -> Visit:
    """A visit at this instant, its address written in one of the usual ways."""
    return Visit(at, tag, address(r, tag))
