"""What the company and its creators post, and what the platforms count of it day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from plumbline.example.clock import DAY, days_between, heat
from plumbline.example.random_streams import stream

LIVE_DAYS = 42  # how long a platform shows a post to anybody


@dataclass(frozen=True, slots=True)
class Creator:
    """A creator; `pull` is how much of the buyers that creators bring are theirs, `follow` views for one follower."""

    id: str
    name: str
    platform: str
    handle: str
    followers: int
    code: str
    pull: float
    follow: float

    @property
    def campaign(self) -> str:
        """The utm_campaign of the creator's links."""
        return "creator-" + self.id


# The star is dear and brings few buyers, the second brings most of them, the third is cheap.
CREATORS: tuple[Creator, ...] = (
    Creator("luna", "Luna Winter", "tiktok", "@luna.spooks", 182_000, "LUNA15", 0.27, 0.20),
    Creator("kasimir", "Kasimir Kowalski", "youtube", "@kasimir.cuts", 64_000, "KASIMIR10", 0.53, 0.22),
    Creator("mo", "Mo's Spooky Shed", "instagram", "@mos.spooky.shed", 38_500, "MOSPOOKY", 0.20, 0.28),
)
CREATORS_SEASON = ((8, 10), (11, 15))  # the months and days on which their program begins and ends
OWN = {"instagram": 0.30, "tiktok": 0.26}  # the chance that the company posts on a day
SUBJECTS = ("Office to ogre", "Cape, three ways", "What sold out last year", "Scars that hold", "Ghost bride, behind",
            "Five minutes, one face", "The size that fits", "Packing 2,000 parcels")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Post:
    """A post; `views` are those of its first day, `liking` and `clicking` shares of the views."""

    id: str
    platform: str
    creator: str
    program: str
    title: str
    kind: str
    goal: str
    posted_on: date
    views: float
    liking: float
    clicking: float
    selling: float

    def fresh(self, day: date) -> float:
        """How much of the first day's attention is left on a day; 0 before and after its life."""
        age = (day - self.posted_on).days
        return (1 + age) ** -0.9 if 0 <= age < LIVE_DAYS else 0.0


@dataclass(frozen=True, slots=True)
class PostDay:
    """What the platform counts of a post on a day."""

    post: Post
    day: date
    views: int
    reach: int
    likes: int
    comments: int
    shares: int
    saves: int
    clicks: int

    @property
    def engagements(self) -> int:
        """Likes, comments, shares and saves."""
        return self.likes + self.comments + self.shares + self.saves


@cache
def posts_of(seed: int, day: date) -> tuple[Post, ...]:
    """The posts of a day."""
    posts = []
    r = stream(seed, "posts", day)
    for platform, chance in OWN.items():
        if r.random() < chance:
            goal = r.choices(("awareness", "leads", "conversions"), (60, 15, 25))[0]
            posts.append(Post(
                f"P{day:%y%m%d}-{platform[0]}", platform, "", "social", r.choice(SUBJECTS), "organic", goal, day,
                r.lognormvariate(8.0, 0.6), r.uniform(0.03, 0.09), r.uniform(0.004, 0.012), r.uniform(0.4, 1.6),
            ))  # fmt: skip
    in_season = CREATORS_SEASON[0] <= (day.month, day.day) <= CREATORS_SEASON[1]
    for creator in CREATORS:
        if in_season and r.random() < 0.24 + 0.10 * heat(day):
            paid = r.random() < 0.15
            posts.append(Post(
                f"P{day:%y%m%d}-{creator.id}", creator.platform, creator.id, "creators",
                f"{creator.name.split()[0]}: {r.choice(SUBJECTS)}", "paid" if paid else "influencer",
                r.choices(("awareness", "conversions"), (35, 65))[0], day,
                creator.followers * creator.follow * r.lognormvariate(0, 0.5) * (2.2 if paid else 1.0),
                r.uniform(0.04, 0.11), r.uniform(0.006, 0.014), r.uniform(0.3, 1.7),
            ))  # fmt: skip
    return tuple(posts)


def live_posts(seed: int, day: date) -> list[Post]:
    """The posts that somebody may still see on a day, oldest first."""
    return [post for posted_on in days_between(day - (LIVE_DAYS - 1) * DAY, day) for post in posts_of(seed, posted_on)]


def planned_posts(seed: int, first_day: date, until: date) -> list[Post]:
    """Every post of the editorial plan up to a day, those from before the first day that still live included."""
    begin = first_day - (LIVE_DAYS - 1) * DAY
    return [post for posted_on in days_between(begin, until) for post in posts_of(seed, posted_on)]


def post_days(seed: int, day: date, orders: Mapping[str, int]) -> Iterator[PostDay]:
    """The day's figures of every live post; `orders` by the post's id in lower case: who ordered had clicked."""
    for post in live_posts(seed, day):
        r = stream(seed, "post day", post.id, day)
        views = round(post.views * post.fresh(day) * r.uniform(0.8, 1.25)) + 5
        likes = round(views * post.liking * r.uniform(0.85, 1.15))
        clicks = round(views * post.clicking * r.uniform(0.8, 1.2)) + 4 * orders.get(post.id.lower(), 0)
        yield PostDay(
            post, day, max(views, clicks), round(max(views, clicks) / r.uniform(1.1, 1.6)), likes,
            round(likes * r.uniform(0.02, 0.08)), round(likes * r.uniform(0.03, 0.12)),
            round(likes * r.uniform(0.05, 0.15)), clicks,
        )  # fmt: skip


def pick_post(seed: int, key: str, day: date, platform: str = "", creator: str = "") -> Post | None:
    """The post by which a visitor of a day came: one of a creator, or one of the company's own on a platform."""
    live = [
        post for post in live_posts(seed, day)
        if (post.creator == creator if creator else not post.creator and post.platform == platform)
    ]  # fmt: skip
    if not live:
        return None
    return stream(seed, "by post", key).choices(live, [post.fresh(day) * post.selling for post in live])[0]
