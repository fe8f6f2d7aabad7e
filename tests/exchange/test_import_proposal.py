"""How handbooks put things, and what is proposed for it."""

import pytest

from studio.exchange.documents import propose


@pytest.fixture
def proposed(tmp_path):
    """The proposal for a text, read as Markdown."""

    def reading(*texts):
        paths = []
        for number, text in enumerate(texts, 1):
            paths.append(tmp_path / f"book{number}.md")
            paths[-1].write_text(text, encoding="utf-8")
        return propose(paths)

    return reading


def found(proposal, kind):
    return [(e.place, e.text) for e in proposal.entries if e.kind == kind]


def names(proposal, kind):
    return [e.name for e in proposal.entries if e.kind == kind]


def one(proposal, kind):
    [entry] = [e for e in proposal.entries if e.kind == kind]
    return entry


# ---- stages and exit criteria

@pytest.mark.parametrize("heading", [
    "Exit criteria", "**Exit Criteria:**", "Required before moving to Demo", "Verifiable outcomes", "Definition of "
                                                                                                    "done",
    "Stage gate", "Must be true before advancing", "Customer-verifiable outcomes", "To advance to Demo when", "Exit",
    "Gate criteria", "Exit requirements", "Exit criteria (Move to \"Demo\")"])
def test_heading_that_closes_a_stage(proposed, heading):
    head = heading if heading.startswith("**") else f"### {heading}"
    proposal = proposed(f"## Stage 1: Discovery\n\n{head}\n\n- Buyer has named a date\n\n## Stage 2: Demo\n\n"
                        f"Show it.\n")
    assert found(proposal, "exit_criterion") == [("process.discovery", "Buyer has named a date")]


@pytest.mark.parametrize(("first", "second", "stages"), [
    ("Stage 3 – Technical evaluation", "Stage 4 – Proposal", ["Technical evaluation", "Proposal"]),
    ("3. Proposal", "4. Negotiation", ["Proposal", "Negotiation"]),
    ("0-Pending Acceptance", "1-Discovery", ["Pending Acceptance", "Discovery"]),
    ("Stage: Lead", "Stage: Contracting", ["Lead", "Contracting"]),
    ("Discovery stage", "Demo stage", ["Discovery", "Demo"]),
    ("Phase 1: Kick the tyres", "Phase 2: Sea trial", ["Kick the tyres", "Sea trial"]),
    ("Harbour talk", "Sea trial", ["Harbour talk", "Sea trial"]),
])
def test_stage_by_its_heading_or_by_what_stands_below(proposed, first, second, stages):
    body = "\n\nExit criteria:\n\n- Yard has said yes\n\n"
    assert names(proposed(f"# Our sales process\n\n## {first}{body}## {second}{body}"), "stage") == stages


def test_headings_that_are_no_stages(proposed):
    proposal = proposed("# Sales stages\n\n## Benefits of sales stages\n\n### 1. Visibility\n\nText.\n\n"
                        "### 2. Forecast\n\n"
                        "Text.\n\n## Stage health indicators\n\n### Demo stage\n\nText.\n\n## Resources\n\n"
                        "- Proposal\n")
    assert names(proposal, "stage") == []


def test_table_of_stages(proposed):
    proposal = proposed("| # | Stage | Customer outcome | Activities | Probability |\n|-|-|-|-|-|\n"
                        "| 1 | Discovery | Buyer has told us the cost; buyer has named a date | Ask | 20% |\n"
                        "| 2 | Demo | Yard has seen its own plan (all three docks, with names) | Show | 50% |\n")
    assert found(proposal, "exit_criterion") == [
        ("process.discovery", "Buyer has told us the cost"), ("process.discovery", "buyer has named a date"),
        ("process.demo", "Yard has seen its own plan (all three docks, with names)")]
    stage = next(e for e in proposal.entries if e.key == "discovery")
    assert stage.fields["seller_activities"] == ["Ask"]
    assert any("20% reads as the chance of winning" in q for q in stage.questions)


def test_table_with_the_stages_across(proposed):
    proposal = proposed("| | Discovery | Demo |\n|-|-|-|\n| Purpose | Talk | Show |\n"
                        "| Exit criteria | Date set | Seen |\n")
    stages = [(e.name, e.text) for e in proposal.entries if e.kind == "stage"]
    assert stages == [("Discovery", "Talk"), ("Demo", "Show")]
    assert found(proposal, "exit_criterion") == [("process.discovery", "Date set"), ("process.demo", "Seen")]


def test_table_of_moves_from_stage_to_stage(proposed):
    proposal = proposed("## Stage 1: Discovery\n\nTalk.\n\n## Stage 2: Demo\n\nShow.\n\n## Moves\n\n"
                        "| From | To | Requires |\n"
                        "|-|-|-|\n| Discovery | Demo | Buyer has named a date |\n")
    assert found(proposal, "exit_criterion") == [("process.discovery", "Buyer has named a date")]


