"""What the company knows of its audiences: platforms by quarter, segments, benchmarks, and its customers' survey."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from plumbline.example.clock import DAY, add_months
from plumbline.example.random_streams import stream

OURS = "Nightjar"
BRANDS = (OURS, "Karneval King", "Funidelia", "Smiffys", "no brand")
SEGMENTS = (("13-17", False), ("18-24", True), ("25-34", True), ("35-54", True), ("55+", False))
RESPONDENTS = 260


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as it truly is: reach of a quarter, target share, engagements per impression, conversions per click,
    what is usual there, what a quarter changes, and who of the customers uses it daily."""

    name: str
    reach: int
    target: float
    engagement: float
    conversion: float
    usual: tuple[float, float, float]
    trend: float
    daily: float


PLATFORMS: tuple[Platform, ...] = (
    Platform("tiktok", 1_300_000, 0.71, 0.041, 0.0195, (0.58, 0.034, 0.0150), 1.06, 0.46),
    Platform("instagram", 640_000, 0.66, 0.024, 0.0160, (0.62, 0.022, 0.0160), 1.00, 0.58),
    Platform("youtube", 410_000, 0.55, 0.016, 0.0118, (0.57, 0.019, 0.0125), 0.97, 0.63),
    Platform("pinterest", 9_000, 0.52, 0.008, 0.0080, (0.55, 0.011, 0.0100), 0.90, 0.17),
)
FIRST_QUARTER = date(2026, 1, 1)  # what a quarter changes is counted from here


def _ready_on(quarter: date) -> date:
    """When a quarter's first figures came; those of the fourth come early, and there is too little in them."""
    return date(quarter.year, *{1: (4, 1), 4: (6, 30), 7: (9, 30), 10: (10, 26)}[quarter.month])


def _is_early(quarter: date, known: date) -> bool:
    """Whether a fourth quarter's figures are still those that came early; the whole quarter's come on New Year."""
    return quarter.month == 10 and known.year == quarter.year


def _quarters(first_day: date, last_day: date) -> list[date]:
    """The quarters of which the files speak: those of the world's years, and the one before them for its first days."""
    years = range(first_day.year, last_day.year + 1)
    before = [date(first_day.year - 1, 10, 1)] if first_day.month < 4 else []
    return [*before, *(date(year, month, 1) for year in years for month in (1, 4, 7, 10))]


def quarters_known(day: date, first_day: date) -> list[date]:
    """The quarters of the files that were delivered by a day; the first file holds what there was before it."""
    return [quarter for quarter in _quarters(first_day, day) if _ready_on(quarter) <= day]


def audience_days(first_day: date, last_day: date) -> list[date]:
    """The days on which the files were delivered."""
    days = {_ready_on(quarter) for quarter in _quarters(first_day, last_day)}
    days |= {date(year, 1, 1) for year in range(first_day.year + 1, last_day.year + 1)}
    return sorted({first_day} | {day for day in days if first_day < day <= last_day})


def _quarters_since(quarter: date) -> int:
    """The quarters of change that a platform has seen; a year before 2026 and a year after it nothing changes."""
    count = (quarter.year - FIRST_QUARTER.year) * 4 + quarter.month // 3
    return max(-4, min(7, count))


def _strength(platform: Platform, quarter: date) -> float:
    return platform.trend ** _quarters_since(quarter)


def platform_quarter(seed: int, platform: Platform, quarter: date, known: date) -> tuple[int, int, int, int, int]:
    """Reach, impressions, engagements, clicks and conversions of a quarter, as known on a day."""
    r = stream(seed, "platform quarter", platform.name, quarter)
    part = 0.012 if _is_early(quarter, known) else 1.0
    reach = round(platform.reach * part * r.uniform(0.9, 1.1) * (1.3 if quarter.month == 7 else 1.0))
    impressions = round(reach * r.uniform(3.2, 4.4))
    engagements = round(impressions * platform.engagement * _strength(platform, quarter) * r.uniform(0.97, 1.03))
    clicks = round(impressions * r.uniform(0.010, 0.014))
    conversions = round(clicks * platform.conversion * _strength(platform, quarter) * r.uniform(0.96, 1.04))
    return reach, impressions, engagements, clicks, conversions


