"""The offline engine: it reads, it does not remember, and it knows only its playbook."""

import re
from pathlib import Path

import pytest

from playbook.files import parse_playbook, read_playbook, to_yaml
from playbook.ladder import LEVELS, at_level
from studio.deals.folder import load
from studio.drafting.engines.offline import engine
from studio.drafting.engines.offline.claims import CLAIM_FEATURES, compare_claims, make_claim
from studio.drafting.engines.offline.entities import People
from studio.drafting.engines.offline.index import index_evidence
from studio.drafting.run import read_deal_at, run

DEALS = Path(__file__).parents[2] / "sample_deals"
REFERENCE = read_playbook("reference")

DEAL = """
id: small
account: {name: Kiln & Co, industry: ceramics, country: PT}
opportunity: {name: Kilns, amount: 50000, currency: EUR, stage: Demo, fields: {economic_buyer: "Rui Alves (CFO)"}}
seller_company: Ours
product: kiln planning
people:
  - {id: alves, name: Rui Alves, title: CFO, side: buyer}
  - {id: costa, name: Marta Costa, title: Plant manager, side: buyer}
  - {id: reed, name: Tom Reed, title: AE, side: seller, role: owner}
events:
  - {id: e1, date: 2026-01-10, type: call_completed, evidence: [2026-01-10-call], about: 2026-01-10-call}
  - {id: e2, date: 2026-01-20, type: call_completed, evidence: [2026-01-20-call], about: 2026-01-20-call}
"""
FIRST = """---
type: call
---
Tom Reed: Who signs off an amount like fifty thousand?
Marta Costa: That goes up to Rui, he has the budget and he signs everything above ten thousand himself.
Tom Reed: Good to know. And how is the kiln doing?
Marta Costa: We lose about nine per cent of the pieces, roughly forty thousand euros a year.
"""
SECOND = """---
type: call
---
Tom Reed: So Rui will sign this?
Marta Costa: Rui? No, not any more. Since January it is Paula Nunes, our managing director, who signs.
Tom Reed: Oh, I see.
"""


@pytest.fixture
def deal(tmp_path):
    folder = tmp_path / "small"
    (folder / "evidence").mkdir(parents=True)
    (folder / "deal.yaml").write_text(DEAL, encoding="utf-8")
    (folder / "evidence" / "2026-01-10-call.txt").write_text(FIRST, encoding="utf-8")
    (folder / "evidence" / "2026-01-20-call.txt").write_text(SECOND, encoding="utf-8")
    return folder


def element(reading, name):
    return next(e for e in reading.elements if e.id == name)


def test_with_no_standard_the_record_is_all_there_is(deal):
    reading = read_deal_at(load(deal), "e2", at_level(REFERENCE, "none"))
    assert element(reading, "economic_buyer").status == "evidenced"
    assert {e.status for e in reading.elements if e.id != "economic_buyer"} == {"missing"}
    assert not any(e.quotes for e in reading.elements)


def test_evidence_of_a_later_event_is_not_seen(deal):
    before = run("deal_review", load(deal), "e1", REFERENCE).as_data()
    (deal / "evidence" / "2026-01-20-call.txt").write_text("Marta Costa: It is all off, we signed with Forno.\n"
                                                           "Tom Reed: Oh no.\n" * 3, encoding="utf-8")
    after = run("deal_review", load(deal), "e1", REFERENCE).as_data()
    before.pop("usage"), after.pop("usage")
    assert before == after


def test_who_signs_is_quoted_for_the_economic_buyer(deal):
    found = element(read_deal_at(load(deal), "e1", REFERENCE), "economic_buyer")
    assert any("signs everything above ten thousand" in q.quote.text for q in found.quotes)
    assert found.status != "missing"


def test_denial_of_the_recorded_name_is_noticed_by_its_features(deal):
    loaded = load(deal)
    people = [(p.id, p.name) for p in loaded.deal.people]
    index = index_evidence(loaded.evidence.values(), people)
    claim = make_claim("Rui Alves (CFO)", People(people), "economic_buyer")
    values = compare_claims(index, [claim], lambda word: 1.0)
    row = next(n for n, p in enumerate(index.passages) if p.text.startswith("Rui? No"))
    assert values[row, CLAIM_FEATURES.index("same_denied")] == 1


def test_same_input_gives_the_same_draft_to_the_byte(deal):
    drafts = [run("deal_review", load(deal), "e2", REFERENCE).as_data() for _ in range(2)]
    assert drafts[0].pop("usage") is not None and drafts[1].pop("usage") is not None
    assert drafts[0] == drafts[1]


@pytest.mark.parametrize("level", LEVELS)
def test_asking_for_a_level_equals_running_the_playbook_exported_at_it(deal, level):
    exported = parse_playbook(to_yaml(at_level(REFERENCE, level)))
    asked = run("deal_review", load(deal), "e2", REFERENCE, level=level).as_data()
    given = run("deal_review", load(deal), "e2", exported).as_data()
    assert asked.pop("usage") and given.pop("usage")
    assert asked == given


def test_level_names_never_reach_the_engine(deal):
    book = at_level(REFERENCE, "guided")
    relabelled = book.model_copy(update={"specificity": "named"})
    one, two = (run("deal_review", load(deal), "e2", b).as_data() for b in (book, relabelled))
    assert {k: v for k, v in one.items() if k not in ("usage", "specificity")} == {
        k: v for k, v in two.items() if k not in ("usage", "specificity")}


def test_engine_code_holds_no_sales_words_and_opens_no_labels():
    words = re.compile(r"economic.buyer|champion|meddpicc|decision.criteria|paper.process|implicate|gold", re.I)
    for path in Path(engine.__file__).parent.glob("*.py"):
        assert not words.search(path.read_text(encoding="utf-8")), path.name


def test_more_of_the_playbook_finds_more_of_the_evidence_on_a_tuning_deal():
    loaded = load(DEALS / "tanjong-payments")
    found = {level: sum(len(e.quotes) for e in read_deal_at(loaded, "e7", REFERENCE, level=level).elements)
             for level in ("none", "exemplified")}
    assert found["none"] == 0 < found["exemplified"]