def test_durations_by_stage_make_no_stages(proposed):
    text = "# Stage duration benchmarks\n\n| Stage | Target |\n|-|-|\n| Discovery | 3 days |\n| Demo | 9 days |\n"
    assert names(proposed(text), "stage") == []


def test_exit_criteria_by_stage_in_a_chapter_of_their_own(proposed):
    proposal = proposed("# Sales stages\n\n1. Discovery\n2. Demo\n3. Proposal\n\n# Exit criteria\n\n## Discovery\n\n"
                        "- Date set\n\n"
                        "## Demo\n\n- Yard has seen it\n")
    assert names(proposal, "stage") == ["Discovery", "Demo", "Proposal"]
    assert found(proposal, "exit_criterion") == [("process.discovery", "Date set"), ("process.demo", "Yard has seen "
                                                                                                     "it")]


def test_criteria_in_one_line_or_in_a_nested_list(proposed):
    proposal = proposed("# Stages\n\n1. Discovery\n   - Purpose: talk\n   - Exit criteria\n"
                        "     - Buyer has named a date\n"
                        "2. Demo\n   - Exit criteria: Yard has seen it\n")
    assert found(proposal, "exit_criterion") == [
        ("process.discovery", "Buyer has named a date"), ("process.demo", "Yard has seen it")]


def test_rules_in_prose(proposed):
    proposal = proposed("## Stage 1: Discovery\n\nTalk.\n\n## Stage 2: Demo\n\nShow.\n\n## Stage 3: Proposal\n\n"
                        "Write.\n\n## Rules\n\n"
                        "A deal leaves Discovery only when the buyer has named a date. Before moving to Proposal, the "
                        "yard "
                        "must have seen it. Sellers never discount early. If the champion leaves, ask the sponsor.\n")
    assert found(proposal, "exit_criterion") == [
        ("process.discovery", "the buyer has named a date."), ("process.demo", "the yard must have seen it.")]
    assert names(proposal, "behaviour") == ["Sellers never discount early"]
    assert one(proposal, "play").fields["when"] == ["the champion leaves"]
    assert all(e.confidence < 0.9 for e in proposal.entries if e.kind in ("exit_criterion", "behaviour", "play"))


def test_line_that_leads_to_the_list_is_no_criterion(proposed):
    proposal = proposed("## Stage 1: Demo\n\n### Exit criteria\n\n"
                        "*These activities must be completed before moving on*\n\n"
                        "- Yard has seen it\n\nIn addition, think of lunch.\n")
    assert found(proposal, "exit_criterion") == [("process.demo", "Yard has seen it")]


def test_criterion_without_a_stage_asks_for_one(proposed):
    entry = one(proposed("# Exit criteria\n\n- Buyer has named a date\n"), "exit_criterion")
    assert (entry.place, entry.questions[0]) == ("process", "Which stage does this close?")
    assert entry.confidence < 0.6


@pytest.mark.parametrize(("text", "asked", "sure"), [
    ("Buyer has named a date", None, 0.92),
    ("Date is in the calendar", "Whose words or acts prove this?", 0.92),
    ("Demo delivered", "This is something the seller does", 0.8),
    ("Buyer is engaged", "Two people read 'engaged' differently", 0.87),
    ("Buyer has named a date and CFO has agreed", "Are these two criteria?", 0.89),
    ("Is there a date?", "This is a question", 0.82),
    ("Disqualified → Closed-Lost", "leads out of the pipeline", 0.4),
])
def test_doubtful_criterion_asks_and_is_less_sure(proposed, text, asked, sure):
    entry = one(proposed(f"## Stage 1: Demo\n\n### Exit criteria\n\n- {text}\n"), "exit_criterion")
    assert entry.confidence == pytest.approx(sure)
    assert any(asked in q for q in entry.questions) if asked else entry.questions == []


def test_stage_without_exit_criteria_and_of_its_own_name_asks(proposed):
    proposal = proposed("# Sales stages\n\n## Stage 1: Harbour talk\n\nText.\n\n## Stage 2: Closed won\n\nText.\n")
    first, last = (e for e in proposal.entries if e.kind == "stage")
    assert [q.split("?")[0] for q in first.questions] == [
        "What has the buyer done when this stage is over",
        "Which of lead, discovery, demo, proposal, negotiation and closed is this stage closest to"]
    assert last.questions == ["Is this what you call the closed stage?"]


# ---- qualification

