"""Ranking: lift by hand, planted reasons found, honest where there is nothing to learn, and what it may not look at."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import logit
from scipy.stats import norm

from plumbline.errors import ModelFailed
from plumbline.measures.lift import beats_random, calibration_slope, lift
from plumbline.measures.ranking import ALLOWED, LEAST_CLOSED, Ranking, trial
from plumbline.settings import PROJECT
from tests.measures.worlds import leads

OLIST = PROJECT.parent / "shared" / "data" / "real" / "olist"


def test_lift_by_hand() -> None:
    # 20 leads, 4 won: the top tenth are 2. One of them won: (1/2) / (4/20) = 2.5
    won = np.zeros(20)
    won[[0, 5, 9, 13]] = 1
    assert lift(-np.arange(20), won) == pytest.approx(2.5)
    assert lift(won, won) == pytest.approx(5.0)


def test_equal_scores_share_the_place() -> None:
    # all alike: whatever stands first, the lift is 1
    assert lift(np.zeros(20), np.arange(20) < 4) == pytest.approx(1.0)
    # the best one won; five alike, of which two won, share the second place: (1 + 0.4) / 2 / 0.2
    score = np.array([9.0, *[5.0] * 5, *[1.0] * 14])
    won = np.array([1, 1, 1, 0, 0, 0, 1, *[0] * 13])
    assert lift(score, won) == pytest.approx(1.4 / 2 / 0.2)


def test_nobody_won_is_not_known() -> None:
    assert np.isnan(lift(np.arange(5), np.zeros(5)))
    assert beats_random(np.arange(5), np.zeros(5)) == 1.0
    assert np.isnan(calibration_slope(np.full(5, 0.2), np.array([1, 0, 0, 0, 0])))
    assert np.isnan(calibration_slope(np.array([0.1, 0.1, 0.8, 0.9]), np.array([0, 0, 1, 1])))  # a line parts them


def test_the_slope_of_a_too_sure_probability() -> None:
    dice = np.random.default_rng(3)
    p = dice.uniform(0.05, 0.95, 20_000)
    won = dice.random(20_000) < p
    assert calibration_slope(p, won) == pytest.approx(1.0, abs=0.06)
    too_sure = 1 / (1 + np.exp(-2 * logit(p)))
    assert calibration_slope(too_sure, won) == pytest.approx(0.5, abs=0.03)


def test_mann_whitney_by_its_normal_approximation() -> None:
    dice = np.random.default_rng(1)
    won = dice.random(400) < 0.3
    score = dice.normal(size=400) + 0.25 * won
    n, m = won.sum(), (~won).sum()
    u = sum((score[won][:, None] > score[~won][None, :]).sum(axis=1))
    p = norm.sf((u - n * m / 2 - 0.5) / np.sqrt(n * m * (n + m + 1) / 12))
    assert beats_random(score, won) == pytest.approx(p, rel=0.01)


def test_where_the_world_allows_four_the_lift_is_two_and_a_half_at_least() -> None:
    for seed in range(5):
        features, won, created, chance = leads(seed, 1200)
        late = slice(800, None)
        assert lift(chance[late], won[late]) > 3.5
        result = trial(features, won, created)
        assert result.reason is None
        assert result.lift is not None and result.lift >= 2.5
        assert result.slope is not None and 0.6 < result.slope < 1.5
        assert result.lift_newest_first is not None and result.lift_newest_first < 2


def test_where_nothing_can_be_learned_it_says_so() -> None:
    reasons = []
    for seed in range(40):
        features, _, created, _ = leads(seed, 600)
        chance = np.random.default_rng(seed + 1000).random(600)
        reasons.append(trial(features, chance < 0.2, created).reason)
    refused = [reason for reason in reasons if reason and reason.startswith("not_better_than_random|")]
    assert len(refused) >= 35


def test_few_closed_leads_are_said() -> None:
    features, won, created, _ = leads(1, LEAST_CLOSED - 1)
    assert trial(features, won, created).reason == f"too_few_closed|{LEAST_CLOSED - 1}|{LEAST_CLOSED}"
    features, won, created, _ = leads(1, 300)
    won = np.arange(300) < 12
    assert trial(features, won, created).reason == "too_few_won|12|20"


def test_the_later_leads_are_not_learned_from() -> None:
    features, won, created, _ = leads(2, 900)
    turned = won.copy()
    turned[600:] = ~turned[600:]
    straight, against = trial(features, won, created), trial(features, turned, created)
    assert against.reason is not None and against.reason.startswith("not_better_than_random")
    assert against.trained_on == straight.trained_on == 600
    day = np.datetime64("2026-01-01") + np.arange(900).astype("timedelta64[D]")
    mixed = np.random.default_rng(1).permutation(900)
    assert trial(features.iloc[mixed], won[mixed], day[mixed]).lift == trial(features, won, day).lift


def test_its_chances_are_those_of_the_world() -> None:
    features, won, _, _ = leads(4, 4000)
    fresh, _, _, chance = leads(5, 2000)
    p = Ranking(features, won).probability(fresh)
    assert np.corrcoef(p, chance)[0, 1] > 0.97
    assert np.abs(p - chance).mean() < 0.03
    assert p.mean() == pytest.approx(chance.mean(), abs=0.02)


def test_it_agrees_with_a_regression_without_penalty() -> None:
    features, won, _, _ = leads(6, 6_000)
    coded = sm.add_constant(pd.get_dummies(features, drop_first=True).astype(float))
    known = sm.GLM(won.astype(float), coded, family=sm.families.Binomial()).fit().predict(coded)
    assert np.abs(Ranking(features, won).probability(features) - known).max() < 0.05


def test_the_reasons_are_the_planted_ones() -> None:
    features, won, _, _ = leads(7, 4000)
    lead = pd.DataFrame([{"industry": "retail", "size": "1-10", "role": "student", "source": "email", "country": "DE"}])
    model = Ranking(features, won)
    reasons = model.reasons(lead)[0]
    assert {reason.factor for reason in reasons} == {"industry", "size", "role"}
    effect = {reason.factor: reason.effect for reason in reasons}
    assert effect["industry"] > 0 > effect["role"]
    assert [abs(reason.effect) for reason in reasons] == sorted((abs(e) for e in effect.values()), reverse=True)


def test_a_reason_is_the_chance_with_it_minus_the_chance_without() -> None:
    """One column, three quarters `a` and one `b`: the average lead stands at a quarter of the way from a to b."""
    features = pd.DataFrame({"industry": ["b", "a", "a", "a"] * 250})
    won = np.random.default_rng(1).random(1000) < np.where(features["industry"] == "a", 0.2, 0.6)
    model = Ranking(features, won)
    b, a = model.probability(features.iloc[:2])
    average = 1 / (1 + np.exp(-(0.75 * logit(a) + 0.25 * logit(b))))
    assert model.reasons(features.iloc[:1])[0][0].effect == pytest.approx(b - average)


def test_a_value_never_seen_is_no_error() -> None:
    features, won, _, _ = leads(8, 600)
    strange = features.iloc[:1].assign(industry="circus", role=None)
    assert 0 < Ranking(features, won).probability(strange)[0] < 1


@pytest.mark.parametrize("column", ["gender", "age", "name", "email", "religion", "nationality"])
def test_traits_of_the_person_are_refused(column: str) -> None:
    features, won, _, _ = leads(1, 300)
    with pytest.raises(ModelFailed, match=f"{column}, which a score may not look at"):
        Ranking(features.assign(**{column: "x"}), won)
    assert column not in ALLOWED


@pytest.mark.skipif(not OLIST.is_dir(), reason="the public rows of Olist are not beside this checkout")
def test_on_the_leads_of_a_real_marketplace(record_property: pytest.RecordProperty) -> None:
    """Origin and landing page → won; learned from the earlier two thirds of 8,000 leads, tested on the last third."""
    asked = pd.read_csv(OLIST / "olist_marketing_qualified_leads_dataset.csv", parse_dates=["first_contact_date"])
    closed = pd.read_csv(OLIST / "olist_closed_deals_dataset.csv")
    asked = asked.sort_values(["first_contact_date", "mql_id"])
    won = asked["mql_id"].isin(closed["mql_id"]).to_numpy()
    features = asked.rename(columns={"origin": "source", "landing_page_id": "landing_page"})
    result = trial(features[["source", "landing_page"]], won, asked["first_contact_date"].to_numpy())
    for name in ("lift", "lift_newest_first", "lift_perfect", "brier", "slope"):
        record_property(name, getattr(result, name))
    assert (result.trained_on, result.tested, result.won) == (5333, 2667, 313)
    assert result.reason is None
    assert result.lift is not None and 1.5 < result.lift < 2.5  # two columns know no more
    assert result.brier is not None and result.brier < 313 / 2667 * (1 - 313 / 2667)
    assert result.slope is not None and 0.8 < result.slope < 1.25
