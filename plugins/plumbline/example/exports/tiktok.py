"""TikTok Ads Manager's daily CSV: seven days, restated; null words, masked cells, quoted thousands, a totals row."""

from __future__ import annotations

from datetime import date

from plumbline.example.ads import WINDOW, AdDay
from plumbline.example.amounts import divide
from plumbline.example.catalogue import ACCOUNT_ID, ACCOUNT_NAME, nineteen_digits
from plumbline.example.clock import DAY
from plumbline.example.exports.copies import tiktok_id
from plumbline.example.exports.drop import Drop, csv_text
from plumbline.example.faults import HEADINGS_DRIFT_ON, TIKTOK_TEXT_IN_NUMBER, is_among
from plumbline.example.random_streams import stream
from plumbline.example.simulation import World

HEADINGS = (
    "By Day", "Account name", "Account ID", "Campaign name", "Campaign ID", "Ad group name", "Ad group ID", "Ad name",
    "Ad ID", "Currency", "Cost", "Impressions", "Reach", "Frequency", "Clicks (destination)", "CTR (destination)",
    "CPC (destination)", "CPM", "Video views", "6-second video views", "Conversions", "Cost per conversion",
    "Complete payment", "Total complete payment value", "VTA complete payment", "VTA total complete payment value",
)  # fmt: skip
DRIFTED = {"By Day": "Date", "Cost": "Total cost"}
SUMMED = (10, 11, 12, 14, 18, 19, 20, 22, 23, 24, 25)


def headings(day: date) -> list[str]:
    """The header row of a delivery."""
    if day < HEADINGS_DRIFT_ON:
        return list(HEADINGS)
    return [DRIFTED.get(heading, heading) for heading in HEADINGS]


def whole(number: int) -> str:
    """1234 -> '1,234'."""
    return f"{number:,}"


def money(hundredths: int) -> str:
    """123450 -> '1,234.50'."""
    return f"{hundredths // 100:,}.{hundredths % 100:02d}"


def _ratio(top: int, bottom: int, factor: int = 100) -> str:
    return money(divide(top * factor, bottom)) if bottom else "-"


def _row(ad: AdDay, lag: int) -> tuple[list[str], list[int]]:
    name = ad.campaign.name
    group = f"{name.split('|')[0].strip()} | {'Broad' if 'Retargeting' not in name else 'Visitors'} | Auto"
    spend, payments, viewed = ad.spend[lag], ad.conversions[lag], ad.view_through_conversions[lag]
    conversions = ad.conversions_by_impression[lag]
    sums = [0] * len(HEADINGS)
    for index, value in zip(
        SUMMED,
        (spend, ad.impressions, ad.reach, ad.clicks, ad.views, ad.views // 5, conversions, payments,
         ad.conversion_value[lag], viewed, ad.view_through_value[lag]),
        strict=True,
    ):  # fmt: skip
        sums[index] = value
    row = [
        ad.day.isoformat(), ACCOUNT_NAME, ACCOUNT_ID, name, ad.campaign.id, group, nineteen_digits("group " + name),
        ad.ad, nineteen_digits(f"ad {name} {ad.ad}"), "USD", money(spend), whole(ad.impressions), whole(ad.reach),
        _ratio(ad.impressions, ad.reach), whole(ad.clicks), _ratio(ad.clicks * 100, ad.impressions),
        _ratio(spend, ad.clicks, 1), _ratio(spend * 1000, ad.impressions, 1), whole(ad.views), whole(ad.views // 5),
        whole(conversions), _ratio(spend, conversions, 1), whole(payments), money(ad.conversion_value[lag]),
        whole(viewed) if payments else "-", money(ad.view_through_value[lag]) if payments else "-",
    ]  # fmt: skip
    if ad.paused:
        row[11], row[12] = "<5", "-"
        sums[11] = sums[12] = 0
    return row, sums


def _totals(rows: int, sums: list[int]) -> list[str]:
    totals = ["-"] * len(HEADINGS)
    totals[3] = f"Total of {rows} results"
    for index in SUMMED:
        totals[index] = money(sums[index]) if index in (10, 23, 25) else whole(sums[index])
    return totals


def write(world: World, drop: Drop, day: date) -> None:
    """The export of one business day."""
    name = f"TikTok_Ads_Report_{day}.csv"
    rows, totals = [headings(day)], [0] * len(HEADINGS)
    broken = 0
    for lag in range(WINDOW - 1, -1, -1):
        for ad in world.ad_days.get(day - lag * DAY, ()):
            row, sums = _row(ad, lag)
            totals = [total + value for total, value in zip(totals, sums, strict=True)]
            if lag == 0 and ad.paused and not broken and is_among(day, TIKTOK_TEXT_IN_NUMBER):
                row[18] = stream(world.seed, "text", day).choice(("pending", "n/a yet", "processing…"))
                broken = len(rows) + 1
            rows.append(row)
    times = drop.scale.ads
    copies = drop.copies(times, HEADINGS, rows[1:], {"Ad group ID": tiktok_id, "Ad ID": tiktok_id})
    tail = csv_text([_totals(times * (len(rows) - 1), [times * total for total in totals])])
    if drop.put("tiktok_ads", day, name, csv_text(rows), [copies], tail) and broken:
        drop.note_fault("text in a number", "tiktok_ads", day, name, broken, field="Video views",
                   means="a paused ad's row without cost and conversions; right in the next day's export")  # fmt: skip
    if day == HEADINGS_DRIFT_ON:
        drop.note_fault("headings changed", "tiktok_ads", day, name, 1, field="By Day -> Date, Cost -> Total cost")
