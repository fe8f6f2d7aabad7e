"""Plays written as a heading with what is wrong below it, and what to do then."""

import pytest

from studio.exchange.documents import propose

RESCUE = """# How we work

## {over}

### Tasting pause (nobody answers after the tasting)

**Diagnosis**: The chef was curious, and has no reason to switch.

**5-day rescue plan**:

1. Day 1: Send the chef the photo of the plate
2. Day 3: Ring the owner: "What would have to change on the menu?"
3. Day 5: Ask the waiter who decides

### Stalled order

What is wrong: the bank is not asked

Recovery steps:

- Ask the owner to bring the banker
- Offer a smaller first crate

## Holidays

- Ask the office
"""


@pytest.mark.parametrize("over", ["When orders hang", "Emergency plays", "Chapter four"])
def test_a_heading_with_a_diagnosis_and_a_rescue_plan_is_a_play(tmp_path, over):
    path = tmp_path / "plays.md"
    path.write_text(RESCUE.format(over=over), encoding="utf-8")
    proposal = propose([path])
    plays = [e for e in proposal.entries if e.kind == "play"]
    assert [e.name for e in plays] == ["Tasting pause (nobody answers after the tasting)", "Stalled order"]
    assert plays[0].fields["when"] == ["nobody answers after the tasting"]
    assert plays[0].fields["why"] == ["The chef was curious, and has no reason to switch."]
    assert plays[0].fields["steps"] == ["Day 1: Send the chef the photo of the plate",
                                        'Day 3: Ring the owner: "What would have to change on the menu?"',
                                        "Day 5: Ask the waiter who decides"]
    assert plays[1].fields["steps"] == ["Ask the owner to bring the banker", "Offer a smaller first crate"]
    assert {e.kind for e in proposal.entries} == {"play"}


def test_a_plan_for_the_business_is_no_play(tmp_path):
    path = tmp_path / "plan.md"
    path.write_text("# Handbook\n\n## Flood\n\n### Disaster recovery plan\n\n- Restart the pump\n", encoding="utf-8")
    assert propose([path]).entries == []


@pytest.mark.parametrize("line", [
    "When a deal is lost, update the 'Lost because' property so that the report is right.",
    "If a deal is stuck in the wrong stage, tell RevOps.",
    "If the champion leaves and you do not know whom to ask, ask in #harvest-sales.",
])
def test_upkeep_of_records_is_no_play(tmp_path, line):
    path = tmp_path / "upkeep.md"
    path.write_text(f"# Selling crates\n\n## Keeping things in order\n\n{line}\n", encoding="utf-8")
    proposal = propose([path])
    assert [e for e in proposal.entries if e.kind == "play"] == []
    assert any(line[:30] in u.text for u in proposal.unplaced)


def test_trouble_with_a_buyer_stays_a_play(tmp_path):
    path = tmp_path / "trouble.md"
    path.write_text("# Selling crates\n\n## In trouble\n\nIf the champion leaves, ask the owner to name who follows.\n",
                    encoding="utf-8")
    assert [e.kind for e in propose([path]).entries] == ["play"]
