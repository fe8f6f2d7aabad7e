"""`deals import` as people call it, and the action behind it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from crm_documents import CONTACTS, OPPORTUNITIES, OPPORTUNITY, ORTIZ, TASKS, opportunity, task, written

from studio import actions
from studio.acting import Actor, Denied, acting
from studio.cli import cli


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def files(tmp_path):
    nameless = opportunity(Opportunity_ID="", Close_Date="Q3", Opportunity_Name="", Account_Name="")
    return [str(written(tmp_path / "opps.csv", OPPORTUNITIES, OPPORTUNITY, nameless)),
            str(written(tmp_path / "contacts.csv", CONTACTS, ORTIZ)),
            str(written(tmp_path / "tasks.csv", TASKS, task()))]


def call(*words):
    return CliRunner().invoke(cli, ["deals", "import", *map(str, words)])


def test_json_is_one_document_and_progress_goes_elsewhere(files, home):
    done = call(*files, "--json")
    data = json.loads(done.stdout)
    assert done.exit_code == 0 and "rows" in done.stderr and "deals" in done.stderr
    assert data["deals"] == [{"id": "harborline-slotting", "folder": str(home / "deals" / "harborline-slotting"),
                              "new": True, "changed": []}]
    assert {k: data["rows"][k] for k in ("read", "taken", "not_taken", "deal")} == {
        "read": 4, "taken": 3, "not_taken": 1, "deal": 2}
    assert data["not_taken"] == [{"file": "opps.csv", "row": 3, "why": "has neither a deal's name nor an account's, "
                                  "expected at least one"}]
    assert [m["object"] for m in data["mapping"]] == ["deal", "contact", "activity"]


def test_imported_deals_are_among_ones_own_and_can_be_drafted_on(files, home):
    assert call(*files).exit_code == 0
    assert actions.own_deals() == [home / "deals" / "harborline-slotting"]
    draft = CliRunner().invoke(cli, ["run", "deal_review", "harborline-slotting", "--json"])
    assert draft.exit_code == 0 and json.loads(draft.stdout)["deal"] == "harborline-slotting"


def test_run_again_lists_each_deal_once(files):
    for _ in range(2):
        assert call(*files).exit_code == 0
    assert len(actions.own_deals()) == 1


def test_deals_go_into_the_folder_that_is_named(files, tmp_path):
    assert call(*files, "--into", tmp_path / "mine").exit_code == 0
    assert [f.parent for f in actions.own_deals()] == [tmp_path / "mine"]


def test_dry_run_shows_and_keeps_nothing(files, home):
    done = call(*files, "--dry-run")
    assert done.exit_code == 0 and "would be made" in done.stdout and "opps.csv, row 3" in done.stdout
    assert not (home / "deals").exists() and actions.own_deals() == []


def test_file_with_nothing_to_use_is_one_line_and_exit_1(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("SKU,Bin\n1,2\n")
    done = call(path, "--json")
    assert done.exit_code == 1 and json.loads(done.stdout)["deals"] == []
    assert done.stderr.strip().startswith("x.csv: row 1: has no columns of a CRM export")
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("words", "told"), [
    (["--mapping", "gone.yaml"], "gone.yaml: no such file"), (["--into", "{opps}"], "is a file, expected a folder")])
def test_bad_input_is_one_line_and_exit_1(files, words, told):
    done = call(*files, *(word.format(opps=files[0]) for word in words))
    assert done.exit_code == 1 and told in done.stderr and done.stdout == ""


def test_transcript_for_a_named_deal(files, tmp_path):
    call(*files)
    path = tmp_path / "2026-02-24-demo.txt"
    path.write_text("Pat: Hello there.\nTom Reyes: Hello.\nPat: It costs us.\nTom Reyes: How much?\n")
    done = call(path, "--deal", "harborline-slotting")
    assert done.exit_code == 0 and "evidence added: 2026-02-24-demo.txt" in done.stdout
    assert call(path, "--deal", "nowhere").exit_code == 1


def test_viewer_may_not_import(files):
    with acting(Actor("Vi", "viewer")), pytest.raises(Denied, match="bringing in deals is for"):
        actions.import_deals(files)


def test_shipped_deals_ids_are_not_taken(tmp_path):
    row = opportunity(Opportunity_Name="Savanna Towers", Account_Name="Savanna Towers")
    report = actions.import_deals([written(tmp_path / "opps.csv", OPPORTUNITIES, row)])
    assert report.deals[0].id == "savanna-towers-0abcde"


def test_mapping_is_shown_before_anything_is_done(files):
    mapped = actions.crm_mapping(files)
    assert [m.object for m in mapped.files] == ["deal", "contact", "activity"] and mapped.not_taken == ()
    assert mapped.files[0].of("stage")[0].samples == ("Proposal",)