def segments(seed: int, platform: Platform, quarter: date, known: date) -> list[tuple[str, bool, int, int]]:
    """Segment, whether it is targeted, its share in millionths (together a million), people behind the estimate."""
    r = stream(seed, "segments", platform.name, quarter)
    target = min(0.95, platform.target * (1 + (_strength(platform, quarter) - 1) / 2))
    weights = {name: r.uniform(0.7, 1.3) for name, _ in SEGMENTS}
    shares = {}
    for wanted, whole in ((True, target), (False, 1 - target)):
        names = [name for name, is_target in SEGMENTS if is_target == wanted]
        for name in names:
            shares[name] = round(1_000_000 * whole * weights[name] / sum(weights[other] for other in names))
    shares[SEGMENTS[-1][0]] += 1_000_000 - sum(shares.values())
    small = _is_early(quarter, known) or platform.name == "pinterest"
    people = r.randint(20, 40) if small else r.randint(1_500, 4_000)
    return [(name, is_target, shares[name], people) for name, is_target in SEGMENTS]


def usual(platform: Platform, quarter: date) -> dict[str, float]:
    """The industry's benchmarks: they move a little, the same for everybody."""
    drift = 1 + 0.01 * _quarters_since(quarter)
    names = ("target_share", "engagement_rate", "conversion_rate")
    return {name: round(value * drift, 4) for name, value in zip(names, platform.usual, strict=True)}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; amounts in cents of EUR."""

    wave: date
    respondent: str
    question: str
    answer: str = ""
    amount: int | None = None


@cache
def wave(seed: int, month: date) -> tuple[Answer, ...]:
    """A month's survey: platforms used daily, the brand preferred, what was spent on costumes and with whom."""
    months = max(-12, min(12, (month.year - 2026) * 12 + month.month - 5))  # of change; beyond them nothing moves
    answers = []
    for number in range(1, RESPONDENTS + 1):
        r = stream(seed, "survey", month, number)
        who = f"S{month:%y%m}-{number:03d}"
        daily = [
            platform.name for platform in PLATFORMS
            if r.random() < platform.daily * (1 + 0.015 * months * (platform.trend > 1))
        ]  # fmt: skip
        answers += [Answer(month, who, "daily_use", name.capitalize()) for name in daily or ["none"]]
        ours = 0.21 + 0.02 * max(0, months)
        weights = (ours, *((1 - ours) / (len(BRANDS) - 1) for _ in BRANDS[1:]))
        if r.random() < 0.93:
            answers.append(Answer(month, who, "preferred_brand", r.choices(BRANDS, weights)[0]))
        if r.random() < 0.80:
            category = round(100 * r.lognormvariate(4.7, 0.6))
            share = min(1.0, r.betavariate(2.0, 5.0 - 0.25 * max(0, months)))
            answers.append(Answer(month, who, "category_spend", amount=category))
            answers.append(Answer(month, who, "own_spend", amount=round(category * share)))
    return tuple(answers)


def waves_known(day: date, first_day: date) -> list[date]:
    """The world's waves whose answers are in by a day: a wave is over on the 25th of its month."""
    months = (day.year - first_day.year) * 12 + day.month - first_day.month + 1
    waves = [add_months(first_day.replace(day=1), n) for n in range(months)]
    return [month for month in waves if month + 24 * DAY <= day]


def survey_days(first_day: date, last_day: date) -> list[date]:
    """The days on which the survey's file was delivered."""
    return [max(first_day, wave + 24 * DAY) for wave in waves_known(last_day, first_day)]
