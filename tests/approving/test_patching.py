"""The CRM patch: approved and granted only, beside what people entered, in the CRM's own columns."""

from __future__ import annotations

import csv
import io
import json

import pytest
from approving_deals import decide, item, keep
from test_authority import earn

from studio import actions
from studio.acting import Actor, acting

DEAL, FIELD, EVENT = "tanjong-payments", "economic_buyer", "e5"


def approved(workflow: str = "crm_hygiene") -> str:
    """A kept draft whose economic buyer somebody approved."""
    number = keep(EVENT, workflow, DEAL)
    decide(number, item(number, FIELD))
    return number


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_what_was_approved_stays_inside_until_somebody_grants_more():
    approved()
    value, = [a for a in actions.approved_values(DEAL) if a.field == FIELD]
    assert value.authority == "draft" and value.proposed and value.evidence
    assert actions.patch_for(DEAL, "salesforce") == []


def test_undecided_and_rejected_items_never_reach_a_patch():
    number = keep(EVENT, "crm_hygiene", DEAL)
    assert actions.approved_values(DEAL) == []
    decide(number, item(number, FIELD), "reject", "wrong")
    assert actions.approved_values(DEAL) == []


def test_granted_value_stands_beside_what_a_person_entered_and_its_decision_counts_as_used():
    earn("crm_hygiene", FIELD, 20)
    actions.grant("crm_hygiene", FIELD, "propose")
    number = approved()
    line, = actions.patch_for(DEAL, "salesforce")
    assert line.written == "suggestion" and line.item.current and line.item.proposed != line.item.current
    row, = rows(actions.export_patch([DEAL], "salesforce", "csv"))
    assert line.item.proposed in row.values() and line.item.current not in row.values()
    assert actions.kept_review(number).decided[item(number, FIELD)].used
    told = json.loads(actions.export_patch([DEAL], "salesforce", "json"))
    assert "Ann Berg" in json.dumps(told) and line.item.current in json.dumps(told, ensure_ascii=False)


def test_columns_are_called_as_in_the_export_that_the_deal_came_from(tmp_path):
    export = tmp_path / "opportunities.csv"
    export.write_text("Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date,Created Date,"
                      "Wirtschaftlicher Käufer\n006A,Big,Acme,Discovery,1000,2026-12-01,2026-01-01,\n",
                      encoding="utf-8")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("opportunities.csv:\n  columns:\n    Wirtschaftlicher Käufer: fields.economic_buyer\n",
                       encoding="utf-8")
    report = actions.import_deals([export], into=tmp_path / "deals", mapping=mapping)
    folder = next(p for p in (tmp_path / "deals").iterdir() if p.is_dir())
    assert report and actions.crm_link(folder).headers.get("fields.economic_buyer") == "Wirtschaftlicher Käufer"


def test_only_who_may_takes_a_patch_out():
    approved()
    with acting(Actor("Sam", role="seller")), pytest.raises(actions.BadInput):
        actions.export_patch([DEAL], "salesforce", "csv")


# -- what was approved is what is proposed

TEXT = "Decision process is known: board paper on 22 May, decision 29 May"


def proposed(number: str, field: str = FIELD) -> str:
    """What the Review page says of a field; the patch has to say the same where it holds the field at all."""
    found = actions.kept_review(number)
    assert found is not None
    shown = {p.field: p.value for p in actions.values_for_crm(found).values()}
    taken = {a.field: a.proposed for a in actions.approved_values(DEAL)}
    assert taken.items() <= shown.items()
    return shown.get(field, "")


def test_text_that_a_person_amended_is_what_the_patch_proposes_and_says_whose_words_it_is():
    number = keep(EVENT, "crm_hygiene", DEAL)
    what = item(number, FIELD)
    drafted = proposed(number)
    decide(number, what, "amend", "I was in the room", statement=TEXT)
    value, = actions.approved_values(DEAL)
    assert value.proposed == TEXT == proposed(number) != drafted
    assert value.evidence[0] == "In the words of Ann Berg" and len(value.evidence) > 1
    assert not [e for e in value.evidence if TEXT in e], "no quote says it"


def test_status_amended_alone_keeps_the_value_and_one_amended_to_missing_proposes_nothing():
    number = keep(EVENT, "crm_hygiene", DEAL)
    drafted = proposed(number)
    made = decide(number, item(number, FIELD), "amend", "", status="partial")
    assert [a.proposed for a in actions.approved_values(DEAL)] == [drafted] and drafted == proposed(number)
    actions.undo_decision(made)
    decide(number, item(number, FIELD), "amend", "", status="missing", statement="Nobody named one")
    assert actions.approved_values(DEAL) == [] and proposed(number) == ""


def test_value_written_for_the_field_comes_before_the_text_and_a_long_text_is_cut_visibly():
    number = keep(EVENT, "crm_hygiene", DEAL)
    what = item(number, FIELD)
    made = decide(number, what, "amend", "", statement=TEXT, value="Mei Tan")
    assert [a.proposed for a in actions.approved_values(DEAL)] == ["Mei Tan"]
    actions.undo_decision(made)
    decide(number, what, "amend", "", statement="word " * 200)
    value, = actions.approved_values(DEAL)
    assert len(value.proposed) <= 255 and value.proposed.endswith("…") and value.proposed == proposed(number)


def test_rejected_item_is_shown_with_no_value_for_the_crm():
    number = keep(EVENT, "crm_hygiene", DEAL)
    assert proposed(number)
    decide(number, item(number, FIELD), "reject", "not_now")
    assert proposed(number) == ""


def test_amended_text_stands_beside_what_a_person_entered():
    earn("crm_hygiene", FIELD, 20)
    actions.grant("crm_hygiene", FIELD, "propose")
    number = keep(EVENT, "crm_hygiene", DEAL)
    decide(number, item(number, FIELD), "amend", "", statement=TEXT)
    line, = actions.patch_for(DEAL, "salesforce")
    assert line.written == "suggestion" and line.item.proposed == TEXT and line.item.current
