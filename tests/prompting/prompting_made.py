"""A small deal, a small playbook and replies, made for these tests."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path

from playbook.compile import compile_standard
from playbook.files import parse_playbook, read_playbook
from studio.deals.folder import load
from studio.drafting.context import Context, context_at
from studio.drafting.draft import Draft
from studio.drafting.prompting.reply import Reply
from studio.drafting.run import run

ROOT = Path(__file__).parents[2]
DEALS = ROOT / "sample_deals"

DEAL = """
id: fjord
account: {name: Fjord Freight, industry: shipping, employees: 300, country: NO}
opportunity:
  name: Fjord – slots
  amount: 50000
  currency: EUR
  stage: Proposal
  forecast: commit
  close_date: 2026-05-29
  next_step: "Signature in May"
  fields: {champion: "Ida Moe", economic_buyer: "Per Lie, signs alone", metrics: ""}
seller_company: Slotwise
product: slot planning
people:
  - {id: ida, name: Ida Moe, title: Head of Docks, side: buyer}
  - {id: per, name: Per Lie, title: CFO, side: buyer}
  - {id: tom, name: Tom Reyes, title: Account Executive, side: seller, role: owner}
events:
  - {id: e1, date: 2026-03-02, type: inbound_lead, evidence: [2026-03-02-form]}
  - id: e2
    date: 2026-03-09
    type: call_completed
    evidence: [2026-03-09-call, 2026-03-09-note]
    about: 2026-03-09-call
  - {id: e3, date: 2026-03-20, type: proposal_requested, evidence: [2026-03-20-mail]}
"""
FILES = {
    "2026-03-02-form.md": (
        "---\ntype: note\ntitle: Web form\n---\nName: Ida Moe\nMessage: We lose a day a week at the dock.\n"),
    "2026-03-09-call.txt": (
        "Tom Reyes: Thanks for the time. What does a late truck cost you?\n"
        "Ida Moe: About forty thousand a month, and that’s only the fines. I’ve told Per, he doesn't like it.\n"
        "Per Lie: I can't sign above thirty thousand – the board does that.\n"
        "Ida Moe: We compare you with two others, on speed and on price. The café down the road is ½ empty, ha.\n"
        "Tom Reyes: Great, so Per signs.\n"),
    "2026-03-09-note.md": "---\ntype: note\n---\nIda is our champion. Per signs alone.\n\nNobody else is involved.\n",
    "2026-03-20-mail.eml": (
        "From: Ida Moe <ida@fjord.example>\nTo: tom@slotwise.example\nDate: Fri, 20 Mar 2026 10:00:00 +0100\n"
        "Subject: Offer\nContent-Type: text/plain; charset=utf-8\n\nHi Tom,\n\n"
        "please send an offer, I will take it to the\nboard on 14 April. I asked Per to\njoin us.\n\nIda\n"),
}
BOOK = """
id: small
name: Small
process:
- {id: talk, name: Talk, canonical: discovery}
- {id: offer, name: Offer, canonical: proposal}
qualification:
  elements:
  - {id: champion, name: Champion, canonical: champion, definition: Somebody who sells for us inside.}
  - {id: signer, name: Who signs, canonical: economic_buyer, definition: Can sign alone.}
  - {id: weather, name: Weather, definition: Whether it rains.}
behaviours:
- {id: several, name: Several people, canonical: multi_threading}
plays:
- {id: meet_signer, name: Meet the signer, closes: [signer], action: "Meet {person}"}
"""


def contract():
    """The module with the contract's own rules for a draft."""
    return _module(ROOT / "tests" / "contract" / "test_contract.py")


