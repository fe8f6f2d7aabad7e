"""Pasted replies: what is sound is read, what is not is named, and nothing is made up."""

import html
import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prompting_made import offline, reply_of, reply_text, small_reply

from studio.drafting.prompting.messy import MOST_CHARACTERS, read_reply
from studio.drafting.prompting.reply import Reply

SOUND = small_reply()
TEXT = reply_text(SOUND)


def data():
    return json.loads(TEXT)


def curly(text):
    """Straight delimiters made curly, as word processors do."""
    return re.sub(r'(^|[\s\[{(:,])"', r"\1“", text, flags=re.M).replace('"', "”")


def single(text):
    """What a Python print of the reply looks like."""
    return str(json.loads(text))


def trailing(text):
    return re.sub(r"([}\]\"])(\s*[}\]])", r"\1,\2", text)


CLEAN = {
    "as it is": lambda t: t, "one line": lambda t: json.dumps(json.loads(t), ensure_ascii=False),
    "ascii": lambda t: json.dumps(json.loads(t)), "byte order mark": lambda t: "\ufeff" + t,
    "windows lines": lambda t: t.replace("\n", "\r\n"), "prose before": lambda t: f"Sure! Here is your JSON:\n\n{t}",
    "a bracket in the prose": lambda t: f"I open with a {{ and close it later.\n{t}",
    "prose around": lambda t: f"I've read it {{carefully}}.\n{t}\nLet me know if you'd like it changed.",
    "code fence": lambda t: f"```json\n{t}\n```", "code fence and prose": lambda t: f"Here:\n```\n{t}\n```\nDone :)",
    "wrapped": lambda t: json.dumps({"draft": json.loads(t)}), "in a list": lambda t: f"[{t}]",
    "draft's own keys too": lambda t: json.dumps({"workflow": "deal_review", "approval": "undecided"} | json.loads(t)),
    "other order": lambda t: json.dumps(dict(reversed(json.loads(t).items()))),
    "other case": lambda t: re.sub(r'"(observed|stage_supported|quotes|basis)":', lambda m: f'"{m[1].title()}":', t),
    "keys with blanks": lambda t: t.replace('"stage_supported"', '"Stage supported"')}
MENDED = {
    "trailing commas": trailing, "curly quotes": curly, "single quotes": single,
    "hard blanks": lambda t: t.replace("\n ", "\n\u00a0"), "html": lambda t: html.escape(t),
    "markdown escapes": lambda t: t.replace("_", r"\_").replace("[o1", r"\[o1"),
    "raw newlines": lambda t: t.replace(r"\n", "\n"),
    "comments": lambda t: t.replace('"inferred"', '// the lanes\n"inferred"'),
    "missing comma": lambda t: t.replace('],\n "inferred"', ']\n "inferred"'),
    "fence and curly": lambda t: f"Here is your JSON:\n```json\n{curly(t)}\n```"}


def plain(reply):
    """A reply with its quotation marks and blanks made even, for what mending may change."""
    text = json.dumps(reply.model_dump(mode="json", by_alias=True), ensure_ascii=False)
    return re.sub(r"[“”‘’'\"\s\\]+", " ", text)


@pytest.mark.parametrize("how", CLEAN)
def test_a_whole_reply_is_read_however_it_is_wrapped(how):
    read = read_reply(CLEAN[how](TEXT))
    assert read.reply == SOUND and read.complete, read.notes


@pytest.mark.parametrize("how", MENDED)
def test_a_reply_with_broken_writing_is_read_whole(how):
    read = read_reply(MENDED[how](TEXT))
    assert read.complete and plain(read.reply) == plain(SOUND), read.notes


@pytest.mark.parametrize("how", ["trailing commas", "curly quotes", "single quotes"])
def test_mending_is_said(how):
    assert any("mended" in note for note in read_reply(MENDED[how](TEXT)).notes)


def test_unescaped_quotation_marks_inside_words_do_not_end_them():
    text = TEXT.replace("Only our side says so.", 'Only our side says "so", and "thus". It is a claim.')
    read = read_reply(text)
    assert read.complete and read.reply.inferred[1].statement == 'Only our side says "so", and "thus". It is a claim.'


def test_two_answers_the_last_counts_and_it_is_said():
    second = TEXT.replace('"discovery"', '"proposal"')
    read = read_reply(f"First try:\n{TEXT}\nCorrected:\n{second}")
    assert read.reply.stage_supported == "proposal" and any("several answers" in n for n in read.notes)


def test_an_answer_in_two_objects_is_put_together():
    parts = data()
    first, rest = {k: parts.pop(k) for k in ("observed", "inferred")}, parts
    read = read_reply(f"{json.dumps(first)}\n\nand the second half:\n{json.dumps(rest)}")
    assert read.complete and read.reply == SOUND


def test_the_schema_sent_back_before_the_answer_is_no_answer():
    from studio.drafting.prompting.reply import reply_schema

    assert read_reply(f"The schema was:\n{json.dumps(reply_schema())}\nMy answer:\n{TEXT}").reply == SOUND
    assert read_reply(json.dumps(reply_schema())).reply is None


@pytest.mark.parametrize(("change", "note", "lost"), [
    (lambda d: d["inferred"][0].pop("statement"), "inferred, item 1 was left out", ("inferred", 7)),
    (lambda d: d["recommended"].append("call Per"), "recommended, item 2 is no object", ("recommended", 1)),
    (lambda d: d["inferred"][1].update(status="green"), "'green' is no status", ("inferred", 8)),
    (lambda d: d["observed"][0]["quotes"].append({"evidence": "x"}), "observed, item 1, quote 2 was left out",
     ("observed", 3)),
    (lambda d: d.update(mood="good"), "'mood' is no part of the form", ("observed", 3)),
    (lambda d: d["behaviours"][0].update(score=7), "behaviours, item 1 was left out", ("behaviours", 0))])
