"""A playbook of what was accepted, each entry with its sources."""

import pytest

from playbook.files import parse_playbook, to_yaml
from studio import actions
from studio.actions import BadInput
from studio.exchange.documents import playbook_from, propose

TEXT = """\
# Sales stages

## Stage 1: Discovery

Talk about launches.

### Exit criteria

- Buyer has named a date
- Deck seen (if applicable)

### Typical duration

2-4 weeks

### Questions

- What slipped last?

## Stage 2: Demo

Show it.

# MEDDIC

- **Metrics**: Days of delay.
- **Economic Buyer**: Who releases money.
- **Champion**: Acts for us.

## Metrics

### Questions

- How many days?

### What to look for

- Baseline: days last year

### Scoring

- 0: nothing known
- 3: confirmed by two

# BANT

- **Budget**: money set aside
- **Authority**: who says yes

# Behaviours

## Multi-threading

Three people have spoken.

# Plays

## Champion goes quiet

When: ten days of silence

1. Call the sponsor

# Discovery call

## Do

- Ask for the last case

## Don't

- Open the product

Talk track:

"Take one ship."

# Why now?

The dock opens in May.

# Exit criteria

- Nobody knows where this belongs
"""


@pytest.fixture(scope="module")
def proposal(tmp_path_factory):
    """The proposal for a document with an entry of every kind."""
    path = tmp_path_factory.mktemp("book") / "book.md"
    path.write_text(TEXT)
    return propose([path])


@pytest.fixture(scope="module")
def book(proposal):
    """The playbook of all of it."""
    return playbook_from(proposal, id="acme", name="Acme")


def by_id(entries):
    return {entry.id: entry for entry in entries}


def test_playbook_reads_back_the_same(book):
    assert parse_playbook(to_yaml(book)) == book
    assert (book.id, book.name, book.sources[0].title) == ("acme", "Acme", "book.md")


def test_stage_holds_its_parts_and_criteria(book):
    stage = by_id(book.process)["discovery"]
    assert (stage.canonical, stage.purpose, stage.typical_days) == ("discovery", "Talk about launches.", 21)
    named, seen = stage.exit_criteria
    assert (named.statement, named.said_by, named.mandatory) == ("Buyer has named a date", ["buyer"], True)
    assert (seen.said_by, seen.mandatory) == ([], False)


def test_each_entry_has_its_source(book):
    for _, path, entry in book.entries():
        if path == "process.still_to_be_placed":
            continue
        assert entry.sources and all(s.title == "book.md" and s.where and s.passage for s in entry.sources), path
    criterion = by_id(book.process)["discovery"].exit_criteria[0]
    assert criterion.sources[0].passage == "Buyer has named a date"


def test_criterion_without_a_stage_goes_to_one_that_the_user_names(proposal, book):
    assert book.process[-1].name == "Still to be placed"
    other = playbook_from(proposal, id="acme", name="Acme", unsettled="Parking lot")
    assert [c.statement for c in by_id(other.process)["parking_lot"].exit_criteria] == ["Nobody knows where this "
                                                                                        "belongs"]


def test_element_holds_definition_components_anchors_and_questions(book):
    metrics = by_id(book.qualification.elements)["metrics"]
    assert (metrics.canonical, metrics.definition, metrics.questions) == ("metrics", "Days of delay.", ["How many "
                                                                                                        "days?"])
    assert [(c.name, c.meaning) for c in metrics.components] == [("Baseline", "days last year")]
    assert [(a.score, a.meaning) for a in metrics.anchors] == [(0, "nothing known"), (3, "confirmed by two")]


def test_canonical_id_is_given_once(book):
    elements = by_id(book.qualification.elements)
    assert elements["economic_buyer"].canonical == "economic_buyer"
    assert elements["authority"].canonical is None


def test_questions_of_a_stage_guide_its_conversation(book):
    guide = by_id(book.method.guidance)["discovery_questions"]
    assert (guide.occasion, guide.questions) == ("discovery", ["What slipped last?"])


def test_guidance_gathers_what_to_do_and_not(book):
    guide = by_id(book.method.guidance)["discovery"]
    assert (guide.do, guide.dont, guide.talk_track) == (["Ask for the last case"], ["Open the product"], ['"Take one '
                                                                                                          'ship."'])
    assert by_id(book.method.positions)["why_now"].definition == "The dock opens in May."


def test_play_closes_what_it_names(book):
    [play] = book.plays
    assert (play.closes, play.when[0].entry, play.steps) == (["champion"], "champion", ["Call the sponsor"])
    assert play.why == "When: ten days of silence"


def test_only_what_is_accepted_is_taken(proposal):
    kept = [e.id for e in proposal.entries if e.kind in ("exit_criterion", "question")]
    book = playbook_from(proposal, kept, id="acme", name="Acme")
    assert [(s.name, len(s.exit_criteria)) for s in book.process] == [("Still to be placed", 3)]
    assert book.qualification.elements == []
    assert {q for g in book.method.guidance for q in g.questions} == {"What slipped last?", "How many days?"}


def test_mended_entry_is_what_the_playbook_gets(proposal):
    stage = next(e for e in proposal.entries if e.kind == "stage")
    lost = next(e for e in proposal.entries if e.place == "process" and e.kind == "exit_criterion")
    mended = (proposal.mended(stage.id, name="Harbour talk", text="Hear what slipped.")
              .mended(lost.id, place="process.demo", text="Yard has seen it"))
    process = by_id(playbook_from(mended, id="acme", name="Acme").process)
    assert (process["discovery"].name, process["discovery"].purpose) == ("Harbour talk", "Hear what slipped.")
    assert [c.statement for c in process["demo"].exit_criteria] == ["Yard has seen it"]
    assert process["demo"].exit_criteria[0].sources[0].passage == "Nobody knows where this belongs"


def test_mending_what_is_not_there_is_refused(proposal):
    with pytest.raises(KeyError):
        proposal.mended("nothing", text="x")


def test_nothing_to_take_is_told_of(proposal, tmp_path):
    with pytest.raises(BadInput, match="no entry is accepted"):
        actions.imported_playbook(proposal, [], name="Acme")
    (tmp_path / "menu.md").write_text("Soup of the day.")
    with pytest.raises(BadInput, match=r"menu\.md: nothing in it was recognised"):
        actions.imported_playbook(actions.propose([tmp_path / "menu.md"]), name="Acme")


def test_same_names_get_ids_of_their_own(tmp_path):
    path = tmp_path / "book.md"
    path.write_text("## Stage 1: Demo\n\n### Exit criteria\n\n"
                    "- Seen by the yard in March of this year, with the crane on\n"
                    "- Seen by the yard in March of this year, with the crane off\n")
    [stage] = playbook_from(propose([path]), id="x", name="X").process
    assert len({c.id for c in stage.exit_criteria}) == 2
