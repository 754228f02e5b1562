"""What Nightjar Costumes GmbH decided: programs, campaigns, codes, people, CRM campaigns. Data, no logic."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

PROGRAMS = ("challenge", "case_study", "abm", "creators", "search", "social", "newsletter", "radio", "out_of_home")
# The channel of the response curves in which a program spends its media; the newsletter buys none.
CHANNEL_OF = {
    "challenge": "social_video", "case_study": "social_video", "abm": "social_video", "creators": "social_video",
    "social": "social_video", "search": "search", "radio": "radio", "out_of_home": "out_of_home",
}  # fmt: skip
UNATTRIBUTED = "unattributed"
ALL_PROGRAMS = (*PROGRAMS, UNATTRIBUTED)
ACCOUNT_ID = "7002238017842757633"
ACCOUNT_NAME = "Nightjar Costumes GmbH"


def nineteen_digits(name: str) -> str:
    """A TikTok id: 19 digits, beyond 2^53, the same for a name for ever."""
    return "18" + str(int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16))[-17:]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A TikTok campaign: when it runs, USD a day, what an order costs it, how much the season lifts it."""

    name: str
    serves: str
    starts_on: date
    ends_on: date
    daily_usd: float
    order_cost_usd: float
    lift: float
    ads: tuple[str, ...]
    lead_weight: float

    @property
    def id(self) -> str:
        """The campaign's 19 digits."""
        return nineteen_digits("campaign " + self.name)

    def runs(self, day: date) -> bool:
        """Whether it spends on this day."""
        return self.starts_on <= day <= self.ends_on


@cache
def campaigns(year: int) -> tuple[Campaign, ...]:
    """The campaigns of a year, always in this order. Those whose name bears no year run again under the same id."""
    january, december, halloween = date(year, 1, 1), date(year, 12, 31), date(year, 11, 1)
    return (
        Campaign("Evergreen | Carnival & Party Basics | DACH", "social", january, december, 62, 7.6, 0.3,
                 ("Unboxing | Hook A", "Size guide | 9:16", "Try-on haul"), 0.5),
        Campaign("Evergreen | Always On | Video Shopping Ads", "social", january, december, 45, 8.4, 0.3,
                 ("Catalogue carousel", "Bestsellers loop"), 0.3),
        Campaign(f"Summer Festival {year} | Glitter & Capes", "social", date(year, 5, 18), date(year, 8, 16), 55, 9.0,
                 0.0, ("Festival field | 15s", "Cape twirl | 9s"), 0.2),
        Campaign(f"Case Study Series | Shops | How {reference_shop(year)} sold out by 20 October", "case_study",
                 date(year, 6, 15), december, 36, 17.0, 0.5,
                 ("Owner interview | 45s", "Before and after the window", "Numbers on a napkin"), 2.4),
        Campaign("ABM | Tier 1 Department Stores | DE-AT-CH", "abm", date(year, 7, 1), december, 48, 26.0, 0.4,
                 ("Buyer's calendar | 30s", "Margin per square metre"), 2.8),
        Campaign("Spark Ads | Duets & Stitches | Luna, Kasimir, Mo", "creators", date(year, 8, 10),
                 date(year, 11, 15), 70, 12.5, 0.4,
                 ("Luna | Witch in 60 seconds", "Kasimir | Cheap vs. dear", "Mo | Stitch this scar"), 0.6),
        Campaign(f"Halloween Costume Challenge {year} | DACH | Prospecting | Broad 18-34 | #MonsterMakeover",
                 "challenge", date(year, 8, 24), halloween, 115, 6.6, 0.9,
                 ("Makeover in three cuts | Hook A", "Makeover in three cuts | Hook B", "Grandma wins | 21s",
                  "Duet this: from office to ogre | long version with subtitles DE/EN"), 1.6),
        Campaign(f"Halloween Costume Challenge {year} | UK | Prospecting | Lookalike 1% Purchasers | #MonsterMakeover",
                 "challenge", date(year, 9, 7), halloween, 70, 7.4, 0.9,
                 ("Makeover in three cuts | UK", "Charity shop vs. Nightjar", "Dog in a cape"), 0.9),
        Campaign(f"Halloween Costume Challenge {year} | Retargeting | 30d Site Visitors", "challenge",
                 date(year, 9, 14), halloween, 38, 5.2, 0.8, ("Still in your basket", "Last postal day"), 0.4),
    )  # fmt: skip


def campaigns_by_name(years: Iterable[int]) -> dict[str, Campaign]:
    """The campaigns of several years by their name in lower case; of those that run every year the last."""
    return {campaign.name.lower(): campaign for year in years for campaign in campaigns(year)}


