"""The draft and its quote check: what is observed really stands there."""

import json

import pytest
from evaluation_fakes import CALL, FakeEvidence, action, call, crm_quote, draft, observed, quote, record
from pydantic import ValidationError

from studio.drafting.draft import Draft, Observation, Usage
from studio.drafting.quotes import find_places, record_text, verify_quotes

SEEN = {"call": call()}
HOURS = "we lose forty hours a week"


def refusals(*quotes, evidence=SEEN):
    kept, refused = verify_quotes([observed("o1", "metrics", *quotes)], evidence, record(champion="Dana"))
    return len(kept), [r.reason for r in refused]


def test_observation_without_a_quote_cannot_be_constructed():
    with pytest.raises(ValidationError):
        Observation(id="o1", statement="said", quotes=[])


def test_draft_is_never_edited_in_place():
    with pytest.raises(ValidationError):
        draft().approval = "approved"


def test_json_has_the_keys_of_the_contract():
    found = draft(observed=[observed("o1", "metrics", quote(HOURS), crm_quote("champion", "Dana"))],
                  recommended=[action(1, "metrics", "dana")])
    data = json.loads(found.to_json())
    assert list(data) == [
        "workflow", "deal", "as_of", "engine", "model", "playbook", "specificity", "observed", "inferred",
        "recommended", "behaviours", "stage_supported", "document", "usage", "approval"]
    assert data["approval"] == "undecided" and data["recommended"][0]["with"] == ["dana"]
    first, second = data["observed"][0]["quotes"]
    assert set(first) == {"evidence", "speaker", "start", "end", "text"} and second["field"] == "champion"
    assert Draft.model_validate_json(found.to_json()) == found


def test_digest_leaves_out_usage_and_nothing_else():
    assert draft().digest() == draft(usage=Usage(seconds=9)).digest()
    assert draft().digest() != draft({"metrics": "partial"}).digest()


def test_verbatim_quotes_of_evidence_and_record_are_kept():
    assert refusals(quote(HOURS), crm_quote("champion", "Dana")) == (1, [])


def test_quote_that_is_not_verbatim_is_refused():
    kept, reasons = refusals(quote(HOURS) | {"text": "we lose fifty hours a week"})
    assert kept == 0 and "do not stand" in reasons[0]


def test_quote_at_other_offsets_is_refused():
    assert refusals(quote(HOURS) | {"start": 7, "end": 33})[0] == 0
    assert refusals(quote(HOURS) | {"start": -1})[0] == 0
    assert refusals(quote(HOURS) | {"start": None})[0] == 0


def test_quote_over_two_turns_is_refused():
    kept, reasons = refusals(quote("slotting.\nTom: who signs?"))
    assert kept == 0 and "one turn" in reasons[0]


def test_quote_from_evidence_that_cannot_be_seen_yet_is_refused():
    assert "cannot be seen" in refusals(quote(HOURS), evidence={})[1][0]


def test_quote_over_300_characters_is_refused():
    long = FakeEvidence("call", "Dana: " + "a" * 400)
    for length, kept in ((300, 1), (301, 0)):
        assert refusals(quote("a" * length, long), evidence={"call": long})[0] == kept


def test_record_quote_must_stand_in_its_own_field():
    assert refusals(crm_quote("champion", "Robert"))[0] == 0
    assert refusals(crm_quote("economic_buyer", "Dana"))[0] == 0


def test_observation_keeps_its_sound_quotes_and_loses_the_others():
    half = observed("o1", "metrics", quote(HOURS), quote(HOURS) | {"end": 20})
    kept, refused = verify_quotes([half], SEEN, record())
    assert len(kept[0].quotes) == 1 and refused[0].observation == "o1"


def test_record_text_is_the_field_as_people_read_it():
    assert record_text(record(champion="Dana"), "champion") == "Dana"
    assert record_text(record(), "amount") == "240000"
    assert record_text(record(), "stage") == "Proposal"
    assert record_text(record(), "fields") is None and record_text(record(), None) is None


def test_places_are_code_points_of_the_unfolded_text():
    text = "naïve – 𝒳 said\n  so, said so"
    assert [text[a:b] for a, b in find_places("said so", text)] == ["said\n  so", "said so"]
    assert find_places("  ", text) == []
    assert find_places("aa", "aaa") == [(0, 2), (1, 3)]
    assert len(find_places("Dana:", CALL)) == 2
