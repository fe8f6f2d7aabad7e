"""Controls: shuffled and placebo playbooks, and the text-blind guess."""

import pytest
from evaluation_fakes import deal_case, label_set
from hypothesis import given
from hypothesis import strategies as st

from playbook.files import read_playbook, to_json
from playbook.ladder import LEVELS, at_level
from playbook.model import Playbook
from studio.evaluation.controls import fit_and_predict, placebo, shuffled, text_blind
from studio.evaluation.shuffle import derangement


def element(canonical, word):
    return {
        "id": canonical, "name": f"{word} name", "canonical": canonical, "owner": f"owner of {canonical}",
        "definition": f"{word} must be known, in the buyer's own words and not in ours",
        "components": [{"id": f"{word}-part", "name": f"{word} part", "meaning": f"the {word} is named",
                        "cues": [word, f"{word}s"], "needs": ["person"], "said_by": ["buyer"],
                        "signals": [f"our {word} is here", f"we have a {word}"], "required": True}],
        "fields": [{"id": "f", "name": f"{word} field", "component": f"{word}-part"}],
        "record": [{"field": canonical, "compare": "person", "component": f"{word}-part"}],
        "examples": {"good": [f"{word} good"], "bad": [], "plausible": [f"{word} so so"]}}


def play(canonical, word):
    return {"id": f"reach-{canonical}", "name": f"{word} play", "action": f"go to the {word}",
            "when": [{"entry": canonical, "component": f"{word}-part"}], "closes": [canonical],
            "with_whom": [{"find": "person_for", "entry": canonical}], "steps": [f"call the {word}"]}


def book(words, book_id="p"):
    names = ("metrics", "champion", "economic_buyer")
    return Playbook.model_validate({
        "id": book_id, "name": "P", "version": 4,
        "qualification": {"elements": [element(n, w) for n, w in zip(names, words, strict=True)]},
        "behaviours": [{"id": b, "name": b, "canonical": b, "standard": f"{b} {words[0]}"}
                       for b in ("why_now", "why_us")],
        "process": [{"id": s, "name": s, "canonical": s, "purpose": f"{s} {words[0]}", "exit_criteria": [
            {"id": "out", "name": f"{s} out", "statement": f"{s} {words[0]} done", "proof": "qualification",
             "requires": [{"element": "metrics"}]}]} for s in ("discovery", "demo")],
        "method": {"rows": [{"id": f"row{i}", "name": w, "problem": f"{w} problem", "promise": f"{w} promise"}
                            for i, w in enumerate(words)]},
        "plays": [play(n, w) for n, w in zip(names, words, strict=True)]})


SALES = book(["number", "champion", "signatory"])
BAKERY = Playbook.model_validate(book(["loaf", "oven", "crust"], "bakery").model_dump() | {"name": "Bakery"})
for one in BAKERY.qualification.elements:
    one.record[0].field = "oven_number"
    part = one.components[0]
    part.said_by, part.needs, part.required = ["seller"], ["document"], False


@given(st.lists(st.integers(0, 9), min_size=2, max_size=30, unique=True), st.integers(0, 99))
def test_derangement_moves_every_entry(keys, seed):
    order = derangement(keys, seed)
    assert sorted(order) == list(range(len(keys)))
    assert all(i != j for i, j in enumerate(order))


def test_derangement_of_repeated_keys_keeps_none_where_it_can():
    keys = ["a"] * 3 + ["b"] * 3
    assert all(keys[i] != keys[j] for i, j in enumerate(derangement(keys)))
    assert sorted(derangement(["a", "a", "a"])) == [0, 1, 2]
    assert derangement(["a"]) == [0] and derangement([]) == []


def test_shuffled_puts_right_texts_on_wrong_entries_and_keeps_identity():
    mixed = shuffled(SALES)
    for before, after in zip(SALES.qualification.elements, mixed.qualification.elements, strict=True):
        assert (before.id, before.canonical, before.owner) == (after.id, after.canonical, after.owner)
        assert before.definition != after.definition and before.name != after.name
        assert after.record[0].component == after.components[0].id
    both = [{e.definition for e in b.qualification.elements} for b in (mixed, SALES)]
    assert both[0] == both[1]
    assert mixed.process[0].exit_criteria[0].statement == "demo number done"
    assert mixed.behaviours[0].standard.startswith("why_us")


