"""The company's own lists of creators, posts, creatives, audiences, answers, goals, and controlling's weekly book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from plumbline.example import audience, creatives, customers, media_mix, planning, posts
from plumbline.example.amounts import cents, scaled
from plumbline.example.clock import DAY, days_between
from plumbline.example.exports.copies import salesforce_id, suffixed
from plumbline.example.exports.drop import Drop, csv_text
from plumbline.example.link_content import orders_by_post
from plumbline.example.media_spend import booked_spend
from plumbline.example.simulation import World

Rows = Iterable[Sequence[object]]


def write(world: World, drop: Drop) -> None:
    """Every list on every day on which it changed, and the posts' figures of every day."""
    first, last = world.first_day, world.last_day
    put = partial(_put, drop)
    _earlier_customers(world, drop)
    put("creators", first, "creator_id,name,platform,handle,followers,discount_code,utm_campaign,program_id", (
        (creator.id, creator.name, creator.platform, creator.handle, creator.followers, creator.code,
         creator.campaign, "creators")
        for creator in posts.CREATORS
    ))  # fmt: skip
    put("attribution_weights", first, "model,milestone,weight", (
        (model, milestone, scaled(weight, 4)) for model, milestone, weight in planning.WEIGHTS
    ))  # fmt: skip
    put("weekly_history", first, "measure,week_end,currency,amount", (
        (measure, week, "EUR", cents(amount))
        for measure, week, amount in sorted(planning.weekly_history(world.seed, first), key=str)
    ))  # fmt: skip
    for day in sorted({first} | {day for day in days_between(first, last) if day.day == 1}):
        _plan(world, put, day)
    for day in planning.goal_days(first, last):
        put("program_goals", day, "program_id,measure,target,currency,stated_on,starts_on,ends_on", (
            (goal.program, goal.measure, cents(goal.target), goal.currency, goal.stated_on, goal.starts_on,
             goal.ends_on)
            for goal in planning.goals_known_on(day)
        ))  # fmt: skip
    for day in planning.target_account_days(first):
        put("target_accounts", day, "program_id,account_name,tier,added_on", (
            (planning.ABM, *row) for row in planning.target_accounts(day, first)
        ))  # fmt: skip
    _audiences(world, put)
    _uses(world, drop)
    _book(world, put)
    for day in days_between(first, last):
        _post_days(world, drop, day)


def _put(drop: Drop, name: str, day: date, heading: str, rows: Rows) -> None:
    """A list without rows is not delivered."""
    if delivered := list(rows):
        drop.put("company", day, f"{name}.csv", csv_text([heading.split(","), *delivered]))


def _earlier_customers(world: World, drop: Drop) -> None:
    """Who bought before the first export: people as often as web orders, the trade's accounts as often as deals."""
    heading, known = ("customer_id", "first_order_on"), customers.earlier_customers(world.seed, world.first_day)
    copies = [
        drop.copies(times, heading, (row for row in known if row[0].startswith(kind)), {"customer_id": suffixed})
        for kind, times in (("C", drop.scale.orders), ("K", drop.scale.deals))
    ]
    drop.put("company", world.first_day, "customers_before.csv", csv_text([heading, *known]), copies)


