"""Words for what the marts say by code: platforms, goals, measures, verdicts, recommendations, models."""

from __future__ import annotations

from plumbline.reports.language.language import Language

PLATFORMS = {
    "tiktok": "TikTok",
    "tiktok_ads": "TikTok",
    "meta": "Meta",
    "meta_ads": "Meta",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "youtube": "YouTube",
    "google_ads": "Google Ads",
    "linkedin": "LinkedIn",
    "pinterest": "Pinterest",
    "snapchat": "Snapchat",
}


def platform_name(platform: str | None) -> str:
    """A platform as it writes itself."""
    return PLATFORMS.get((platform or "").lower(), platform or "–")


def goal_name(language: Language, goal: str | None) -> str:
    """A campaign's goal."""
    names = {
        "awareness": language.say("awareness"),
        "leads": language.say("leads"),
        "conversions": language.say("conversions"),
        "pipeline": language.say("pipeline"),
        "sales": language.say("sales"),
    }
    return names.get(goal or "", goal or "–")


def measure_name(language: Language, measure: str | None) -> str:
    """A measure with its denominator."""
    names = {
        "reach": language.say("Reach"),
        "best_reach": language.say("Reach, best day"),
        "views": language.say("Views"),
        "engagements": language.say("Engagements"),
        "engagement_rate_views": language.say("Engagements / views"),
        "engagement_rate_reach": language.say("Engagements / reach"),
        "engagement_rate_followers": language.say("Engagements / followers"),
        "clicks": language.say("Clicks"),
        "click_rate": language.say("Clicks / views"),
        "leads": language.say("Leads"),
        "orders": language.say("Orders"),
        "conversion_rate": language.say("Orders / clicks"),
        "roi_percent": language.say("ROI"),
        "cost_per_order": language.say("Cost per order"),
        "cost_per_engagement": language.say("Cost per engagement"),
        "revenue": language.say("Revenue at the till"),
        "net_revenue": language.say("Revenue at the till"),
        "contribution": language.say("Contribution"),
        "cost": language.say("Cost of marketing"),
        "qualified_pipeline": language.say("Qualified pipeline"),
    }
    return names.get(measure or "", (measure or "–").replace("_", " "))


def verdict_name(language: Language, verdict: str | None) -> str:
    """What calibration says of a team's or a rep's percentages."""
    names = {
        "over_forecast": language.say("too high"),
        "under_forecast": language.say("too low"),
        "accurate": language.say("honest"),
        "too_few": language.say("too few deals"),
    }
    return names.get(verdict or "", verdict or "–")


def recommendation_name(language: Language, recommendation: str | None) -> str:
    """What to do with a creative."""
    names = {
        "scale": language.say("scale"),
        "keep": language.say("keep"),
        "test": language.say("test"),
        "stop": language.say("stop"),
    }
    return names.get(recommendation or "", recommendation or "–")


def post_kind(language: Language, kind: str | None) -> str:
    """Who paid for a post."""
    names = {
        "organic": language.say("organic"),
        "influencer": language.say("influencer"),
        "paid": language.say("paid"),
    }
    return names.get(kind or "", kind or "–")


def dimension_name(language: Language, dimension: str | None) -> str:
    """What a prospect is told by."""
    names = {
        "industry": language.say("Industry"),
        "size": language.say("Size"),
        "role": language.say("Role"),
        "country": language.say("Country"),
        "source": language.say("Source"),
        "program": language.say("Program"),
        "program_id": language.say("Program"),
    }
    return names.get(dimension or "", (dimension or "–").replace("_", " "))


def channel_name(language: Language, channel: str | None) -> str:
    """A media channel."""
    names = {
        "social_video": language.say("Social video"),
        "search": language.say("Search"),
        "radio": language.say("Radio"),
        "out_of_home": language.say("Out of home"),
    }
    return names.get(channel or "", (channel or "–").replace("_", " "))


def indicator_name(language: Language, indicator: str) -> str:
    """A leading indicator."""
    kind, _, of = indicator.partition(":")
    if kind == "daily_use":
        return language.say("Own customers on {platform} daily", platform=platform_name(of))
    names = {
        "brand_preference": language.say("Brand preference"),
        "share_of_wallet": language.say("Share of wallet"),
        "collateral_use": language.say("Use of collateral by sales"),
    }
    return names.get(kind, indicator.replace("_", " "))


def outlook_name(language: Language, outlook: str | None) -> str:
    """Where a rating is heading."""
    names = {
        "positive": language.say("positive"),
        "stable": language.say("stable"),
        "negative": language.say("negative"),
    }
    return names.get(outlook or "", outlook or "–")


def model_name(language: Language, model: str | None) -> str:
    """An attribution model as the field calls it."""
    names = {
        "first": language.say("first touch"),
        "last": language.say("last touch"),
        "last_non_direct": language.say("last touch that was not direct"),
        "linear": language.say("linear"),
        "position_based": language.say("position-based 40/20/40"),
        "u_shaped": language.say("U-shaped 40/40/20"),
        "u_shaped_half": language.say("U-shaped 50/50"),
        "w_shaped": language.say("W-shaped"),
        "full_path": language.say("full path"),
        "time_decay": language.say("time decay"),
        "self_reported": language.say("customers' own answer"),
        "markov": language.say("Markov"),
    }
    return names.get(model or "", (model or "–").replace("_", " "))


def restated_measure(language: Language, measure: str) -> str:
    """A measure whose past days moved."""
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


def owner_name(language: Language, owner: str) -> str:
    """Who answers for a figure."""
    names = {
        "finance": language.say("finance"),
        "marketing": language.say("marketing"),
        "sales": language.say("sales"),
        "analytics": language.say("analytics"),
        "operations": language.say("operations"),
        "data": language.say("data"),
    }
    return names.get(owner, owner)
