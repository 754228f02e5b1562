"""What the company wrote itself, and when: costs, rules, thresholds, programs, targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plumbline.example import catalogue
from plumbline.example.clock import DAY


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost beside the ads, in cents, accrued evenly over its days; known to the company since `booked_on`."""

    id: str
    program: str
    kind: str
    vendor: str
    currency: str
    amount: int
    starts_on: date
    ends_on: date
    booked_on: date
    creator: str = ""


CREATOR_OF = {"LUN": "luna", "KAS": "kasimir", "MOS": "mo"}  # whose fee a monthly cost is


def _month_end(first: date) -> date:
    return (first.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def _monthly() -> list[Cost]:
    regular = (
        ("SEA", "search", "media", "Google Ireland Ltd", "EUR", (3100_00, 3100_00, 2900_00, 3300_00, 4700_00, 7800_00)),
        ("BNG", "search", "media", "Microsoft Ads", "EUR", (310_00, 310_00, 290_00, 330_00, 480_00, 760_00)),
        ("IGB", "social", "media", "Meta Platforms", "EUR", (820_00, 850_00, 830_00, 860_00, 1_120_00, 1_600_00)),
        ("NLT", "newsletter", "tools", "Brevo", "EUR", (129_00, 129_00, 129_00, 149_00, 149_00, 169_00)),
        ("NLW", "newsletter", "agency", "Wortschatz Texte", "CHF", (640_00, 640_00, 640_00, 640_00, 920_00, 920_00)),
        ("CRT", "creators", "tools", "Creator desk licence", "USD", (0, 0, 190_00, 190_00, 190_00, 190_00)),
        ("LUN", "creators", "creator_fee", "Luna Winter", "EUR", (0, 0, 0, 3400_00, 6200_00, 8400_00)),
        ("KAS", "creators", "creator_fee", "Kasimir Kowalski", "EUR", (0, 0, 0, 2100_00, 3900_00, 5200_00)),
        ("MOS", "creators", "creator_fee", "Mo's Spooky Shed Ltd", "GBP", (0, 0, 0, 1400_00, 2700_00, 3700_00)),
        ("ABA", "abm", "agency", "Zielgenau GmbH", "EUR", (0, 0, 3200_00, 3200_00, 3600_00, 3900_00)),
        ("CSA", "case_study", "agency", "Textwerk Köln", "EUR", (0, 900_00, 1400_00, 1400_00, 1900_00, 2200_00)),
    )  # fmt: skip
    found = []
    for year in (2026, 2027):
        for month in range(1, 13):
            first = date(year, month, 1)
            if first < date(2026, 5, 1):
                continue
            for code, program, kind, vendor, currency, amounts in regular:
                amount = amounts[min(month - 5, 5) if year == 2026 and month < 11 else 0]
                if amount:
                    cost = f"{code}-{first:%y%m}"
                    paid = CREATOR_OF.get(code, "")
                    found.append(
                        Cost(cost, program, kind, vendor, currency, amount, first, _month_end(first), first, paid)
                    )
    return found


ONCE: tuple[Cost, ...] = (
    Cost("PRD-CS1", "case_study", "production", "Filmhof Ehrenfeld", "EUR", 4_800_01, date(2026, 6, 15),
         date(2026, 10, 31), date(2026, 6, 1)),
    Cost("PRD-AB1", "abm", "production", "Filmhof Ehrenfeld", "EUR", 3_600_00, date(2026, 7, 1), date(2026, 10, 31),
         date(2026, 7, 1)),
    Cost("PRD-CH1", "challenge", "production", "Studio Gruselkabinett", "EUR", 7_900_00, date(2026, 8, 24),
         date(2026, 11, 1), date(2026, 8, 1)),
    Cost("PRD-CH2", "challenge", "production", "Hoxton Cutting Room Ltd", "GBP", 3_150_00, date(2026, 9, 7),
         date(2026, 11, 1), date(2026, 9, 1)),
    Cost("AGY-CH1", "challenge", "agency", "Lauter & Laut", "EUR", 6_400_00, date(2026, 9, 1), date(2026, 10, 31),
         date(2026, 9, 1)),
    Cost("PRZ-CH1", "challenge", "production", "Prizes of the challenge", "CHF", 2_000_00, date(2026, 10, 1),
         date(2026, 10, 31), date(2026, 10, 16)),  # an invoice that came late
    Cost("PRD-SO1", "social", "production", "Studio Gruselkabinett", "EUR", 1_900_00, date(2026, 5, 4),
         date(2026, 10, 31), date(2026, 5, 1)),
    Cost("PRD-CR1", "creators", "production", "Open studio Berlin, rent", "EUR", 3_300_00, date(2026, 8, 17),
         date(2026, 10, 31), date(2026, 8, 1)),
)  # fmt: skip
# A cost that turned out different: (cost, the amount before, the day of the corrected file).
CORRECTED = ("AGY-CH1", 5_600_00, date(2026, 10, 16))
COSTS: tuple[Cost, ...] = (*_monthly(), *ONCE)


def costs_known_on(day: date) -> list[Cost]:
    """The costs file as it stood on a day."""
    known = [cost for cost in COSTS if cost.booked_on <= day]
    name, before, since = CORRECTED
    if day >= since:
        return known
    return [
        Cost(c.id, c.program, c.kind, c.vendor, c.currency, before, c.starts_on, c.ends_on, c.booked_on,
             c.creator)
        if c.id == name else c for c in known
    ]  # fmt: skip


def cost_snapshots(first_day: date, last_day: date) -> list[date]:
    """The days on which a new costs file was delivered: the first day, then whenever one is booked or corrected."""
    days = {cost.booked_on for cost in COSTS} | {CORRECTED[2]}
    return sorted({first_day} | {day for day in days if first_day < day <= last_day})


def rule_snapshots(first_day: date, last_day: date) -> list[date]:
    """The days on which a new rules file was delivered."""
    changed = catalogue.RULES_CHANGED_ON
    return [first_day, changed] if first_day < changed <= last_day else [first_day]


def rules_known_on(day: date) -> tuple[tuple[str, int, str, str, str], ...]:
    """The rules file as it stood on a day."""
    return catalogue.LATER_RULES if day >= catalogue.RULES_CHANGED_ON else catalogue.FIRST_RULES


def threshold_snapshots(first_day: date, last_day: date) -> list[date]:
    """The days on which a new thresholds file was delivered."""
    later = {known for *_, known in catalogue.THRESHOLDS if first_day < known <= last_day}
    return sorted({first_day} | later)


def threshold(team: str | None, day: date, known_on: date) -> int:
    """Per cent from which a team's deal counts as qualified on a day, as known on another."""
    rows = [row for row in catalogue.THRESHOLDS if row[0] == team and row[1] <= day and row[3] <= known_on]
    return max(rows, key=lambda row: row[1])[2] if rows else catalogue.DEFAULT_THRESHOLD


def programs_known_on(day: date) -> list[tuple[str, str, str, str, str, str, str]]:
    """Id, name, group, goal, first and last day, owner of every program; the creators changed hands with the rules."""
    creators = "Ines Albrecht" if day >= catalogue.RULES_CHANGED_ON else "Philipp Marten"
    season, ever = "Halloween 2026", "Evergreen"
    return [
        ("challenge", "Halloween Costume Challenge", season, "conversions", "2026-08-24", "2026-11-01",
         "Ines Albrecht"),
        ("case_study", "Case Study Series: Shops that sold out", season, "leads", "2026-06-15", "2026-12-31",
         "Philipp Marten"),
        ("abm", "Account-based: Department Stores DE-AT-CH", season, "leads", "2026-07-01", "2026-12-31",
         "Philipp Marten"),
        ("creators", "Creators: Luna, Kasimir and Mo", season, "awareness", "2026-08-10", "2026-11-15", creators),
        ("search", "Paid search", ever, "conversions", "2026-01-01", "", "Deniz Acar"),
        ("social", "Evergreen social", ever, "conversions", "2026-01-01", "", "Deniz Acar"),
        ("newsletter", "Newsletter", ever, "conversions", "2026-01-01", "", "Deniz Acar"),
    ]  # fmt: skip


def targets() -> list[tuple[str, date, int]]:
    """Measure, month and cents of EUR, for twelve months from May 2026."""
    pipeline = (600, 650, 700, 800, 950, 1_100, 700, 650, 800, 850, 700, 650)
    revenue = (300, 360, 380, 420, 560, 720, 380, 300, 420, 460, 340, 320)
    cost = (13, 14, 21, 27, 39, 48, 18, 15, 17, 18, 16, 15)
    contribution = (120, 140, 150, 165, 215, 280, 150, 120, 165, 180, 135, 125)
    table = (("qualified_pipeline", pipeline), ("revenue", revenue), ("cost", cost), ("contribution", contribution))
    return [
        (measure, date(2026 + (4 + i) // 12, (4 + i) % 12 + 1, 1), thousand * 100_000)
        for measure, thousands in table
        for i, thousand in enumerate(thousands)
    ]
