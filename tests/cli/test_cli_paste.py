"""The paste engine on the command line: a prompt out, a reply in, and a comparison by hand."""

from __future__ import annotations

import json

import pytest

from studio.drafting.draft import QUALIFICATION_FORM

DEAL = "tanjong-payments"


def reply(**changes) -> str:
    """A reply that keeps the contract: the form is filled in, one quote is true and one is invented."""
    quotes = [{"evidence": "2026-03-05-discovery", "words": "Desmond holds the purse strings for anything like this",
               "field": ""}]
    invented = [{"evidence": "2026-03-05-discovery", "words": "We will sign tomorrow, I promise you", "field": ""}]
    data = {
        "observed": [
            {"id": "o1", "statement": "The CFO holds the money.", "about": ["economic_buyer"], "quotes": quotes},
            {"id": "o2", "statement": "They will sign.", "about": ["champion"], "quotes": invented}],
        "inferred": [{"id": f"i{n}", "statement": "So it reads.", "about": about, "confidence": 0.5,
                      "status": "partial" if about == "economic_buyer" else "missing",
                      "basis": ["o1"] if about == "economic_buyer" else [], "standard": ""}
                     for n, about in enumerate(QUALIFICATION_FORM, 1)],
        "recommended": [], "behaviours": [], "stage_supported": "discovery",
        "document": {"title": "Review", "sections": [
            {"heading": "Where the deal stands", "body": "- The CFO holds the money. [o1]"}]}}
    return json.dumps(data | changes)


@pytest.fixture
def written(tmp_path):
    def write(text: str, name: str = "reply.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


def test_prompt_is_written_whole_and_says_what_to_do(call, tmp_path):
    out = tmp_path / "prompt.txt"
    done = call("run", "deal_review", DEAL, "--engine", "paste", "--prompt-out", str(out))
    assert done.code == 0 and "--reply" in done.err
    text = out.read_text(encoding="utf-8")
    assert "Desmond holds the purse strings" in text and '"observed"' in text


def test_reply_with_prose_and_fences_becomes_a_draft_and_an_invented_quote_is_refused(call, written):
    given = written(f"Of course! Here it is:\n```json\n{reply()}\n```\nShall I go on?")
    done = call("run", "deal_review", DEAL, "--engine", "paste", "--reply", given, "--assistant", "House GPT", "--json")
    draft = json.loads(done.out)
    assert done.code == 0 and draft["engine"] == "paste" and draft["model"] == "House GPT"
    assert [o["id"] for o in draft["observed"]] == ["o1"]
    assert "We will sign tomorrow" not in done.out
    quote = draft["observed"][0]["quotes"][0]
    assert quote["speaker"] == "koh" and quote["end"] - quote["start"] == len(quote["text"])


def test_reply_that_is_cut_gives_what_is_whole_and_says_so(call, written):
    done = call("run", "deal_review", DEAL, "--engine", "paste", "--reply", written(reply()[:-120]), "--json")
    assert done.code == 0
    assert json.loads(done.out)["observed"][0]["id"] == "o1"
    assert "ends in the middle" in done.err


def test_text_without_a_reply_is_refused_in_one_line(call, written):
    done = call("run", "deal_review", DEAL, "--engine", "paste", "--reply", written("I cannot help with that."))
    assert done.code == 1 and done.err.count("\n") == 1 and "No JSON object" in done.err


@pytest.mark.parametrize("flags", [
    ("--engine", "paste"), ("--prompt-out", "x.txt"), ("--engine", "offline", "--reply", "x.txt")])
def test_flags_that_do_not_go_together_are_wrong_usage(call, flags):
    assert call("run", "deal_review", DEAL, *flags).code == 2


def test_comparison_by_hand_counts_cells_without_a_reply_and_keeps_the_others_apart(call, tmp_path):
    asked, answers = tmp_path / "asked", tmp_path / "answers"
    plan = ("compare", DEAL, "--engine", "paste", "--specificity", "named,exemplified", "--json")
    first = json.loads(call(*plan, "--requests-out", str(asked)).out)
    requests = sorted(p.name for p in asked.glob("*__*.txt"))
    assert len(requests) == first["counts"]["planned"] == first["counts"]["unscorable"]
    answers.mkdir()
    for name in requests[:3]:
        (answers / name).write_text(reply(observed=[]), encoding="utf-8")
    (answers / requests[3]).write_text("no idea", encoding="utf-8")
    (answers / "stray.txt").write_text(reply(), encoding="utf-8")
    counts = json.loads(call(*plan, "--replies", str(answers)).out)["counts"]
    assert counts["planned"] == len(requests)
    assert counts["scored"] + counts["failed"] + counts["refused"] + counts["unscorable"] == counts["planned"]
    assert counts["failed"] >= 1 and counts["unscorable"] == len(requests) - 4


def test_requests_of_one_deal_and_event_differ_only_by_cell(call, tmp_path):
    call("compare", DEAL, "--engine", "paste", "--specificity", "named", "--requests-out", str(tmp_path / "r"))
    index = json.loads((tmp_path / "r" / "index.json").read_text(encoding="utf-8"))
    assert len(index["requests"]) == len(set(index["requests"])) == len(list((tmp_path / "r").glob("*__*.txt")))
