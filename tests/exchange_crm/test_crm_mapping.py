"""Which object and system a file is, and which column fills which field."""

from __future__ import annotations

import pytest
from crm_documents import OPPORTUNITIES, OPPORTUNITY, brought, notes, reasons, written

from playbook.text_files import FileFault, read_yaml
from studio.exchange.crm import mapping, read_wishes
from studio.exchange.crm.mapping import map_file
from studio.exchange.crm.report import file_as_data
from studio.exchange.crm.words import header_word, vocabulary

HEADERS = {
    "salesforce report": ("salesforce", ["Opportunity ID", "Opportunity Name", "Account Name", "Stage", "Amount",
                                         "Close Date", "Created Date", "Opportunity Owner", "Next Step"]),
    "salesforce api": ("salesforce", ["Id", "Name", "Account.Name", "StageName", "Amount", "CloseDate", "CreatedDate",
                                      "Owner.Name", "NextStep"]),
    "hubspot": ("hubspot", ["Record ID", "Deal Name", "Associated Company", "Deal Stage", "Amount", "Close Date",
                            "Create Date", "Deal owner", "hs_next_step"]),
    "hubspot api": ("hubspot", ["hs_object_id", "dealname", "Associated Company", "dealstage", "amount", "closedate",
                                "createdate", "Deal owner", "hs_next_step"]),
    "german": ("salesforce", ["Opportunity-ID", "Opportunity-Name", "Accountname", "Phase", "Betrag", "Schlusstermin",
                              "Erstelldatum", "Opportunity-Inhaber", "Nächster Schritt"]),
    "french": ("salesforce", ["ID de l'opportunité", "Nom de l'opportunité", "Nom du compte", "Étape", "Montant",
                              "Date de clôture", "Date de création", "Propriétaire de l'opportunité",
                              "Étape suivante"]),
    "spanish": ("salesforce", ["ID de la oportunidad", "Nombre de la oportunidad", "Nombre de la cuenta", "Etapa",
                               "Importe", "Fecha de cierre", "Fecha de creación", "Propietario de la oportunidad",
                               "Paso siguiente"]),
}
FIELDS = ["id", "name", "account", "stage", "amount", "close_date", "created", "owner", "next_step"]
VALUES = ["0065g00000AbCdE", "Slotting", "Harborline", "Proposal", "240000", "2026-06-30", "2026-02-02", "Tom Reyes",
          "x"]


@pytest.mark.parametrize("variant", HEADERS)
def test_headers_of_every_system_and_language_are_known(tmp_path, variant):
    system, headers = HEADERS[variant]
    values = ["9007", *VALUES[1:]] if system == "hubspot" else VALUES
    mapped = map_file(written(tmp_path / "export.csv", headers, values))
    assert (mapped.object, mapped.system) == ("deal", system)
    assert [c.field for c in mapped.columns] == FIELDS
    assert all(c.confidence >= 0.9 for c in mapped.columns)


@pytest.mark.parametrize(("headers", "kind"), [
    (["Contact ID", "First Name", "Last Name", "Email", "Account Name"], "contact"),
    (["Record ID", "First Name", "Last Name", "Email", "Job Title", "Associated Deal IDs"], "contact"),
    (["Vorname", "Nachname", "E-Mail", "Accountname"], "contact"),
    (["Opportunity ID", "Contact ID", "Role", "Primary"], "contact_role"),
    (["Account ID", "Account Name", "Industry", "Employees", "Website"], "account"),
    (["Id", "Name", "Industry", "NumberOfEmployees"], "account"),
    (["Record ID", "Company name", "Company Domain Name", "Industry"], "account"),
    (["Activity ID", "Subject", "Full Comments", "Date", "Opportunity", "Assigned"], "activity"),
    (["Id", "WhatId", "WhoId", "Subject", "Description", "ActivityDate", "Status", "TaskSubtype"], "activity"),
    (["Record ID", "hs_note_body", "hs_timestamp", "Associated Deal IDs"], "activity"),
    (["Betreff", "Beschreibung", "Fälligkeitsdatum", "Zugewiesen", "Bezug"], "activity"),
    (["Id", "Username", "Alias", "Name", "Email"], "user")])
def test_object_is_told_by_its_columns(tmp_path, headers, kind):
    assert map_file(written(tmp_path / "export.csv", headers, ["x"] * len(headers))).object == kind


def test_fields_that_claim_an_element_have_its_canonical_id(tmp_path):
    headers = ["Economic_Buyer__c", "(C) Champion", "MEDDPICC Decision Criteria", "Paper Process", "Identified Pain",
               "Main Competitor(s)", "Entscheidungsprozess", "Métriques"]
    mapped = map_file(written(tmp_path / "deals.csv", [*OPPORTUNITIES, *headers], [*OPPORTUNITY, *["x"] * 8]))
    assert [c.field for c in mapped.columns[12:]] == [
        "economic_buyer", "champion", "decision_criteria", "paper_process", "implicate_the_pain", "competition",
        "decision_process", "metrics"]


