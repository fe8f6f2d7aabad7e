"""Whatever comes back: no reply crashes the check, and what it calls sound keeps the contract."""

import json
import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prompting_made import BOOK, DEALS, contract, data_of, offline, reply_of, shipped, small_reply, write_deal

from playbook.compile import compile_standard
from playbook.files import parse_playbook
from playbook.ladder import LEVELS, at_level
from studio.deals.folder import load
from studio.drafting.context import context_at
from studio.drafting.draft import QUALIFICATION_FORM, WORKFLOWS
from studio.drafting.prompting.checking import draft_from_reply, repair_message
from studio.drafting.prompting.reply import Reply
from studio.drafting.run import standard_for


def checked(reply, where, standard, workflow="deal_review"):
    return draft_from_reply(reply, where, standard, workflow, engine="claude")


ids = st.sampled_from(["o1", "o2", "o3", "i1", "i2", "i3", "r1", "r2", "", "O1", "x", "i01", "🙂"])
topics = st.sampled_from([*QUALIFICATION_FORM, "signer", "weather", "people", "nothing", "qualification.champion", ""])
paths = st.sampled_from([None, "qualification.champion", "plays.meet_signer", "plays.none", "", "##"])
texts = st.text(max_size=12) | st.sampled_from(
    ["", "Per says so.", "<b>x</b>", "[o1](http://x.example)", "a\n\n- b", "“I can't sign”", "\u202ex"])
words = st.sampled_from([
    ("2026-03-09-call", "I can't sign above thirty thousand", None), ("2026-03-09-call", "Great", None),
    ("2026-03-09-note", "Ida is our champion.", None), ("crm", "Ida Moe", "champion"),
    ("2026-03-09-call", "we will surely sign", None), ("gone", "x", None), ("crm", "", "x"), ("", "", None)])
quotes = words.map(lambda w: {"evidence": w[0], "words": w[1], "field": w[2]})
bases = st.lists(ids, max_size=3)
lines = st.lists(st.tuples(texts, bases).map(lambda t: f"- {t[0]} [{', '.join(t[1])}]"), max_size=3).map("\n".join)
replies = st.fixed_dictionaries({
    "observed": st.lists(st.fixed_dictionaries({"id": ids, "statement": texts, "about": st.lists(topics, max_size=2),
                                                "quotes": st.lists(quotes, max_size=2)}), max_size=4),
    "inferred": st.lists(st.fixed_dictionaries({
        "id": ids, "statement": texts, "about": topics, "basis": bases, "standard": paths,
        "status": st.sampled_from([None, "evidenced", "partial", "missing", "contradicted"]),
        "confidence": st.sampled_from([None, 0.5, 2.0, -1.0, float("nan"), float("inf")])}), max_size=12),
    "recommended": st.lists(st.fixed_dictionaries({
        "id": ids, "rank": st.integers(-2, 5), "action": texts,
        "owner": st.sampled_from([None, "tom", "Per Lie", "x", ""]),
        "with": st.lists(st.sampled_from(["per", "Ida", "", "nobody"]), max_size=2), "basis": bases, "standard": paths,
        "due": st.sampled_from([None, "2026-03-12", "2020-01-01", "soon", "2026-03-12T10:00:00Z", "9999-99-99"]),
        "closes": st.lists(topics, max_size=2)}), max_size=3),
    "behaviours": st.lists(st.fixed_dictionaries({
        "id": st.sampled_from(["multi_threading", "several", "x"]), "score": st.integers(0, 3), "basis": bases,
        "standard": paths}), max_size=3),
    "stage_supported": st.sampled_from([None, "discovery", "talk", "x"]),
    "document": st.fixed_dictionaries({"title": texts, "sections": st.lists(st.fixed_dictionaries({
        "heading": st.sampled_from(["Risks", "Where the deal stands", "Other", ""]), "body": lines}), max_size=3)})})


def _with_sound_parts(data):
    """Odd parts beside sound ones, so that most such replies make a draft that keeps the contract."""
    sound = data_of(small_reply())
    sections = [*data["document"]["sections"], *sound["document"]["sections"]]
    return data | {"observed": [*sound["observed"], *data["observed"]], "stage_supported": "discovery",
                   "inferred": [*data["inferred"], *sound["inferred"]],
                   "document": data["document"] | {"sections": sections}}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(replies, replies.map(_with_sound_parts), replies.map(_with_sound_parts)), st.sampled_from(WORKFLOWS),
       st.sampled_from(LEVELS))
def test_no_reply_crashes_the_check_and_what_is_called_sound_keeps_the_contract(data, workflow, level):
    loaded, book = _small()
    derived = at_level(book, level)
    reply = Reply.model_validate(data)
    result = checked(reply, context_at(loaded, "e2"), compile_standard(derived), workflow)
    faults = list(contract().faults(loaded, "e2", derived, result.draft.as_data()))
    assert not result.sound or not faults, faults
    assert result.draft.refused_quotes == len(result.refused_quotes)
    assert json.loads(result.draft.to_json())
    repair_message(result.problems)


_KEPT = {}


def _small():
    if not _KEPT:
        _KEPT["deal"] = load(write_deal(Path(tempfile.mkdtemp())))
    return _KEPT["deal"], parse_playbook(BOOK)


def test_a_shuffled_reply_keeps_the_contract_too():
    """Sound parts in any order, on a real deal: ids that point forward, ranks out of order."""
    draft = offline("tanjong-payments", "e5", "deal_review")
    loaded, book = load(DEALS / "tanjong-payments"), shipped("reference")
    data = data_of(reply_of(draft))
    for lane in ("observed", "inferred", "recommended", "behaviours"):
        random.Random(7).shuffle(data[lane])
    where = context_at(loaded, "e5")
    result = checked(Reply.model_validate(data), where, standard_for(book, where))
    assert result.sound and not list(contract().faults(loaded, "e5", book, result.draft.as_data()))
    assert result.draft.recommended == draft.recommended
