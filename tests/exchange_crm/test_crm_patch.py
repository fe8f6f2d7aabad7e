"""The CRM patch: only what was granted, never what people wrote, never what is protected."""

from __future__ import annotations

import csv
import io
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.exchange.crm import (
    Naming,
    PatchItem,
    ProtectedField,
    Unfit,
    as_csv,
    as_json,
    csv_files,
    patch_lines,
)
from studio.exchange.crm.patch import SYSTEMS, is_protected
from studio.exchange.crm.patch_csv import ID_COLUMNS, inert_cell

ITEM = PatchItem("harborline", "0065g00000AbCdE", "economic_buyer", "", "Robert Vance (CFO)", "", ("Vance signs.",),
                 "Ana Manager", "2026-06-01T10:00:00Z", "write_back", "salesforce")


def table(text):
    rows = list(csv.reader(io.StringIO(text)))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def only(item, *others, naming=None):
    return patch_lines([item, *others], naming)[0]


def test_write_back_fills_the_empty_field():
    line = only(ITEM)
    assert (line.written, line.column) == ("target", "Economic_Buyer__c")
    assert table(as_csv([line], "salesforce")) == [{"Id": ITEM.crm_id, "Economic_Buyer__c": "Robert Vance (CFO)"}]


def test_proposal_fills_the_column_beside_the_field():
    line = only(replace(ITEM, authority="propose"))
    assert (line.written, line.column) == ("suggestion", "Economic_Buyer_AI_Suggestion__c")


def test_value_that_stands_there_is_never_overwritten():
    line = only(replace(ITEM, current="Dana", seen_at_draft="Dana"))
    assert (line.written, line.column) == ("suggestion", "Economic_Buyer_AI_Suggestion__c")
    assert "holds a value" in line.why


@pytest.mark.parametrize("authority", ["propose", "write_back"])
def test_changed_record_is_a_conflict_and_nothing_is_written(authority):
    line = only(replace(ITEM, current="Pat", seen_at_draft="", authority=authority))
    assert line.conflict and line.written == "nothing" and "it held nothing, now 'Pat'" in line.why


def test_two_items_that_differ_are_a_conflict_and_the_same_twice_is_written_once():
    lines = patch_lines([ITEM, replace(ITEM, proposed="Pat Lee")])
    assert [line.conflict for line in lines] == [True, True]
    assert [line.written for line in patch_lines([ITEM, replace(ITEM, approver="Bo")])] == ["target", "nothing"]


@pytest.mark.parametrize(("changes", "why"), [
    ({"crm_id": " "}, "no id in the CRM"), ({"proposed": " "}, "nothing is proposed"),
    ({"current": "Robert  Vance (CFO)", "seen_at_draft": "Robert Vance (CFO)"}, "says so already")])
def test_item_with_nothing_to_write_is_told(changes, why):
    line = only(replace(ITEM, **changes))
    assert line.written == "nothing" and not line.conflict and why in line.why


@pytest.mark.parametrize("field", [
    "stage", "Stage", "StageName", "dealstage", "Deal Stage", "Phase", "Étape", "amount", "Amount", "Betrag", "Montant",
    "Importe", "close_date", "CloseDate", "closedate", "Close Date", "Schlusstermin", "Stage__c",
    "Opportunity.StageName", "fields.amount", "forecast", "ForecastCategoryName", "probability", "Amount (converted)",
    "Id", "hs_object_id", "", " ", "s\u200btage", "STAGE_NAME", "ＳtageName"])
def test_protected_field_is_refused_by_any_name(field):
    assert is_protected(field)
    with pytest.raises(ProtectedField, match="never written"):
        replace(ITEM, field=field)


@pytest.mark.parametrize("field", ["economic_buyer", "champion", "next_step", "metrics", "fields.lead_source",
                                   "Pain__c"])
def test_other_fields_are_not_protected(field):
    assert not is_protected(field) and replace(ITEM, field=field)


@pytest.mark.parametrize(("changes", "told"), [
    ({"authority": "draft"}, "puts nothing into a patch"), ({"authority": ""}, "puts nothing"),
    ({"approver": " "}, "nobody approved"), ({"approved_at": ""}, "nobody approved"), ({"system": "sap"}, "is no CRM")])
def test_item_that_nobody_approved_or_granted_cannot_be_made(changes, told):
    with pytest.raises(Unfit, match=told):
        replace(ITEM, **changes)


def test_item_cannot_be_changed_after_approval():
    with pytest.raises(FrozenInstanceError):
        ITEM.proposed = "Somebody else"


def test_columns_are_called_as_the_company_calls_them():
    naming = Naming({"economic_buyer": "EB_Name__c"}, {"salesforce": "AI_{column}__c", "hubspot": "{column}_ai"})
    lines = patch_lines([ITEM, replace(ITEM, field="champion", authority="propose"),
                         replace(ITEM, field="next_step", system="hubspot", crm_id="9007")], naming)
    assert [line.column for line in lines] == ["EB_Name__c", "AI_Champion__c", "hs_next_step"]


@pytest.mark.parametrize("columns", [{"economic_buyer": "StageName"}, {"economic_buyer": "Amount"}])
def test_naming_cannot_lead_into_a_protected_column(columns):
    with pytest.raises(ProtectedField, match="never writes"):
        patch_lines([ITEM], Naming(columns))


