"""Differences as markup: words beside the colours, and nothing hostile gets through."""

from __future__ import annotations

import re
from html import unescape

from draft_fakes import draft, real_quote, sources

from playbook.compile import compile_standard
from playbook.difference import Piece, differences, word_pieces
from playbook.files import read_playbook
from playbook.model import Playbook
from studio.previewing import Edit, compare_drafts
from studio.ui.differences import STYLE, changes_html, pieces_html, preview_html
from studio.ui.entries import entry_names
from studio.ui.style import css

REFERENCE = read_playbook("reference")
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'&'


def changed(change, before: Playbook = REFERENCE) -> str:
    data = before.model_dump()
    change(data)
    after = Playbook.model_validate(data)
    return changes_html(differences(before, after), entry_names(after))


def element(data: dict) -> dict:
    return data["qualification"]["elements"][0]


def previewed(before: dict, after: dict, path: str | None = None) -> str:
    standard = compile_standard(REFERENCE)
    found = compare_drafts(draft(**before), draft(**after), Edit(standard, standard, path))
    return preview_html(found, sources())


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


# -- marks

def test_what_is_added_and_gone_is_marked_by_element_and_by_a_word():
    html = pieces_html(word_pieces("A buyer has named it", "A buyer has signed it"))
    assert html.startswith("A buyer has <del>") and html.endswith("</ins> it")
    assert words(html) == "A buyer has [gone: named ] [added: signed ] it"


def test_word_for_the_ear_is_left_out_where_one_stands_beside():
    assert pieces_html([Piece("added", "new")], spoken=False) == "<ins>new</ins>"


def test_style_underlines_strikes_through_and_hides_the_word_from_the_eye_only():
    text = css(STYLE)
    assert "underline" in text and "line-through" in text and "<" not in text
    hidden = text[text.index(".df-said {"):].split("}")[0]
    assert "display: none" not in hidden and "visibility" not in hidden


# -- playbooks

def test_change_shows_summary_entry_field_and_words():
    html = changed(lambda d: element(d).update(definition=element(d)["definition"] + " Always."))
    assert "1 entry changed; in Qualification." in html and "<h3>Metrics</h3>" in html
    assert "<h5>Definition</h5>" in html and '<ins><span class="df-said">[added: </span> Always.' in html


def test_nested_field_stands_under_the_names_of_its_parts():
    def signal(data):
        element(data)["components"][0]["signals"].append("We count it every Monday")

    html = changed(signal)
    part = REFERENCE.qualification.elements[0].components[0].name
    assert f"What must be known for it to be complete › {part}" in html
    assert "<h5>How people really put it</h5>" in html and " unchanged</li>" in html
    assert '<li><span class="df-kind df-added">added</span><ins>We count it every Monday</ins></li>' in html


def test_new_part_is_named_once_and_folds_what_it_says():
    part = {"id": "extra", "name": "Extra", "meaning": "What is meant", "signals": ["a b"], "questions": ["Why?"]}
    html = changed(lambda d: element(d)["components"].append(part))
    assert 'Extra<span class="df-kind df-added">added</span></h4><details><summary>What it says</summary>' in html
    assert "<h5>Name</h5>" not in html and "<ins>a b</ins>" in html


def test_move_and_order_are_said_in_words():
    def swap(data):
        data["process"].insert(0, data["process"].pop(1))
        element(data)["risks"].reverse()

    text = words(changed(swap))
    assert "Moved from second to first place" in text
    assert "Only the order changed." in text and "moved from place" in text


def test_ids_are_shown_as_what_they_are_called():
    html = changed(lambda d: d["plays"][0]["closes"].append("champion"))
    assert "<ins>Champion</ins>" in html and "<h3>" + REFERENCE.plays[0].name in html


def test_playbooks_own_fields_stand_under_a_plain_heading():
    assert "<h3>The playbook itself</h3>" in changed(lambda d: d.update(currency="SEK"))