@cache
def _module(path: Path):
    spec = importlib.util.spec_from_file_location(f"made_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_deal(where: Path, deal: str = DEAL, files: dict[str, str] | None = None) -> Path:
    """Write a deal folder and return it."""
    folder = where / "fjord"
    (folder / "evidence").mkdir(parents=True)
    (folder / "deal.yaml").write_text(deal, encoding="utf-8")
    for name, text in (FILES | (files or {})).items():
        (folder / "evidence" / name).write_text(text, encoding="utf-8")
    return folder


def small_context(where: Path, event: str = "e2", **given) -> Context:
    """The small deal at an event."""
    return context_at(load(write_deal(where, **given)), event)


def small_standard(text: str = BOOK):
    """The small playbook, compiled."""
    return compile_standard(parse_playbook(text))


@cache
def shipped(name: str):
    """A shipped playbook."""
    return read_playbook(name)


@cache
def offline(deal: str, event: str, workflow: str, level: str = "exemplified", book: str = "reference") -> Draft:
    """An offline draft on a shipped deal."""
    return run(workflow, load(DEALS / deal), event, shipped(book), level=level)


def reply_of(draft: Draft) -> Reply:
    """The reply that says what a draft says."""
    data = draft.as_data()
    observed = [{"id": o["id"], "statement": o["statement"], "about": o["about"], "quotes": [
        {"evidence": q["evidence"], "words": q["text"], "field": q.get("field")} for q in o["quotes"]]}
        for o in data["observed"]]
    sections = [{"heading": s["heading"], "body": s["body"]} for s in data["document"]["sections"]]
    return Reply.model_validate({
        "observed": observed, **{k: data[k] for k in ("inferred", "recommended", "behaviours", "stage_supported")},
        "document": {"title": data["document"]["title"], "sections": sections}})


def data_of(reply: Reply) -> dict:
    """A reply as plain data."""
    return reply.model_dump(mode="json", by_alias=True)


def reply_text(reply: Reply) -> str:
    """A reply as a model sends it."""
    return json.dumps(data_of(reply), ensure_ascii=False, indent=1)


def small_reply(**parts) -> Reply:
    """A sound reply on the small deal at e2, with some parts changed."""
    data = {
        "observed": [
            {"id": "o1", "statement": "Per Lie says that he cannot sign above thirty thousand.",
             "about": ["economic_buyer"], "quotes": [{"evidence": "2026-03-09-call", "field": None,
                                                      "words": "I can't sign above thirty thousand"}]},
            {"id": "o2", "statement": "The record says that Per signs alone.", "about": ["economic_buyer"],
             "quotes": [{"evidence": "crm", "words": "Per Lie, signs alone", "field": "economic_buyer"}]},
            {"id": "o3", "statement": "Tom notes that Ida is the champion.", "about": ["champion"],
             "quotes": [{"evidence": "2026-03-09-note", "words": "Ida is our champion.", "field": None}]}],
        "inferred": [
            {"id": "i1", "statement": "Who signs is contradicted.", "about": "economic_buyer", "status": "contradicted",
             "confidence": 0.9, "basis": ["o1", "o2"], "standard": "qualification.signer"},
            {"id": "i2", "statement": "Only our side says so.", "about": "champion", "status": "partial",
             "confidence": 0.7, "basis": ["o3"], "standard": "qualification.champion"},
            *({"id": f"i{n}", "statement": "By the record.", "about": element,
               "status": "missing", "confidence": 0.5, "basis": [], "standard": None}
              for n, element in enumerate(("metrics", "decision_criteria", "decision_process", "paper_process",
                                           "implicate_the_pain", "competition"), 3))],
        "recommended": [{"id": "r1", "rank": 1, "action": "Ask Ida to bring Per and the board's secretary to a call.",
                         "owner": "tom", "with": ["per"], "due": "2026-03-16", "closes": ["economic_buyer"],
                         "basis": ["i1"], "standard": "plays.meet_signer"}],
        "behaviours": [{"id": "multi_threading", "score": 2, "basis": ["o1"], "standard": "behaviours.several"}],
        "stage_supported": "discovery",
        "document": {"title": "Deal review: Fjord Freight", "sections": [
            {"heading": "Where the deal stands", "body": "- The record says that Per signs alone. [o2]\n- Per says "
             "“I can't sign above thirty thousand”. [o1, i1]"},
            {"heading": "Next best actions", "body": "- Suggested: a call with Per. [r1]"}]}}
    return Reply.model_validate(data | parts)