@pytest.mark.parametrize("pattern", ["{column}", "{column}__c", "AI_Suggestion__c", "", "{column}_"])
def test_suggestion_column_is_one_of_its_own(pattern):
    with pytest.raises(Unfit, match="names no suggestion column"):
        Naming(suggestion={"salesforce": pattern, "hubspot": "{column}_ai"})


def test_suggestion_that_would_land_in_another_field_is_refused():
    naming = Naming({"economic_buyer": "EB__c", "champion": "EB_AI_Suggestion__c"})
    with pytest.raises(Unfit, match="is a field itself"):
        patch_lines([replace(ITEM, authority="propose")], naming)
    with pytest.raises(Unfit, match="one column"):
        patch_lines([ITEM, replace(ITEM, field="champion")], Naming({"economic_buyer": "X__c", "champion": "X__c"}))


def test_json_says_field_by_field_what_why_and_by_whom():
    data = as_json([only(replace(ITEM, current="Dana", seen_at_draft="Dana"))])["items"][0]
    assert (data["current"], data["proposed"], data["evidence"], data["approver"]) == (
        "Dana", "Robert Vance (CFO)", ["Vance signs."], "Ana Manager")
    assert (data["written"], data["column"]) == ("suggestion", "Economic_Buyer_AI_Suggestion__c")
    assert data["conflict"] is False


def test_files_by_columns_have_no_empty_cell_that_could_clear_a_value():
    lines = patch_lines([ITEM, replace(ITEM, crm_id="0065g00000XyZwV", field="champion"),
                         replace(ITEM, crm_id="0065g00000XyZwV")])
    assert "" in {cell for row in table(as_csv(lines, "salesforce")) for cell in row.values()}
    files = [table(text) for text in csv_files(lines, "salesforce")]
    assert len(files) == 2 and all(cell for rows in files for row in rows for cell in row.values())


def test_hubspot_patch_has_its_shape():
    lines = patch_lines([replace(ITEM, system="hubspot", crm_id="9007", authority="propose"), ITEM])
    assert table(as_csv(lines, "hubspot")) == [
        {"Record ID": "9007", "economic_buyer_ai_suggestion": "Robert Vance (CFO)"}]


# -- properties

fields = st.sampled_from(["economic_buyer", "champion", "metrics", "next_step", "fields.lead_source", "stage", "Amount",
                          "closedate", "Stage Name", "CloseDate"]) | st.text(max_size=12)
values = st.sampled_from(["", "Dana", "Vance", " Dana ", "=1+1", "@x", "\tx", "-5", "+1", "\rx"]) | st.text(max_size=12)
made = st.builds(dict, field=fields, current=values, seen_at_draft=values, proposed=values,
                 crm_id=st.sampled_from(["A1", "B2", ""]),
                 authority=st.sampled_from(["propose", "write_back", "draft", ""]),
                 system=st.sampled_from(SYSTEMS), approver=st.sampled_from(["Ana", ""]))


@settings(max_examples=400, deadline=None)
@given(st.lists(made, max_size=8))
def test_no_items_ever_write_what_is_not_granted_protected_or_a_persons(given_items):
    items = []
    for changes in given_items:
        try:
            items.append(replace(ITEM, **changes))
        except (ProtectedField, Unfit):
            assert is_protected(changes["field"]) or changes["authority"] in ("draft", "") or not changes["approver"]
    try:
        lines = patch_lines(items)
    except (ProtectedField, Unfit):
        return
    naming = Naming()
    for system in SYSTEMS:
        for row in table(as_csv(lines, system)):
            record = row.pop(ID_COLUMNS[system])
            for column, value in row.items():
                if value:
                    assert any(_may(item, column, value, naming) for item in items
                               if item.system == system and inert_cell(item.crm_id) == record), (column, value)


def _may(item, column, value, naming):
    """Whether this item may put this value into this column."""
    same = value == inert_cell(item.proposed.strip())
    unchanged = " ".join(item.current.split()) == " ".join(item.seen_at_draft.split())
    if is_protected(item.field) or is_protected(column) or not same or not unchanged:
        return False
    if column == inert_cell(naming.target(item)):
        return item.authority == "write_back" and not item.current.strip()
    return column == inert_cell(naming.beside(item)) and item.authority in ("propose", "write_back")


@given(st.text() | st.sampled_from(["=1", "+1", "-1", "@x", "\tx", "\rx", " =1", "\n=1", "＝1", "a;=1", "a\t@x",
                                    "\x00=1", ";=", ';"=1']))
def test_cell_never_starts_what_a_spreadsheet_calculates(text):
    cell = inert_cell(text)
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    assert cell.lstrip()[:1] not in ("=", "+", "-", "@")
    assert "\x00" not in cell and inert_cell(cell) == cell


@settings(max_examples=200, deadline=None)
@given(st.lists(values, min_size=1, max_size=4))
def test_every_cell_of_the_csv_is_inert_for_each_way_to_part_cells(proposals):
    items = [replace(ITEM, crm_id=f"{value}{n}", proposed=value) for n, value in enumerate(proposals)]
    text = as_csv(patch_lines(items), "salesforce")
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not any(cell.strip(' "\n\r').startswith(("=", "@")) for cell in row)
    for row in csv.reader(io.StringIO(text, newline="")):
        assert all(cell[:1] not in ("=", "+", "-", "@", "\t", "\r") for cell in row)
