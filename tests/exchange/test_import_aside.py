"""What handbooks hold beside their rules becomes no entry: forms, figures, reasons, tools, bad examples."""

import pytest


def said(proposal, kind):
    return [e.text for e in proposal.entries if e.kind == kind]


def left(proposal):
    """The words of what is unplaced, with the headings above it."""
    return "\n".join(line for u in proposal.unplaced for line in (*u.trail, u.text))


# ---- what is no method

def test_a_form_to_fill_in_is_unplaced_with_all_its_fields(proposed):
    proposal = proposed("""# Beekeepers' Supply

## Deal reviews

### Review template

**Summary:**

- Size: [hives/honey]
- Sign Date: [date]
- Champion: [name, role]

**Threats:**

- Who else is bidding? [names]
- What would you like from us?
""")
    assert proposal.entries == []
    assert {u.why for u in proposal.unplaced if "[" in u.text} == {"A form to fill in"}
    assert all(line in left(proposal) for line in ("Size: [hives/honey]", "Champion: [name, role]", "like from us?"))


def test_a_message_with_names_to_put_in_is_no_form(proposed):
    proposal = proposed("""# Questions for the discovery call

- How does [problem] slow down your harvest?
- What did [area] cost you last year?
""")
    assert said(proposal, "question") == ["How does [problem] slow down your harvest?",
                                          "What did [area] cost you last year?"]


@pytest.mark.parametrize("line", ["**Reply rate:** 80% at this point (if you come this far, never mind the rest)",
                                  "**Visit-to-order conversion:** 45% target, always"])
def test_rates_and_figures_under_a_stage_are_unplaced(proposed, line):
    proposal = proposed(f"# Sales process\n\n## Stage 1: Demo\n\nExit criteria: keeper has tried the lid\n\n{line}\n")
    assert said(proposal, "method") == []
    assert line.replace("*", "") in left(proposal)


def test_reasons_for_a_loss_are_unplaced(proposed):
    proposal = proposed("""# Sales process

## 1. Discovery

Exit criteria: keeper has shown the hives

## 2. Closed lost

Record the reason in the system - it can be:

- Price
- Don't know (no reply)
- Choose to keep the old hives
""")
    assert said(proposal, "method") == []
    assert [e.fields for e in proposal.entries if e.name == "Closed lost"] == [{}]
    assert "Don't know (no reply)" in left(proposal)


@pytest.mark.parametrize("line", [
    "You can click the green button in HubSpot to open the customer's page.",
    "You should ask Mira for an invite to our slide folder before the meeting.",
    "You should wear the blue jacket in winter."])
def test_sentences_on_tools_or_on_nothing_of_a_sale_are_no_guidance(proposed, line):
    proposal = proposed(f"# Sales process\n\n## Stage 1: Demo\n\nThe keeper sees the lid.\n\n{line}\n\nYou should "
                        "start with the problem that the keeper named.\n")
    assert said(proposal, "method") == ["You should start with the problem that the keeper named."]
    assert line in left(proposal)


def test_dos_and_donts_of_a_conversation_are_guidance(proposed):
    proposal = proposed("# Discovery dos and don'ts\n\n- Do ask what a lost swarm means\n- Don't open "
                        "the box before that\n- Make sure that the call is recorded in the usual place\n")
    assert said(proposal, "method") == ["Do ask what a lost swarm means", "Don't open the box before that"]
    assert "recorded in the usual place" in left(proposal)


@pytest.mark.parametrize("line", ["Quantify the hours saved on every harvest with the keeper",
                                  "Send an invite to the champion while you are still on the call",
                                  "Challenge the notion that mites go away"])
def test_what_only_sounds_like_a_tool_stays_guidance(proposed, line):
    assert said(proposed(f"# Discovery call guide\n\n- {line}\n- Ask for the cost of a lost swarm\n"), "method") == [
        line, "Ask for the cost of a lost swarm"]


def test_questions_stay_questions_under_every_label_of_a_role(proposed):
    proposal = proposed("""# Discovery questions by role

## For estate owners

**Money:**

- What does a lost swarm cost you?
- Who pays for new hives?

**Risk:**

- What happens if the mites come back?
- What have you tried before?

**Practice:**

- Walk me through a harvest day
- Where do you lose the most time?
""")
    assert said(proposal, "method") == []
    assert len(said(proposal, "question")) == 6


def test_questions_stay_questions_in_a_list_by_role(proposed):
    proposal = proposed("""# Discovery

- **Owner**
  - Risk: What happens if the mites come back?
  - Practice: Walk me through a harvest day
- **Beekeeper**
  - Show me where you lose the most time
  - Which hive is the worst?
""")
    assert said(proposal, "question") == ["What happens if the mites come back?", "Walk me through a harvest day",
                                          "Show me where you lose the most time", "Which hive is the worst?"]
    assert len(proposal.entries) == 4


def test_what_stages_are_made_of_is_not_asked_of_a_buyer(proposed):
    assert proposed("# Pipeline design\n\nEach stage should have:\n\n1. **Way in** - What must happen first?\n"
                    "2. **Way out** - What must happen then?\n").entries == []


