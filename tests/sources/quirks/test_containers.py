"""Archives and workbooks: what is in them is read as if it lay there, and what can't be is refused with its reason."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from plumbline.sources import containers
from tests.sources.quirks.reading import Reading, define, read

FIELDS = """
day: {heading: Day, type: date, required: true}
ad_id: {heading: Ad ID, required: true}
spend: {heading: Cost, type: decimal}
rate: {heading: CTR, type: percent, optional: true}
"""
TEXT = b"Day,Ad ID,Cost\n2026-10-29,7002238017842757633,1.50\n"
ROWS = [("2026-10-29", "7002238017842757633", "1.50000000", None)]
CUT = "that can't be opened: it is damaged or was cut short."


def zipped(**files: bytes) -> bytes:
    """A ZIP archive; `__` in a name stands for a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def workbook(*rows: list[object], title: str = "Report", others: dict[str, list[list[object]]] | None = None) -> bytes:
    """An XLSX; a tuple is a value with its number format."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for name, content in {title: list(rows), **(others or {})}.items():
        target = sheet if name == title else book.create_sheet(name)
        for r, row in enumerate(content, start=1):
            for c, value in enumerate(row, start=1):
                cell = target.cell(r, c, value[0] if isinstance(value, tuple) else value)
                if isinstance(value, tuple):
                    cell.number_format = value[1]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content: bytes, name: str, before: bytes, after: bytes) -> bytes:
    """A workbook with other bytes in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as reading, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as writing:
        for part in reading.infolist():
            text = reading.read(part)
            writing.writestr(part.filename, text.replace(before, after) if part.filename == name else text)
    return out.getvalue()


def look(folder: Path, content: bytes, yaml: str = "", fields: str = FIELDS) -> Reading:
    """Read the bytes by the definition above."""
    return read(define(folder, yaml, fields), content)


HEAD: list[object] = ["Day", "Ad ID", "Cost", "CTR"]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        pytest.param(gzip.compress(TEXT), "gzip", id="gzip"),
        pytest.param(zipped(ads__csv=TEXT), "ZIP, ads.csv", id="zip"),
        pytest.param(zipped(readme__md=b"hello", ads__csv=TEXT), "ZIP, ads.csv", id="zip with a note beside"),
        pytest.param(zipped(ads__csv__gz=gzip.compress(TEXT)), "ZIP, ads.csv.gz; gzip", id="gzip in zip"),
        pytest.param(gzip.compress(TEXT.decode().encode("utf-16")), "gzip; UTF-16", id="gzip of UTF-16"),
    ],
)
def test_an_archive(content: bytes, form: str, tmp_path: Path) -> None:
    reading = look(tmp_path, content)
    assert (reading.message, reading.rows) == ("", ROWS)
    assert reading.file.checked is not None
    assert "; ".join(reading.file.checked.form).startswith(form)


def test_lines_of_json_in_an_archive(tmp_path: Path) -> None:
    fields = "ad_id: {path: $.ad, required: true}\nspend: {path: $.spend, type: decimal}"
    content = gzip.compress(b'{"ad": "7002238017842757633", "spend": 1.234}\n')
    assert look(tmp_path, content, "kind: jsonl", fields).rows == [("7002238017842757633", "1.23400000")]


