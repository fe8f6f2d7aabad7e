"""Small deals, label sets and drafts for the evaluation's tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from studio.drafting.draft import Document, Draft, DraftRefused, PlaybookRef
from studio.evaluation.gold import LabelSet
from studio.evaluation.matrix import DealCase
from studio.evaluation.metrics import Sheet
from studio.evaluation.metrics.base import ELEMENTS

CALL = "Dana: we lose forty hours a week on slotting.\nTom: who signs?\nDana: Robert Vance signs, I do not."


@dataclass
class FakeEvidence:
    id: str
    text: str
    turns: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        at = 0
        for line in self.text.split("\n"):
            name, _, words = line.partition(": ")
            start = at + len(name) + 2
            side = "seller" if name == "Tom" else "buyer"
            self.turns.append(SimpleNamespace(
                start=start, end=at + len(line), speaker=name, person=name.lower(), side=side, text=words))
            at += len(line) + 1


def call(evidence_id: str = "call", text: str = CALL) -> FakeEvidence:
    return FakeEvidence(evidence_id, text)


def record(**fields: str) -> Any:
    return SimpleNamespace(stage="Proposal", amount=240000.0, fields=fields)


def label_set(statuses: dict[str, str] | None = None, quotes: dict[str, list[tuple[str, str]]] | None = None,
              behaviours: dict[str, int] | None = None, **rest: Any) -> LabelSet:
    """A label set; elements that are not named are missing."""
    named = dict.fromkeys(ELEMENTS, "missing") | (statuses or {})
    words = {e: [{"evidence": v, "text": t} for v, t in found] for e, found in (quotes or {}).items()}
    return LabelSet.model_validate({
        "as_of": "e1", "stage_supported": "discovery",
        "qualification": {e: {"status": s, "quotes": words.get(e, [])} for e, s in named.items()},
        "behaviours": {b: {"score": s} for b, s in (behaviours or {}).items()},
    } | rest)


def sheet(gold: LabelSet, *evidence: FakeEvidence, **fields: str) -> Sheet:
    return Sheet.of(gold, evidence or [call()], record(**fields))


def quote(text: str, source: FakeEvidence | None = None, **rest: Any) -> dict[str, Any]:
    """A quote of words as they stand in a source (`CALL` by default)."""
    source = source or call()
    start = source.text.index(text)
    place = {"start": start, "end": start + len(text), "text": text}
    return {"evidence": source.id, "speaker": "dana"} | place | rest


def crm_quote(field_name: str, text: str) -> dict[str, Any]:
    return {"evidence": "crm", "field": field_name, "start": 0, "end": len(text), "text": text}


def observed(identity: str, about: list[str] | str, *quotes: dict[str, Any]) -> dict[str, Any]:
    about = [about] if isinstance(about, str) else about
    return {"id": identity, "statement": "said", "about": about, "quotes": list(quotes)}


def inferred(about: str, status: str | None, *basis: str) -> dict[str, Any]:
    return {"id": f"i-{about}", "statement": "so", "about": about, "status": status, "basis": list(basis)}


def action(rank: int, closes: str, *people: str) -> dict[str, Any]:
    return {"id": f"r{rank}", "rank": rank, "action": "do", "closes": [closes], "with": list(people)}


def draft(statuses: dict[str, str] | None = None, **rest: Any) -> Draft:
    """A deal review; elements that are not named are missing unless `inferred` is given."""
    form = [inferred(e, s) for e, s in (dict.fromkeys(ELEMENTS, "missing") | (statuses or {})).items()]
    base = {"workflow": "deal_review", "deal": "d1", "as_of": "e1", "engine": "fake",
            "playbook": PlaybookRef(id="p"), "document": Document(title="t"), "inferred": form}
    return Draft.model_validate(base | rest)


def deal_case(deal_id: str, labels: list[LabelSet], text: str = CALL, **fields: str) -> DealCase:
    """A real deal of one event and one call, held in memory."""
    from studio.deals.folder import LoadedDeal
    from studio.deals.model import Deal

    deal = Deal.model_validate({
        "id": deal_id, "account": {"name": "Harborline"},
        "opportunity": {"stage": "Proposal", "fields": fields},
        "people": [{"id": "dana", "name": "Dana", "side": "buyer"},
                   {"id": "tom", "name": "Tom", "side": "seller"}],
        "events": [{"id": "e1", "date": "2026-02-02", "type": "call_completed", "evidence": ["call"]}]})
    return DealCase(LoadedDeal(deal, {"call": call(text=text)}), labels)


def levelled_run(workflow: str, loaded: Any, as_of: str, playbook: Any, *, engine: str = "offline") -> Draft:
    """A reader that is right, with its quote, from `evidenced` on."""
    deep = playbook.specificity in ("evidenced", "guided", "exemplified")
    found = [observed("o1", "metrics", quote("we lose forty hours a week on slotting"))] if deep else []
    return draft({"metrics": "evidenced" if deep else "missing"}, workflow=workflow, deal=loaded.deal.id,
                 as_of=as_of, engine=engine, observed=found, refused_quotes=1,
                 stage_supported="discovery", behaviours=[{"id": "why_now", "score": 2 if deep else 0}])


def breaking_run(workflow: str, loaded: Any, as_of: str, playbook: Any, *, engine: str = "offline") -> Draft:
    """Fails on one deal, refuses another."""
    if loaded.deal.id == "bad":
        raise RuntimeError("no luck")
    if loaded.deal.id == "shy":
        raise DraftRefused("budget is spent")
    return levelled_run(workflow, loaded, as_of, playbook, engine=engine)