# code: (the share of its owner's audience that types it, creator)
CREATOR_CODES = ("LUNA15", "KASIMIR10", "MOSPOOKY")
SITE_CODE = "WELCOME10"
RADIO_CODE = "FUNK10"  # said in every spot

# rule_id, priority, kind, pattern, program; the first snapshot knew nothing of the creators' ads and the webinar.
FIRST_RULES: tuple[tuple[str, int, str, str, str], ...] = (
    ("R001", 10, "ad_campaign", "%costume challenge%", "challenge"),
    ("R002", 10, "ad_campaign", "case study%", "case_study"),
    ("R003", 10, "ad_campaign", "abm |%", "abm"),
    ("R004", 50, "ad_campaign", "evergreen%", "social"),
    ("R005", 50, "ad_campaign", "summer festival%", "social"),
    ("R011", 10, "utm_campaign", "%costume challenge%", "challenge"),
    ("R012", 10, "utm_campaign", "case study%", "case_study"),
    ("R013", 10, "utm_campaign", "abm |%", "abm"),
    ("R014", 20, "utm_campaign", "creator-%", "creators"),
    ("R015", 30, "utm_campaign", "nl-%", "newsletter"),
    ("R021", 40, "utm_source_medium", "google / cpc", "search"),
    ("R022", 40, "utm_source_medium", "bing / cpc", "search"),
    ("R023", 45, "utm_source_medium", "newsletter / email", "newsletter"),
    ("R024", 60, "utm_source_medium", "instagram / %", "social"),
    ("R025", 70, "utm_source_medium", "tiktok / %", "social"),
    ("R026", 40, "utm_source_medium", "poster / qr", "out_of_home"),
    ("R031", 80, "click_id", "gclid", "search"),
    ("R032", 90, "click_id", "ttclid", "social"),
    ("R041", 10, "discount_code", "luna%", "creators"),
    ("R042", 10, "discount_code", "kasimir__", "creators"),
    ("R043", 10, "discount_code", "mospooky", "creators"),
    ("R044", 10, "discount_code", "funk__", "radio"),
    ("R051", 10, "crm_campaign", "halloween costume challenge%", "challenge"),
    ("R052", 10, "crm_campaign", "case study%", "case_study"),
    ("R053", 10, "crm_campaign", "abm%", "abm"),
    ("R054", 20, "crm_campaign", "%newsletter%", "newsletter"),
    ("R055", 20, "crm_campaign", "creators%", "creators"),
    ("R061", 10, "self_reported", "%challenge%", "challenge"),
    ("R062", 10, "self_reported", "%monstermakeover%", "challenge"),
    ("R063", 20, "self_reported", "%case study%", "case_study"),
    ("R064", 20, "self_reported", "%luna%", "creators"),
    ("R065", 20, "self_reported", "%kasimir%", "creators"),
    ("R066", 30, "self_reported", "%newsletter%", "newsletter"),
    ("R067", 30, "self_reported", "%google%", "search"),
    ("R068", 40, "self_reported", "%instagram%", "social"),
    ("R069", 50, "self_reported", "%tiktok%", "social"),
    ("R070", 15, "self_reported", "%your account manager%", "abm"),
    ("R071", 30, "self_reported", "%radio%", "radio"),
    ("R072", 30, "self_reported", "%poster%", "out_of_home"),
)
LATER_RULES = (
    *FIRST_RULES,
    ("R006", 10, "ad_campaign", "spark ads%", "creators"),
    ("R016", 15, "utm_campaign", "spark ads%", "creators"),
    ("R056", 20, "crm_campaign", "webinar:%", "case_study"),
)
STORY_DAY = date(2026, 10, 30)  # the day that the reports show by default

TEAMS = ("Retail DACH", "Key Accounts", "UK & International")
REPS: tuple[tuple[str, str], ...] = (
    ("Annika Brandt", TEAMS[0]), ("Matteo Rossi", TEAMS[0]), ("Svenja Keller", TEAMS[0]), ("Jonas Wirth", TEAMS[0]),
    ("Dr. Ulrike von Hohenfels-Lindenbaum", TEAMS[1]), ("Emre Yıldız", TEAMS[1]),
    ("Charlotte O'Neill", TEAMS[2]), ("Tobias Lang", TEAMS[2]),
)  # fmt: skip
DEFAULT_THRESHOLD = 60

STAGES: tuple[tuple[str, int], ...] = (
    ("Prospecting", 10), ("Qualification", 20), ("Needs Analysis", 40), ("Proposal", 60), ("Negotiation", 75),
    ("Verbal", 90), ("Closed Won", 100), ("Closed Lost", 0),
)  # fmt: skip
WON, LOST = "Closed Won", "Closed Lost"

