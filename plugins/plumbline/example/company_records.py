"""What the company wrote itself, and when: costs, rules, thresholds, programs, targets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from plumbline.example import catalogue, media_mix
from plumbline.example.clock import DAY, add_months, days_between


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


# Monthly costs: code, program, kind, vendor, currency, cents of May to October; the other months cost what May costs.
MONTHLY = (
    ("SEA", "search", "media", "Google Ireland Ltd", "EUR", (3100_00, 3100_00, 2900_00, 3300_00, 4700_00, 7800_00)),
    ("BNG", "search", "media", "Microsoft Ads", "EUR", (310_00, 310_00, 290_00, 330_00, 480_00, 760_00)),
    ("IGB", "social", "media", "Meta Platforms", "EUR", (820_00, 850_00, 830_00, 860_00, 1_120_00, 1_600_00)),
    ("NLT", "newsletter", "tools", "Brevo", "EUR", (129_00, 129_00, 129_00, 149_00, 149_00, 169_00)),
    ("NLW", "newsletter", "agency", "Wortschatz Texte", "CHF", (640_00, 640_00, 640_00, 640_00, 920_00, 920_00)),
    ("NLR", "newsletter", "production", "Druckhaus Ehrenfeld, range book", "EUR",
     (1_200_00, 1_200_00, 2_800_00, 4_600_00, 6_800_00, 5_400_00)),
    ("CRT", "creators", "tools", "Creator desk licence", "USD", (0, 0, 190_00, 190_00, 190_00, 190_00)),
    ("LUN", "creators", "creator_fee", "Luna Winter", "EUR", (0, 0, 0, 3400_00, 6200_00, 8400_00)),
    ("KAS", "creators", "creator_fee", "Kasimir Kowalski", "EUR", (0, 0, 0, 2100_00, 3900_00, 5200_00)),
    ("MOS", "creators", "creator_fee", "Mo's Spooky Shed Ltd", "GBP", (0, 0, 0, 1400_00, 2700_00, 3700_00)),
    ("ABA", "abm", "agency", "Zielgenau GmbH", "EUR", (0, 0, 3200_00, 3200_00, 3600_00, 3900_00)),
    ("CSA", "case_study", "agency", "Textwerk Köln", "EUR", (0, 900_00, 1400_00, 1400_00, 1900_00, 2200_00)),
)  # fmt: skip
Day = tuple[int, int]  # month and day of month
# Radio and posters, by channel: code and vendor. A quarter's weeks are booked ahead, each is a cost of its own.
FLIGHTS = {"radio": ("RAD", "Funkkombi Rhein-Main"), "out_of_home": ("OOH", "Stadtlicht Plakat GmbH")}
# Costs that come once a year: code, number of the year's invoices with this code, program, kind, vendor, currency,
# cents, first day, last day, and the day on which it was booked.
YEARLY: tuple[tuple[str, int, str, str, str, str, int, Day, Day, Day], ...] = (
    ("PRD-CS", 1, "case_study", "production", "Filmhof Ehrenfeld", "EUR", 4_800_01, (6, 15), (10, 31), (6, 1)),
    ("PRD-AB", 1, "abm", "production", "Filmhof Ehrenfeld", "EUR", 3_600_00, (7, 1), (10, 31), (7, 1)),
    ("PRD-CH", 1, "challenge", "production", "Studio Gruselkabinett", "EUR", 7_900_00, (8, 24), (11, 1), (8, 1)),
    ("PRD-CH", 2, "challenge", "production", "Hoxton Cutting Room Ltd", "GBP", 3_150_00, (9, 7), (11, 1), (9, 1)),
    ("AGY-CH", 1, "challenge", "agency", "Lauter & Laut", "EUR", 6_400_00, (9, 1), (10, 31), (9, 1)),
    # an invoice that came late
    ("PRZ-CH", 1, "challenge", "production", "Prizes of the challenge", "CHF", 2_000_00, (10, 1), (10, 31), (10, 16)),
    ("PRD-SO", 1, "social", "production", "Studio Gruselkabinett", "EUR", 1_900_00, (5, 4), (10, 31), (5, 1)),
    ("PRD-CR", 1, "creators", "production", "Open studio Berlin, rent", "EUR", 3_300_00, (8, 17), (10, 31), (8, 1)),
)  # fmt: skip
# The yearly cost that turned out different: its code, the cents before, the day of the corrected file.
CORRECTED_CODE, UNCORRECTED_AMOUNT, CORRECTED_ON = "AGY-CH", 5_600_00, (10, 16)


def _monthly(year: int) -> list[Cost]:
    costs = []
    for month in range(1, 13):
        first = date(year, month, 1)
        for code, program, kind, vendor, currency, amounts in MONTHLY:
            amount = amounts[month - 5 if 5 <= month <= 10 else 0]
            if amount:
                creator = CREATOR_OF.get(code, "")
                costs.append(
                    Cost(f"{code}-{first:%y%m}", program, kind, vendor, currency, amount, first, _month_end(first),
                         first, creator)
                )  # fmt: skip
    return costs


def _yearly(year: int, first_year: int) -> list[Cost]:
    """A year's costs, numbered on from those of the years before."""
    a_year = Counter(code for code, *_ in YEARLY)
    return [
        Cost(f"{code}{number + a_year[code] * (year - first_year)}", program, kind, vendor, currency, amount,
             date(year, *starts), date(year, *ends), date(year, *booked))
        for code, number, program, kind, vendor, currency, amount, starts, ends, booked in YEARLY
    ]  # fmt: skip


