"""`make try` on files that a source knows and on others: a proposal is saved as it stands and used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from plumbline.commands.preview import main
from plumbline.errors import PlumblineError
from plumbline.settings import PROJECT

UTF_16 = "utf-16"
GERMAN = (
    "Kosten Marketing 2026;;;;\n;;;;\nDatum;Kampagne;Agentur;Betrag;Währung\n"
    "01.09.2026;Herbst | Search;Acme;1.234,50 €;EUR\n15.09.2026;Herbst | Social;Acme;987,00 €;EUR\n"
    "30.09.2026;Herbst | Social;Müller;n/a;EUR\n;;Summe;2.221,50 €;\n"
)
GOOGLE = (
    'Campaign report\n"September 1, 2026 - September 30, 2026"\n'
    "Day\tCampaign\tCampaign ID\tCurrency code\tCost\tImpr.\tClicks\n"
    "2026-09-01\tBrand | DE\t1790000000000000001\tEUR\t1,234.56\t10,000\t90\n"
    "2026-09-02\tBrand | DE\t1790000000000000001\tEUR\t 34.56\t1,100\t9\n"
)
TIKTOK = (
    "By Day,Account ID,Campaign name,Campaign ID,Ad group name,Ad group ID,Ad name,Ad ID,Currency,Cost,Impressions,"
    "Reach,Clicks (destination),Video views,Conversions,Complete payment,Total complete payment value\n"
    "2026-10-29,7,C,1,G,2,A,3,USD,1.50,10,9,1,5,0,0,0\nTotal of 1 ad,-,Total,-,-,-,-,-,USD,1.50,10,-,1,5,0,0,0\n"
    "2026-10-29,7,C,1,G,2,B,4,USD,-2.50,10,9,1,5,0,0,0\n"
)


class Tried:
    """A company of one's own with the example's sources, and what `make try` prints there."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys
        shutil.copytree(PROJECT / "include" / "sources", folder / "sources")
        shutil.copy(PROJECT / "include" / "company.yaml", folder)

    def __call__(self, path: Path, source: str = "") -> str:
        """All that is printed, an error at the end."""
        error = ""
        try:
            main(source, path)
        except (SystemExit, PlumblineError) as stopped:
            error = str(stopped)
        return self.capsys.readouterr().out + error


@pytest.fixture
def make_try(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tried:
    monkeypatch.setenv("PLUMBLINE_COMPANY", str(tmp_path / "company"))
    monkeypatch.setenv("PLUMBLINE_VAR", str(tmp_path / "var"))
    return Tried(tmp_path / "company", capsys)


def save(said: str, platform: str) -> str:
    """Save the proposed files as they stand, but for the one thing that no file can tell; returns the source's name."""
    _, yaml, sql = said.split("\n--- ")
    for part in (yaml, sql.partition("\nLook it over")[0]):
        path, _, text = part.partition("\n")
        Path(path).write_text(text.replace("cast(null as text) as platform", f"'{platform}' as platform"), "utf-8")
    return Path(path).stem


def test_a_file_that_a_source_knows(make_try: Tried, tmp_path: Path) -> None:
    path = tmp_path / "download.csv"
    path.write_text(TIKTOK, encoding="utf-8")
    said = make_try(path)
    assert said.startswith(
        "The source tiktok_ads knows these headings.\n"
        "download.csv: UTF-8; columns parted by commas; headings in line 1.\n"
    )
    assert "1 of 2 records break the contract; allowed are 5%." in said
    assert "line 4, field Cost: found '-2.50', expected a number of at least 0" in said


def test_what_is_skipped_is_told_by_line(make_try: Tried, tmp_path: Path) -> None:
    path = tmp_path / "download.csv"
    path.write_text(TIKTOK.replace("-2.50", "2.50"), encoding="utf-8")
    said = make_try(path, "tiktok_ads")
    assert "3 records read, 1 skipped, 0 refused.\n  skipped: line 3\n2 rows for staging.ad_day, in 1 slices." in said
    assert "  spend                    decimal, as 1234.5 or 1,234.5\n" in said


def test_a_german_sheet_of_costs(make_try: Tried, tmp_path: Path) -> None:
    path = tmp_path / "Kosten 2026.csv"
    path.write_text(GERMAN, encoding="utf-8")
    said = make_try(path)
    assert said.startswith(
        "Kosten 2026.csv: UTF-8; columns parted by semicolons; headings in line 3.\n"
        "No source knows it. 4 rows were looked at; staging.ad_day fits best.\n"
        "  missing  platform: the advertising platform, as tiktok\n"
    )
    name = save(said, "agency")
    again = make_try(path, name)
    assert "4 records read, 1 skipped, 0 refused." in again
    for line in (
        "day                      2026-09-01",
        "spend                    1234.5000",
        "currency                 EUR",
    ):
        assert f"  {line}\n" in again
    assert "money, as 1234,5 or 1.234,5 or 1 234,5" in again


def test_a_google_export_for_excel(make_try: Tried, tmp_path: Path) -> None:
    path = tmp_path / "campaigns.csv"
    path.write_bytes(GOOGLE.encode(UTF_16))
    said = make_try(path)
    assert said.startswith("campaigns.csv: UTF-16; columns parted by tabs; headings in line 3.\n")
    again = make_try(path, save(said, "google"))
    assert "2 records read, 0 skipped, 0 refused." in again
    for line in (
        "campaign_name            Brand | DE",
        "campaign_id              1790000000000000001",
        "spend                    1234.5600",
        "impressions              10000",
    ):
        assert f"  {line}\n" in again


def test_dates_that_can_be_read_in_two_ways_are_left_to_a_person(make_try: Tried, tmp_path: Path) -> None:
    path = tmp_path / "spend.csv"
    path.write_text("Date,Campaign,Currency,Spend\n03/04/2026,A,EUR,1.50\n05/06/2026,A,EUR,2.50\n", encoding="utf-8")
    said = make_try(path)
    assert "unclear  Date: 03/04/2026 can be %d/%m/%Y or %m/%d/%Y: write format: and which" in said
    again = make_try(path, save(said, "x"))
    assert "'03/04/2026' is 3 April 2026 (%d/%m/%Y) or 4 March 2026 (%m/%d/%Y)" in again


def test_a_proposal_that_nobody_looked_at_loads_nothing(make_try: Tried, tmp_path: Path) -> None:
    path = tmp_path / "spend.csv"
    path.write_text("Date,Campaign,Currency,Spend\n2026-04-03,A,EUR,1.50\n", encoding="utf-8")
    said = make_try(path)
    again = make_try(path, save(said.replace("cast(null as text) as platform", "null as platform"), "x"))
    assert "1 row without platform, which staging.ad_day has to know" in again


def test_what_is_no_table(make_try: Tried, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    assert "report.pdf: The file is a PDF, not a CSV." in make_try(path)