@pytest.mark.parametrize("text", [
    "# MEDDPICC\n\n## M – Metrics\n\nIn money.\n\n## E – Economic Buyer\n\nPays.\n\n## I – Identify Pain\n\nHurts.\n",
    "# Qualification\n\n- **Metrics**: In money.\n- **Economic Buyer**: Pays.\n- **Pain**: Hurts.\n",
    "| Letter | Element | Definition |\n|-|-|-|\n| M | Metrics | In money. |\n| E | Economic buyer | Pays. |\n"
    "| I | Identify pain | Hurts. |\n",
    "## Metrics\n\n**(M) Metrics: *In money.***\n\n## Economic buyer\n\nPays.\n\n## Implicate the pain\n\nHurts.\n",
])
def test_elements_by_heading_letter_list_and_table(proposed, text):
    proposal = proposed(text)
    assert [(e.canonical, e.text) for e in proposal.entries if e.kind == "element"] == [
        ("metrics", "In money."), ("economic_buyer", "Pays."), ("implicate_the_pain", "Hurts.")]


def test_element_of_the_companys_own_among_known_ones(proposed):
    head = "\n\n### Questions\n\n- {}\n\n"
    asked = {"Metrics": "How much?", "Shipyard politics": "Who?", "Champion": "Whom?", "Competition": "Else?"}
    chapters = "".join(f"## {name}" + head.format(question) for name, question in asked.items())
    proposal = proposed(f"# MEDDPPICC\n\n{chapters}## Resources\n\nx\n")
    assert names(proposal, "element") == ["Metrics", "Shipyard politics", "Champion", "Competition"]
    assert ("qualification.shipyard_politics", "Who?") in found(proposal, "question")


@pytest.mark.parametrize(("framework", "elements"), [
    ("BANT", ["Budget", "Authority", "Need", "Timeline"]),
    ("SPICED", ["Situation", "Pain", "Impact", "Critical Event", "Decision"]),
    ("CHAMP", ["Challenges", "Authority", "Money", "Prioritization"]),
    ("GPCT", ["Goals", "Plans", "Challenges", "Timeline"]),
    ("SPIN", ["Situation", "Problem", "Implication", "Need-payoff"]),
])
def test_frameworks_are_known_by_name(proposed, framework, elements):
    proposal = proposed(f"## {framework}\n\n" + "\n".join(f"- **{e}**: what we must know" for e in elements))
    assert (names(proposal, "element"), proposal.framework) == (elements, framework)


def test_two_elements_for_one_canonical_id_ask_which_to_keep(proposed):
    proposal = proposed("## MEDDIC\n\n- Metrics: a\n- Economic buyer: b\n- Champion: c\n\n## BANT\n\n- Budget: d\n"
                        "- Authority: e\n")
    asked = {e.name: [q for q in e.questions if "keep one" in q] for e in proposal.entries}
    assert asked["Authority"] == ["This maps to the same as Economic buyer: keep one of them?"]
    assert asked["Champion"] == []


def test_labelled_questions_go_to_their_elements(proposed):
    proposal = proposed("## Qualifying questions (BANT)\n\n- **Budget**: Is there a line for it?\n"
                        "- **Need**: What hurts?\n"
                        "- **Timeline**: By when?\n")
    assert found(proposal, "question") == [
        ("qualification.budget", "Is there a line for it?"), ("qualification.need", "What hurts?"),
        ("qualification.timeline", "By when?")]


def test_elements_named_as_criteria_stay_criteria(proposed):
    proposal = proposed("## Stage 1: Demo\n\n### Exit criteria\n\n- Metrics: named\n- Champion: tested\n"
                        "- Competition: known\n")
    assert names(proposal, "element") == []
    assert len(found(proposal, "exit_criterion")) == 3


def test_parts_of_an_element(proposed):
    proposal = proposed(
        "# MEDDIC\n\n## Metrics\n\nIn money.\n\n### Common pitfalls\n\n- Our own numbers\n\n### What to look for\n\n"
        "- Baseline: today's value\n\n### Scoring\n\n- 0: nothing\n- 3: all of it\n\n## Champion\n\nActs.\n\n"
        "## Competition\n\nElse.\n")
    entry = next(e for e in proposal.entries if e.key == "metrics")
    assert entry.fields == {"definition": ["In money."], "risks": ["Our own numbers"], "components": ["Baseline: "
                                                                                                      "today's value"],
                            "anchors": ["0: nothing", "3: all of it"]}


# ---- method, behaviours, plays

