"""The same handbook gives the same entries, whatever format it is in."""

import import_documents as documents
import pytest

from studio.exchange.documents import propose, read_blocks


@pytest.fixture(scope="module", params=documents.FORMATS)
def handbook(request, tmp_path_factory):
    """The handbook in one format."""
    return documents.FORMATS[request.param](tmp_path_factory.mktemp("handbook") / f"handbook{request.param}")


@pytest.fixture(scope="module")
def proposal(handbook):
    """What is proposed for it."""
    return propose([handbook])


def entries(proposal, kind):
    return [e for e in proposal.entries if e.kind == kind]


def test_stages_are_found_in_order_with_what_they_are_for(proposal):
    found = entries(proposal, "stage")
    assert [(e.name, e.place, e.canonical) for e in found] == [
        ("Discovery", "process", "discovery"), ("Demo", "process", "demo")]
    assert [e.text for e in found] == [
        "Find out what stops the yard from launching on time.", "The yard sees its own plan in the tool."]
    assert found[0].fields["buyer_activities"] == ["Shows us the slipway plan"]
    assert found[1].fields["duration"] == ["2-4 weeks"]


def test_exit_criteria_stand_at_their_stage(proposal):
    assert [(e.place, e.text) for e in entries(proposal, "exit_criterion")] == [
        ("process.discovery", "Buyer has told us of one launch that slipped"),
        ("process.discovery", "Presentation was sent"),
        ("process.demo", "Yard manager has named what is still missing")]


def test_elements_map_to_their_canonical_ids(proposal):
    assert [(e.key, e.canonical, e.text) for e in entries(proposal, "element")] == [
        ("metrics", "metrics", "Days of delay and what one costs the yard."),
        ("economic_buyer", "economic_buyer", "Whoever releases money without asking again."),
        ("implicate_the_pain", "implicate_the_pain", "What the delay does to people and contracts.")]
    assert proposal.framework == "MEDDPICC"


def test_question_belongs_to_its_element(proposal):
    assert [(e.place, e.text) for e in entries(proposal, "question")] == [
        ("qualification.metrics", "How many days did the last three ships slip?")]


def test_objection_and_its_answer_are_a_play(proposal):
    [play] = entries(proposal, "play")
    assert (play.place, play.text) == ("plays", "Ask who reads the paper on Sunday")
    assert play.fields["when"] == ["Our planners use paper"]


def test_what_has_no_place_is_listed_with_a_reason(proposal):
    left = {u.text: u for u in proposal.unplaced}
    canteen = next(u for text, u in left.items() if "The canteen opens at noon." in text)
    assert canteen.why and canteen.file.startswith("handbook")
    assert any("crew that sells to shipyards" in text for text in left)


def test_each_entry_says_where_it_stands_in_words_of_the_document(proposal, handbook):
    told = {line for block in read_blocks(handbook) for line in block.text.split("\n")}
    place = {".pptx": "slide", ".pdf": "page", ".docx": "section", ".html": "section"}.get(handbook.suffix, "line")
    for entry in proposal.entries:
        assert entry.source.file == handbook.name
        assert place in entry.source.where
        for line in entry.source.passage.split("\n"):
            assert line in told or all(cell in " ".join(told) for cell in line.split(" | "))


def test_menu_script_and_footer_of_a_page_are_left_out(tmp_path):
    said = " ".join(b.text for b in read_blocks(documents.html(tmp_path / "x.html")))
    assert not any(word in said for word in ("Menu", "steal", "Imprint"))
