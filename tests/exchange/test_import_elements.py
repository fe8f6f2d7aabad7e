"""Which lines of a document about qualification are elements."""

import pytest

from studio.exchange.documents import playbook_from


def elements(proposal):
    return [(e.name, e.canonical, e.text) for e in proposal.entries if e.kind == "element"]


LETTERS = """# MEDDPICC

### M - Metrics
What a wet cellar costs.

### I - Identify pain
What is wet, and since when.

- What did you find in the cellar?

### I - Implicate the pain
Whom the water keeps awake.

- What happens when the next rain comes?

### C - Champion
Who lets us into the cellar.
"""
TABLE = """# MEDDPICC

| Element | Meaning |
| --- | --- |
| Metrics | What a wet cellar costs |
| Identify pain | What is wet |
| Implicate the pain | Whom it keeps awake |
"""


@pytest.mark.parametrize("text", [LETTERS, TABLE])
def test_near_synonyms_in_one_list_stay_two_elements(proposed, text):
    proposal = proposed(text)
    pains = [e for e in proposal.entries if e.canonical == "implicate_the_pain"]
    assert [e.name for e in pains] == ["Identify pain", "Implicate the pain"]
    assert len({e.key for e in pains}) == 2
    playbook_from(proposal, [e.id for e in proposal.entries], id="cellars", name="Cellars")
    if text is LETTERS:
        asked = {e.text: e.place for e in proposal.entries if e.kind == "question"}
        assert asked == {"What did you find in the cellar?": f"qualification.{pains[0].key}",
                         "What happens when the next rain comes?": f"qualification.{pains[1].key}"}


def test_the_same_element_said_twice_in_a_list_stays_one(proposed):
    proposal = proposed("# MEDDIC\n\n- Metrics: what it costs\n- Champion: who helps\n- Economic buyer: who pays\n"
                        "- Metrics: what it saves\n")
    assert [name for name, _, _ in elements(proposal)] == ["Metrics", "Champion", "Economic buyer"]


@pytest.mark.parametrize("line", ["**Champion**: the caretaker who lets us in when nobody else does.",
                                  "- **Champion** – the caretaker who lets us in when nobody else does.",
                                  "### Champion\n\nthe caretaker who lets us in when nobody else does."])
def test_a_single_defined_element_under_qualification_is_an_element(proposed, line):
    proposal = proposed(f"# Cellars\n\n## Qualification\n\n{line}\n")
    assert elements(proposal) == [("Champion", "champion", "the caretaker who lets us in when nobody else does.")]


@pytest.mark.parametrize("text", [
    "# Pipeline\n\n## Stage 1: Qualification\n\n- Champion: the caretaker has let us in twice\n",
    "# Cellars\n\n## Qualification\n\n- Champion: known\n",
    "# Cellars\n\n## Our team\n\n**Champion**: the colleague who won the cup last year.\n"])
def test_a_name_within_a_stage_or_without_a_meaning_is_no_element(proposed, text):
    assert elements(proposed(text)) == []
