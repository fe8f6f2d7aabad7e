"""Captions of Zoom, Teams and Meet (.vtt, .srt): cues merged into turns."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from playbook.text_files import FileFault
from studio.deals.encoding import decode
from studio.deals.evidence import Artefact, Said, call_of, clean, fold
from studio.deals.readers.speech import names_in, split_line

_VOICE = re.compile(r"<v(?:\.[\w.-]+)*[ \t]+([^>\n]{1,200})>")
_TAG = re.compile(r"</?(?:c|i|b|u|v|ruby|rt|lang|font)(?:[. ][^<>]*)?>|<\d[\d:.]*>")


def read(raw: bytes, path: Path) -> Artefact:
    """Return the call in a caption file. Raises FileFault."""
    text = clean(decode(raw, path)).strip()
    cues = list(_cues(text, path))
    names = names_in(split_line(line) for _, _, lines in cues for line in lines)
    turns: list[Said] = []
    for time, voice, lines in cues:
        for speaker, words in _spoken(voice, lines, names):
            _add(turns, speaker, words, time)
    call = call_of(turns)
    if not call.pieces:
        raise FileFault(path, "", "holds no words, expected cues with a time and text")
    return call


def _cues(text: str, path: Path) -> Iterator[tuple[float, str | None, list[str]]]:
    """Yield each voice in each cue: seconds, who, and the lines without tags."""
    import webvtt

    try:
        if path.suffix.lower() == ".vtt":
            captions = webvtt.WebVTT.from_string(text).captions
        else:
            captions = webvtt.WebVTT.from_buffer(iter(text.splitlines(keepends=True)), format="srt").captions
    except Exception as error:  # a third party's parser, on any bytes: whatever it raises means one thing
        what = "WEBVTT and timed cues" if path.suffix.lower() == ".vtt" else "numbered, timed cues"
        raise FileFault(path, "", f"is not a caption file, expected {what} ({fold(str(error))})") from None
    for caption in captions:
        parts = _VOICE.split(caption.raw_text)
        for voice, words in [(None, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]:
            lines = [html.unescape(_TAG.sub("", line)).strip() for line in words.split("\n")]
            if any(lines):
                name = html.unescape(voice).strip() if voice else None
                yield float(caption.start_in_seconds), name, [line for line in lines if line]


def _spoken(voice: str | None, lines: list[str], names: dict[str, int]) -> Iterator[tuple[str | None, str]]:
    if voice:
        yield voice, " ".join(lines)
        return
    for line in lines:
        found = split_line(line)
        yield (found.speaker, found.words) if found.speaker in names else (None, line)


def _add(turns: list[Said], speaker: str | None, words: str, time: float) -> None:
    """Go on with the last turn, unless somebody else speaks or nobody was named yet."""
    if turns and (speaker == turns[-1].speaker or (speaker is None and turns[-1].speaker)):
        turns[-1].words.append(words)
    else:
        turns.append(Said(speaker or "", [words], time))