def test_a_folder_that_a_mac_puts_beside(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ads.csv", TEXT)
        archive.writestr("__MACOSX/._ads.csv", b"\0\5\26\7")
    assert look(tmp_path, out.getvalue()).rows == ROWS


def test_a_workbook_with_dates_numbers_and_shares(tmp_path: Path) -> None:
    content = workbook(
        ["TikTok report"],
        [],
        HEAD,
        [date(2026, 10, 29), "7002238017842757633", 1234.5, (0.0123, "0.00%")],
        [datetime(2026, 10, 30), "7", 1.234, 1.5],
        [None, None, None, None],
        ["2026-10-28", 12, "1,234.50", None],
    )
    reading = look(tmp_path, content)
    assert reading.message == ""
    assert sorted(reading.rows, key=str) == [
        ("2026-10-28", "12", "1234.50000000", None),
        ("2026-10-29", "7002238017842757633", "1234.50000000", "1.230000"),
        ("2026-10-30", "7", "1.23400000", "1.500000"),
    ]


def test_a_workbooks_numbers_where_texts_have_a_decimal_comma(tmp_path: Path) -> None:
    content = workbook(["Day", "Ad ID", "Cost"], [date(2026, 10, 29), "a", 1234.5], ["30.10.2026", "b", "1.234,50"])
    fields = FIELDS.replace("type: date,", 'type: date, format: "%d.%m.%Y",')
    reading = look(tmp_path, content, "decimal: comma", fields)
    assert [row[:3] for row in reading.rows] == [
        ("2026-10-29", "a", "1234.50000000"),
        ("2026-10-30", "b", "1234.50000000"),
    ]


def test_a_workbook_in_a_zip_and_its_line_numbers(tmp_path: Path) -> None:
    content = workbook(HEAD, ["2026-10-28", "a\nb", 1, None], [], ["2026-10-29", "c", "n/a", None])
    reading = look(tmp_path, zipped(report__xlsx=content))
    assert reading.rows == [("2026-10-28", "a b", "1.00000000", None)]
    assert [refusal[:3] for refusal in reading.refused] == [(4, "Cost", "n/a")]


def test_an_id_that_the_workbook_has_rounded(tmp_path: Path) -> None:
    content = workbook(HEAD, ["2026-10-28", "7", 1, None], ["2026-10-28", 7002238017842757633, 1, None])
    reading = look(tmp_path, content)
    assert [row[1] for row in reading.rows] == ["7"]
    assert reading.refused == [
        (
            3,
            "(row)",
            "7.002238017842758e+18 in Ad ID",
            "a text: of numbers a workbook keeps 15 digits, so the last ones of this id are lost",
        )
    ]


def test_a_formula_that_failed(tmp_path: Path) -> None:
    reading = look(tmp_path, workbook(HEAD, ["2026-10-28", "7", 1, None], ["2026-10-28", "#N/A", 1, None]))
    assert [refusal[2:] for refusal in reading.refused] == [
        ("#N/A in Ad ID", "a value; the formula in the cell has failed")
    ]


def test_the_sheet_with_the_headings_counts(tmp_path: Path) -> None:
    content = workbook(["Filters"], ["none"], title="About", others={"Data": [HEAD, ["2026-10-28", "7", 1, None]]})
    assert len(look(tmp_path, content).rows) == 1


def test_two_sheets_that_could_be_meant(tmp_path: Path) -> None:
    rows = [HEAD, ["2026-10-28", "7", 1, None]]
    content = workbook(*rows, title="Old", others={"New": rows})
    assert look(tmp_path, content).message == "a.csv: The workbook has 2 sheets with these headings: 'Old', 'New'."
    assert len(look(tmp_path, content, "sheet: New").rows) == 1
    assert "has no sheet 'Nwe'; its sheets are 'Old', 'New'." in look(tmp_path, content, "sheet: Nwe").message


REFUSED = [
    pytest.param(gzip.compress(TEXT)[:-12], f"a gzip archive {CUT}", id="gzip cut short"),
    pytest.param(zipped(ads__csv=TEXT)[:-30], f"a ZIP archive or an Excel workbook {CUT}", id="zip cut short"),
    pytest.param(
        zipped(a__csv=TEXT, b__csv=TEXT), "The archive holds 2 exports: a.csv, b.csv.", id="two exports in one archive"
    ),
    pytest.param(zipped(a__pdf=b"%PDF"), "The archive holds no CSV and no workbook.", id="no export in the archive"),
    pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "of the old kind (.xls), or one with a password", id="xls"),
    pytest.param(
        changed(workbook(HEAD), "xl/worksheets/sheet1.xml", b"<row", b"<rwo"),
        "an Excel workbook that can't be read: it is damaged",
        id="broken sheet",
    ),
    pytest.param(gzip.compress(b"%PDF-1.7"), "The file is a PDF, not a CSV.", id="a PDF in gzip"),
]


@pytest.mark.parametrize(("content", "message"), REFUSED)
def test_what_can_not_be_unpacked(content: bytes, message: str, tmp_path: Path) -> None:
    assert message in look(tmp_path, content).message


@pytest.mark.parametrize("wrap", [gzip.compress, lambda content: zipped(a__csv=content)], ids=["gzip", "zip"])
def test_a_bomb(wrap: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST_UNPACKED", 4 << 20)
    content = wrap(TEXT + bytes(5 << 20))  # type: ignore[operator]
    assert len(content) < 10_000
    assert "unpacks to more than 4 MB, which no export does" in look(tmp_path, content).message


def test_an_archive_that_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST_UNPACKED", 4 << 20)
    honest = (5 << 20).to_bytes(4, "little")
    content = zipped(a__csv=bytes(5 << 20)).replace(honest, (1000).to_bytes(4, "little"))
    assert look(tmp_path, content).message


def test_a_workbook_of_nothing_but_its_last_cell(tmp_path: Path) -> None:
    """A library that lays the sheet out whole would want 17 thousand million cells."""
    far = b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = workbook(HEAD, ["2026-10-28", "7", 1, None])
    reading = look(tmp_path, changed(content, "xl/worksheets/sheet1.xml", b"</row></sheetData>", far))
    assert len(reading.rows) == 1
    assert [refusal[0] for refusal in reading.refused] == [1048576]


@pytest.mark.parametrize("bound", ["LARGEST_UNPACKED", "LARGEST_SHARED_TEXTS"])
def test_a_workbook_that_is_a_bomb(bound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, bound, 10)
    content = io.BytesIO(workbook(HEAD, ["2026-10-28", "7", 1, None]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst></sst>")
    assert "unpacks to more than" in look(tmp_path, content.getvalue()).message


def test_a_workbook_of_too_many_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plumbline.sources.workbook.MOST_CELLS", 20)
    content = workbook(HEAD, *[["2026-10-28", str(n), 1, None] for n in range(9)])
    assert "The sheet 'Report' has more than 20 cells." in look(tmp_path, content).message


def test_entities_that_grow_without_end(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><worksheet>&l11;</worksheet>'.encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(HEAD))) as reading,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as writing,
    ):
        for part in reading.infolist():
            writing.writestr(part.filename, bomb if "sheet1" in part.filename else reading.read(part))
    assert "an Excel workbook that can't be read" in look(tmp_path, out.getvalue()).message
