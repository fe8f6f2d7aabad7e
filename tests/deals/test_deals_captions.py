"""Captions: cues become turns."""

import pytest

from playbook.text_files import FileFault

VTT = """\
WEBVTT

1
00:00:01.000 --> 00:00:04.000
<v Dana Ortiz>We lose <i>40</i> hours</v>

2
00:00:04.000 --> 00:00:06.500
<v Dana Ortiz>a week &amp; more.</v>

3
00:00:07.000 --> 00:00:09.000
and nobody counts.

4
00:01:00.000 --> 00:01:02.000
<v Tom Reyes>Is a < b?</v>
"""


def test_cues_of_one_speaker_merge_and_unnamed_ones_go_on(read):
    call = read("2026-02-12-a.vtt", VTT)
    assert call.type == "call"
    assert call.text == "Dana Ortiz: We lose 40 hours a week & more. and nobody counts.\nTom Reyes: Is a < b?"
    assert [(t.person, t.time) for t in call.turns] == [("ortiz", 1.0), ("reyes", 60.0)]


def test_srt_with_names_in_the_text_is_read(read):
    call = read(
        "2026-02-12-a.srt",
        "1\n00:00:01,000 --> 00:00:02,000\nTom Reyes: Hi.\n\n2\n00:00:02,000 --> 00:00:03,000\nDana: Yo.\n",
    )
    assert call.text == "Tom Reyes: Hi.\nDana: Yo."
    assert [t.person for t in call.turns] == ["reyes", "ortiz"]


def test_two_voices_in_a_cue_are_two_turns(read):
    call = read("2026-02-12-a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Tom>Hi\n<v.loud Dana>Yo\n")
    assert call.text == "Tom: Hi\nDana: Yo"


def test_captions_that_name_nobody_keep_a_turn_a_cue(read):
    call = read("2026-02-12-a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n\n00:03.000 --> 00:04.000\nyo\n")
    assert (call.text, [t.side for t in call.turns]) == ("hi\nyo", ["unknown", "unknown"])


@pytest.mark.parametrize(
    "content",
    [
        "WEBVTT\n",
        "WEBVTT",
        "WEBVTT\n\nNOTE nothing\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n\n",
        "not captions",
    ],
)
def test_vtt_without_words_is_refused(read, content):
    with pytest.raises(FileFault, match="expected"):
        read("2026-02-12-a.vtt", content)


def test_srt_without_cues_is_refused(read):
    with pytest.raises(FileFault, match="expected numbered, timed cues"):
        read("2026-02-12-a.srt", "hello\n")
