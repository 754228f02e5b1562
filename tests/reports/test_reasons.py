"""Why a measure is withheld: no raw code on a page, and no words for codes that nobody gives."""

from __future__ import annotations

import pytest

from plumbline.language.language import load_language, load_vocabulary
from plumbline.language.reasons import reason
from plumbline.measures.withheld import Withheld
from tests.reports.marts import PROJECT

TEMPLATES = PROJECT / "include" / "templates"


def test_every_code_has_words_and_every_word_a_code() -> None:
    assert set(load_vocabulary(TEMPLATES)["reason"]) == {code.value for code in Withheld}


@pytest.mark.parametrize(
    ("withheld", "words"),
    [
        ("too_few_closed|17|150", "only 17 leads have been closed, 150 are needed"),
        ("sample_too_small|26|200", "its audience sample is 26 people, 200 are needed"),
        ("collinear|search", "its spend always moves with Search, so their effects can't be told apart"),
        ("no_benchmark|conversion_rate", "there is no benchmark of the conversion rate"),
        ("", ""),
    ],
)
def test_a_reason_is_said_in_words(withheld: str, words: str) -> None:
    assert reason(load_language("en", TEMPLATES), withheld) == words
