"""Gong's export, in the shapes it comes in."""

import json

import pytest

from playbook.text_files import FileFault

TURNS = [
    {"speakerId": "1", "topic": "Intro", "sentences": [{"start": 1500, "end": 2000, "text": "What breaks?"}]},
    {
        "speakerId": "2",
        "sentences": [
            {"start": 3000, "end": 4000, "text": "Picking."},
            {"start": 4000, "end": 5000, "text": "Every week."},
        ],
    },
    {"speakerId": "9", "sentences": [{"start": 6000, "end": 7000, "text": "Same here."}]},
]
PARTIES = [
    {"id": "p1", "speakerId": "1", "name": "Tom Reyes", "affiliation": "Internal"},
    {"id": "p2", "speakerId": "2", "name": "Pat Unlisted", "affiliation": "External"},
]
SHAPES = {
    "call transcripts": {
        "calls": [{"parties": PARTIES}],
        "callTranscripts": [{"callId": "7", "transcript": TURNS}],
    },
    "bare transcript": {"callId": "7", "transcript": TURNS, "parties": PARTIES},
    "list at the top": [{"callId": "7", "transcript": TURNS, "parties": PARTIES}],
    "monologues": {"monologues": TURNS, "parties": PARTIES},
    "nested monologues": {"transcript": {"monologues": TURNS}, "parties": PARTIES},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_turns(read, shape):
    call = read("2026-02-12-g.json", json.dumps(SHAPES[shape]))
    assert call.type == "call"
    assert call.text == "Tom Reyes: What breaks?\nPat Unlisted: Picking. Every week.\n9: Same here."
    assert [(t.person, t.side, t.time) for t in call.turns] == [
        ("reyes", "seller", 1.5),
        (None, "buyer", 3.0),
        (None, "unknown", 6.0),
    ]


@pytest.mark.parametrize("key", ["id", "speakerId", "userId"])
def test_parties_are_found_by_any_of_their_ids(read, key):
    data = {"transcript": TURNS, "parties": [{key: "2", "name": "Dana Ortiz"}]}
    assert read("2026-02-12-g.json", json.dumps(data)).turns[1].person == "ortiz"


def test_half_surrogates_do_not_reach_the_text(read):
    data = {"transcript": [{"speakerId": "1", "sentences": [{"text": "odd \ud800 \u0000one"}]}]}
    read("2026-02-12-g.json", json.dumps(data)).text.encode("utf-8")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"transcript": [', "line 1: broken JSON"),
        ("[]", "holds no transcript"),
        ("{}", "holds no transcript"),
        ('{"transcript": []}', "holds no transcript"),
        ("7", "holds no transcript"),
        ('{"transcript": [{"speakerId": "1", "sentences": []}]}', "holds no words"),
        ('{"callTranscripts": [{"transcript": [{"a": 1}]}, {"transcript": [{"a": 1}]}]}', "holds 2 calls"),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_single_call_is_refused(read, content, expected):
    with pytest.raises(FileFault, match=expected):
        read("2026-02-12-g.json", content)
