"""What Nightjar Costumes GmbH decided: programs, campaigns, codes, people, CRM campaigns. Data, no logic."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

PROGRAMS = ("challenge", "case_study", "abm", "creators", "search", "social", "newsletter")
UNATTRIBUTED = "unattributed"
ALL_PROGRAMS = (*PROGRAMS, UNATTRIBUTED)
ACCOUNT_ID = "7002238017842757633"
ACCOUNT_NAME = "Nightjar Costumes GmbH"
FAR = date(2099, 12, 31)


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


CAMPAIGNS: tuple[Campaign, ...] = (
    Campaign("Evergreen | Carnival & Party Basics | DACH", "social", date(2026, 1, 1), FAR, 62, 7.6, 0.3,
             ("Unboxing | Hook A", "Size guide | 9:16", "Try-on haul"), 0.5),
    Campaign("Evergreen | Always On | Video Shopping Ads", "social", date(2026, 1, 1), FAR, 45, 8.4, 0.3,
             ("Catalogue carousel", "Bestsellers loop"), 0.3),
    Campaign("Summer Festival 2026 | Glitter & Capes", "social", date(2026, 5, 18), date(2026, 8, 16), 55, 9.0, 0.0,
             ("Festival field | 15s", "Cape twirl | 9s"), 0.2),
    Campaign("Case Study Series | Shops | How Maskenball Köln sold out by 20 October", "case_study", date(2026, 6, 15),
             FAR, 36, 17.0, 0.5, ("Owner interview | 45s", "Before and after the window", "Numbers on a napkin"), 2.4),
    Campaign("ABM | Tier 1 Department Stores | DE-AT-CH", "abm", date(2026, 7, 1), FAR, 48, 26.0, 0.4,
             ("Buyer's calendar | 30s", "Margin per square metre"), 2.8),
    Campaign("Spark Ads | Duets & Stitches | Luna, Kasimir, Mo", "creators", date(2026, 8, 10), FAR, 70, 12.5, 0.4,
             ("Luna | Witch in 60 seconds", "Kasimir | Cheap vs. dear", "Mo | Stitch this scar"), 0.6),
    Campaign("Halloween Costume Challenge 2026 | DACH | Prospecting | Broad 18-34 | #MonsterMakeover", "challenge",
             date(2026, 8, 24), date(2026, 11, 1), 115, 6.6, 0.9,
             ("Makeover in three cuts | Hook A", "Makeover in three cuts | Hook B", "Grandma wins | 21s",
              "Duet this: from office to ogre | long version with subtitles DE/EN"), 1.6),
    Campaign("Halloween Costume Challenge 2026 | UK | Prospecting | Lookalike 1% Purchasers | #MonsterMakeover",
             "challenge", date(2026, 9, 7), date(2026, 11, 1), 70, 7.4, 0.9,
             ("Makeover in three cuts | UK", "Charity shop vs. Nightjar", "Dog in a cape"), 0.9),
    Campaign("Halloween Costume Challenge 2026 | Retargeting | 30d Site Visitors", "challenge", date(2026, 9, 14),
             date(2026, 11, 1), 38, 5.2, 0.8, ("Still in your basket", "Last postal day"), 0.4),
)  # fmt: skip

# code: (the share of its owner's audience that types it, creator)
CREATOR_CODES = ("LUNA15", "KASIMIR10", "MOSPOOKY")
SITE_CODE = "WELCOME10"

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
    ("R031", 80, "click_id", "gclid", "search"),
    ("R032", 90, "click_id", "ttclid", "social"),
    ("R041", 10, "discount_code", "luna%", "creators"),
    ("R042", 10, "discount_code", "kasimir__", "creators"),
    ("R043", 10, "discount_code", "mospooky", "creators"),
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
)
LATER_RULES = (
    *FIRST_RULES,
    ("R006", 10, "ad_campaign", "spark ads%", "creators"),
    ("R016", 15, "utm_campaign", "spark ads%", "creators"),
    ("R056", 20, "crm_campaign", "webinar:%", "case_study"),
)
RULES_CHANGED_ON = date(2026, 9, 16)
STORY_DAY = date(2026, 10, 30)  # the day that the reports show by default

TEAMS = ("Retail DACH", "Key Accounts", "UK & International")
REPS: tuple[tuple[str, str], ...] = (
    ("Annika Brandt", TEAMS[0]), ("Matteo Rossi", TEAMS[0]), ("Svenja Keller", TEAMS[0]), ("Jonas Wirth", TEAMS[0]),
    ("Dr. Ulrike von Hohenfels-Lindenbaum", TEAMS[1]), ("Emre Yıldız", TEAMS[1]),
    ("Charlotte O'Neill", TEAMS[2]), ("Tobias Lang", TEAMS[2]),
)  # fmt: skip
# team, valid_from, per cent; with the day on which the file with this row was delivered
THRESHOLDS: tuple[tuple[str, date, int, date], ...] = (
    (TEAMS[0], date(2026, 1, 1), 60, date(2026, 1, 1)),
    (TEAMS[2], date(2026, 1, 1), 60, date(2026, 1, 1)),
    (TEAMS[1], date(2026, 7, 1), 70, date(2026, 7, 1)),
    (TEAMS[2], date(2026, 8, 3), 65, date(2026, 8, 12)),
    (TEAMS[2], date(2026, 10, 5), 60, date(2026, 10, 8)),
)
DEFAULT_THRESHOLD = 60

STAGES: tuple[tuple[str, int], ...] = (
    ("Prospecting", 10), ("Qualification", 20), ("Needs Analysis", 40), ("Proposal", 60), ("Negotiation", 75),
    ("Verbal", 90), ("Closed Won", 100), ("Closed Lost", 0),
)  # fmt: skip
WON, LOST = "Closed Won", "Closed Lost"

# CRM campaigns: name, type, starts, ends, weight among members
CRM_CAMPAIGNS: tuple[tuple[str, str, date, date, float], ...] = (
    ("Trade fair Spielwarenmesse 2026", "Trade Show", date(2026, 1, 28), date(2026, 6, 30), 1.0),
    ("Newsletter for retailers 2026", "Email", date(2026, 1, 1), date(2026, 12, 31), 1.5),
    ("Case Study Series: Maskenball Köln, doubled in October", "Content", date(2026, 6, 15), date(2026, 12, 31), 2.0),
    ("ABM Tier 1: Department stores, \"own the floor\"", "Account based", date(2026, 7, 1), date(2026, 12, 31), 2.0),
    ("Webinar: Planning the Halloween wall", "Webinar", date(2026, 8, 20), date(2026, 10, 15), 1.6),
    ("Creators' open studio Berlin", "Event", date(2026, 8, 17), date(2026, 10, 31), 0.6),
    ("Halloween Costume Challenge 2026: shop window contest", "Social", date(2026, 8, 24), date(2026, 11, 1), 2.4),
)  # fmt: skip

CITIES = ("Köln", "Wien", "Zürich", "Hamburg", "Leeds", "Basel", "Graz", "Bristol", "München", "Leipzig", "Bern",
          "Mainz", "Manchester", "Antwerpen", "Boston", "Düsseldorf", "Salzburg", "Glasgow", "Aachen",
          "St. Gallen")  # fmt: skip
SHOPS = ("Maskenball {}", "Kostümhaus {}", "Party, Pomp & Co. {}", 'The "Spooky" Emporium {}', "Zauberwelt {}",
         "Warenhaus {}", "Fancy Dress {}", "Festartikel Lindner {}", "Trick or Treat {}", "Jeck & Jeckin {}",
         "Galerie der Gespenster {}", "Spielwaren Ottokar {}")  # fmt: skip
INDUSTRIES = ("Retail", "Department store", "Event agency", "Theatre", "Wholesale", "Theme park")
TITLES = ("Buyer", "Owner", "Head of Purchasing", "Category Manager", "Managing Director", "Visual Merchandiser")
GOODS = (("NC-101", "Vampire cape, adult"), ("NC-114", "Witch set, 5 pieces"), ("NC-120", "Skeleton onesie"),
         ("NC-133", "Ogre office suit"), ("NC-147", "Ghost bride"), ("NC-150", "Pumpkin toddler"),
         ("NC-166", "Werewolf mask, latex"), ("NC-171", "Make-up kit \"Scar & Stitch\""))  # fmt: skip