CITIES = ("Köln", "Wien", "Zürich", "Hamburg", "Leeds", "Basel", "Graz", "Bristol", "München", "Leipzig", "Bern",
          "Mainz", "Manchester", "Antwerpen", "Boston", "Düsseldorf", "Salzburg", "Glasgow", "Aachen",
          "St. Gallen")  # fmt: skip
# The country of each, and where the shops of a currency are: whoever pays in pounds has a British city.
COUNTRY_OF = {
    "Köln": "DE", "Wien": "AT", "Zürich": "CH", "Hamburg": "DE", "Leeds": "GB", "Basel": "CH", "Graz": "AT",
    "Bristol": "GB", "München": "DE", "Leipzig": "DE", "Bern": "CH", "Mainz": "DE", "Manchester": "GB",
    "Antwerpen": "BE", "Boston": "US", "Düsseldorf": "DE", "Salzburg": "AT", "Glasgow": "GB", "Aachen": "DE",
    "St. Gallen": "CH",
}  # fmt: skip
CURRENCY_OF = {"DE": "EUR", "AT": "EUR", "BE": "EUR", "CH": "CHF", "GB": "GBP", "US": "USD"}
SHOPS = ("Maskenball {}", "Kostümhaus {}", "Party, Pomp & Co. {}", 'The "Spooky" Emporium {}', "Zauberwelt {}",
         "Warenhaus {}", "Fancy Dress {}", "Festartikel Lindner {}", "Trick or Treat {}", "Jeck & Jeckin {}",
         "Galerie der Gespenster {}", "Spielwaren Ottokar {}")  # fmt: skip
INDUSTRIES = ("Retail", "Department store", "Event agency", "Theatre", "Wholesale", "Theme park")
TITLES = ("Buyer", "Owner", "Head of Purchasing", "Category Manager", "Managing Director", "Visual Merchandiser")
GOODS = (("NC-101", "Vampire cape, adult"), ("NC-114", "Witch set, 5 pieces"), ("NC-120", "Skeleton onesie"),
         ("NC-133", "Ogre office suit"), ("NC-147", "Ghost bride"), ("NC-150", "Pumpkin toddler"),
         ("NC-166", "Werewolf mask, latex"), ("NC-171", "Make-up kit \"Scar & Stitch\""))  # fmt: skip


def city_in(currency: str, city: str) -> str:
    """The city itself where it pays in this currency, else one that does, for each city always the same."""
    there = [name for name in CITIES if CURRENCY_OF[COUNTRY_OF[name]] == currency]
    return city if city in there else there[CITIES.index(city) % len(there)]


@dataclass(frozen=True, slots=True)
class CrmCampaign:
    """A campaign in the CRM."""

    name: str
    kind: str
    starts_on: date
    ends_on: date

    def runs(self, day: date) -> bool:
        """Whether leads join it on this day."""
        return self.starts_on <= day <= self.ends_on


SLOGANS = ("own the floor", "first on the street", "margin by the metre", "ready in September", "less stock, more love",
           "the week that counts")  # fmt: skip
TOPICS = ("Planning the Halloween wall", "Reading last year's returns", "Carnival after Halloween", "Windows that stop",
          "Sizes that sell out", "Ordering in May")  # fmt: skip
STUDIOS = ("Berlin", "Hamburg", "Köln", "Wien", "Leipzig", "Zürich")


def _of_year(choices: tuple[str, ...], year: int) -> str:
    """Each year another one; a world of five years touches six, so nothing comes twice in it."""
    return choices[(year - 2026) % len(choices)]


def reference_shop(year: int) -> str:
    """The shop that the year's case study is about."""
    return SHOPS[0].format(_of_year(CITIES, year))


@cache
def crm_campaigns(year: int) -> tuple[CrmCampaign, ...]:
    """The CRM's campaigns of a year, always in this order."""
    december = date(year, 12, 31)
    return (
        CrmCampaign(f"Trade fair Spielwarenmesse {year}", "Trade Show", date(year, 1, 28), date(year, 6, 30)),
        CrmCampaign(f"Newsletter for retailers {year}", "Email", date(year, 1, 1), december),
        CrmCampaign(f"Case Study Series: {reference_shop(year)}, doubled in October", "Content", date(year, 6, 15),
                    december),
        CrmCampaign(f'ABM Tier 1: Department stores, "{_of_year(SLOGANS, year)}"', "Account based", date(year, 7, 1),
                    december),
        CrmCampaign(f"Webinar: {_of_year(TOPICS, year)}", "Webinar", date(year, 8, 20), date(year, 10, 15)),
        CrmCampaign(f"Creators' open studio {_of_year(STUDIOS, year)}", "Event", date(year, 8, 17),
                    date(year, 10, 31)),
        CrmCampaign(f"Halloween Costume Challenge {year}: shop window contest", "Social", date(year, 8, 24),
                    date(year, 11, 1)),
    )  # fmt: skip
