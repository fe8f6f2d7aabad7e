"""Rules of conduct, of conversation and for trouble, by heading and by wording."""

import pytest

from studio.exchange.documents import propose


@pytest.fixture
def proposed(tmp_path):
    """The proposal for a text, read as Markdown."""

    def reading(text):
        (tmp_path / "book.md").write_text(text, encoding="utf-8")
        return propose([tmp_path / "book.md"])

    return reading


def told(proposal, kind):
    return [(e.name, e.text, e.canonical) for e in proposal.entries if e.kind == kind]


@pytest.mark.parametrize(("rule", "canonical"), [
    ("Every tasting ends with a dated step that the café has agreed to.", "next_step_control"),
    ("No call ends without the next visit in both calendars.", "next_step_control"),
    ("Before a sample is sent we have spoken with the head baker, the buyer and the owner.", "multi_threading"),
    ("Each order above two tonnes has at least three contacts in two departments.", "multi_threading"),
    ("We ask for the last burnt batch before we show a roast.", "problem_led"),
    ("Never open a price list before the café has told us what hurts.", "problem_led"),
    ("The cost of waste is worked out with the customer, never brought along.", "quantified_impact"),
])
def test_rule_of_conduct_is_known_by_what_it_asks_for(proposed, rule, canonical):
    words = rule.replace("tasting", "meeting").replace("price list", "slide")
    [(_, text, known)] = told(proposed(f"# Coffee\n\n{words}\n"), "behaviour")
    assert (text, known) == (words, canonical)


@pytest.mark.parametrize("words", [
    "Our customers have three departments that roast.", "We have two contacts at the port.",
    "Every employee has three people to ask.", "The next step after the holidays is the picnic."])
def test_statement_that_asks_nothing_of_a_seller_is_no_rule(proposed, words):
    assert told(proposed(f"# Coffee\n\n{words}\n"), "behaviour") == []


@pytest.mark.parametrize("heading", ["Standards we hold each other "
                                     "to", "Rules for our sellers", "What managers look for",
                                     "Expectations of account executives", "Our five rules"])
def test_items_under_standards_are_behaviours_named_by_their_first_sentence(proposed, heading):
    proposal = proposed(f"# Honey\n\n## {heading}\n\n- Taste first. Nobody quotes a jar unopened.\n- Two beekeepers a "
                        f"deal\n")
    assert [(name, text) for name, text, _ in told(proposal, "behaviour")] == [
        ("Taste first", "Taste first. Nobody quotes a jar "
                        "unopened."), ("Two beekeepers a deal", "Two beekeepers a deal")]


@pytest.mark.parametrize("heading", ["How we run conversations", "The art of listening", "Conduct of meetings",
                                     "From pain to promise"])
def test_statements_under_a_heading_about_talks_guide_them(proposed, heading):
    proposal = proposed(f"# Glass\n\n## {heading}\n\nA first call has one job: to hear of the last pane that broke.\n\n"
                        "Never name a coating before the glazier has named a pane.\n")
    assert [e.fields["part"] for e in proposal.entries if e.kind == "method"] == [["do"], ["dont"]]
    assert [e.kind for e in proposal.entries] == ["method", "method"]


def test_rule_about_contacts_under_talks_is_a_behaviour_all_the_same(proposed):
    proposal = proposed("# Glass\n\n## Conduct of visits\n\nFrom the first cut on, planner, glazier and architect "
                        "shall "
                        "each have a contact who answers.\n")
    assert [c for _, _, c in told(proposal, "behaviour")] == ["multi_threading"]


@pytest.mark.parametrize("words", [
    "If the head baker has not replied for a week, send the owner the count of burnt loaves.",
    "Where a board paper is withdrawn, the seller shall ask the treasurer for the open question.",
    "When purchasing takes over, invite the plant manager to a tasting."])
def test_trouble_on_the_buyers_side_with_something_to_do_is_a_play(proposed, words):
    [play] = [e for e in proposed(f"# Flour\n\n{words}\n").entries if e.kind == "play"]
    assert play.fields["when"] and play.fields["steps"] == [words.split(", ", 1)[1]]


@pytest.mark.parametrize("words", [
    "If you have not received your laptop in time, ask the office manager.",
    "If an employee is ill for more than three days, send a note to the owner.",
    "When the sun is out, open the window."])
def test_trouble_of_working_life_is_no_play(proposed, words):
    assert told(proposed(f"# Flour\n\n{words}\n"), "play") == []


def test_heading_that_says_play_opens_one_among_other_things(proposed):
    proposal = proposed("# Ropes\n\n## Habits\n\n- Coil first\n\n### Play: the rigger says no\n\nIf the rigger has not "
                        "been asked by the end of the trial, ask the skipper for a walk along the deck.\n")
    [play] = [e for e in proposal.entries if e.kind == "play"]
    assert play.name == "the rigger says no"
    assert play.fields["when"] == ["the rigger has not been asked by the end of the trial"]
    assert [name for name, _, _ in told(proposal, "behaviour")] == ["Coil first"]


def test_behaviour_called_next_steps_is_one_under_standards(proposed):
    proposal = proposed("# Ropes\n\n## What we expect of each other\n\n### Next steps\n\nNo visit ends without one.\n")
    assert told(proposal, "behaviour") == [("Next steps", "No visit ends without one.", "next_step_control")]


def test_stages_no_longer_in_use_and_titles_make_no_guidance(proposed):
    proposal = proposed("# Sales process & qualification\n\n## What a loom is\n\nA frame that does not move.\n\n"
                        "## Old stages\n\nWe used to have Warp / Weft. Do not use these names any more.\n")
    assert proposal.entries == []


@pytest.mark.parametrize(("feature", "problem"), [
    ("Feature-led: \"A rotating screen.\"", "Problem-led: \"You shovel for two hours.\""),
    ("Don't say: our screen rotates", "Say: your mill stands "
                                      "still"), ("❌ \"98% efficiency\"", "✅ \"Your mill stands\"")])
def test_two_lines_that_say_it_by_feature_and_by_problem_are_a_pair(proposed, feature, problem):
    proposal = proposed(f"# Mills\n\n## Feature-led and problem-led\n\n{feature}\n\n{problem}\n")
    [pair] = proposal.entries
    assert pair.place == "method.pairs"
    assert [pair.fields["feature_led"][0] in feature, pair.fields["problem_led"][0] in problem] == [True, True]


def test_second_condition_under_a_play_is_a_play_of_its_own(proposed):
    proposal = proposed("# Mills\n\n## Plays\n\n### New mayor\n\nWhen: a mayor is elected.\n\nThen: invite the "
                        "mayor.\n\n"
                        "- If the permit is late, then ask for the missing page.\n")
    assert [e.fields["when"] for e in proposal.entries] == [["a mayor is elected."], ["the permit is late"]]


def test_never_under_a_conversation_guides_it(proposed):
    proposal = proposed("# Mills\n\n## Proposal\n\n- Start with their number\n- Never more than two options\n")
    assert [(e.place, e.fields["part"]) for e in proposal.entries] == [
        ("method.guidance.proposal", ["do"]), ("method.guidance.proposal", ["dont"])]
