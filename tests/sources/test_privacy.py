"""E-mail addresses, phone numbers and secrets are planted wherever a file is quoted, and looked for in what is kept."""

from __future__ import annotations

import logging

import pytest

from plumbline.errors import PlumblineError
from plumbline.sources.privacy import redacted
from tests.sources.bench import DAY, Bench, csv
from tests.sources.morning import COSTS, FILE, GA4_FILE, GOOD, HEADING, cost, event, line

PLANTED = {
    "jane.doe+ads@mail.example.com": "(e-mail address)",
    "+49 170 1234567": "(phone number)",
    "+1-555-123-4567": "(phone number)",
    "(555) 123-4567": "(phone number)",
    "0049 30 1234567": "(phone number)",
    "030/1234567": "(phone number)",
    "sk_live_9aXq77LmZ0": "(secret)",
    "shpat_0123456789abcdef": "(secret)",
    "Bearer abc.def-123": "Bearer (secret)",
    "access_token=EAAB12": "access_token=(secret)",
    '"api_key": "9f8e7d"': '"api_key": "(secret)"',
}
# numbers, ids, days and instants are no phone numbers
KEPT = [
    "1234567890",
    "7002238017842757633",
    "1.234.567,89",
    "1,234,567.89",
    "2026-10-30 18:03:11 +0100",
    "2026-10-30T18:03:11+01:00",
    "30.10.2026",
    "20261030",
    "0.59999999999999997780",
    "R-41,N-41,2026-10-30T10:00:00+01:00,EUR,50.00,20.00,too small",
    "1 234 567,00",
    "0060",
    "GTX 1060-6144",
    "2697787.2422183099",
]
SECRETS = [text.removeprefix("Bearer ").removeprefix("access_token=") for text in PLANTED]


@pytest.mark.parametrize(("text", "word"), PLANTED.items())
@pytest.mark.parametrize("around", ["{}", "found {} there", '1,"{}",2', "a;{};b", "<{}>"])
def test_people_and_secrets_go(text: str, word: str, around: str) -> None:
    assert redacted(around.format(text)) == around.format(word)


@pytest.mark.parametrize("text", KEPT)
def test_figures_stay(text: str) -> None:
    assert redacted(text) == text


def kept(bench: Bench, source: str, caplog: pytest.LogCaptureFixture) -> str:
    """Everything that pulling the source leaves behind in words."""
    words = []
    with caplog.at_level(logging.DEBUG):
        try:
            words += bench.pull(source).lines
        except PlumblineError as error:
            words.append(str(error))
    tables = [bench.rows(f"select * from ops.{table}") for table in ("manifest", "quarantine", "run")]
    return "\n".join([*words, caplog.text, *map(str, tables)])


@pytest.mark.parametrize("secret", PLANTED)
def test_in_a_refused_field_a_broken_record_and_a_new_heading(
    bench: Bench, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    quoted = '"' + secret.replace('"', '""') + '"'
    content = csv(
        f"{HEADING},{quoted}", [*(f"{good},x" for good in GOOD), f"{line(41, quoted)},x", f"{line(42)},x,{quoted}"]
    )
    bench.put(FILE, content)
    said = kept(bench, "till_returns", caplog)
    assert "line 42, field Net amount" in said and "line 43, field (row)" in said and "headings not read" in said
    assert secret not in said
    assert secret.removeprefix("Bearer ").removeprefix("access_token=") not in said


def test_in_what_refuses_a_whole_file(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    mail = "jane.doe@mail.example.com"
    cases = {
        "none of this export's 7 headings": (FILE, f"{mail};a;b\n1;2;3\n", "till_returns"),
        "is not UTF-8": (FILE, csv(HEADING, GOOD).encode() + f"x,{mail}".encode() + b"\xfc\n", "till_returns"),
        "breaks off in line 42": (FILE, csv(HEADING, GOOD) + f"R-41,{mail}", "till_returns"),
        "stand for the same thing": (
            f"company/{DAY}/costs.csv",
            csv(COSTS, [cost(1), cost(1)]).replace("c-1", mail),
            "costs",
        ),
        "stumbles over a value": (GA4_FILE, event(1, quantity=mail) + "\n", "ga4_purchases"),
    }
    for what, (name, content, source) in cases.items():
        bench.put(name, content)
        said = kept(bench, source, caplog)
        assert what in said
        assert mail not in said, what