def test_a_list_of_questions_in_no_conversation_is_unplaced(proposed):
    assert proposed("# About us\n\n## How it began\n\n- Who are we?\n- What do we keep?\n").entries == []


def test_best_practices_of_a_conversation_are_guidance(proposed):
    proposal = proposed("# Sales process\n\n## Stage 1: Demo\n\nExit criteria: keeper has tried the lid\n\n**Demo best "
                        "practices:**\n\n- Show only what the keeper asked about\n")
    assert [(e.place, e.text) for e in proposal.entries if e.kind == "method"] == [
        ("method.guidance.demo", "Show only what the keeper asked about")]


def test_conditions_for_a_stage_that_is_not_open_become_no_behaviour(proposed):
    proposal = proposed("# Notes\n\n**Entry criteria:**\n\n- At least 2 contacts known\n")
    assert proposal.entries == []
    assert "At least 2 contacts known" in left(proposal)


# ---- what is no play

@pytest.mark.parametrize("line", [
    "If a customer asks you to sign their NDA, send it to our lawyer first.",
    "If procurement insists on a vendor registration form, ask the office to fill it in."])
def test_a_sentence_about_a_legal_form_is_no_play(proposed, line):
    proposal = proposed(f"# Sales process\n\n## Stage 1: Legal review\n\nUsually short.\n\n{line}\n\nIf the customer "
                        "goes silent, call the champion.\n")
    assert said(proposal, "play") == ["call the champion."]
    assert said(proposal, "method") == []
    assert line in left(proposal)


# ---- what is no stage

@pytest.mark.parametrize("line", ["### Probability: 40%", "**Probability: 40%**", "### Owner: Mira",
                                  "**Time limit: 3 weeks**"])
def test_a_line_that_gives_a_figure_is_no_stage(proposed, line):
    proposal = proposed(f"# Pipeline\n\n### Demo\n\nExit: keeper tried the lid\n\n{line}\n\nExit: keeper has paid\n")
    assert said(proposal, "stage") == ["Demo"]


# ---- how it should not be

GOOD_AND_BAD = """# Pipeline

**Good example: clear**

```
Stage: Trial
Entry criteria:
  □ Keeper has asked for a lid
Exit criteria:
  □ Keeper has put the lid on one hive
Probability: 40%
```

**Bad example: vague**

```
Stage: Tryout
Entry: They are keen
Exit: Lid sent
Probability: 50%
```

## Next year

We sell to orchards.
"""


def test_a_bad_example_of_a_stage_makes_no_stage_and_no_criterion(proposed):
    proposal = proposed(GOOD_AND_BAD)
    assert said(proposal, "stage") == ["Trial"]
    assert [(e.place, e.text) for e in proposal.entries if e.kind == "exit_criterion"] == [
        ("process.trial", "Keeper has put the lid on one hive")]
    assert all(line in left(proposal) for line in ("Stage: Tryout", "Exit: Lid sent", "We sell to orchards."))


@pytest.mark.parametrize("head", ["Bad example", "Anti-patterns", "What not to do", "Common mistakes",
                                  "What bad looks like", "Example of a vague stage"])
def test_what_stands_under_a_heading_of_mistakes_is_no_part_of_the_pipeline(proposed, head):
    proposal = proposed(f"""# Pipeline

## Stage 1: Trial

Exit criteria: keeper has tried the lid

## {head}

### Stage 2: Hope

Exit criteria:

- The lid was sent

| Stage | Exit criteria |
| --- | --- |
| Waiting | Nothing happens |
| Trial | Nothing heard |

You can move on from Trial when the lid was sent.
""")
    assert said(proposal, "stage") == ["Trial"]
    assert said(proposal, "exit_criterion") == ["keeper has tried the lid"]
    assert all(line in left(proposal) for line in ("The lid was sent", "Nothing happens", "Nothing heard"))


def test_a_bad_example_of_an_element_stays_with_the_element(proposed):
    proposal = proposed("""# MEDDIC

## Metrics

What a lost hive costs.

Bad example: They want to improve things

## Economic buyer

Who pays.

## Champion

Who speaks for us.
""")
    assert [e.fields.get("bad") for e in proposal.entries if e.name == "Metrics"] == [["They want to improve things"]]


def test_a_bad_example_within_a_stage_ends_with_the_next_part(proposed):
    proposal = proposed("""# Sales process

## Stage 1: Discovery

Tips:

- Listen more than you talk
- Use the CRM template for your notes
- If the keeper sends an NDA, ask the office

Bad example:

> "So, shall I show you the lid?"

Exit criteria:

- The keeper has counted the dead hives

## Stage 2: Trial

Common mistakes:

- Bringing two lids

Exit criteria:

- The keeper has put the lid on one hive
""")
    assert said(proposal, "exit_criterion") == ["The keeper has counted the dead hives",
                                                "The keeper has put the lid on one hive"]
    assert said(proposal, "question") == []
    assert said(proposal, "method") == ["Listen more than you talk"]