def test_method_by_table_list_and_label(proposed):
    proposal = proposed(
        "# Our method\n\n| Problem | Impact | Root cause | Promise | Payoff |\n|-|-|-|-|-|\n"
        "| Typed twice | Hours | No link | Once | Time |\n\n"
        "## Value drivers\n\n- **Time released**: hours back\n\n## Buyer psychology\n\n"
        "- **Loss aversion**: what waiting costs\n\n"
        "**Why change?** It costs more than you think.\n**Why now?** The hall opens in May.\n\n"
        "## Feature-led and problem-led\n\n| Feature-led | Problem-led |\n|-|-|\n"
        "| We have rules | You told us of errors |\n")
    places = [(e.place, e.name) for e in proposal.entries if e.kind == "method"]
    assert places == [
        ("method.rows", "Typed twice"), ("method.value_drivers", "Time released"), ("method.levers", "Loss aversion"),
        ("method.positions", "Why change"), ("method.positions", "Why now"), ("method.pairs", "You told us of errors")]


@pytest.mark.parametrize(("heading", "occasion"), [
    ("Discovery call", "discovery"), ("Running a great demo", "demo"), ("The business case", "business_case"),
    ("Writing the proposal", "proposal"), ("Deal reviews", "review"), ("First call", "lead"),
    ("CRM hygiene", "hygiene")])
def test_guidance_knows_its_conversation(proposed, heading, occasion):
    proposal = proposed(f"# {heading}\n\n## Do\n\n- Start with their case\n\n## Don't\n\n- Show every feature\n")
    told = [(e.place, e.text, e.fields["part"]) for e in proposal.entries if e.kind == "method"]
    assert told == [(f"method.guidance.{occasion}", "Start with their case", ["do"]),
                    (f"method.guidance.{occasion}", "Show every feature", ["dont"])]


def test_behaviours_with_what_goes_against_them(proposed):
    proposal = proposed("# Selling behaviours\n\n## Multi-threading\n\nThree people have spoken to us.\n\n"
                        "### What it looks like\n\n"
                        "- Asks who else\n\n### Anti-patterns\n\n- One friend answers for all\n\n"
                        "## Next step control\n\nA date.\n")
    first, second = (e for e in proposal.entries if e.kind == "behaviour")
    assert (first.canonical, first.text) == ("multi_threading", "Three people have spoken to us.")
    assert first.fields["indicators"] == ["Asks who else"]
    assert first.fields["anti_patterns"] == ["One friend answers for all"]
    assert (second.canonical, second.place) == ("next_step_control", "behaviours")


def test_plays_by_heading_sentence_and_table(proposed):
    proposal = proposed("# Plays\n\n## Champion goes quiet\n\nWhen: ten days of silence\n\n1. Call the sponsor\n"
                        "2. Ask why\n\n"
                        "Success: a dated answer\n\n# If-then\n\n- If legal sends redlines, then book a call.\n\n"
                        "# Objection handling\n\n"
                        "| Objection | Response |\n|-|-|\n| Too dear | Ask what waiting costs |\n")
    plays = {e.name: e.fields for e in proposal.entries if e.kind == "play"}
    assert plays["Champion goes quiet"] == {
        "when": ["ten days of silence"], "steps": ["Call the sponsor", "Ask why"], "success": ["a dated answer"]}
    assert plays["legal sends redlines"]["steps"] == ["book a call."]
    assert plays["Too dear"]["steps"] == ["Ask what waiting costs"]


def test_what_is_no_playbook_gives_no_entries(proposed):
    proposal = proposed("# Forecast categories\n\n- **Commit** - we count on it\n- **Best case** - it may come\n\n"
                        "# Travel\n\n"
                        "Book trains early.\n")
    assert proposal.entries == []
    assert {u.why for u in proposal.unplaced}


# ---- several documents

def test_what_two_documents_say_alike_is_proposed_once_with_both_sources(proposed):
    text = "## Stage 1: Discovery\n\n### Exit criteria\n\n- Buyer has named a date\n"
    proposal = proposed(text, text + "- Buyer has named the cost\n")
    stage = one(proposal, "stage")
    first, second = (e for e in proposal.entries if e.kind == "exit_criterion")
    assert [s.file for s in (stage.source, *stage.also)] == ["book1.md", "book2.md"]
    assert [s.file for s in (first.source, *first.also)] == ["book1.md", "book2.md"]
    assert (second.source.file, second.also) == ("book2.md", [])


def test_files_of_one_name_are_told_apart(tmp_path):
    paths = [tmp_path / folder / "book.md" for folder in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text("## Stage 1: Demo\n\nShow it.\n")
    assert propose(paths).files == [str(p) for p in paths]


def test_stage_of_one_document_closes_in_another(proposed):
    proposal = proposed("# Exit criteria\n\n## Discovery\n\n- Date set\n", "# Sales stages\n\n1. Discovery\n2. Demo\n"
                                                                           "3. Closed won\n")
    assert found(proposal, "exit_criterion") == [("process.discovery", "Date set")]
