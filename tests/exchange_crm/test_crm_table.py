"""CSV as spreadsheets and CRMs write it, and as it gets broken."""

from __future__ import annotations

import pytest
from crm_documents import OPPORTUNITIES, OPPORTUNITY, csv_text, opportunity, written
from hypothesis import given, settings
from hypothesis import strategies as st

from playbook.text_files import FileFault
from studio.exchange.crm.mapping import known_headers
from studio.exchange.crm.table import Broken, Row, Table, open_table

NAME = "Müller & Söhne – «Évora» España"


def rows(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows() if isinstance(row, Row)]


def broken(table: Table) -> list[Broken]:
    return [row for row in table.rows() if isinstance(row, Broken)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman",
                                      "cp850"])
def test_encoding_is_told(tmp_path, encoding):
    name = NAME if encoding != "cp850" else "Müller España Évora"
    row = opportunity(Account_Name=name, Opportunity_Name="Slotting")
    path = written(tmp_path / "x.csv", OPPORTUNITIES, row, encoding=encoding)
    assert rows(open_table(path, known_headers))[0][2] == name


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_told(tmp_path, delimiter):
    path = written(tmp_path / "x.csv", OPPORTUNITIES, OPPORTUNITY, delimiter=delimiter)
    table = open_table(path, known_headers)
    assert (table.delimiter, rows(table)) == (delimiter, [OPPORTUNITY])


def test_line_that_names_the_delimiter_is_no_header(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("sep=;\n" + csv_text(OPPORTUNITIES, OPPORTUNITY, delimiter=";"), newline="")
    table = open_table(path, known_headers)
    assert table.headers == OPPORTUNITIES and [r.number for r in table.rows()] == [3]


def test_header_below_a_title_is_found_and_the_footer_is_reported(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Pipeline of the quarter\n\n" + csv_text(OPPORTUNITIES, OPPORTUNITY)
                    + '\n"Pipeline of the quarter"\n"Copyright (c) 2026 somebody"\n')
    table = open_table(path, known_headers)
    assert rows(table) == [OPPORTUNITY]
    assert [b.why for b in broken(table)] == ["belongs to the report's footer"] * 2


def test_row_number_is_that_of_the_spreadsheet_with_newlines_in_cells(tmp_path):
    path = written(tmp_path / "x.csv", OPPORTUNITIES, opportunity(Next_Step="a\nb\nc"), OPPORTUNITY, OPPORTUNITY[:-1])
    assert [row.number for row in open_table(path, known_headers).rows()] == [2, 3, 4]


def test_row_too_long_is_refused_and_a_short_one_is_filled(tmp_path):
    path = written(tmp_path / "x.csv", OPPORTUNITIES, [*OPPORTUNITY, "more"], OPPORTUNITY[:4], [*OPPORTUNITY, "", ""])
    table = open_table(path, known_headers)
    assert broken(table) == [Broken(2, "has 13 cells, expected 12 as in the header")]
    assert rows(table) == [[*OPPORTUNITY[:4], *[""] * 8], OPPORTUNITY]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_quote_that_never_closes_costs_its_row_only(tmp_path, at):
    lines = csv_text(OPPORTUNITIES, *[OPPORTUNITY] * 4).split("\r\n")
    lines[at + 1] = lines[at + 1].replace("Harborline Logistics", '"Harborline Logistics')
    path = tmp_path / "x.csv"
    path.write_text("\r\n".join(lines), newline="")
    table = open_table(path, known_headers)
    assert rows(table) == [OPPORTUNITY] * 3 and len(broken(table)) == 1
    assert broken(table)[0].number == at + 2


@pytest.mark.parametrize(("head", "told"), [
    (b"PK\x03\x04rest", "Excel workbook or a zip archive"), (b"\xd0\xcf\x11\xe0rest", "old Excel workbook"),
    (b"%PDF-1.7", "a PDF"), (b"", "is empty"), (b"\xef\xbb\xbf", "is empty"), (b"\r\n\r\n", "is empty"),
    (b"Id,Name\0\1\2\0\0\0\0\0\0\0\0\0\0\0,x", "binary")])
def test_what_is_no_csv_is_refused_in_a_sentence(tmp_path, head, told):
    path = tmp_path / "x.csv"
    path.write_bytes(head)
    with pytest.raises(FileFault, match=told):
        open_table(path, known_headers)


def test_cell_of_a_megabyte_and_200_columns_are_read(tmp_path):
    header = [*OPPORTUNITIES, *(f"Custom {n}" for n in range(188))]
    path = written(tmp_path / "x.csv", header, [*OPPORTUNITY, *["x" * 1_000_000], *[""] * 187])
    table = open_table(path, known_headers)
    assert len(table.headers) == 200 and len(rows(table)[0][12]) == 1_000_000


def test_file_over_200_mb_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    with path.open("wb") as file:
        file.write(b"Id,Name\n")
        file.truncate(200_000_001)
    with pytest.raises(FileFault, match="200 MB"):
        open_table(path, known_headers)


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Zs"]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3).filter(any), max_size=8), st.sampled_from(",;\t|"))
def test_what_csv_writes_comes_back(tmp_path_factory, made, delimiter):
    path = written(tmp_path_factory.mktemp("t") / "x.csv", ["Opportunity ID", "Stage", "Close Date"],
                   *[["id", *row[1:]] for row in made], delimiter=delimiter)
    assert rows(open_table(path, known_headers)) == [["id", *row[1:]] for row in made]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_fault(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("t") / "x.csv"
    path.write_bytes(b"Opportunity ID,Stage,Close Date\n" + raw)
    try:
        for row in open_table(path, known_headers).rows():
            assert isinstance(row, Broken) or len(row.cells) == 3
    except FileFault as fault:
        assert str(path) in str(fault)
