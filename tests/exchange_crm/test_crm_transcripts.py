"""Transcripts and mails given along: matched to a deal, put on its timeline, or reported."""

from __future__ import annotations

import json

import pytest
from crm_documents import (
    CONTACTS,
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

from playbook.text_files import FileFault, write_yaml
from studio.deals.folder import load

VTT = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v {who}>We lose four million a year.

00:00:05.000 --> 00:00:09.000
<v Tom Reyes>Who decides?
"""
VANCE = ["0035g00000Vance", "Robert", "Vance", "CFO", "rv@nordfoods.example", "Nord Foods"]


@pytest.fixture
def exports(tmp_path):
    second = opportunity(Opportunity_ID=OTHER, Opportunity_Name="Nord Foods pilot", Account_Name="Nord Foods")
    return [written(tmp_path / "opps.csv", OPPORTUNITIES, OPPORTUNITY, second),
            written(tmp_path / "contacts.csv", CONTACTS, ORTIZ, VANCE)]


def given(path, who="Dana Ortiz", text=VTT):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.format(who=who) if "{who}" in text else text, encoding="utf-8")
    return path


def where(report):
    return {d.id: sorted(load(d.folder).evidence) for d in report.deals}


@pytest.mark.parametrize(("name", "who"), [
    ("2026-02-24-harborline-slotting-demo.vtt", "Somebody"), ("harborline-slotting/2026-02-24 demo.vtt", "Somebody"),
    ("0065g00000AbCdE/demo_20260224.vtt", "Somebody"), ("Harborline Logistics/2026-02-24_demo.vtt", "Somebody"),
    ("calls/2026-02-24-demo.vtt", "Dana Ortiz"), ("calls/demo 24.02.2026.vtt", "Dana Ortiz (Harborline)"),
    ("2026-02-24 Demo/GMT20260224-150000_Recording.transcript.vtt", "Dana Ortiz")])
def test_transcript_finds_its_deal(tmp_path, exports, name, who):
    report = brought(tmp_path / "deals", *exports, given(tmp_path / "given" / name, who))
    found = where(report)
    assert [i[:10] for i in found["harborline-slotting"]] == ["2026-02-24"] and found["nord-foods-pilot"] == []
    assert report.transcripts == 1 and not [n for n in report.not_taken if n.row is None]


def test_call_is_an_event_and_the_speakers_are_known(tmp_path, exports):
    report = brought(tmp_path / "deals", *exports, given(tmp_path / "2026-02-24-harborline-demo.vtt"))
    loaded = load(report.deals[0].folder)
    event = next(e for e in loaded.deal.events if e.type == "call_completed")
    assert event.about == "2026-02-24-harborline-demo" and event.date.isoformat() == "2026-02-24"
    assert [(t.person, t.side) for t in loaded.evidence[event.about].turns] == [("ortiz", "buyer"), ("reyes", "seller")]


def test_transcript_joins_the_call_that_the_crm_logged_that_day(tmp_path, exports):
    tasks = written(tmp_path / "tasks.csv", TASKS, task(Description="They lose four million."))
    report = brought(tmp_path / "deals", *exports, tasks, given(tmp_path / "2026-02-11-harborline-discovery.vtt"))
    calls = [e for e in load(report.deals[0].folder).deal.events if e.type == "call_completed"]
    assert len(calls) == 1 and calls[0].about == "2026-02-11-harborline-discovery"
    assert sorted(calls[0].evidence) == ["2026-02-11-call-discovery", "2026-02-11-harborline-discovery"]


@pytest.mark.parametrize("deal", ["nord-foods-pilot", OTHER, "Nord Foods pilot", "NORD FOODS"])
def test_person_says_which_deal(tmp_path, exports, deal):
    report = brought(tmp_path / "deals", *exports, given(tmp_path / "2026-02-24-harborline.vtt"), deal=deal)
    assert where(report) == {"harborline-slotting": [], "nord-foods-pilot": ["2026-02-24-harborline"]}


def test_deal_that_is_not_there_is_refused(tmp_path, exports):
    with pytest.raises(FileFault, match="nowhere: no such deal"):
        brought(tmp_path / "deals", *exports, given(tmp_path / "2026-02-24-x.vtt"), deal="nowhere")


@pytest.mark.parametrize(("name", "who", "told"), [
    ("2026-02-24-demo.vtt", "Nobody Known", "matches no deal by its name, its folder or who takes part"),
    ("demo.vtt", "Dana Ortiz", "has no date, expected a name such as 2026-02-24-call.vtt"),
    ("2026-02-24-demo.vtt", "Tom Reyes", "matches no deal")])
def test_transcript_without_a_deal_is_reported(tmp_path, exports, name, who, told):
    report = brought(tmp_path / "deals", *exports, given(tmp_path / "x" / name, who))
    assert told in reasons(report) and report.transcripts == 0


def test_transcript_of_two_deals_is_reported_with_both(tmp_path):
    twice = [OPPORTUNITY, opportunity(Opportunity_ID=OTHER, Opportunity_Name="Harborline – returns")]
    files = [written(tmp_path / "opps.csv", OPPORTUNITIES, *twice), written(tmp_path / "contacts.csv", CONTACTS, ORTIZ)]
    report = brought(tmp_path / "deals", *files, given(tmp_path / "2026-02-24-call.vtt"))
    assert "fits 2 deals (harborline-slotting, harborline-returns)" in reasons(report)


def test_mail_finds_its_deal_and_day_by_its_headers(tmp_path, exports):
    mail = given(tmp_path / "offer.eml", text="From: Robert Vance <rv@nordfoods.example>\nTo: tom@slotwise.example\n"
                 "Date: Fri, 20 Feb 2026 09:00:00 +0100\nSubject: Offer\n\nSend it by May.\n")
    report = brought(tmp_path / "deals", *exports, mail)
    assert where(report)["nord-foods-pilot"] == ["2026-02-20-offer"]


def test_gong_call_has_its_day_inside(tmp_path, exports):
    call = {"metaData": {"started": "2026-02-24T15:00:00Z", "title": "Demo"}, "parties": [
        {"speakerId": "1", "name": "Dana Ortiz"}, {"speakerId": "2", "name": "Tom Reyes"}], "transcript": [
        {"speakerId": "1", "sentences": [{"text": "We lose four million."}]},
        {"speakerId": "2", "sentences": [{"text": "Who decides?"}]}]}
    report = brought(tmp_path / "deals", *exports, given(tmp_path / "call.json", text=json.dumps(call)))
    assert where(report)["harborline-slotting"] == ["2026-02-24-call"]


def test_same_transcript_again_is_there_once_under_any_name(tmp_path, exports):
    first = given(tmp_path / "2026-02-24-harborline.vtt")
    copy = given(tmp_path / "b" / "2026-02-24-harborline-copy.vtt")
    brought(tmp_path / "deals", *exports, first)
    report = brought(tmp_path / "deals", *exports, first, copy)
    assert where(report)["harborline-slotting"] == ["2026-02-24-harborline"]
    assert [d.changed for d in report.deals] == [(), ()]


def test_mended_transcript_takes_the_place_of_the_first(tmp_path, exports):
    path = given(tmp_path / "2026-02-24-harborline.vtt")
    brought(tmp_path / "deals", *exports, path)
    given(path, text=VTT.replace("four", "five"))
    report = brought(tmp_path / "deals", *exports, path)
    evidence = load(report.deals[0].folder).evidence
    assert list(evidence) == ["2026-02-24-harborline"] and "five million" in evidence["2026-02-24-harborline"].text


def test_transcripts_alone_reach_imported_deals_and_those_that_people_made(tmp_path, exports):
    brought(tmp_path / "deals", *exports)
    own = tmp_path / "elsewhere" / "wexcombe-claims"
    own.mkdir(parents=True)
    (own / "deal.yaml").write_text(write_yaml({
        "id": "wexcombe-claims", "account": {"name": "Wexcombe"}, "opportunity": {},
        "people": [{"id": "hale", "name": "Moira Hale", "side": "buyer"}],
        "events": [{"id": "e1", "date": "2026-01-05", "type": "inbound_lead"}]}))
    files = [given(tmp_path / "2026-02-24-harborline.vtt"), given(tmp_path / "2026-02-25-claims.vtt", "Moira Hale")]
    for _ in range(2):
        report = brought(tmp_path / "deals", *files, others={"wexcombe-claims": own})
        assert where(report) == {"harborline-slotting": ["2026-02-24-harborline"],
                                 "wexcombe-claims": ["2026-02-25-claims"]}
    assert [d.changed for d in report.deals] == [(), ()]


def test_folder_is_searched_for_exports_and_transcripts(tmp_path, exports):
    given(tmp_path / "calls" / "2026-02-24-harborline.vtt")
    given(tmp_path / ".hidden" / "2026-02-25-harborline.vtt")
    report = brought(tmp_path.parent / f"{tmp_path.name}-deals", tmp_path)
    assert where(report)["harborline-slotting"] == ["2026-02-24-harborline"]


def test_text_that_is_an_export_is_read_as_one(tmp_path):
    path = written(tmp_path / "opps.txt", OPPORTUNITIES, OPPORTUNITY, delimiter="\t", encoding="utf-16")
    assert len(brought(tmp_path / "deals", path).deals) == 1


@pytest.mark.parametrize(("name", "body", "told"), [
    ("2026-02-24-harborline.vtt", b"no captions", "harborline.vtt"), ("2026-02-24-harborline.txt", b"", "is empty"),
    ("2026-02-24-harborline.json", b"{}", "holds no transcript"), ("2026-02-24-harborline.eml", b"x", "is not a mail"),
    ("2026-02-24-harborline.md", b"PK\x03\x04", "is a zip archive"),
    ("2026-02-24-harborline.docx", b"PK", "no transcript")])
def test_file_that_is_no_evidence_is_reported(tmp_path, exports, name, body, told):
    path = tmp_path / name
    path.write_bytes(body)
    report = brought(tmp_path / "deals", *exports, path)
    assert told in reasons(report) and where(report)["harborline-slotting"] == []


def test_transcript_over_20_mb_is_reported(tmp_path, exports):
    path = tmp_path / "2026-02-24-harborline.txt"
    path.write_bytes(b"word " * 4_000_001)
    assert "expected at most 20 MB" in reasons(brought(tmp_path / "deals", *exports, path))
