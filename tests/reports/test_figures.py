"""The four figures of page one, their sentences and the mail's subject: computed by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from plumbline.language.language import Language, load_language
from plumbline.marts.reading import content_hash
from plumbline.reports.kinds import daily_pulse
from plumbline.reports.sections import figures
from tests.reports import poor_worlds, worlds
from tests.reports.conftest import TEMPLATES, Day
from tests.reports.marts import DAY

IDR = "IDR\N{NO-BREAK SPACE}95.9m"


def test_the_money_in_one_sentence(english: Language, nightjar: Day) -> None:
    assert figures.money_sentence(nightjar.context(english)) == (
        "In 28 days marketing cost €154k and earned €215k of contribution: ROMI 40%, up 3 points in a week."
    )


@pytest.mark.parametrize(
    ("points", "words"),
    [("0.02", "ROMI 40%, down 2 points in a week."), ("0", "ROMI 40%, the same as a week ago.")],
)
def test_the_money_against_a_better_and_an_equal_week(
    english: Language, nightjar: Day, points: str, words: str
) -> None:
    rows = [dict(row) for row in nightjar.rows["figures"]]
    now, week_ago = (next(row for row in rows if row["as_of_day"] == DAY - timedelta(days=n)) for n in (0, 7))
    week_ago["romi"] = now["romi"] + worlds.D(points)
    assert figures.money_sentence(nightjar.context(english, figures=rows)).endswith(words)
    rows.remove(week_ago)
    assert figures.money_sentence(nightjar.context(english, figures=rows)).endswith("of contribution: ROMI 40%.")


def test_each_figure_says_its_change_its_target_and_its_range(english: Language, nightjar: Day) -> None:
    shown = {
        figure.key: (figure.text, figure.change, figure.target) for figure in figures.figures(nightjar.context(english))
    }
    assert shown == {
        "qualified_pipeline": ("€1.24m", "+€84k vs Fri 23 Oct", "Target €1.30m: 95% reached"),
        "romi": ("40%", "+3 points vs Fri 23 Oct", "Target 39%: +0.2 points"),
        "revenue": ("€458k", "−€12k vs Fri 23 Oct", "Target €452k: 101% reached"),
        "cost": ("€154k", "+€3.2k vs Fri 23 Oct", "Budget €149k: 103% used"),
    }
    for figure in figures.figures(nightjar.context(english)):
        assert figure.range.startswith("13 weeks: ") and figure.line is not None and figure.bullet is not None


def test_a_poor_company_is_told_what_is_not_known_and_why(english: Language, read_day: Callable[..., Day]) -> None:
    ctx = read_day(poor_worlds.poor()).context(english)
    opening = daily_pulse.opening(ctx)
    assert opening.headline == (
        f"TikTok Ads Manager export is late. Marketing cost {IDR} in 28 days; what came back is not known"
    )
    assert opening.support[0] == "ROMI is not known. No till is connected, so nothing stands against the cost."
    shown = {figure.key: figure for figure in opening.figures}
    assert {key: (shown[key].text, shown[key].unknown) for key in ("qualified_pipeline", "revenue")} == {
        "qualified_pipeline": ("Not known", "No CRM with probabilities is connected."),
        "revenue": ("Not known", "No till is connected."),
    }
    assert (shown["cost"].text, shown["cost"].target) == (IDR, "No target set")


def test_a_till_without_costs_says_so(english: Language, read_day: Callable[..., Day]) -> None:
    ctx = read_day(poor_worlds.funnel()).context(english)
    assert daily_pulse.headline(ctx).startswith("Revenue was R$3.61m in 28 days; qualified pipeline is not known")
    assert figures.money_sentence(ctx) == (
        "ROMI is not known. No cost has been reported, so nothing stands against the revenue."
    )


def test_analytics_alone_lets_nothing_stand_against_anything(english: Language, read_day: Callable[..., Day]) -> None:
    ctx = read_day(poor_worlds.seen()).context(english)
    assert daily_pulse.headline(ctx) == (
        "Analytics tracked 5,242 purchases worth US$362k in 28 days; how many were booked is not known"
    )
    assert figures.money_sentence(ctx) == "ROMI is not known. Neither a till nor costs are connected."


def test_a_history_shorter_than_the_period_says_its_own_length(english: Language, read_day: Callable[..., Day]) -> None:
    rows = worlds.nightjar()
    rows["program_day"] = [row | {"day": DAY - timedelta(days=2)} for row in rows["program_day"]]
    assert read_day(rows).context(english).period == "3 days"


def test_a_subject_has_two_figures_that_are_known(english: Language, nightjar: Day) -> None:
    assert figures.subject(nightjar.context(english)) == ("Qualified pipeline €1.24m (+€84k)", "ROMI 40%")
    today = [row for row in nightjar.rows["figures"] if row["as_of_day"] == DAY]
    assert figures.subject(nightjar.context(english, figures=today)) == ("Qualified pipeline €1.24m", "ROMI 40%")
    unknown = [row | {"qualified": None} for row in today]
    assert figures.subject(nightjar.context(english, figures=unknown)) == ("ROMI 40%", "Revenue at the till €458k")


def test_the_qualified_deals_stand_beside_all_that_are_open(english: Language, nightjar: Day) -> None:
    """Eight programs of nine open deals each, of which 41 are qualified."""
    assert figures.covers(nightjar.context(english), "qualified_pipeline") == "41 qualified deals of 72 open"
    for unknown in ([], [{"open_deals": worlds.D("72.5")}]):  # not known, or shared with what a scope may not see
        ctx = nightjar.context(english, open_deals=unknown)
        assert figures.covers(ctx, "qualified_pipeline") == "41 qualified deals, end of day"


def test_a_line_that_never_moved_has_no_range(english: Language, nightjar: Day) -> None:
    rows = [row | {"romi": worlds.D("0.4")} for row in nightjar.rows["figures"]]
    romi = next(figure for figure in figures.figures(nightjar.context(english, figures=rows)) if figure.key == "romi")
    assert romi.range == "" and romi.line is not None and romi.line.alt == "ROMI: 40%, the same for 13 weeks."


def test_yesterday_and_the_same_weekday_of_last_year_stand_beside_each_figure(
    english: Language, nightjar: Day, read_day: Callable[..., Day]
) -> None:
    yesterday = {"qualified": worlds.D(1113000), "romi": worlds.D("0.36"), "net_revenue": None}
    rows = worlds.nightjar()
    rows["company_period"][1] |= yesterday
    alone = {key: figures.earlier(read_day(rows).context(english), key) for key in figures.COLUMNS}
    assert alone == {
        "qualified_pipeline": "Day before €1.11m", "romi": "Day before 36%", "revenue": "", "cost": "Day before €154k"
    }  # fmt: skip
    # Friday, 31 October 2025, is 364 days before; its 28 days begin on 4 October
    last_year = rows["company_period"][0] | {"qualified": worlds.D(980000), "net_revenue": worlds.D(400000)}
    last_year |= {"cost": worlds.D(0), "romi": worlds.D("0.2")}
    days_ago = (364, 365)
    rows["company_period"] += [last_year | {"as_of_day": DAY - timedelta(days=ago)} for ago in days_ago]
    rows["program_day"][1]["day"] = DAY - timedelta(days=364 + 27)
    known = read_day(rows)
    assert len(known.rows["year-before"]) == 1
    assert {key: figures.earlier(known.context(english), key) for key in figures.COLUMNS} == {
        "qualified_pipeline": "Day before €1.11m; year before €980k",
        "romi": "Day before 36%",  # nothing was spent then, or no cost was known
        "revenue": "Year before €400k",
        "cost": "Day before €154k",
    }
    rows["program_day"][1]["day"] += timedelta(days=1)  # 27 of the 28 days were known
    assert figures.earlier(read_day(rows).context(english), "revenue") == ""


@pytest.mark.parametrize(("mart", "column"), [("company_period", "qualified"), ("qualified_pipeline", "open_deals")])
def test_every_figure_of_a_card_is_part_of_the_report_s_content(
    nightjar: Day, read_day: Callable[..., Day], mart: str, column: str
) -> None:
    """Last year's figure, the deals that are open: when they are told differently, the report is another one."""

    def told(figure: int) -> str:
        rows = worlds.nightjar()
        last_year = rows["company_period"][0] | {"as_of_day": DAY - timedelta(days=364)}
        rows["company_period"].append(last_year)
        (last_year if mart == "company_period" else rows[mart][0])[column] = figure
        return content_hash(nightjar.request, "en", read_day(rows).files)

    assert told(44) == told(44) != told(45)


def test_a_figure_that_is_not_known_has_no_yesterday(english: Language, nightjar: Day) -> None:
    rows = [row | {"qualified": None} if row["as_of_day"] == DAY else row for row in nightjar.rows["figures"]]
    card = daily_pulse.opening(nightjar.context(english, figures=rows)).figures[0]
    assert card.value is None and card.earlier == ""


@pytest.mark.parametrize("code", ["de", "he"])
def test_cards_with_all_there_is_fit_their_page(read_day: Callable[..., Day], code: str) -> None:
    rows = worlds.nightjar()
    rows["company_period"].append(rows["company_period"][0] | {"as_of_day": DAY - timedelta(days=364)})
    rows["program_day"][1]["day"] = DAY - timedelta(days=400)
    day, language = read_day(rows), load_language(code, TEMPLATES)
    assert all(card.earlier.count(";") == 1 for card in daily_pulse.opening(day.context(language)).figures)
    pages = day.pages(language)
    assert pages.count <= 3 and not pages.overflowing
