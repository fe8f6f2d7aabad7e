"""What an edit changes in a draft: found by what is said, told in a sentence, made quickly."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from playbook.compile import compile_standard
from playbook.difference import after_text, before_text
from playbook.files import read_playbook
from playbook.model import Playbook
from studio.deals.folder import load
from studio.drafting.draft import Document, Draft, PlaybookRef
from studio.drafting.engines.offline import lens as lenses
from studio.drafting.engines.offline import scan as scans
from studio.drafting.run import run
from studio.previewing import Edit, compare_drafts, preview

DEALS = Path(__file__).parents[2] / "sample_deals"
DEAL = "wexcombe-claims"
REFERENCE = read_playbook("reference")


@lru_cache
def deal(name: str = DEAL):
    return load(DEALS / name)


def edited(change) -> Playbook:
    data = REFERENCE.model_dump()
    change(data)
    return Playbook.model_validate(data)


def champion(data: dict) -> dict:
    return next(e for e in data["qualification"]["elements"] if e["id"] == "champion")


def without_signals(data: dict) -> None:
    for part in champion(data)["components"]:
        part["signals"] = part["cues"] = []


def more_signals(data: dict) -> None:
    champion(data)["components"][0]["signals"].append("I told the board myself that we need this")


def talk_track(data: dict) -> None:
    guidance = next(g for g in data["method"]["guidance"] if g["id"] == "demo_talk")
    guidance["talk_track"][0] += " Please say so."


# -- on real deals

def test_equal_playbooks_change_nothing():
    found = preview(REFERENCE, edited(lambda data: None), deal())
    assert found.nothing and found.summary.startswith("Nothing changes in this draft: ")


def test_edit_of_an_element_says_what_it_does_to_its_status_and_quotes():
    found = preview(REFERENCE, edited(without_signals), deal(), path="qualification.champion")
    (judged,) = [j for j in found.judgements if j.change]
    assert (judged.about, judged.was.status, judged.now.status) == ("champion", "contradicted", "partial")
    assert judged.rests and judged.quotes_before and judged.quotes_before != judged.quotes_after
    assert found.summary.startswith("Champion goes from contradicted to partly evidenced")
    own = [q for q in found.quotes if q.about == "champion"]
    assert {q.change for q in own} == {"new", "gone"}


def test_every_difference_between_the_drafts_is_told():
    found = preview(REFERENCE, edited(without_signals), deal())
    was, now = _spoken(found.before), _spoken(found.after)
    assert {(q.about, q.quote) for q in found.quotes if q.change == "new"} == now - was
    assert {(q.about, q.quote) for q in found.quotes if q.change == "gone"} == was - now
    lines = [(s.heading, line.item) for s in found.sections for line in s.lines]
    assert {(h, after_text(i.pieces)) for h, i in lines if i.now} >= _lines(found.after) - _lines(found.before)
    assert {(h, before_text(i.pieces)) for h, i in lines if i.was} >= _lines(found.before) - _lines(found.after)


def _spoken(draft: Draft) -> set:
    return {(about, q) for o in draft.observed for about in o.about or ("",) for q in o.quotes}


def _lines(draft: Draft) -> set:
    return {(s.heading, line.rsplit(" [", 1)[0]) for s in draft.document.sections for line in s.body.split("\n")}


def test_changes_that_rest_on_the_edited_entry_come_first():
    found = preview(REFERENCE, edited(without_signals), deal(), path="qualification.champion")
    for part in (found.judgements, found.quotes, found.actions, found.sections):
        flags = [c.rests for c in part]
        assert flags == sorted(flags, reverse=True)
    assert found.quotes[0].about == "champion" and not found.quotes[-1].rests


def test_changed_line_has_the_quotes_it_rests_on():
    found = preview(REFERENCE, edited(without_signals), deal(), path="qualification.champion")
    lines = [line for s in found.sections for line in s.lines]
    quoted = [line for line in lines if line.quotes]
    assert quoted and all(q.text for line in quoted for q in line.quotes)
    assert not any("[o" in p.text for line in lines for p in line.item.pieces)


def test_passage_of_guidance_is_said_to_be_all_that_changes():
    found = preview(REFERENCE, edited(talk_track), deal(), workflow="demo_plan", path="method.guidance.demo_talk")
    assert found.only_wording and not found.nothing
    assert found.summary == ("Only a passage of guidance changes, one line in “Problem-led talk track”; no judgement, "
                             "quote or action differs.")


@pytest.mark.parametrize(("change", "path", "why"), [
    (lambda d: champion(d).update(owner="Ann"), "qualification.champion", "no part of what a draft reads"),
    (lambda d: d["plays"][-1].update(why="Because."), None, "no gap in this deal calls for this play yet"),
    (talk_track, "method.guidance.demo_talk", "this workflow has no use for what was edited"),
    (lambda d: d["process"][1].update(purpose="See it."), None, "the stage that buyers support stays the same"),
])
def test_edit_without_effect_says_why(change, path, why):
    found = preview(REFERENCE, edited(change), deal(), path=path)
    assert found.nothing and why in found.summary


def test_element_that_no_evidence_speaks_to_says_so():
    def paper(data):
        element = next(e for e in data["qualification"]["elements"] if e["id"] == "paper_process")
        element["risks"].append("It takes longer than anybody thought.")

    found = preview(REFERENCE, edited(paper), deal(), path="qualification.paper_process")
    assert found.summary == "Nothing changes in this draft: no evidence in this deal speaks to this entry yet."


def test_entry_for_other_deals_says_so():
    def partner(data):
        next(e for e in data["qualification"]["elements"] if e["id"] == "partner")["question"] = "Who?"

    found = preview(REFERENCE, edited(partner), deal("molinos-del-bajio"), path="qualification.partner")
    assert "does not apply to this deal" in found.summary


def test_level_hides_what_it_takes_away():
    found = preview(REFERENCE, edited(without_signals), deal(), level="named", path="qualification.champion")
    assert found.nothing and "no part of what a draft reads here" in found.summary
    assert (found.before.specificity, found.after.specificity) == ("named", "named")


# -- drafts by hand

def draft(**rest: Any) -> Draft:
    return Draft.model_validate({"workflow": "deal_review", "deal": DEAL, "as_of": "e1", "engine": "offline",
                                 "playbook": PlaybookRef(id="reference"), "document": Document(title="T")} | rest)


def quote(start: int, text: str = "words") -> dict:
    return {"evidence": "call", "speaker": None, "start": start, "end": start + len(text), "text": text}


def observed(number: str, start: int, *about: str) -> dict:
    return {"id": number, "statement": "said", "about": about, "quotes": [quote(start)]}


def action(rank: int, text: str, closes: str, **rest: Any) -> dict:
    return {"id": f"r{rank}", "rank": rank, "action": text, "closes": [closes]} | rest


def compared(before: dict, after: dict, path: str | None = None):
    standard = compile_standard(REFERENCE)
    return compare_drafts(draft(**before), draft(**after), Edit(standard, standard, path))


def test_quotes_are_met_by_place_and_subject_not_by_running_id():
    found = compared({"observed": [observed("o1", 3, "metrics"), observed("o2", 9, "champion")]},
                     {"observed": [observed("o1", 9, "champion", "metrics"), observed("o2", 3, "metrics")]})
    assert [(q.about, q.change, q.quote.start) for q in found.quotes] == [("metrics", "new", 9)]
    assert found.summary == "One quote on Metrics is new."


def test_lines_are_compared_without_what_they_end_with():
    was = {"title": "T", "sections": [{"heading": "Now", "body": "- A number is known. [o3, i1]\n- Ask. [r1]"}]}
    now = {"title": "T", "sections": [{"heading": "Now", "body": "- A number is known. [o9]\n- Ask now. [i4, r2]\n"
                                       "- “Why?” [qualification.metrics]\n- As agreed [see appendix]"}]}
    found = compared({"document": was}, {"document": now}, "qualification.metrics")
    (section,) = found.sections
    assert [(line.item.kind, after_text(line.item.pieces)) for line in section.lines] == [
        ("added", "- “Why?”"), ("changed", "- Ask now."), ("added", "- As agreed [see appendix]")]
    assert section.lines[0].rests and section.lines[0].paths == ("qualification.metrics",)
    assert before_text(section.lines[1].item.pieces) == "- Ask."


def test_actions_are_new_gone_changed_and_moved():
    found = compared(
        {"recommended": [action(1, "Ask the CFO", "economic_buyer"), action(2, "Count it", "metrics", due="2026-03-01"),
                         action(3, "Wait", "competition"), action(4, "Map it", "decision_process")]},
        {"recommended": [action(1, "Map it", "decision_process"), action(2, "Ask the CFO", "economic_buyer"),
                         action(3, "Count it", "metrics", due="2026-03-09"), action(4, "Walk it", "paper_process")]})
    assert [(a.change, (a.now or a.was).action) for a in found.actions] == [
        ("moved", "Map it"), ("changed", "Count it"), ("gone", "Wait"), ("new", "Walk it")]
    assert found.summary == "The first action is now “Map it”."


def test_scores_stage_and_sections_that_came_or_went_are_told():
    found = compared({"behaviours": [{"id": "why_now", "score": 2}], "stage_supported": "demo",
                      "document": {"title": "T", "sections": [{"heading": "Old", "body": "gone"}]}},
                     {"behaviours": [{"id": "why_now", "score": 1}], "stage_supported": "discovery",
                      "document": {"title": "T", "sections": [{"heading": "New", "body": "come"}]}})
    assert [(s.about, s.was, s.now) for s in found.scores] == [("why_now", 2, 1)]
    assert found.stage == ("demo", "discovery")
    assert [(s.heading, s.change) for s in found.sections] == [("Old", "gone"), ("New", "new")]
    assert found.summary == "The stage that buyers support is now Discovery instead of Demo and Why now goes " \
                            "from 2 of 3 to 1 of 3."


def supported(name: str) -> dict:
    body = f"- The evidence supports “{name}”. Of two elements, one is missing."
    return {"stage_supported": "demo", "document": {"title": "T", "sections": [{"heading": "Now", "body": body}]}}


def test_move_between_two_stages_that_drafts_call_alike_is_told_by_their_names():
    was, now = REFERENCE.process[2].name, REFERENCE.process[3].name
    found = compared(supported(was), supported(now))
    assert found.stage == (was, now)
    assert found.summary == f"The stage that buyers support is now {now} instead of {was}."


def test_stage_with_another_name_is_the_same_stage():
    renamed = edited(lambda d: d["process"][2].update(name="See it"))
    edit = Edit(compile_standard(REFERENCE), compile_standard(renamed), None)
    found = compare_drafts(draft(**supported(REFERENCE.process[2].name)), draft(**supported("See it")), edit)
    assert found.stage is None and "Only one line of the document changes" in found.summary


def test_several_judgements_on_one_subject_are_all_told():
    def on(*statements):
        return {"inferred": [{"id": f"i{n}", "statement": s, "about": "people"} for n, s in enumerate(statements)]}

    found = compared(on("A is quiet.", "B is quiet."), on("A is quiet.", "C is quiet."))
    assert [(j.change, (j.now or j.was).statement) for j in found.judgements] == [
        ("new", "C is quiet."), ("gone", "B is quiet.")]


def test_draft_that_is_only_less_sure_says_so():
    def sure(confidence):
        return {"inferred": [{"id": "i1", "statement": "Known.", "about": "metrics", "status": "partial",
                              "confidence": confidence}]}

    found = compared(sure(0.62), sure(0.48))
    assert found.nothing and found.summary.endswith("most of all of Metrics: 48% instead of 62%.")


# -- what is prepared again

def test_edit_of_one_kind_of_entry_prepares_and_scans_only_that_kind(monkeypatch):
    run("deal_review", deal(), None, REFERENCE)
    prepared, scanned = [], []
    make, look = lenses.Lens.__init__, scans.pair_features
    monkeypatch.setattr(lenses.Lens, "__init__", lambda self, *a: (prepared.append(a), make(self, *a))[1])
    monkeypatch.setattr(scans, "pair_features", lambda *a: (scanned.append(a), look(*a))[1])
    run("deal_review", deal(), None, edited(more_signals))
    assert (len(prepared), len(scanned)) == (1, 1)
    run("deal_review", deal(), None, edited(lambda d: d["plays"][0].update(action="Wait")))
    assert (len(prepared), len(scanned)) == (1, 1)


@pytest.mark.parametrize("change", [more_signals, without_signals, lambda d: d["behaviours"][0]["indicators"].pop(),
                                    lambda d: d["process"][1]["exit_criteria"][0].update(statement="A buyer signs.")])
def test_draft_is_the_same_as_with_nothing_prepared(change, monkeypatch):
    run("deal_review", deal(), None, REFERENCE)
    reused = run("deal_review", deal(), None, edited(change)).digest()
    lenses._PREPARED.clear()
    monkeypatch.setattr(scans, "_SCANS", scans._Scans(10**9))
    assert run("deal_review", deal(), None, edited(change)).digest() == reused


def test_draft_is_the_same_when_scans_cannot_be_kept(monkeypatch):
    whole = run("deal_review", deal(), None, REFERENCE).digest()
    kept = scans._Scans(1)
    monkeypatch.setattr(scans, "_SCANS", kept)
    assert run("deal_review", deal(), None, edited(lambda d: None)).digest() == whole
    assert not kept._kept and kept._size == 0


def test_scans_longest_unused_are_let_go_first():
    index = scans.Index(())
    one = scans.Scan(index, *(scans.np.zeros((4, 1)) for _ in range(3)))
    kept = scans._Scans(2 * one.size)
    owners = [object() for _ in range(3)]
    kept.keep(one, (), owners[0])
    kept.keep(one, (), owners[1])
    assert kept.get((), owners[0]) is one
    kept.keep(one, (), owners[2])
    assert [kept.get((), o) is one for o in owners] == [True, False, True]
