"""The company's own lists of creators, posts, creatives, audiences, answers, goals, and controlling's weekly book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from plumbline.example import creatives, customers, insight, media, planning, posts
from plumbline.example.clock import DAY, days_between
from plumbline.example.controlling import booked_spend
from plumbline.example.evidence import orders_by_post
from plumbline.example.exports.drop import Drop, csv_text
from plumbline.example.money import cents, scaled
from plumbline.example.scene import Scene

Rows = Iterable[Sequence[object]]


def write(scene: Scene, drop: Drop) -> None:
    """Every list on every day on which it changed, and the posts' figures of every day."""
    first, last = scene.first_day, scene.last_day
    put = partial(_put, drop)
    put("customers_before", first, "customer_id,first_order_on", customers.earlier_customers(scene.seed, first))
    put("creators", first, "creator_id,name,platform,handle,followers,discount_code,utm_campaign,program_id", (
        (one.id, one.name, one.platform, one.handle, one.followers, one.code, one.campaign, "creators")
        for one in posts.CREATORS
    ))  # fmt: skip
    put("attribution_weights", first, "model,milestone,weight", (
        (model, milestone, scaled(weight, 4)) for model, milestone, weight in planning.WEIGHTS
    ))  # fmt: skip
    put("weekly_history", first, "measure,week_end,currency,amount", (
        (measure, week, "EUR", cents(amount))
        for measure, week, amount in sorted(planning.weekly_history(scene.seed, first), key=str)
    ))  # fmt: skip
    for day in sorted({first} | {day for day in days_between(first, last) if day.day == 1}):
        _plan(scene, put, day)
    for day in planning.goal_days(first, last):
        put("program_goals", day, "program_id,measure,target,currency,stated_on,starts_on,ends_on", (
            (one.program, one.measure, cents(one.target), one.currency, one.stated_on, one.starts_on, one.ends_on)
            for one in planning.goals_known_on(day)
        ))  # fmt: skip
    for day in planning.target_account_days(first):
        put("target_accounts", day, "program_id,account_name,tier,added_on", (
            (planning.ABM, *row) for row in planning.target_accounts(day, first)
        ))  # fmt: skip
    _audiences(scene, put)
    _uses(scene, put)
    _book(scene, put)
    for day in days_between(first, last):
        _post_days(scene, drop, day)


def _put(drop: Drop, name: str, day: date, heading: str, rows: Rows) -> None:
    """A list without rows is not delivered."""
    if delivered := list(rows):
        drop.put("company", day, f"{name}.csv", csv_text([heading.split(","), *delivered]))


def _plan(scene: Scene, put: partial[None], day: date) -> None:
    """The editorial plan to the end of the month, and the creatives."""
    until = (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    put("posts", day, "post_id,platform,creator_id,program_id,title,kind,goal,posted_on,utm_content", (
        (one.id, one.platform, one.creator, one.program, one.title, one.kind, one.goal, one.posted_on, one.id)
        for one in posts.planned_posts(scene.seed, scene.first_day, until)
    ))  # fmt: skip
    heading = "creative_id,ad_name,platform,version,replaces_creative_id,format,hook,made_on,production_cost,currency"
    put("creatives", day, heading, (
        (one.id, one.ad, "tiktok", one.version, one.replaces, one.format, one.hook, one.made_on,
         cents(one.production), "EUR")
        for one in creatives.creatives(scene.seed, day, scene.first_day)
    ))  # fmt: skip


def _audiences(scene: Scene, put: partial[None]) -> None:
    """Platforms by quarter, their audiences and benchmarks; the survey."""
    for day in insight.audience_days(scene.first_day, scene.last_day):
        pairs = [(one, q) for q in insight.quarters_known(day, scene.first_day) for one in insight.PLATFORMS]
        put("platform_quarters", day, "platform,quarter,reach,impressions,engagements,clicks,conversions", (
            (one.name, q, *insight.platform_quarter(scene.seed, one, q, day)) for one, q in pairs
        ))  # fmt: skip
        put("audience_segments", day, "platform,quarter,segment,is_target,audience_share,sample_size", (
            (one.name, q, name, str(wanted).lower(), scaled(share, 6), people)
            for one, q in pairs for name, wanted, share, people in insight.segments(scene.seed, one, q, day)
        ))  # fmt: skip
        put("benchmarks", day, "platform,quarter,measure,value", (
            (one.name, q, measure, f"{value:.4f}")
            for one, q in pairs for measure, value in insight.usual(one, q).items()
        ))  # fmt: skip
    for day in insight.survey_days(scene.first_day, scene.last_day):
        put("survey_answers", day, "wave,respondent_id,question,answer,amount,currency", (
            (one.wave, one.respondent, one.question, one.answer, cents(one.amount), "EUR" if one.amount else "")
            for wave in insight.waves_known(day, scene.first_day)
            for one in insight.wave(scene.seed, wave)
        ))  # fmt: skip


def _uses(scene: Scene, put: partial[None]) -> None:
    """How sales used the collateral, the whole list each time."""
    uses: list[planning.Use] = []
    days = set(planning.collateral_days(scene.first_day, scene.last_day))
    for day in days_between(scene.first_day, scene.last_day):
        uses += planning.uses(scene, day)
        if day in days:
            put("collateral_uses", day, "use_id,used_on,owner_id,collateral,deal_id", (
                (use.id, use.day, use.owner, use.collateral, use.deal_id) for use in uses
            ))  # fmt: skip


def _book(scene: Scene, put: partial[None]) -> None:
    """Controlling's book: on the first day the weeks before the world, then each Sunday a week more."""
    weeks = media.weeks_over(scene.first_day, scene.last_day)
    booked = booked_spend(scene, weeks)
    start = media.first_week(scene.first_day)
    before = media.monday_of(scene.first_day) - 7 * DAY
    rows = media.book(scene.seed, start, weeks[-1] if weeks else before, booked)
    for day in [scene.first_day, *(week + 6 * DAY for week in weeks)]:
        known = [row for row in rows if row.monday + 6 * DAY <= day]
        put("media_book", day, "week,channel,currency,spend", (
            (row.monday, channel, "EUR", f"{spend:.2f}") for row in known for channel, spend in row.spend.items()
        ))  # fmt: skip
        put("media_outcome", day, "week,currency,contribution", (
            (row.monday, "EUR", f"{row.contribution:.2f}") for row in known
        ))  # fmt: skip


def _post_days(scene: Scene, drop: Drop, day: date) -> None:
    """What the platforms count of the day's live posts."""
    heading = ("Post ID", "Day", "Views", "Reach", "Likes", "Comments", "Shares", "Saves", "Link clicks")
    rows = [
        (figures.post.id, figures.day, f"{figures.views:,}", f"{figures.reach:,}", figures.likes, figures.comments, figures.shares, figures.saves,
         figures.clicks)
        for figures in posts.post_days(scene.seed, day, orders_by_post(scene.orders[day]))
    ]  # fmt: skip
    drop.put("posts", day, f"post_days_{day}.csv", csv_text([heading, *rows]))
