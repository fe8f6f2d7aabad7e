"""The eight documents over all sample deals: complete, traced, and about this deal only."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import permutations

import pytest

from playbook.files import read_playbook
from playbook.ladder import LEVELS
from playbook.model import Playbook
from studio.deals.evidence import fold
from studio.deals.folder import LoadedDeal, load, shipped_deals
from studio.drafting.context import context_at
from studio.drafting.draft import WORKFLOWS, Draft
from studio.drafting.run import draft_from, read_deal_at, standard_for
from studio.drafting.workflows import workflow

TRACED, SHARED, LEVEL = 0.9, 0.3, "exemplified"
_TRACE = re.compile(r"\[([^\[\]]+)\]\s*$")
_QUOTED = re.compile(r"“([^“”]{25,}?)(?: …)?”")
DEALS = [folder.name for folder in shipped_deals()]


@lru_cache
def book() -> Playbook:
    return read_playbook("reference")


@lru_cache
def deal(name: str) -> LoadedDeal:
    return load(name)


@lru_cache
def reading(name: str, event: str, level: str):
    return read_deal_at(deal(name), event, book(), level=level)


@lru_cache
def draft(flow: str, name: str, level: str = LEVEL) -> Draft:
    """The draft at the newest event that starts the workflow, else at the last event."""
    events = deal(name).deal.events
    starts = [e.id for e in events if e.type == workflow(flow).trigger] or [events[-1].id]
    return draft_from(flow, reading(name, starts[-1], level))


def lines(found: Draft) -> list[str]:
    return [line for part in found.document.sections for line in part.body.split("\n") if line.strip()]


def untraced(found: Draft, paths: set[str]) -> list[str]:
    """Lines that do not end with ids of this draft, or with the path of one playbook entry."""
    ids = {x.id for lane in (found.observed, found.inferred, found.recommended) for x in lane}
    bad = []
    for line in lines(found):
        trace = _TRACE.search(line)
        refs = trace[1].split(", ") if trace else []
        if not refs or not (all(r in ids for r in refs) or (len(refs) == 1 and refs[0] in paths)):
            bad.append(line)
    return bad


@pytest.mark.parametrize("flow", WORKFLOWS)
@pytest.mark.parametrize("name", DEALS)
def test_document_has_all_its_headings_and_traces_its_lines(flow: str, name: str) -> None:
    found = draft(flow, name)
    assert tuple(s.heading for s in found.document.sections) == workflow(flow).headings
    assert all(s.body.strip() for s in found.document.sections)
    standard = standard_for(book(), context_at(deal(name), found.as_of), LEVEL)
    bad = untraced(found, set(standard.paths))
    assert len(bad) <= (1 - TRACED) * len(lines(found)), bad[:3]
    assert found.refused_quotes == 0


@pytest.mark.parametrize("flow", WORKFLOWS)
def test_documents_of_two_deals_share_few_lines(flow: str) -> None:
    bodies = {name: [_TRACE.sub("", line).strip() for line in lines(draft(flow, name))] for name in DEALS}
    for one, other in permutations(bodies, 2):
        same = [line for line in bodies[one] if line in bodies[other]]
        assert len(same) <= SHARED * len(bodies[one]), (one, other, same[:3])


@pytest.mark.parametrize("flow", WORKFLOWS)
@pytest.mark.parametrize("name", DEALS)
def test_words_of_the_evidence_in_a_document_are_observed(flow: str, name: str) -> None:
    found = draft(flow, name)
    seen = [fold(e.text) for e in context_at(deal(name), found.as_of).evidence]
    observed = [fold(q.text) for o in found.observed for q in o.quotes]
    for line in lines(found):
        for words in map(fold, _QUOTED.findall(line)):
            if any(words in text for text in seen):
                assert any(words in text for text in observed), line


@pytest.mark.parametrize("name", DEALS)
def test_business_case_holds_the_buyers_own_numbers_and_names(name: str) -> None:
    found = draft("business_case", name)
    bodies = {s.heading: s.body for s in found.document.sections}
    context = context_at(deal(name), found.as_of)
    heard = {t.person for e in context.evidence for t in e.turns if t.side == "buyer" and t.person}
    assert any(context.name(p) in bodies["Who has to agree"] for p in heard)
    hard = bodies["Hard data: said by the buyer"]
    assert found.document.sections and hard != bodies["Assumptions to confirm"]
    if reading(name, found.as_of, LEVEL).facts.numbers:
        by_id = {o.id: o for o in found.observed}
        cited = [by_id[ref] for line in hard.split("\n") for ref in _TRACE.search(line)[1].split(", ")
                 if ref in by_id]
        assert cited and all(q.evidence != "crm" for o in cited for q in o.quotes)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("flow", WORKFLOWS)
def test_document_stands_at_every_level(flow: str, level: str) -> None:
    found = draft(flow, DEALS[0], level)
    assert tuple(s.heading for s in found.document.sections) == workflow(flow).headings
    assert all(s.body.strip() for s in found.document.sections)
    standard = standard_for(book(), context_at(deal(DEALS[0]), found.as_of), level)
    assert len(untraced(found, set(standard.paths))) <= (1 - TRACED) * len(lines(found))


def test_richer_standard_gives_a_fuller_deal_review() -> None:
    counts = [len(lines(draft("deal_review", DEALS[0], level))) for level in LEVELS]
    assert counts[0] < counts[-1]


def test_same_reading_gives_the_same_document() -> None:
    one = reading(DEALS[0], deal(DEALS[0]).deal.events[-1].id, LEVEL)
    for flow in WORKFLOWS:
        assert draft_from(flow, one).digest() == draft_from(flow, one).digest()
