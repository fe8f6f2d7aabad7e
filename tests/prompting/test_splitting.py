"""A prompt in parts, and a run kept and replayed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prompting_made import reply_text, small_context, small_reply, small_standard

from studio.drafting.draft import PlaybookRef, Usage
from studio.drafting.prompting.checking import draft_from_reply
from studio.drafting.prompting.layout import build_prompt
from studio.drafting.prompting.record import NothingToReplay, RunRecord, Turn, replay
from studio.drafting.prompting.splitting import paste_text, split_prompt

HEAD = re.compile(r"\APart (\d+) of (\d+) of one request \(code ([0-9a-f]{12})\)[^\n]*\n\n")


def test_a_prompt_that_fits_is_one_part_as_it_is(tmp_path):
    where = small_context(tmp_path)
    text = paste_text(build_prompt(small_standard(), where, "deal_review"), small_standard(), where)
    assert split_prompt(text, len(text)) == [text] and '"additionalProperties": false' in text


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(["word ", "\n", "\n\n", "Part 2 of 3 of one request", "x" * 700, "é "]), min_size=1,
                max_size=400).map("".join), st.integers(1000, 3000))
def test_parts_keep_the_limit_and_give_the_text_when_joined(text, limit):
    parts = split_prompt(text, limit)
    assert all(len(part) <= limit for part in parts)
    if len(parts) == 1:
        assert parts == [text]
        return
    heads = [HEAD.search(part) for part in parts]
    assert [(int(h[1]), int(h[2])) for h in heads] == [(n, len(parts)) for n in range(1, len(parts) + 1)]
    assert len({h[3] for h in heads}) == 1 and heads[0][3] not in text
    assert "".join(part[h.end():] for part, h in zip(parts, heads, strict=True)) == text
    assert all("Do not answer yet" in p for p in parts[:-1]) and "then answer" in parts[-1][:400]


def test_a_limit_that_is_too_small_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="at least 1000 characters, 200 were allowed"):
        split_prompt("x" * 5000, 200)


@pytest.fixture
def kept(tmp_path):
    where = small_context(tmp_path)
    prompt = build_prompt(small_standard(), where, "deal_review")
    turns = (Turn(text="sorry", request_id="req_1", stop_reason="end_turn", usage=Usage(input_tokens=5, cost_usd=0.1)),
             Turn(text=reply_text(small_reply()), request_id="req_2", usage=Usage(input_tokens=7, output_tokens=3)))
    record = RunRecord(engine="claude", model="m", workflow="deal_review", deal="fjord", as_of="e2", specificity=None,
                       playbook=PlaybookRef(id="small", version=1), prompt_version=prompt.version,
                       prompt=prompt.digest(), turns=turns)
    return where, record


def test_a_run_is_replayed_from_its_record_without_a_call(kept):
    where, record = kept
    again = replay(RunRecord.model_validate_json(record.model_dump_json()), where, small_standard())
    first = draft_from_reply(small_reply(), where, small_standard(), "deal_review", engine="claude", model="m",
                             usage=Usage(input_tokens=12, output_tokens=3, cost_usd=0.1))
    assert again == first


def test_a_record_without_a_reply_cannot_be_replayed(kept):
    where, record = kept
    with pytest.raises(NothingToReplay, match="deal_review on fjord at e2"):
        replay(record.model_copy(update={"turns": record.turns[:1]}), where, small_standard())
