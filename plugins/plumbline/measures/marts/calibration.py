"""marts.calibration_band and marts.calibration_score, from the probabilities stated before deals closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from plumbline.measures.calibration import Stated, band_number, score, threshold
from plumbline.measures.calibration import bands as bands_of
from plumbline.measures.marts.frames import made
from plumbline.measures.shrinkage import shrink

Item = tuple[str, str, str, str | None]  # level, item, name, team


def bands(rows: pd.DataFrame) -> pd.DataFrame:
    """Bands of the company, its teams and its reps."""
    return made(
        [
            {
                **_names(item), "band_low": band.low, "band_high": band.high, "deals": band.won.of,
                "won": band.won.won, "stated": band.stated, "win_rate": band.won.share,
                "win_rate_low": band.won.low, "win_rate_high": band.won.high, "is_off": band.is_off,
                "deals_from": band.won_from.of, "won_from": band.won_from.won, "win_rate_from": band.won_from.share,
                "win_rate_from_low": band.won_from.low, "win_rate_from_high": band.won_from.high,
            }
            for item, observations, _ in _items(rows)
            for band in bands_of(observations)
        ]
    )  # fmt: skip


def scores(rows: pd.DataFrame) -> pd.DataFrame:
    """Scores of the company, its teams and its reps; a rep's win rate is drawn towards the team's."""
    items = list(_items(rows))
    by_item = {item: score(observations) for item, observations, _ in items}
    counts: dict[str | None, dict[str, tuple[int, int]]] = defaultdict(dict)
    for (level, name, _, team), scored in by_item.items():
        if level == "rep":
            # A deal counts once, however many bands it stood in.
            counts[team][name] = (scored.won, scored.deals)
    drawn = {name: rate for members in counts.values() for name, rate in shrink(members).members.items()}
    without_team = rows.loc[rows["team"].isna(), "deal_id"].nunique()
    result = []
    for item, observations, at in items:
        scored, held = by_item[item], threshold(observations, at)
        result.append(
            {
                **_names(item), "deals": scored.deals,
                "deals_without_team": int(without_team) if item[0] == "company" else None, "won": scored.won,
                "observed_win_rate": scored.won / scored.deals, "brier": scored.brier,
                "brier_of_base_rate": scored.brier_of_base_rate, "stated": scored.stated, "win_rate": scored.win_rate,
                "gap": scored.gap, "gap_low": scored.gap_low, "gap_high": scored.gap_high,
                "shrunk_win_rate": drawn.get(item[1]) if item[0] == "rep" else None,
                "ratio": scored.win_rate / scored.stated if scored.stated else None, "verdict": scored.verdict,
                "threshold": at, "deals_at_threshold": held.won.of, "won_deals_at_threshold": held.won.won,
                "won_at_threshold": held.won.share,
                "won_at_threshold_low": held.won.low, "won_at_threshold_high": held.won.high,
                "calibrated_threshold": held.calibrated,
                "won_at_calibrated": held.won_at_calibrated.share if held.won_at_calibrated else None,
                "won_at_calibrated_low": held.won_at_calibrated.low if held.won_at_calibrated else None,
            }
        )  # fmt: skip
    return made(result)


def _names(item: Item) -> dict[str, object]:
    return dict(zip(("level", "item", "item_name", "team"), item, strict=True))


def _items(rows: pd.DataFrame) -> Iterator[tuple[Item, list[Stated], float]]:
    """Each item with its observations and its threshold; the company's is the lowest of its teams'."""
    last = rows.assign(band=[band_number(float(p)) for p in rows["probability"]])
    last = last.sort_values(["deal_id", "band", "day"]).drop_duplicates(["deal_id", "band"], keep="last")
    yield ("company", "company", "company", None), _seen(last), float(min(last["threshold"]))
    for team, part in last.dropna(subset=["team"]).groupby("team", sort=True):
        yield ("team", str(team), str(team), str(team)), _seen(part), float(part["threshold"].iloc[0])
    for owner, part in last.dropna(subset=["owner_id"]).groupby("owner_id", sort=True):
        first = part.iloc[0]
        name, team = first["owner"] or str(owner), first["team"]
        yield ("rep", str(owner), str(name), team), _seen(part), float(first["threshold"])


def _seen(rows: pd.DataFrame) -> list[Stated]:
    return [
        Stated(str(deal), float(probability), bool(won))
        for deal, probability, won in zip(rows["deal_id"], rows["probability"], rows["is_won"], strict=True)
    ]
