"""The evidence viewer: offsets are code points, and nothing of the evidence is markup."""

from __future__ import annotations

import re
from html import unescape

from studio import actions
from studio.deals.evidence import Evidence, Turn
from studio.ui.evidence import clock, evidence_markup
from studio.ui.parts import inert


def _call(*said: tuple[str, str, str]) -> Evidence:
    text, turns = "", []
    for number, (name, side, words) in enumerate(said):
        text += f"{name}: "
        turns.append(Turn(number, len(text), len(text) + len(words), name, None, side, words, number * 61.0))
        text += words + "\n"
    return Evidence("2026-01-01-call", "call", "A call", None, text, turns, None)


def _marks(shown: str) -> list[str]:
    return [unescape(m) for m in re.findall(r"<mark[^>]*>(.*?)</mark>", shown, re.S)]


def test_marked_words_are_exactly_the_range():
    call = _call(("Ana", "buyer", "We 🙂 close in eleven days."), ("Tom", "seller", "Noted."))
    start = call.text.index("close")
    assert _marks(evidence_markup(call, call.turns, [(start, start + 5)])) == ["close"]


def test_range_over_two_turns_is_marked_in_both():
    call = _call(("Ana", "buyer", "Eleven days."), ("Tom", "seller", "Noted."))
    whole = (call.turns[0].start, call.turns[1].end)
    assert _marks(evidence_markup(call, call.turns, [whole])) == ["Eleven days.", "Noted."]


def test_overlapping_ranges_keep_every_word_once():
    call = _call(("Ana", "buyer", "Eleven working days."),)
    at = call.turns[0].start
    shown = evidence_markup(call, call.turns, [(at, at + 10), (at + 6, at + 15)])
    assert unescape(re.sub("<[^>]*>", "", shown)).count("working") == 1


def test_markup_in_evidence_stays_text():
    call = _call(("<b>Ana</b>", "buyer", '<img src="http://x/y.png"><script>alert(1)</script>'),)
    shown = evidence_markup(call, call.turns)
    assert "<img" not in shown and "<script" not in shown and "<b>Ana</b>" not in shown


def test_speaker_side_and_time_stand_beside_the_words():
    call = _call(("Ana", "buyer", "Yes."), ("Tom", "seller", "Good."))
    shown = re.sub("<[^>]*>", " ", evidence_markup(call, call.turns))
    assert re.search(r"Tom\s+Seller\s+1:01\s+Good", shown)


def test_every_word_of_every_sample_artefact_is_shown():
    for folder in actions.list_deals():
        for evidence in actions.open_deal(folder).evidence.values():
            shown = unescape(re.sub("<[^>]*>", " ", evidence_markup(evidence, evidence.turns)))
            for turn in evidence.turns:
                assert "".join(turn.text.split()) in "".join(shown.split()), (evidence.id, turn.index)


def test_time_is_read_as_people_write_it():
    assert [clock(s) for s in (5, 65, 3605)] == ["0:05", "1:05", "1:00:05"]


def test_label_from_evidence_cannot_become_a_link_or_an_image():
    label = inert("![x](http://evil.example/p.png) **b** www.evil.example me@evil.example")
    assert "![" not in label and "**" not in label.replace("\\*", "")
    assert "://" not in label and "www." not in label
