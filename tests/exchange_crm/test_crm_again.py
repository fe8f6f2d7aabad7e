"""An import run again: it updates, never duplicates, and leaves alone what a person did."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

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
    opportunity,
    reasons,
    task,
    written,
)

from playbook.text_files import read_yaml, write_yaml
from studio.deals.check import check
from studio.deals.folder import load, read_deal
from studio.deals.model import record_at

MAIL = task(Activity_ID="00T2", Subject="Email: Offer", Description="Here it is.", Due_Date="02/20/2026",
            TaskSubtype="Email")


class Exports:
    """The exports of one company, written anew for each run."""

    def __init__(self, where: Path) -> None:
        self.where, self.target = where, where / "deals"

    def bring(self, *tasks: list[str], **values: str):
        files = [written(self.where / "opps.csv", OPPORTUNITIES, opportunity(**values)),
                 written(self.where / "contacts.csv", CONTACTS, ORTIZ),
                 written(self.where / "tasks.csv", TASKS, *tasks)]
        report = brought(self.target, *files)
        assert len(report.deals) == len(list(self.target.iterdir())) == 1
        return report

    @property
    def folder(self) -> Path:
        return next(self.target.iterdir())

    def edit(self, change) -> None:
        data = read_yaml(self.folder / "deal.yaml")
        change(data)
        (self.folder / "deal.yaml").write_text(write_yaml(data), encoding="utf-8")


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def state_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_same_export_changes_nothing(exports):
    exports.bring(task(), MAIL)
    before = state_of(exports.folder)
    report = exports.bring(task(), MAIL)
    assert [(d.new, d.changed) for d in report.deals] == [(False, ())]
    assert state_of(exports.folder) == before


def test_same_export_after_another_one_changes_nothing_either(exports):
    exports.bring(task(), MAIL)
    brought(exports.target, exports.where / "tasks.csv")
    before = state_of(exports.folder)
    report = exports.bring(task(), MAIL)
    assert [d.changed for d in report.deals] == [()]
    assert state_of(exports.folder).keys() == before.keys()
    assert state_of(exports.folder)["deal.yaml"] == before["deal.yaml"]


def test_changed_record_is_taken_and_told(exports):
    exports.bring(task())
    report = exports.bring(task(), Stage="Negotiation", Amount="250,000", Next_Step="", Last_Modified_Date="05/28/2026")
    assert report.deals[0].changed == ("amount: 240000 → 250000", "stage: Proposal → Negotiation",
                                       "next step: CFO sign-off → nothing")
    record = read_deal(exports.folder).opportunity
    assert (record.stage, record.amount, record.next_step) == ("Negotiation", 250000, "")


def test_earlier_events_see_the_earlier_record(exports):
    exports.bring(task())
    exports.bring(task(), Stage="Negotiation", Last_Modified_Date="05/25/2026")
    exports.bring(task(), Stage="Closed Won", Amount="1", Last_Modified_Date="05/28/2026")
    deal = read_deal(exports.folder)
    seen = [(e.type, record_at(deal, e.id).stage, record_at(deal, e.id).amount) for e in deal.events]
    assert seen == [("inbound_lead", "Proposal", 240000), ("call_completed", "Proposal", 240000),
                    ("crm_updated", "Proposal", 240000), ("crm_updated", "Negotiation", 240000),
                    ("crm_updated", "Closed Won", 1)]


def test_new_activity_is_added_and_event_ids_stay(exports):
    exports.bring(task())
    before = {e.id: (e.type, e.date) for e in read_deal(exports.folder).events}
    earlier = task(Activity_ID="00T0", Due_Date="02/05/2026", Subject="Call: First")
    report = exports.bring(earlier, task(), MAIL)
    deal = read_deal(exports.folder)
    after = {e.id: (e.type, e.date) for e in deal.events}
    assert before.items() <= after.items() and len(after) == len(before) + 1
    assert [e.date for e in deal.events] == sorted(e.date for e in deal.events)
    assert any("evidence added: 2026-02-20-email-offer.txt" in c for c in report.deals[0].changed)


def test_changed_activity_is_rewritten_and_not_added(exports):
    exports.bring(MAIL)
    changed = [*MAIL]
    changed[2] = "Here it is again."
    report = exports.bring(changed)
    assert report.deals[0].changed == ("evidence updated: 2026-02-20-email-offer.txt",)
    assert [e.turns[-1].text for e in load(exports.folder).evidence.values()] == ["Here it is again."]


def test_evidence_that_a_person_edited_stays(exports):
    exports.bring(MAIL)
    path = exports.folder / "evidence" / "2026-02-20-email-offer.txt"
    path.write_text("---\ntype: email\n---\nSubject: Offer\n\nMy own words.\n")
    changed = [*MAIL]
    changed[2] = "Here it is again."
    report = exports.bring(changed)
    assert "My own words." in path.read_text()
    assert report.deals[0].changed == ("evidence edited here, kept: 2026-02-20-email-offer.txt",)


def test_evidence_and_event_that_a_person_added_stay(exports):
    exports.bring(task())
    (exports.folder / "evidence" / "2026-02-20-email-offer.txt").write_text("From: Dana Ortiz\n\nMine.\n")
    exports.edit(lambda data: data["events"].insert(2, {"id": "mine", "date": "2026-02-21", "type": "manager_review",
                                                        "evidence": ["2026-02-20-email-offer"]}))
    exports.bring(task(), MAIL, Stage="Negotiation")
    loaded = load(exports.folder)
    assert loaded.evidence["2026-02-20-email-offer"].turns[-1].text == "Mine."
    assert loaded.evidence["2026-02-20-email-offer-2"].turns[-1].text == "Here it is."
    assert loaded.deal.event("mine").type == "manager_review"


def test_evidence_that_a_person_took_out_stays_out(exports):
    exports.bring(task(), MAIL)
    (exports.folder / "evidence" / "2026-02-20-email-offer.txt").unlink()

    def without(data):
        for event in data["events"]:
            event["evidence"] = [e for e in event["evidence"] if "email" not in e]

    exports.edit(without)
    exports.bring(task(), MAIL, Stage="Negotiation")
    assert list(load(exports.folder).evidence) == ["2026-02-11-call-discovery"]


def test_what_a_person_wrote_into_the_record_stays_until_the_crm_changes_it(exports):
    exports.bring(task())
    exports.edit(lambda data: data["opportunity"].update(stage="Demo", fields={"champion": "Dana"}) or data.update(
        seller_company="Slotwise"))
    report = exports.bring(task(), Next_Step="Call Vance")
    data = read_yaml(exports.folder / "deal.yaml")
    assert (data["opportunity"]["stage"], data["opportunity"]["fields"], data["seller_company"]) == (
        "Demo", {"champion": "Dana"}, "Slotwise")
    assert report.deals[0].changed == ("next step: CFO sign-off → Call Vance",)
    report = exports.bring(task(), Next_Step="Call Vance", Stage="Lost")
    assert read_deal(exports.folder).opportunity.stage == "Lost"
    assert report.deals[0].changed == ("stage: Demo → Lost, edited here from Proposal",)


def test_person_whom_somebody_took_out_or_changed_is_left_so(exports):
    exports.bring(task())
    exports.edit(lambda data: data["people"][0].update(title="Chief of staff"))
    exports.bring(task(), Stage="Negotiation")
    assert read_deal(exports.folder).people[0].title == "Chief of staff"
    exports.edit(lambda data: data.update(people=[p for p in data["people"] if p["id"] != "ortiz"]))
    exports.bring(task(), Stage="Lost")
    assert [p.name for p in read_deal(exports.folder).people] == ["Tom Reyes"]


def test_new_owner_takes_the_place_of_the_old_one(exports):
    exports.bring()
    exports.bring(Opportunity_Owner="Ana Nuova")
    deal = read_deal(exports.folder)
    assert deal.owner.name == "Ana Nuova" and {p.name for p in deal.people if p.side == "seller"} == {
        "Tom Reyes", "Ana Nuova"}


def test_renamed_deal_is_the_same_deal(exports):
    exports.bring()
    report = exports.bring(Opportunity_Name="Another name", Account_Name="Harborline Group")
    assert (report.deals[0].new, exports.folder.name) == (False, "harborline-slotting")
    assert read_deal(exports.folder).opportunity.name == "Another name"


def test_deal_without_an_id_is_known_by_its_name_and_gets_its_id_later(exports):
    exports.bring(Opportunity_ID="")
    assert exports.bring(Opportunity_ID="", Stage="Demo").deals[0].changed == ("stage: Proposal → Demo",)
    assert not exports.bring(Stage="Demo").deals[0].new
    assert exports.bring(Opportunity_Name="New name", Stage="Demo").deals[0].changed == (
        "name: Harborline – slotting → New name",)


def test_column_that_an_export_lacks_is_not_cleared(exports):
    exports.bring(task())
    fewer = written(exports.where / "fewer.csv", ["Opportunity ID", "Opportunity Name", "Stage"],
                    [DEAL, OPPORTUNITY[1], "Negotiation"])
    brought(exports.target, fewer)
    record = read_deal(exports.folder).opportunity
    assert (record.stage, record.amount, record.next_step) == ("Negotiation", 240000, "CFO sign-off")


def test_activities_alone_reach_deals_that_are_there(exports):
    exports.bring()
    report = brought(exports.target, written(exports.where / "tasks.csv", TASKS, task()))
    assert report.deals[0].changed == ("evidence added: 2026-02-11-call-discovery.txt",
                                       "event added: 2026-02-11 call completed")
    assert "Dana Ortiz" in {p.name for p in read_deal(exports.folder).people}


def test_deal_that_a_person_broke_is_reported_and_left(exports):
    exports.bring(task())
    (exports.folder / "deal.yaml").write_text("id: [")
    files = [written(exports.where / "opps.csv", OPPORTUNITIES, opportunity(Stage="Demo"),
                     opportunity(Opportunity_ID=OTHER, Opportunity_Name="Other"))]
    report = brought(exports.target, *files)
    assert [d.id for d in report.deals] == ["harborline-logistics-other"] and "broken YAML" in reasons(report)
    assert (exports.folder / "deal.yaml").exists()


def test_folder_that_an_ended_import_left_half_done_is_finished_by_the_next(exports, monkeypatch):
    """Every write of an update may be the last one that happens."""
    from studio.exchange.crm import folders

    real = folders._replace
    for ending in range(8):
        exports.where = exports.where.parent / f"{exports.where.name}-{ending}"
        exports.target = exports.where / "deals"
        exports.bring(task())
        left = iter(range(ending))

        def ended(path, body, left=left):
            if next(left, None) is None:
                raise KeyboardInterrupt
            real(path, body)

        monkeypatch.setattr(folders, "_replace", ended)
        try:
            exports.bring(task(), MAIL, Stage="Negotiation")
        except KeyboardInterrupt:
            assert len(load(exports.folder).evidence) in (1, 2)
        monkeypatch.setattr(folders, "_replace", real)
        exports.bring(task(), MAIL, Stage="Negotiation")
        assert check(exports.folder) == []
        deal = read_deal(exports.folder)
        assert (deal.opportunity.stage, len(deal.events), len(load(exports.folder).evidence)) == ("Negotiation", 4, 2)


def test_killed_import_leaves_whole_folders(tmp_path):
    rows = [opportunity(Opportunity_ID=f"0065g0000{n:06d}", Opportunity_Name=f"Deal {n}") for n in range(300)]
    tasks = [task(Activity_ID=f"00T{n}", What_ID=f"0065g0000{n:06d}") for n in range(300)]
    files = [written(tmp_path / "opps.csv", OPPORTUNITIES, *rows), written(tmp_path / "tasks.csv", TASKS, *tasks)]
    target = tmp_path / "deals"
    code = ("import datetime,sys; from pathlib import Path; from studio.exchange.crm import Ways, import_files; "
            "import_files([Path(p) for p in sys.argv[2:]], Ways(Path(sys.argv[1]), datetime.date(2026, 6, 1)))")
    run = subprocess.Popen([sys.executable, "-c", code, str(target), *map(str, files)])
    until = time.monotonic() + 60
    while len(list(target.glob("h*"))) < 20 and time.monotonic() < until:
        time.sleep(0.005)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    made = [f for f in target.iterdir() if not f.name.startswith(".")]
    assert made and all(check(folder) == [] for folder in made)
    report = brought(target, *files)
    assert len(report.deals) == len([f for f in target.iterdir() if not f.name.startswith(".")]) == 300
    assert sum(d.new for d in report.deals) == 300 - len(made)
