"""What is said about whether the figures can be believed: the measurement gap, restatements, fresh and missing data."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.locale import Language
from plumbline.reports.pulse import Gap, Pulse
from plumbline.reports.reading import Row
from plumbline.reports.words.scope import hidden
from plumbline.reports.words.time import period

PLATFORMS = {"tiktok": "TikTok", "tiktok_ads": "TikTok", "meta_ads": "Meta", "google_ads": "Google Ads"}


def platform(gap: Gap, language: Language) -> str:
    """The platforms of a gap, by the names people use."""
    return language.listed([PLATFORMS.get(name, name) for name in gap.platforms])


def cause_name(language: Language, key: str, claimant: str) -> str:
    """A cause of the gap, or one of its ends."""
    names = {
        "platform_conversions": language.say("Claimed by {platform}", platform=claimant),
        "view_through": language.say("Seen, not clicked"),
        "click_window": language.say("Clicked, credited elsewhere"),
        "duplicates": language.say("Counted twice"),
        "returns_cancellations": language.say("Returned or cancelled since"),
        "time_zone": language.say("Counted on another day"),
        "unexplained": language.say("Not explained by the data"),
        "orders": language.say("Rung at the till"),
    }
    return names[key]


def cause_note(language: Language, key: str) -> str:
    """What a cause means, in a few words."""
    notes = {
        "view_through": language.say("purchases after an ad was shown but not clicked"),
        "click_window": language.say("orders after a click, their last touch another"),
        "duplicates": language.say("one order reported more than once"),
        "returns_cancellations": language.say("the platform keeps them, the till does not"),
        "time_zone": language.say("the account's day ends at another hour"),
        "unexplained": language.say("modelled purchases, other devices, lost click ids"),
    }
    return notes.get(key, "")


def gap_title(language: Language, pulse: Pulse) -> str:
    """The gap's message: claims for each purchase that the till rang."""
    gap = pulse.gap
    if gap is None and not pulse.scope.is_whole:
        return language.say("Claimed, seen and rung")
    if gap is None:
        return language.say("No platform's claims to hold against the till")
    claimant = platform(gap, language)
    if gap.platform_conversions is None:
        return language.say("What {platform} claims is not known", platform=claimant)
    if not pulse.till_connected or gap.orders is None:
        return language.say(
            "{platform} claims {n} purchases; no till is connected to hold them against",
            platform=claimant,
            n=language.number(gap.platform_conversions),
        )
    if not gap.orders:
        return language.say(
            "{platform} claims {n} purchases; the till rang none of them",
            platform=claimant,
            n=language.number(gap.platform_conversions),
        )
    return language.say(
        "{platform} claims {ratio} purchases for each one that the till rang",
        platform=claimant,
        ratio=language.number(gap.platform_conversions / gap.orders, 1),
    )


def gap_sentence(language: Language, pulse: Pulse) -> str:
    """Claimed, seen and rung in one sentence, with the largest cause that is known."""
    gap = pulse.gap
    if gap is None or gap.platform_conversions is None:
        return ""
    said = {
        "platform": platform(gap, language),
        "claimed": language.number(gap.platform_conversions),
        "days": period(language, pulse),
    }
    if gap.orders is None or not pulse.till_connected:
        return language.say(
            "{platform} claimed {claimed} purchases in {days}; no till is connected to check them.", **said
        )
    said["rung"] = language.number(gap.orders)
    if gap.tracked_conversions is None:
        told = language.say("{platform} claimed {claimed} purchases, the till rang {rung}.", **said)
    else:
        told = language.say(
            "{platform} claimed {claimed} purchases, analytics saw {seen}, the till rang {rung}.",
            **said,
            seen=language.number(gap.tracked_conversions),
        )
    causes = [(key, n) for key, n in gap.causes if key != "unexplained" and n > 0]
    if not causes or gap.platform_conversions <= gap.orders:
        return told
    key, n = causes[0]
    phrase = _cause_phrase(language, key)
    cause = language.say("The largest known cause of the gap: {cause} ({n}).", cause=phrase, n=language.number(n))
    return f"{told} {cause}"