def _plan(world: World, put: partial[None], day: date) -> None:
    """The editorial plan to the end of the month, and the creatives."""
    until = (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    put("posts", day, "post_id,platform,creator_id,program_id,title,kind,goal,posted_on,utm_content", (
        (post.id, post.platform, post.creator, post.program, post.title, post.kind, post.goal, post.posted_on, post.id)
        for post in posts.planned_posts(world.seed, world.first_day, until)
    ))  # fmt: skip
    heading = "creative_id,ad_name,platform,version,replaces_creative_id,format,hook,made_on,production_cost,currency"
    put("creatives", day, heading, (
        (creative.id, creative.ad, "tiktok", creative.version, creative.replaces, creative.format, creative.hook,
         creative.made_on, cents(creative.production), "EUR")
        for creative in creatives.creatives(world.seed, day, world.first_day)
    ))  # fmt: skip


def _audiences(world: World, put: partial[None]) -> None:
    """Platforms by quarter, their audiences and benchmarks; the survey."""
    for day in audience.audience_days(world.first_day, world.last_day):
        known = audience.quarters_known(day, world.first_day)
        pairs = [(platform, quarter) for quarter in known for platform in audience.PLATFORMS]
        put("platform_quarters", day, "platform,quarter,reach,impressions,engagements,clicks,conversions", (
            (platform.name, quarter, *audience.platform_quarter(world.seed, platform, quarter, day))
            for platform, quarter in pairs
        ))  # fmt: skip
        put("audience_segments", day, "platform,quarter,segment,is_target,audience_share,sample_size", (
            (platform.name, quarter, name, str(wanted).lower(), scaled(share, 6), people)
            for platform, quarter in pairs
            for name, wanted, share, people in audience.segments(world.seed, platform, quarter, day)
        ))  # fmt: skip
        put("benchmarks", day, "platform,quarter,measure,value", (
            (platform.name, quarter, measure, f"{value:.4f}")
            for platform, quarter in pairs for measure, value in audience.usual(platform, quarter).items()
        ))  # fmt: skip
    for day in audience.survey_days(world.first_day, world.last_day):
        put("survey_answers", day, "wave,respondent_id,question,answer,amount,currency", (
            (answer.wave, answer.respondent, answer.question, answer.answer, cents(answer.amount),
             "EUR" if answer.amount else "")
            for wave in audience.waves_known(day, world.first_day)
            for answer in audience.wave(world.seed, wave)
        ))  # fmt: skip


def _uses(world: World, drop: Drop) -> None:
    """How sales used the collateral, the whole list each time."""
    heading = ("use_id", "used_on", "owner_id", "collateral", "deal_id")
    marks = {"use_id": suffixed, "deal_id": salesforce_id}
    uses: list[planning.Use] = []
    days = set(planning.collateral_days(world.first_day, world.last_day))
    for day in days_between(world.first_day, world.last_day):
        uses += planning.uses(world, day)
        if day in days and uses:
            rows = [(use.id, use.day, use.owner, use.collateral, use.deal_id) for use in uses]
            copies = drop.copies(drop.scale.deals, heading, rows, marks)
            drop.put("company", day, "collateral_uses.csv", csv_text([heading, *rows]), [copies])


def _book(world: World, put: partial[None]) -> None:
    """Controlling's book: on the first day the weeks before the world, then each Sunday a week more. What a platform
    takes back later of the latest week's charges is in the next Sunday's book."""
    weeks = media_mix.weeks_over(world.first_day, world.last_day)
    booked = booked_spend(world, weeks)
    start = media_mix.first_week(world.first_day)
    before = media_mix.monday_of(world.first_day) - 7 * DAY
    rows = media_mix.book(world.seed, start, weeks[-1] if weeks else before, booked)
    for day in [world.first_day, *(week + 6 * DAY for week in weeks)]:
        known = [row for row in rows if row.monday + 6 * DAY <= day]
        told = booked_spend(world, [week for week in weeks if week + 6 * DAY == day], known=day)
        put("media_book", day, "week,channel,currency,spend", (
            (row.monday, channel, "EUR", f"{told[channel].get(row.monday, spend):.2f}")
            for row in known
            for channel, spend in row.spend.items()
        ))  # fmt: skip
        put("media_outcome", day, "week,currency,contribution", (
            (row.monday, "EUR", f"{row.contribution:.2f}") for row in known
        ))  # fmt: skip


def _post_days(world: World, drop: Drop, day: date) -> None:
    """What the platforms count of the day's live posts."""
    heading = ("Post ID", "Day", "Views", "Reach", "Likes", "Comments", "Shares", "Saves", "Link clicks")
    times = drop.scale.web
    rows = [
        (figures.post.id, figures.day, f"{times * figures.views:,}", f"{times * figures.reach:,}",
         times * figures.likes, times * figures.comments, times * figures.shares, times * figures.saves,
         times * figures.clicks)
        for figures in posts.post_days(world.seed, day, orders_by_post(world.orders[day]))
    ]  # fmt: skip
    drop.put("posts", day, f"post_days_{day}.csv", csv_text([heading, *rows]))
