"""Stages that a document tells by what must be true in each of them."""

import pytest


def stages(proposal):
    return [e.name for e in proposal.entries if e.kind == "stage"]


def criteria(proposal):
    return [(e.place, e.text) for e in proposal.entries if e.kind == "exit_criterion"]


@pytest.mark.parametrize("stage", [
    "### {n}. {name}\n\nALL of the following are true:\n\n- {rule}\n",
    "**{n}. {name}**\n\nAll of these are true:\n- {rule}\n",
    "### {n}. {name} - 3{n}%\n\nIn order for a deal to be here, ALL of the following must be true:\n\n- {rule}\n",
    "{n}. **{name} (3{n}%)** - ALL of the following are true:\n   - {rule}\n"])
def test_numbered_names_over_what_must_all_be_true_are_stages(proposed, stage):
    told = [("Curious", "The baker has shown the oven"), ("Tasting", "The baker has baked with ours"),
            ("Agreed", "The owner has signed")]
    proposal = proposed("# How a deal moves\n\n" + "\n".join(
        stage.format(n=n, name=name, rule=rule) for n, (name, rule) in enumerate(told, 1)))
    assert stages(proposal) == ["Curious", "Tasting", "Agreed"]
    assert criteria(proposal) == [(f"process.{name.lower()}", rule) for name, rule in told]
    assert all("Must this hold before the stage begins, or before it is left?" in e.questions
               for e in proposal.entries if e.kind == "exit_criterion")


def test_what_must_be_true_to_move_on_leaves_no_doubt(proposed):
    proposal = proposed("""# How a deal moves

### 1. Curious

To move on, ALL of the following are true:

- The baker has shown the oven

### 2. Tasting

To move on, ALL of the following are true:

- The baker has baked with ours
""")
    assert criteria(proposal) == [("process.curious", "The baker has shown the oven"),
                                  ("process.tasting", "The baker has baked with ours")]
    assert not any("begins" in question for e in proposal.entries for question in e.questions)


def test_what_must_hold_to_reach_a_stage_is_its_entry(proposed):
    proposal = proposed("""# Handbook

## How we work

**1. Curious**

This stage is reached when the baker has shown the oven.

**2. Tasting**

This stage is reached when:

- The baker has baked with ours

### Holidays

- Ask the office
""")
    assert [(e.name, e.fields.get("entry")) for e in proposal.entries] == [
        ("Curious", ["the baker has shown the oven."]), ("Tasting", ["The baker has baked with ours"])]


@pytest.mark.parametrize("stage", ["### {n}. {name}\n\nDefinition: {what}\n",
                                   "{n}. **{name}**\n\n   **Definition:** {what}\n"])
def test_numbered_names_with_a_definition_are_stages_in_a_chapter_on_stages(proposed, stage):
    told = [("Curious", "The baker looks."), ("Tasting", "The baker bakes."), ("Agreed", "Both have signed.")]
    body = "\n".join(stage.format(n=n, name=name, what=what) for n, (name, what) in enumerate(told, 1))
    proposal = proposed(f"# Deal stages\n\n{body}")
    assert [(e.name, e.text) for e in proposal.entries] == told
    assert proposed(f"# Words we use\n\n{body}").entries == []


LISTED = """# Sales process

The steps are:

1. Discovery
2. Demo
3. Evaluation (only where the baker asks for it, skip it otherwise)
4. Negotiation
5. Closed

### 1. Discovery

Exit criteria: the baker has shown the oven

### 2. Demo

Exit criteria: the baker has seen ours

### 4. Negotiation

Exit criteria: the owner has signed

### 5. Closed - won

Exit criteria: the oven stands
"""


def test_a_step_that_a_numbered_list_has_between_described_stages_is_one(proposed):
    proposal = proposed(LISTED)
    assert stages(proposal) == ["Discovery", "Demo", "Evaluation", "Negotiation", "Closed - won"]


def test_a_list_with_other_names_adds_no_stages(proposed):
    proposal = proposed(LISTED.replace("1. Discovery\n2. Demo\n", "1. Outreach\n2. Pilot\n", 1))
    assert stages(proposal) == ["Discovery", "Demo", "Negotiation", "Closed - won"]


def test_stages_as_blocks_of_labelled_lines_keep_their_parts(proposed):
    proposal = proposed("""# Playbook

## Our stages

**Stage:** Contact
**Purpose:** hear what is wrong
**Exit criteria:** baker told us what is wrong

**Stage:** Offer
**Purpose:** show the price
**Exit criteria:** baker asked for the contract
""")
    assert [(e.name, e.text) for e in proposal.entries if e.kind == "stage"] == [
        ("Contact", "hear what is wrong"), ("Offer", "show the price")]
    assert criteria(proposal) == [("process.contact", "baker told us what is wrong"),
                                  ("process.offer", "baker asked for the contract")]