@cache
def _costs(first_day: date, last_year: int) -> tuple[Cost, ...]:
    """Every cost of the world's years that is not over when the world begins; the monthly ones come first."""
    years = range(first_day.year, last_year + 1)
    costs = [cost for year in years for cost in _monthly(year)]
    costs += [cost for year in years for cost in _yearly(year, first_day.year)]
    return tuple(cost for cost in costs if cost.ends_on >= first_day)


@cache
def _flights(seed: int, first_day: date, last_year: int) -> tuple[Cost, ...]:
    """Radio and posters, a cost for each week with any, from Monday to Sunday."""
    mondays = [
        monday
        for monday in days_between(media_mix.monday_of(first_day), date(last_year, 12, 31))
        if monday.weekday() == 0
    ]
    return tuple(
        Cost(f"{code}-{monday:%y%m%d}", curve.channel, "media", vendor, "EUR", amount, monday, monday + 6 * DAY,
             date(monday.year, 3 * ((monday.month - 1) // 3) + 1, 1))
        for curve in media_mix.OFFLINE
        for code, vendor in (FLIGHTS[curve.channel],)
        for monday in mondays
        if (amount := round(100 * media_mix.planned_spend(seed, curve, monday)))
    )  # fmt: skip


def costs_known_on(day: date, first_day: date, seed: int) -> list[Cost]:
    """The costs file of a world that began on `first_day` as it stood on a day."""
    costs = (*_costs(first_day, day.year), *_flights(seed, first_day, day.year))
    return [_as_known(cost, day) for cost in costs if cost.booked_on <= day]


def _as_known(cost: Cost, day: date) -> Cost:
    if cost.id.startswith(CORRECTED_CODE) and day < date(cost.booked_on.year, *CORRECTED_ON):
        return replace(cost, amount=UNCORRECTED_AMOUNT)
    return cost


def cost_snapshots(first_day: date, last_day: date) -> list[date]:
    """The days on which a new costs file was delivered: the first day, then whenever one is booked or corrected."""
    days = {cost.booked_on for cost in _costs(first_day, last_day.year)}
    days |= {date(year, *CORRECTED_ON) for year in range(first_day.year, last_day.year + 1)}
    return sorted({first_day} | {day for day in days if first_day < day <= last_day})


def rules_changed_on(first_day: date) -> date:
    """The day on which the rules of a world that began on `first_day` changed: in its first autumn."""
    return date(first_day.year, 9, 16)


def rule_snapshots(first_day: date, last_day: date) -> list[date]:
    """The days on which a new rules file was delivered."""
    changed = rules_changed_on(first_day)
    return [first_day, changed] if first_day < changed <= last_day else [first_day]


def program_snapshots(first_day: date, last_day: date) -> list[date]:
    """The days on which a new programs file was delivered: with the rules, and each New Year for the next season."""
    new_years = [date(year, 1, 1) for year in range(first_day.year + 1, last_day.year + 1)]
    return sorted({*rule_snapshots(first_day, last_day), *new_years})


def rules_known_on(day: date, first_day: date) -> tuple[tuple[str, int, str, str, str], ...]:
    """The rules file of a world that began on `first_day` as it stood on a day."""
    return catalogue.LATER_RULES if day >= rules_changed_on(first_day) else catalogue.FIRST_RULES


Threshold = tuple[str, date, int, date]  # team, valid from, per cent, delivered on


@cache
def _thresholds(first_year: int, last_year: int) -> tuple[Threshold, ...]:
    dach, key_accounts, abroad = catalogue.TEAMS
    return tuple(
        row
        for year in range(first_year, last_year + 1)
        for row in (
            (dach, date(year, 1, 1), 60, date(year, 1, 1)),
            (abroad, date(year, 1, 1), 60, date(year, 1, 1)),
            (key_accounts, date(year, 7, 1), 70, date(year, 7, 1)),
            (abroad, date(year, 8, 3), 65, date(year, 8, 12)),
            (abroad, date(year, 10, 5), 60, date(year, 10, 8)),
        )
    )


def thresholds_known_on(day: date, first_day: date) -> list[Threshold]:
    """The thresholds file of a world that began on `first_day` as it stood on a day."""
    return [row for row in _thresholds(first_day.year, day.year) if row[3] <= day]


def threshold_snapshots(first_day: date, last_day: date) -> list[date]:
    """The days on which a new thresholds file was delivered."""
    later = {known for *_, known in _thresholds(first_day.year, last_day.year) if first_day < known <= last_day}
    return sorted({first_day} | later)


@cache
def threshold(team: str | None, day: date, known_on: date, first_day: date) -> int:
    """Per cent from which a team's deal counts as qualified on a day, as known on another."""
    rows = [row for row in thresholds_known_on(known_on, first_day) if row[0] == team and row[1] <= day]
    return max(rows, key=lambda row: row[1])[2] if rows else catalogue.DEFAULT_THRESHOLD


def programs_known_on(day: date, first_day: date) -> list[tuple[str, ...]]:
    """Id, name, group, goal, first and last day, owner, channel of every program, with the days of the year's season.

    The creators changed hands with the rules.
    """
    creators = "Ines Albrecht" if day >= rules_changed_on(first_day) else "Philipp Marten"
    year, ever, began = day.year, "Evergreen", f"{first_day.year}-01-01"
    season = f"Halloween {year}"
    programs = [
        ("challenge", "Halloween Costume Challenge", season, "conversions", f"{year}-08-24", f"{year}-11-01",
         "Ines Albrecht"),
        ("case_study", "Case Study Series: Shops that sold out", season, "leads", f"{year}-06-15", f"{year}-12-31",
         "Philipp Marten"),
        ("abm", "Account-based: Department Stores DE-AT-CH", season, "leads", f"{year}-07-01", f"{year}-12-31",
         "Philipp Marten"),
        ("creators", "Creators: Luna, Kasimir and Mo", season, "awareness", f"{year}-08-10", f"{year}-11-15",
         creators),
        ("search", "Paid search", ever, "conversions", began, "", "Deniz Acar"),
        ("social", "Evergreen social", ever, "conversions", began, "", "Deniz Acar"),
        ("newsletter", "Newsletter", ever, "conversions", began, "", "Deniz Acar"),
        ("radio", "Radio", ever, "awareness", began, "", "Ines Albrecht"),
        ("out_of_home", "Out of home", ever, "awareness", began, "", "Ines Albrecht"),
    ]  # fmt: skip
    return [(*program, catalogue.CHANNEL_OF.get(program[0], "")) for program in programs]


# Thousands of EUR from January to December.
TARGETS = {
    "qualified_pipeline": (800, 850, 700, 650, 600, 650, 700, 800, 950, 1_100, 700, 650),
    "revenue": (420, 460, 340, 320, 300, 360, 380, 420, 560, 720, 380, 300),
    "cost": (32, 33, 31, 30, 28, 29, 38, 46, 60, 68, 33, 30),
    "contribution": (165, 180, 135, 125, 120, 140, 150, 165, 215, 280, 150, 120),
}


def target_snapshots(first_day: date, last_day: date) -> list[date]:
    """The days on which a new targets file was delivered: the first day, then every twelfth month's first day."""
    months = [add_months(first_day.replace(day=1), 12 * years) for years in range(1, 6)]
    return [first_day, *(month for month in months if month <= last_day)]


def targets(day: date, first_day: date) -> list[tuple[str, date, int]]:
    """Measure, month and cents of EUR as they stood on a day: twelve months from the world's first one, then more."""
    start = first_day.replace(day=1)
    years = (day.year * 12 + day.month - start.year * 12 - start.month) // 12 + 1
    months = [add_months(start, n) for n in range(12 * years)]
    return [
        (measure, month, thousands[month.month - 1] * 100_000)
        for measure, thousands in TARGETS.items()
        for month in months
    ]