def test_what_is_not_sound_is_named_and_the_rest_is_read(change, note, lost):
    broken = data()
    change(broken)
    read = read_reply(json.dumps(broken))
    assert any(note in n for n in read.notes), read.notes
    assert read.sound[lost[0]] == lost[1]


def test_loose_values_are_taken_where_they_can_only_mean_one_thing():
    loose = data()
    loose["observed"][0]["about"] = "economic_buyer"
    loose["inferred"][0] |= {"status": "Contradicted", "confidence": "0.9", "standard": "None"}
    loose["recommended"][0]["rank"] = "1"
    loose["observed"][0]["quotes"][0] = {"evidence": "2026-03-09-call", "text": "x", "speaker": "per", "start": 1}
    read = read_reply(json.dumps(loose))
    first = read.reply.observed[0]
    assert first.about == ("economic_buyer",) and first.quotes[0].words == "x"
    assert (read.reply.inferred[0].status, read.reply.inferred[0].standard) == ("contradicted", None)
    assert not read.notes


@pytest.mark.parametrize("text", ["", "   ", "No.", "{}", "{{{{", "}", "[1, 2]", '{"a": {"b": 1}}',
                                  '{"observed": 3}', "null", '{"observed"',
                                  "{" * 3000, "[" * 100_000, '"' * 999, "```json\n```"])
def test_what_holds_no_reply_says_so(text):
    read = read_reply(text)
    assert read.reply is None and read.notes and not read.complete


def test_a_huge_text_is_not_read():
    assert "at most" in read_reply("x" * (MOST_CHARACTERS + 1)).notes[0]


def test_missing_parts_are_named():
    short = data()
    del short["document"], short["behaviours"]
    assert read_reply(json.dumps(short)).missing == ("behaviours", "document")


# -- cut ends

@pytest.mark.parametrize("fence", ["{}", "Here it is:\n```json\n{}"])
@pytest.mark.parametrize("writing", ["as it is", "curly quotes", "single quotes"])
def test_every_cut_keeps_all_whole_items_and_nothing_else(fence, writing):
    whole = {"as it is": TEXT, **{k: MENDED[k](TEXT) for k in ("curly quotes", "single quotes")}}[writing]
    for at in range(1, len(whole) - 1, 13):
        read = read_reply(fence.replace("{}", whole[:at]))
        assert not read.complete
        if read.reply is None:
            continue
        assert read.cut
        for lane in ("observed", "inferred", "recommended", "behaviours"):
            got, full = getattr(read.reply, lane), getattr(SOUND, lane)
            assert [plain(g) for g in got] == [plain(f) for f in full[:len(got)]], (at, lane)
        sections = read.reply.document.sections
        assert [plain(s) for s in sections] == [plain(s) for s in SOUND.document.sections[:len(sections)]]


def test_a_cut_reply_keeps_as_many_items_as_were_whole():
    at = TEXT.index('"id": "i4"')
    read = read_reply(TEXT[:at])
    assert read.sound["observed"] == 3 and read.sound["inferred"] == 3 and read.missing == (
        "recommended", "behaviours", "stage_supported", "document")
    assert any("ends in the middle" in note for note in read.notes)


@pytest.mark.parametrize("how", [trailing, curly, single, lambda t: curly(trailing(t)), lambda t: f"x {t}"])
def test_a_real_long_reply_is_read_whole_and_soon_however_it_is_broken(how):
    whole = reply_of(offline("tanjong-payments", "e5", "deal_review"))
    started = time.perf_counter()
    read = read_reply(how(reply_text(whole)))
    assert read.complete and plain(read.reply) == plain(whole)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("text", ["{" * 200_000, '{"a":' * 50_000, '{"observed":[' + '{"id":"' * 30_000, "{'" * 100_000,
                                  '{"observed": [' + '"' * 200_000, '{"observed":[{"id":"' + '\\"' * 99_999])
def test_a_text_made_to_be_slow_is_not(text):
    started = time.perf_counter()
    read_reply(text)
    assert time.perf_counter() - started < 20


# -- nothing is made up

def letters(text):
    return "".join(c for c in text if c.isalnum())


def strings(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


@st.composite
def spoilt(draw):
    """The reply with a few places struck out, doubled or replaced."""
    text = draw(st.sampled_from([TEXT, curly(TEXT), single(TEXT), trailing(TEXT)]))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text) - 1))
        width = draw(st.integers(0, 12))
        put = draw(st.sampled_from(["", '"', "{", "}", "[", "]", ",", ":", "\\", "\n", "'", "“", "…", "null", " "]))
        text = text[:at] + put + text[at + width:]
    return text


def test_word_of_json_that_ran_into_what_follows_is_no_text():
    text = single(TEXT).replace("'field': None}", "'field': None{}", 1)
    assert text != single(TEXT)
    assert "null" not in "".join(strings(read_reply(text).reply.model_dump(mode="json", by_alias=True)))


@settings(max_examples=300, deadline=None)
@given(spoilt())
def test_no_word_comes_out_that_did_not_go_in(text):
    read = read_reply(text)
    if read.reply is None:
        return
    sources = [letters(t).lower() for t in (text, re.sub(r"\\[bfnrt]", " ", text))]
    for words in strings(read.reply.model_dump(mode="json", by_alias=True)):
        assert any(letters(words).lower() in source for source in sources), words
    assert isinstance(read.reply, Reply) and set(read.sound) == {*Reply.model_fields}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(
    ['{"observed": [', "{", "}", "]", '"id": "o1"', ",", '"', "'", "```"]), max_size=20).map("".join))
def test_no_text_crashes_the_reading(text):
    read_reply(text)
