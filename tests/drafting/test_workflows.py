"""Workflows on readings made by hand: thin deals, a plain standard, a manager's decisions."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from playbook.compile import Standard
from playbook.files import read_playbook
from playbook.model import Element, Playbook
from playbook.model.qualification import Qualification
from studio.deals.evidence import Evidence, Turn
from studio.deals.model import Deal, record_at
from studio.drafting.context import Context
from studio.drafting.decisions import Decision
from studio.drafting.draft import QUALIFICATION_FORM, WORKFLOWS, Draft, Quote
from studio.drafting.reading import EntryReading, Facts, Found, Proposal, Reading, StageReading
from studio.drafting.run import draft_from
from studio.drafting.workflows import workflow, workflows
from studio.drafting.workflows.lines import and_list, clip, fill, lower_first, weekday_after
from studio.drafting.workflows.telling import complaint_weight, date_weight, number_weight

WORDS = ("We throw away nine pallets a week because the labels are wrong, and nobody checks them before "
         "Friday.",
         "Dita Holm would have to sign it, I can't.")


def deal(**opportunity: object) -> Deal:
    return Deal.model_validate({
        "id": "orchard", "account": {"name": "Orchard Foods"},
        "opportunity": {"stage": "Proposal", "fields": {"champion": "Ines Maro"}, **opportunity},
        "seller_company": "Labelline", "product": "label checking",
        "people": [{"id": "maro", "name": "Ines Maro", "title": "Plant Manager", "side": "buyer"},
                   {"id": "holm", "name": "Dita Holm", "title": "CFO", "side": "buyer"},
                   {"id": "lund", "name": "Per Lund", "title": "", "side": "seller"}],
        "events": [{"id": "e1", "date": datetime.date(2026, 3, 6), "type": "call_completed",
                    "evidence": []}]})


def call() -> Evidence:
    turns, text = [], ""
    for number, words in enumerate(WORDS):
        start = len(text) + len("Ines Maro: ")
        text += f"Ines Maro: {words}\n"
        turns.append(Turn(number, start, start + len(words), "Ines Maro", "maro", "buyer", words))
    return Evidence("2026-03-05-call", "call", "call", datetime.date(2026, 3, 5), text.rstrip(), turns,
                    Path("x"))


def quote(evidence: Evidence, number: int, part: str = "") -> Found:
    turn = evidence.turns[number]
    return Found(Quote(evidence=evidence.id, speaker="maro", start=turn.start, end=turn.end, text=turn.text),
                 "buyer", 0.6, part or None, part)


def reading(*, book: Playbook | None = None, heard: bool = True, proposals: bool = True,
            **opportunity: object) -> Reading:
    found = deal(**opportunity)
    evidence = call()
    context = Context(found, found.events[0], record_at(found, "e1"), (evidence,) if heard else ())
    quotes = (quote(evidence, 0),) if heard else ()
    standard = Standard(book or Playbook(id="none", name="No playbook"))
    paths = {e.reported_id: f"qualification.{e.id}" for e in standard.elements}
    elements = tuple(EntryReading(
        i, name, paths.get(i), "partial" if i == "metrics" and heard else "missing", 0.6,
        quotes=quotes if i == "metrics" else (), open=("how much",)) for i,
                     name in QUALIFICATION_FORM.items())
    actions = (Proposal("Ask Ines Maro for the count of last month", ("metrics",), ("maro",), "lund", 3,
                        None),
               Proposal("Ask Ines Maro to introduce Dita Holm", ("economic_buyer",), ("maro", "holm"), "lund",
                        5, None),
               Proposal("Send the contract", ("paper_process",), ("maro",), "lund", 9,
                        None)) if proposals else ()
    facts = Facts(numbers=quotes, problems=quotes, heard=(("maro", 26),) if heard else (), quiet=("holm",))
    return Reading(context, standard, elements, (), StageReading("discovery", None, "", "Proposal"),
                   proposals=actions, facts=facts)


def text_of(draft: Draft, heading: str = "") -> str:
    return "\n".join(s.body for s in draft.document.sections if not heading or s.heading == heading)


def test_all_eight_workflows_say_what_they_do() -> None:
    found = workflows()
    assert [f.name for f in found] == list(WORKFLOWS)
    for flow in found:
        assert flow.trigger and flow.purpose and flow.reads and flow.parts and flow.headings and flow.stops
    assert [f.name for f in found if f.decides] == ["adjusted_call_plan"]


@pytest.mark.parametrize("flow", WORKFLOWS)
@pytest.mark.parametrize("case", [
    {"heard": False, "proposals": False}, {"heard": False}, {"proposals": False},
    {"amount": 90000, "currency": "EUR", "close_date": datetime.date(2026, 3, 31), "forecast": "commit"}])
def test_document_is_whole_on_a_thin_deal_without_a_standard(flow: str, case: dict[str, object]) -> None:
    draft = draft_from(flow, reading(**case))
    assert tuple(s.heading for s in draft.document.sections) == workflow(flow).headings
    assert all(s.body.strip() for s in draft.document.sections)
    assert "Orchard Foods" in text_of(draft)


@pytest.mark.parametrize("flow", WORKFLOWS)
def test_thin_shipped_playbook_gives_a_whole_document(flow: str) -> None:
    draft = draft_from(flow, reading(book=read_playbook("thin")))
    assert all(s.body.strip() for s in draft.document.sections)


def test_business_case_invents_no_number() -> None:
    draft = draft_from("business_case", reading(heard=False))
    assert "None." in text_of(draft, "Hard data: said by the buyer")
    assert "no business case yet" in text_of(draft, "The case in brief")


def test_business_case_keeps_the_buyers_number_apart_from_the_record() -> None:
    draft = draft_from("business_case", reading(amount=90000, currency="EUR"))
    hard = text_of(draft, "Hard data: said by the buyer")
    assert "nine pallets a week" in hard and "Ines Maro" in hard and "90,000" not in hard


def test_quiet_buyer_is_reached_through_whoever_named_them() -> None:
    draft = draft_from("multi_threading_play", reading())
    assert "Dita Holm, suggested through Ines Maro" in text_of(draft, "Whom to reach, through whom")


def test_stage_amount_and_close_date_get_no_suggested_value() -> None:
    draft = draft_from("crm_hygiene", reading(amount=90000, currency="EUR"))
    assert "Suggested" not in text_of(draft, "For a person to change: stage, amount, close date")


def test_question_of_the_standard_is_put_to_a_named_buyer_with_its_path() -> None:
    element = Element(id="money", name="Metrics", canonical="metrics", question="How many, how often?")
    book = Playbook(id="small", name="Small", qualification=Qualification(elements=[element]))
    lines = text_of(draft_from("pre_call_plan", reading(book=book)), "Questions for this call").split("\n")
    assert "   - Ask Ines Maro: “How many, how often?” [qualification.money]" in lines


def test_plan_without_decisions_says_that_everything_is_undecided() -> None:
    draft = draft_from("adjusted_call_plan", reading())
    assert "every item is undecided" in text_of(draft, "What was decided, and by whom")
    assert text_of(draft, "The plan as it now stands").count("Undecided") == 3


def test_decisions_change_the_plan_and_name_who_decided() -> None:
    decisions = [Decision.model_validate(d) for d in (
        {"item": "r1", "decision": "approve", "by": "Kaja Berg", "role": "VP Sales", "at": "2026-03-07"},
        {"item": "r2", "decision": "amend", "by": "Kaja Berg", "reason": "no detour",
         "changes": {"action": "Write to Dita Holm", "with": ["holm"], "due": "2026-03-20"}},
        {"item": "r3", "decision": "reject", "by": "Kaja Berg", "reason": "too early"},
        {"item": "i1", "decision": "amend", "by": "Kaja Berg", "changes": {"status": "missing"}})]
    draft = draft_from("adjusted_call_plan", reading(), decisions=decisions)
    plan = text_of(draft, "The plan as it now stands")
    assert "1. Approved: Ask Ines Maro for the count" in plan
    assert "2. Approved as amended: Write to Dita Holm" in plan
    assert "Out, rejected by Kaja Berg: Send the contract" in plan
    changed = text_of(draft, "What changed, and because of which decision")
    assert "with Dita Holm rather than Ines Maro and Dita Holm, because Kaja Berg amended it" in changed
    assert "Metrics went from partial to missing" in changed and "left the plan" in changed
    assert "7 March 2026" in text_of(draft, "What was decided, and by whom")
    assert "Paper process" not in text_of(draft, "Questions for the call")
    assert [a.id for a in draft.recommended] == ["r1", "r2"]


def test_rejected_reading_is_asked_again() -> None:
    decisions = [Decision(item="i1", decision="reject", by="Kaja Berg")]
    draft = draft_from("adjusted_call_plan", reading(), decisions=decisions)
    assert text_of(draft, "Questions for the call").startswith("1. Metrics, with Ines Maro.")


def test_pattern_is_filled_only_when_every_slot_has_something() -> None:
    assert fill("{person}, you said {problem}.",
                {"person": "Ines", "problem": "it breaks"}) == "Ines, you said it breaks."
    assert fill("It costs {impact}.", {}) is None
    assert fill("So it is. {problem}.", {"problem": "labels are wrong"}) == "So it is. Labels are wrong."


def test_wording_helpers() -> None:
    assert and_list(["a", "b", "c"]) == "a, b and c" and and_list([]) == ""
    assert lower_first("CRM field") == "CRM field" and lower_first("A name") == "a name"
    assert clip("one two three four", 9) == "one two …"
    assert weekday_after(datetime.date(2026, 3, 5), 2) == datetime.date(2026, 3, 9)


def test_numbers_dates_and_complaints_are_weighed_by_what_they_tell() -> None:
    assert number_weight("It costs us 40,000 euros a month.") > number_weight("We have 40 sites.")
    assert number_weight("Shall we say 40,000 euros?") == 0
    assert number_weight("Thursday the 5th at 10 is fine.") < 1
    assert date_weight("It has to run by the end of June.") > date_weight("We spoke in spring.")
    assert complaint_weight(WORDS[0]) > complaint_weight("Thank you, that was a nice talk.") == 0
