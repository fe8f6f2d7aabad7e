"""Dirty rows: reported or made inert, never a crash, never a deal with a fault."""

from __future__ import annotations

import time

import pytest
from crm_documents import (
    CONTACTS,
    DEAL,
    OPPORTUNITIES,
    OPPORTUNITY,
    ORTIZ,
    OTHER,
    TASKS,
    brought,
    csv_text,
    notes,
    opportunity,
    reasons,
    task,
    written,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.deals.folder import load, read_deal
from studio.exchange.crm import cells


def record(report, at=0):
    return read_deal(report.deals[at].folder).opportunity


def opps(tmp_path, *rows):
    return brought(tmp_path / "deals", written(tmp_path / "opps.csv", OPPORTUNITIES, *rows))


def test_row_without_id_is_known_by_its_name_and_one_without_a_name_too_is_refused(tmp_path):
    report = opps(tmp_path, opportunity(Opportunity_ID=""),
                  opportunity(Opportunity_ID="", Opportunity_Name="", Account_Name=""))
    assert len(report.deals) == 1 and "opps.csv, 2: has no id" in notes(report)
    assert "opps.csv, 3: has neither a deal's name nor an account's" in reasons(report)


def test_id_that_a_spreadsheet_rounded_is_no_id(tmp_path):
    report = opps(tmp_path, opportunity(Opportunity_ID="9.00720E+15"))
    assert len(report.deals) == 1 and "an id that a spreadsheet rounded" in notes(report)


def test_two_currencies_leave_the_amount_empty(tmp_path):
    report = opps(tmp_path, opportunity(Amount="€240,000", Amount_Currency="USD"))
    assert (record(report).amount, record(report).currency) == (None, "USD")
    assert "two currencies: the amount is in EUR, the currency column says USD" in notes(report)


def test_dollars_of_another_country_are_no_second_currency(tmp_path):
    report = opps(tmp_path, opportunity(Amount="$240,000", Amount_Currency="CAD"))
    assert (record(report).amount, record(report).currency) == (240000, "CAD")


def test_bad_dates_and_amounts_are_left_empty_and_said(tmp_path):
    report = opps(tmp_path, opportunity(Close_Date="Q3", Amount="about 5", Last_Modified_Date="31/31/2026"),
                  opportunity(Opportunity_ID=OTHER, Opportunity_Name="B", Amount="-5"))
    assert (record(report).close_date, record(report).amount, record(report, 1).amount) == (None, None, None)
    for told in ("Close Date: 'Q3' is no date", "Amount: 'about 5' is no amount", "Last Modified Date: '31/31/2026'",
                 "Amount: -5 is below 0"):
        assert told in notes(report)


def test_close_date_before_the_creation_keeps_the_close_date(tmp_path):
    report = opps(tmp_path, opportunity(Close_Date="01/15/2026"))
    assert (record(report).created, record(report).close_date.isoformat()) == (None, "2026-01-15")
    assert "is before the creation" in notes(report)


def test_duplicate_ids_are_one_deal_where_they_agree_and_refused_where_not(tmp_path):
    report = opps(tmp_path, OPPORTUNITY, OPPORTUNITY, opportunity(Amount="5"))
    assert len(report.deals) == 1 and record(report).amount == 240000
    assert reasons(report) == f"opps.csv, 4: the id {DEAL} stands twice, here with another amount than in row 2"


def test_duplicate_names_are_two_deals(tmp_path):
    report = opps(tmp_path, OPPORTUNITY, opportunity(Opportunity_ID=OTHER))
    assert [d.id for d in report.deals] == ["harborline-slotting", "harborline-slotting-0xyzwv"]


def test_namesakes_in_a_deal_are_told(tmp_path):
    people = written(tmp_path / "contacts.csv", CONTACTS, ORTIZ,
                     ["0035g00000Zzzzz", "Dana", "Ortiz", "CFO", "d2@x.example", "Harborline Logistics"])
    report = brought(tmp_path / "deals", written(tmp_path / "opps.csv", OPPORTUNITIES, OPPORTUNITY), people)
    assert [p.id for p in read_deal(report.deals[0].folder).people if p.side == "buyer"] == ["ortiz", "ortiz_dana"]
    assert "several people of the deal are called Dana Ortiz" in notes(report)


@pytest.mark.parametrize(("cell", "kept"), [
    ('=HYPERLINK("http://evil.example","Harborline")', "Harborline"), ('="00123"', "00123"),
    ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
    ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
    ("＝1+1", "'＝1+1"), ("- first point", "- first point"), ("+49 30 1234", "+49 30 1234"),
    ("Harborline", "Harborline")])
def test_formula_is_made_inert(cell, kept):
    told = []
    assert cells.inert(cell, told.append) == kept
    assert bool(told) == (kept != cell and cell != '="00123"')


def test_formulas_in_an_export_are_made_inert_and_told(tmp_path):
    link = '=HYPERLINK("http://evil.example","Harborline")'
    report = opps(tmp_path, opportunity(Account_Name=link, Next_Step="=1+1"))
    deal = read_deal(report.deals[0].folder)
    assert (deal.account.name, deal.opportunity.next_step) == ("Harborline", "'=1+1")
    assert "link formula" in notes(report) and "holds a formula ('=1+1')" in notes(report)


def test_control_characters_and_endless_names_are_cut(tmp_path):
    report = opps(tmp_path, opportunity(Account_Name="Har\x00bor\x07line\u202e", Opportunity_Name="x" * 1_000_000,
                                        Next_Step="y" * 1_000_000))
    deal = read_deal(report.deals[0].folder)
    assert deal.account.name == "Harborline" and len(deal.opportunity.name) == 255
    assert len(deal.opportunity.next_step) == 5000 and "has 1,000,000 characters" in notes(report)


def test_text_of_a_megabyte_is_evidence(tmp_path):
    files = [written(tmp_path / "opps.csv", OPPORTUNITIES, OPPORTUNITY),
             written(tmp_path / "tasks.csv", TASKS, task(Description="<p>word</p>" * 90_000))]
    loaded = load(brought(tmp_path / "deals", *files).deals[0].folder)
    assert sum(len(e.text) for e in loaded.evidence.values()) > 360_000


@pytest.mark.parametrize(("values", "told"), [
    ({"Status": "Not Started"}, "has the status 'Not Started'"), ({"Due_Date": "12/24/2026"}, "lies in the future"),
    ({"Due_Date": "someday"}, "has no date"), ({"Description": "", "TaskSubtype": "Task"}, "is a note without text"),
    ({"What_ID": "006nope", "Who_ID": ""}, "belongs to no deal that is known (006nope)"),
    ({"What_ID": "", "Who_ID": ""}, "names no deal")])
def test_activity_that_is_no_evidence_is_reported(tmp_path, values, told):
    files = [written(tmp_path / "opps.csv", OPPORTUNITIES, OPPORTUNITY),
             written(tmp_path / "tasks.csv", TASKS, task(**values))]
    report = brought(tmp_path / "deals", *files)
    assert told in reasons(report) and load(report.deals[0].folder).evidence == {}


def test_activity_twice_is_kept_once(tmp_path):
    files = [written(tmp_path / "opps.csv", OPPORTUNITIES, OPPORTUNITY),
             written(tmp_path / "tasks.csv", TASKS, task(), task(), task(Description="Another text"))]
    report = brought(tmp_path / "deals", *files)
    assert len(load(report.deals[0].folder).evidence) == 1
    assert reasons(report) == "tasks.csv, 4: the activity 00T1 stands twice, here with another text"


@pytest.mark.parametrize("name", ["../../up", "con", "..", ".hidden", "a/b\\c", "日本語", "", "–", "x" * 300])
def test_any_name_makes_a_plain_folder_name(tmp_path, name):
    report = opps(tmp_path, opportunity(Opportunity_Name=name, Account_Name=name or "A"))
    folder = report.deals[0].folder
    assert folder.parent == tmp_path / "deals" and folder.name.replace("-", "").isalnum() and folder.name.isascii()
    assert folder.name != "con" and len(folder.name) <= 70


def test_broken_files_beside_a_good_one_are_reported(tmp_path):
    zipped, empty = tmp_path / "a.csv", tmp_path / "b.csv"
    zipped.write_bytes(b"PK\x03\x04\x14\x00")
    empty.write_bytes(b"")
    book = tmp_path / "c.xlsx"
    book.write_bytes(b"PK\x03\x04")
    good = written(tmp_path / "opps.csv", OPPORTUNITIES, OPPORTUNITY)
    report = brought(tmp_path / "deals", zipped, empty, book, tmp_path / "gone.csv", good)
    told = reasons(report)
    assert len(report.deals) == 1
    for part in ("a.csv, None: is an Excel workbook or a zip archive", "b.csv, None: is empty",
                 "c.xlsx, None: is no CSV export and no transcript", "gone.csv, None: cannot be read"):
        assert part in told


# -- anything at all

ugly = st.one_of(
    st.sampled_from([
        "", DEAL, OTHER, "Harborline", "=1+1", "Q3", "31/12/2026", "03/04/2026", "2026-02-11", "1.234,56 €", "$5",
        "Tom Reyes", "Ortiz, Dana", "Call", "Email", "Completed", "Commit", "---", "---\ntype: x\n---", "<p>x</p>",
        "From: a@b.example\nTo: c@d.example\n\nhi", "Tom: hi\nDana: yo\nTom: a\nDana: b", "a: b", "- x", "# y", "'",
        '"', "\x00", "\u2028", "null", "1e5", "2026-02-30", "\U0001f600", "{}", "&a *a"]),
    st.text(max_size=20))
EXPORTS = {"opps.csv": OPPORTUNITIES, "contacts.csv": CONTACTS, "tasks.csv": TASKS,
           "contact_roles.csv": ["Opportunity ID", "Contact ID", "Role", "Contact Name"],
           "accounts.csv": ["Account ID", "Account Name", "Industry", "Employees", "Website"]}


@st.composite
def exports(draw):
    made = {}
    for name, header in EXPORTS.items():
        rows = draw(st.lists(st.lists(ugly, min_size=len(header), max_size=len(header)), max_size=4))
        good = {"opps.csv": OPPORTUNITY, "tasks.csv": TASK_ROW, "contacts.csv": ORTIZ}.get(name)
        mixed = [[g if draw(st.booleans()) else cell for g, cell in zip(good, row, strict=True)] if good else row
                 for row in rows]
        made[name] = csv_text(header, *mixed)
    return made


TASK_ROW = task()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(exports())
def test_any_exports_make_whole_deals_and_account_for_every_row(tmp_path_factory, made):
    where = tmp_path_factory.mktemp("e")
    files = []
    for name, text in made.items():
        (where / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        files.append(where / name)
    first = brought(where / "deals", *files)
    again = brought(where / "deals", *files)
    assert [(d.id, d.new, d.changed) for d in again.deals] == [(d.id, False, ()) for d in first.deals]
    assert first.counts() == again.counts()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(exports(), exports())
def test_any_exports_after_any_others_make_whole_deals(tmp_path_factory, one, other):
    where = tmp_path_factory.mktemp("e")
    for made in (one, other):
        files = []
        for name, text in made.items():
            (where / name).write_bytes(text.encode("utf-8", "surrogatepass"))
            files.append(where / name)
        brought(where / "deals", *files)


@pytest.mark.parametrize("mark", ["a@", "a;", "[a]", "12-", "call: ", "A, ", "<p>", "> ", " ", "=", "\n", "9", "+1("])
def test_endless_cells_take_no_endless_time(tmp_path, mark):
    cell = f"x{mark * 100_000}y"
    files = [written(tmp_path / "opps.csv", OPPORTUNITIES, OPPORTUNITY, [cell] * len(OPPORTUNITIES)),
             written(tmp_path / "contacts.csv", CONTACTS, [cell] * len(CONTACTS)),
             written(tmp_path / "tasks.csv", TASKS, [cell] * len(TASKS), task(Subject=cell, Assigned_To=cell))]
    begun = time.process_time()
    assert brought(tmp_path / "deals", *files).deals
    assert time.process_time() - begun < 20