def test_shuffled_rows_keep_their_problem_and_plays_their_gap():
    mixed = shuffled(SALES)
    for before, after in zip(SALES.method.rows, mixed.method.rows, strict=True):
        assert before.problem == after.problem and before.promise != after.promise
    for before, after in zip(SALES.plays, mixed.plays, strict=True):
        assert before.when[0].entry == after.when[0].entry and after.when[0].component is None
        assert before.closes != after.closes and before.action != after.action


@pytest.mark.parametrize("level", LEVELS)
def test_level_of_the_shuffled_is_the_shuffled_level(level):
    one, other = at_level(shuffled(SALES), level), shuffled(at_level(SALES, level))
    assert to_json(one.model_copy(update={"name": "x"})) == to_json(other.model_copy(update={"name": "x"}))


def test_shuffled_is_the_same_every_time():
    assert shuffled(SALES) == shuffled(SALES)
    assert shuffled(SALES) != SALES


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*path, key))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from leaves(part, (*path, i))
    else:
        yield path, value


@pytest.mark.parametrize("level", LEVELS)
def test_placebo_is_as_deep_and_about_as_long_at_every_level(level):
    given_book = at_level(SALES, level)
    sham = placebo(given_book, BAKERY)
    before = {p: v for p, v in leaves(given_book.model_dump(exclude_unset=True))}
    after = {p: v for p, v in leaves(sham.model_dump(exclude_unset=True))}
    assert [p for p in before if "with_whom" not in p] == [p for p in after if "with_whom" not in p]
    for path, text in before.items():
        if isinstance(text, str) and path in after:
            words = len(text.split())
            assert abs(len(after[path].split()) - words) <= max(1, words // 4), path


def test_placebo_speaks_of_the_other_trade_only():
    text = to_json(placebo(SALES, BAKERY)).lower()
    prose = [line for line in text.splitlines() if '"definition"' in line or '"action"' in line]
    assert prose and not any(word in line for line in prose for word in ("number", "signatory"))


def test_placebo_keeps_ids_and_takes_flags_and_record_keys_from_the_bank():
    sham = placebo(SALES, BAKERY)
    first = sham.qualification.elements[0]
    assert (first.id, first.canonical, first.components[0].id) == ("metrics", "metrics", "number-part")
    assert first.components[0].said_by == ["seller"] and first.components[0].required is False
    assert first.record[0].field == "oven_number"
    assert sham.version == SALES.version and sham.id == "p-placebo"


def test_placebo_of_nothing_is_nothing():
    sham = placebo(at_level(SALES, "none"), BAKERY)
    assert not list(sham.entries())


def test_placebo_is_the_same_every_time():
    assert placebo(SALES, BAKERY) == placebo(SALES, BAKERY)


def test_reference_playbook_can_be_shuffled_at_every_level():
    reference = read_playbook("reference")
    for level in LEVELS:
        assert shuffled(at_level(reference, level)) == shuffled(at_level(reference, level))


def test_reference_playbook_has_a_valid_placebo_at_every_level():
    try:
        bank = read_playbook("placebo")
    except ValueError:
        bank = BAKERY
    reference = read_playbook("reference")
    for level in LEVELS:
        sham = placebo(at_level(reference, level), bank)
        assert len(list(sham.entries())) == len(list(at_level(reference, level).entries()))


def blind(statuses_and_fields):
    cases = [deal_case(f"d{i}", [label_set(s)], **f) for i, (s, f) in enumerate(statuses_and_fields)]
    return text_blind([c.loaded.deal for c in cases], [c.sheet(c.labels[0]) for c in cases])


def test_text_blind_learns_from_filled_fields_of_other_deals():
    filled = [({"champion": "evidenced"}, {"champion": "Dana"})] * 4
    assert all(g["champion"] == "evidenced" and g["metrics"] == "missing" for g in blind(filled))


def test_text_blind_never_sees_the_deal_it_guesses():
    odd = [({"champion": "evidenced"}, {"champion": "Dana"})] + [({}, {"champion": "Dana"})] * 3
    assert blind(odd)[0]["champion"] == "missing"


def test_text_blind_needs_three_deals():
    assert blind([({}, {})] * 2) is None


def test_regression_separates_what_is_separable():
    x = [[0.0], [0.1], [1.0], [1.1], [2.0], [2.1]] * 5
    y = ["a", "a", "b", "b", "c", "c"] * 5
    assert fit_and_predict(x, y, [[0.05], [1.05], [2.05]]) == ["a", "b", "c"]
    assert fit_and_predict([[1.0]], ["a"], [[3.0]]) == ["a"]