def _cause_phrase(language: Language, key: str) -> str:
    phrases = {
        "view_through": language.say("ads seen but not clicked"),
        "click_window": language.say("clicks credited elsewhere"),
        "duplicates": language.say("orders counted twice"),
        "returns_cancellations": language.say("orders returned or cancelled since"),
        "time_zone": language.say("another time zone"),
    }
    return phrases[key]


def seen_purchases(language: Language, pulse: Pulse) -> str:
    """What analytics saw: `5,242 purchases worth US$362k`."""
    count = language.count("{n} purchase", "{n} purchases", int(pulse.tracked_conversions or 0))
    if pulse.tracked_conversion_value is None:
        return count
    return language.say(
        "{purchases} worth {value}",
        purchases=count,
        value=language.money(pulse.tracked_conversion_value, pulse.currency),
    )


def no_gap(language: Language, pulse: Pulse) -> str:
    """Why claims, analytics and till can't be held against each other."""
    if not pulse.scope.is_whole:
        return hidden(language)
    said = [language.say("No ad platform's claimed purchases are known for these days.")]
    days = period(language, pulse)
    if pulse.tracked_conversions is not None:
        seen = seen_purchases(language, pulse)
        said.append(language.say("Analytics saw {purchases} in {days}.", purchases=seen, days=days))
        if not pulse.till_connected:
            said.append(language.say("No till is connected to hold them against."))
    elif pulse.till_connected:
        said.append(language.say("No analytics is connected that could have seen what the till rang."))
    return " ".join(said)


def first_known(language: Language, pulse: Pulse) -> str:
    """Figures of past days that nobody knew before this day; empty when there are none."""
    if not pulse.scope.is_whole:
        return hidden(language)
    if not pulse.first_known:
        return language.say("Today's exports say of past days what was known before.")
    names = dict.fromkeys(language.inside(measure_name(language, row["measure"])) for row in pulse.first_known)
    return language.say("Known of past days for the first time: {names}.", names=language.listed(list(names)))


def seen_sentence(language: Language, gap: Gap) -> str:
    """What analytics missed of the orders at the till."""
    if gap.tracked_conversions is None or gap.orders is None or not gap.no_consent:
        return ""
    missed = abs(gap.no_consent)
    return language.count(
        "Analytics never saw {n} of the orders rung: no consent was given, or the visit could not be matched.",
        "Analytics never saw {n} of the orders rung: no consent was given, or the visit could not be matched.",
        int(missed),
    )


def restated_title(language: Language, pulse: Pulse) -> str:
    """Whether past days moved on this business day."""
    if not pulse.scope.is_whole:
        return language.say("Restatements of past days")
    if not pulse.restated:
        return language.say("No past day was restated")
    n = len(pulse.restated) + pulse.restated_more
    return language.count("{n} figure of past days was restated", "{n} figures of past days were restated", n)


def measure_name(language: Language, measure: str) -> str:
    """A restated measure, by the words of the field."""
    names = {
        "spend": language.say("Ad spend"),
        "ad_spend": language.say("Ad spend"),
        "platform_conversions": language.say("Claimed purchases"),
        "platform_conversion_value": language.say("Claimed value"),
        "conversions": language.say("Conversions"),
        "impressions": language.say("Impressions"),
        "clicks": language.say("Clicks"),
        "sessions": language.say("Sessions"),
        "purchases": language.say("Purchases seen"),
        "revenue": language.say("Revenue"),
        "net_revenue": language.say("Revenue at the till"),
        "orders": language.say("Orders"),
        "qualified_pipeline": language.say("Qualified pipeline"),
    }
    return names.get(measure, measure.replace("_", " "))


def origin_name(language: Language, origin: str) -> str:
    """Where a restatement came from."""
    names = {
        "ads": language.say("Ad platforms"),
        "costs": language.say("Costs"),
        "till": language.say("Till"),
        "crm": language.say("CRM"),
    }
    return names.get(origin, origin)


def moved_name(language: Language, row: Row) -> str:
    """`CRM: Qualified pipeline`."""
    return language.together([origin_name(language, row["source"]), measure_name(language, row["measure"])], ": ")


def amount(language: Language, value: Decimal | None, unit: str, *, signed: bool = False) -> str:
    """A restated value in its own unit: a currency, or a count."""
    if value is None:
        return "–"
    if unit == "count":
        return language.signed(value) if signed else language.number(value)
    return language.change(value, unit) if signed else language.money(value, unit)
