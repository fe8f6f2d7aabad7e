"""The three lanes: apart, traced, and safe to look at."""

from __future__ import annotations

import re
from html import escape

from draft_fakes import draft, real_quote, sources

from studio.ui.lanes import lanes_html, related
from studio.ui.sources import sure

HOSTILE = '<img src=x onerror=alert(1)> [go](http://evil.example) "\'</style><script>'


def lane(html: str, name: str) -> str:
    return re.search(rf'<section class="pd-lane pd-{name}".*?</section>', html, re.S)[0]


def test_each_lane_holds_its_own_and_nothing_else():
    html = lanes_html(draft(), sources())
    assert escape(real_quote(0)["text"]) in lane(html, "observed")
    assert "A number of theirs is known." in lane(html, "inferred")
    assert "Ask for the target number" in lane(html, "recommended")
    assert "Ask for the target number" not in lane(html, "observed") + lane(html, "inferred")


def test_quote_names_speaker_title_evidence_and_date():
    shown = lane(lanes_html(draft(), sources()), "observed")
    person = sources().loaded.deal.person(real_quote(0)["speaker"])
    assert f"{person.name}, {person.title}, buyer" in shown
    assert "Call, 26 Mar 2026" in shown


def test_quote_unfolds_in_place_and_links_to_the_whole_evidence():
    shown = lane(lanes_html(draft(), sources()), "observed")
    assert f"<mark>{escape(real_quote(0)['text'])}</mark>" in shown
    assert f"evidence=2026-03-26-demo&amp;start={real_quote(0)['start']}" in shown


def test_inference_says_status_sureness_basis_and_standard_in_words():
    shown = lane(lanes_html(draft(), sources()), "inferred")
    assert "Partly evidenced" in shown and "Very sure · Rests on 1 quote" in shown
    assert "entry=qualification.metrics" in shown
    assert "Rests on no quote" in shown and "No standard was applied" in shown


def test_recommendation_is_a_suggestion_with_who_by_when_and_which_gap():
    shown = lane(lanes_html(draft(), sources()), "recommended")
    assert "A suggestion, for a person to approve" in shown
    assert "Maren Tveit" in shown and "30 Apr 2026" in shown and "Metrics" in shown
    assert "No play in the standard at this level" in shown


def test_related_follows_the_trace_both_ways():
    one = draft()
    assert related(one, "r1") == ["o1", "i1"]
    assert related(one, "o1") == ["i1", "r1"]
    assert related(one, "i2") == []


def test_item_from_the_address_is_picked_and_an_unknown_one_is_not():
    assert re.search(r'id="lanes-i1" checked', lanes_html(draft(), sources(), picked="i1"))
    assert re.search(r'id="lanes-all" checked', lanes_html(draft(), sources(), picked="i99"))


def test_markup_in_a_draft_is_shown_as_text():
    one = draft()
    bad = one.model_copy(update={
        "inferred": tuple(i.model_copy(update={"statement": HOSTILE, "about": HOSTILE, "standard": HOSTILE})
                          for i in one.inferred),
        "recommended": tuple(r.model_copy(update={"id": HOSTILE, "action": HOSTILE, "owner": HOSTILE,
                                                  "closes": (HOSTILE,)}) for r in one.recommended)})
    html = lanes_html(bad, sources())
    assert "<img" not in html and "<script" not in html and "href=\"http" not in html
    assert html.count("</style>") == 1


def test_quote_that_no_longer_stands_there_is_shown_without_a_passage():
    moved = real_quote(0) | {"start": 0, "end": 50}
    one = draft(observed=[{"id": "o1", "statement": "s", "about": [], "quotes": [moved]}])
    assert "<mark>" not in lane(lanes_html(one, sources()), "observed")


def test_empty_lane_says_why():
    html = lanes_html(draft(observed=[], inferred=[], recommended=[]), sources())
    assert "No action is suggested" in lane(html, "recommended")
    assert "Nothing was quoted" in lane(html, "observed")


def test_confidence_is_said_in_words():
    assert [sure(c) for c in (None, 0.95, 0.7, 0.5, 0.1)] == ["", "Very sure", "Fairly sure", "Not sure",
                                                              "Close to a guess"]