def test_column_of_ones_own_is_kept_among_the_fields_and_noise_is_not(tmp_path):
    mapped = map_file(written(tmp_path / "deals.csv", [*OPPORTUNITIES, "Lead Source", "IsDeleted", "Lead source"],
                              [*OPPORTUNITY, "Web", "false", "Fair"]))
    assert [c.field for c in mapped.columns[12:]] == ["fields.lead_source", "", "fields.lead_source_2"]


def test_column_whose_values_are_of_another_kind_is_doubted(tmp_path):
    mapped = map_file(written(tmp_path / "deals.csv", OPPORTUNITIES, [*OPPORTUNITY[:4], "soon", *OPPORTUNITY[5:]]))
    amount = mapped.of("amount")[0]
    assert amount.confidence == 0.5 and "0 of 1 values" in amount.note and amount.samples == ("soon",)


def test_preview_holds_columns_with_samples(tmp_path):
    data = file_as_data(map_file(written(tmp_path / "deals.csv", OPPORTUNITIES, OPPORTUNITY)))
    assert data["columns"][3] == {"column": "Stage", "field": "stage", "confidence": 1.0, "samples": ["Proposal"],
                                  "note": ""}
    assert (data["object"], data["rows"], data["delimiter"]) == ("deal", 1, ",")


def test_file_that_is_no_export_is_reported_and_the_others_are_taken(tmp_path):
    stray = written(tmp_path / "stock.csv", ["SKU", "Bin"], ["1", "A"])
    report = brought(tmp_path / "deals", stray, written(tmp_path / "deals.csv", OPPORTUNITIES, OPPORTUNITY))
    assert len(report.deals) == 1 and "stock.csv, None: row 1: has no columns of a CRM export" in reasons(report)


def test_person_decides_over_the_guess(tmp_path):
    headers = ["Nr", "Vorhaben", "Kunde", "Stand", "Wert", "Bis", "Pate", "Geheim"]
    path = written(tmp_path / "liste.csv", headers, ["7", "Slotting", "Harborline", "Angebot", "240.000", "03/04/2026",
                                                     "Dana Ortiz", "no"])
    wish = tmp_path / "mapping.yaml"
    wish.write_text("""
liste.csv:
  object: deal
  system: hubspot
  dates: day_first
  columns: {Nr: id, Vorhaben: name, Stand: stage, Wert: amount, Bis: close_date, Pate: champion, Geheim: null}
""", encoding="utf-8")
    report = brought(tmp_path / "deals", path, wishes=read_wishes(wish))
    record = read_yaml(report.deals[0].folder / "deal.yaml")["opportunity"]
    assert record["amount"] == 240000 and record["fields"] == {"champion": "Dana Ortiz"}
    assert (record["close_date"].isoformat(), report.mapping[0].system) == ("2026-04-03", "hubspot")


@pytest.mark.parametrize(("text", "told"), [
    ("deals.csv: {columns: {Foo: stage}}", "is no column of deals.csv"),
    ("deals.csv: {columns: {Stage: phase}}", "'phase' is no field"),
    ("deals.csv: {object: thing}", "'thing' is not known, expected deal"),
    ("deals.csv: {dates: maybe}", "expected day_first, month_first"),
    ("deals.csv: {coloumns: {}}", "is not known here"),
    ("deals.csv: {columns: [a]}", "expected a mapping from headers to fields"),
    ("other.csv: {object: deal}", "is none of the exports"),
    ("- a", "expected a mapping from file names")])
def test_mapping_file_with_a_fault_is_refused_in_a_sentence(tmp_path, text, told):
    path = written(tmp_path / "deals.csv", OPPORTUNITIES, OPPORTUNITY)
    wish = tmp_path / "mapping.yaml"
    wish.write_text(text)
    with pytest.raises(FileFault, match=told) as fault:
        mapping([path], read_wishes(wish))
    assert "mapping.yaml" in str(fault.value)


def test_ambiguous_dates_are_said_in_the_mapping(tmp_path):
    row = [*OPPORTUNITY[:6], "03/04/2026", "02/02/2026", "05/05/2026", *OPPORTUNITY[9:]]
    report = brought(tmp_path / "deals", written(tmp_path / "deals.csv", OPPORTUNITIES, row))
    assert "ambiguous" in report.mapping[0].of("close_date")[0].note and notes(report) == ""


def test_no_name_means_two_fields_of_one_object():
    for kind, fields in vocabulary().fields.items():
        names = [name for field in fields.values() for name in field.names]
        doubled = {n for n in names if names.count(n) > 1}
        assert not doubled, (kind, doubled)


def test_header_is_compared_without_case_marks_and_endings():
    assert len({header_word(h) for h in ("Close Date", "CloseDate", "close_date", "CLOSE-DATE ", "Close_Date__c")}) == 1