def test_hostile_text_in_a_playbook_is_inert():
    def spoil(data):
        one = element(data)
        one["name"] = one["definition"] = HOSTILE
        one["risks"].append(HOSTILE)
        one["components"][0]["name"] = HOSTILE
        one["components"][0]["signals"][0] += HOSTILE
        data["process"][0]["name"] = data["name"] = HOSTILE
        data["process"].insert(0, data["process"].pop())
        moved = data["process"][1]["exit_criteria"].pop()
        data["process"].append({"id": "late", "name": HOSTILE, "exit_criteria": [moved]})

    html = changed(spoil)
    assert "<script" not in html and "<img" not in html and "&lt;script&gt;" in html
    assert set(re.findall(r"</?([a-z0-9]+)", html)) <= {
        "div", "p", "article", "header", "h3", "h4", "h5", "span", "ins", "del", "ul", "li", "details", "summary"}


# -- drafts

def test_preview_shows_every_part_with_its_words():
    before = draft().model_dump(mode="json", by_alias=True)
    after = before | {
        "inferred": [before["inferred"][0] | {"status": "evidenced", "statement": "Their number is known."},
                     before["inferred"][1]],
        "observed": [before["observed"][0], {"id": "o2", "statement": "said", "about": ["champion"],
                                             "quotes": [real_quote(2)]}],
        "recommended": [before["recommended"][0] | {"action": "Ask for the number in writing", "due": "2026-05-07"}],
        "behaviours": [{"id": "why_now", "score": 2}], "stage_supported": "demo",
        "document": {"title": "Deal review", "sections": [
            {"heading": "Where it stands", "body": "- **A number is now known.** [i1, o1]\n- Ask next. [r1]"}]}}
    html = previewed(before, after, "qualification.metrics")
    text = words(html)
    assert "Metrics goes from partly evidenced to evidenced" in text and "Rests on what was edited" in text
    assert "was Partly evidenced is now Evidenced" in text
    assert real_quote(2)["text"] in text and 'df-kind df-added">new<' in html and 'df-kind df-gone">gone<' in html
    assert "By: [gone: 30 Apr ] [added: 7 May ] 2026" in text
    assert "Why now was not scored is now 2 of 3" in text
    assert "Stage that buyers support was not judged is now Demo" in text
    assert "**" not in html and "[i1" not in html and "A number is [added: now ] known." in text


def test_what_does_not_differ_has_no_heading():
    html = previewed({}, {})
    assert "Nothing changes in this draft" in html and "<section" not in html


def test_many_quotes_on_one_subject_are_folded():
    seen = [{"id": f"o{n}", "statement": "said", "about": ["metrics"], "quotes": [real_quote(n)]} for n in range(5)]
    html = previewed({"observed": []}, {"observed": seen})
    assert "<summary>3 more</summary>" in html and html.count('class="df-kind df-added">new<') == 5


def test_hostile_text_in_a_draft_is_inert():
    quote = {"evidence": "crm", "speaker": HOSTILE, "start": 0, "end": len(HOSTILE), "text": HOSTILE, "field": HOSTILE}
    after = {
        "observed": [{"id": "o1", "statement": HOSTILE, "about": [HOSTILE], "quotes": [quote]}],
        "inferred": [{"id": "i1", "statement": HOSTILE, "about": HOSTILE, "basis": ["o1"], "standard": HOSTILE}],
        "recommended": [{"id": "r1", "rank": 1, "action": HOSTILE, "owner": HOSTILE, "with": [HOSTILE],
                         "closes": [HOSTILE], "standard": HOSTILE}],
        "behaviours": [{"id": HOSTILE, "score": 1}], "stage_supported": HOSTILE,
        "document": {"title": "T", "sections": [{"heading": HOSTILE, "body": f"- {HOSTILE} [o1]"}]}}
    gone = {**after, "recommended": [], "stage_supported": None, "document": {"title": "T", "sections": []}}
    for one, other in (({}, after), (after, {}), (gone, after)):
        html = previewed(one, other)
        assert "<script" not in html and "<img" not in html and "&lt;script&gt;" in html
        assert set(re.findall(r"</?([a-z0-9]+)", html)) <= {
            "div", "p", "article", "section", "header", "h3", "h4", "span", "ins", "del", "ul", "li", "details",
            "summary", "figure", "figcaption", "blockquote", "b", "i"}
