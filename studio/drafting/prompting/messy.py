"""Replies as people paste them: what is sound is read, what is not is named."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import json_repair

from studio.drafting.prompting.blocks import JsonBlock, json_blocks
from studio.drafting.prompting.reply import Reply, strict_reply
from studio.drafting.prompting.salvage import LANES, PARTS, roots, salvage

MOST_CHARACTERS = 5_000_000
_UNSEEN = re.compile("[\ufeff\u200b\u2060\u00ad]")
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_SYNTAX = re.compile(r"[\"'”’]\s*[\]}]*\s*,\s*[\[{]*\s*[\"'“‘]\w+[\"'”’]\s*:|[\"'“‘]\w+[\"'”’]\s*:\s*[\"'“‘\[{]")
#: A word of JSON that ran into what follows it, and so was read as a text.
_LITERAL = re.compile(r"\A(?:null|true|false)\b.*[{}\[\]]", re.S)
_ID = re.compile(r"[\"'“‘]\s*id\s*[\"'”’]\s*:", re.I)


@dataclass(frozen=True)
class ReadReply:
    """What of a pasted text is a reply.

    `sound` counts the items read, part by part; `missing` names parts that
    are not there; `notes` say in sentences what was not sound.
    """

    reply: Reply | None
    sound: dict[str, int]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    cut: bool = False

    @property
    def complete(self) -> bool:
        """Whether every part was there and nothing was cut off."""
        return self.reply is not None and not self.missing and not self.cut


def read_reply(text: str) -> ReadReply:
    """Return what is sound in a text that holds a reply somewhere.

    Nothing is added: words that the text does not hold never come out.
    """
    if len(text) > MOST_CHARACTERS:
        return ReadReply(None, {}, PARTS, (f"It has {len(text)} characters, at most {MOST_CHARACTERS} are read.",))
    if (clean := strict_reply(text)[0]) is not None:
        return ReadReply(clean, _sound(clean), (), ())
    notes: dict[str, None] = {}
    root, cut = _merged(list(_found(_straight(text, notes))), notes)
    if root is None:
        nothing = "No JSON object with the parts of a draft was found in it." if text.strip() else "It is empty."
        return ReadReply(None, {}, PARTS, (*notes, nothing), cut)
    if cut:
        notes["The answer ends in the middle; what was whole up to there was read."] = None
    reply = salvage(root, lambda note: notes.update({note: None}))
    sound = _sound(reply)
    missing = tuple(p for p in PARTS if p not in root or (p in ("stage_supported", "document") and not sound[p]))
    return ReadReply(reply, sound, missing, tuple(notes), cut)


def _sound(reply: Reply) -> dict[str, int]:
    items = {lane: len(getattr(reply, lane)) for lane in LANES}
    return items | {"stage_supported": int(reply.stage_supported is not None),
                    "document": len(reply.document.sections)}


def _straight(text: str, notes: dict[str, None]) -> str:
    """The text without what copying adds: marks of order, hard blanks, HTML escapes."""
    text = _UNSEEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\u2028", "\n")
    escaped = len(re.findall(r"&(?:quot|#34|#x22);", text))
    if escaped > 4 and escaped > text.count('"'):
        notes["It was written in HTML escapes, which were read as the signs they stand for."] = None
        text = html.unescape(text)
    return text


@dataclass(frozen=True)
class _Root:
    """An object with parts of a reply, as it was found; a mended one is held against its source."""

    parts: dict[str, Any]
    cut: bool
    mended: bool
    source: str


def _found(text: str) -> Iterator[_Root]:
    for block in json_blocks(text):
        data, mended = _parsed(block)
        for parts in roots(data):
            yield _Root(parts, block.cut, mended, block.text)


def _parsed(block: JsonBlock) -> tuple[Any, bool]:
    try:
        return json.loads(block.text, strict=False), block.mended
    except (ValueError, RecursionError):
        pass
    try:
        return json_repair.loads(block.text, skip_json_loads=True), True
    except (ValueError, RecursionError, TypeError, IndexError):
        return None, True


def _in_source(root: dict[str, Any], source: str, notes: dict[str, None]) -> dict[str, Any]:
    """A mended root without the items that hold a word which the source does not, or swallowed their neighbours."""
    plain = _letters(_UNICODE.sub(lambda m: chr(int(m[1], 16)), re.sub(r"\\[nrtbf]", " ", source)))
    kept = {}
    for part, value in root.items():
        if isinstance(value, list):
            sound = [v for v in value if _is_sound(v, plain)]
            if len(sound) < len(value):
                lost = len(value) - len(sound)
                notes[f"{part}: {lost} items could not be read for certain and were left out."] = None
            kept[part] = sound
        elif _is_sound(value, plain):
            kept[part] = value
    return kept


def _is_sound(value: Any, plain: str) -> bool:
    return all(_letters(words) in plain and not _SYNTAX.search(words) and not _LITERAL.match(words)
               for words in _words(value))


def _count(root: dict[str, Any], source: str, notes: dict[str, None]) -> None:
    read = sum(len(root[lane]) for lane in LANES if isinstance(root.get(lane), list))
    there = len(_ID.findall(source))
    if there > read:
        notes[f"{there} items have an id in the text, {read} of them could be read."] = None


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _words(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _merged(found: list[_Root], notes: dict[str, None]) -> tuple[dict[str, Any] | None, bool]:
    """One root of several: each part from the last whole one that has it; and whether a cut one was needed."""
    whole = [root for root in found if not root.cut]
    merged: dict[str, Any] = {}
    for root in whole:
        merged |= _taken(root, merged, notes)
    rest = {part: value for root in found if root.cut and not merged.keys() >= root.parts.keys() & set(PARTS)
            for part, value in _taken(root, merged, notes).items() if part not in merged}
    return (rest | merged) or None, bool(rest) or any(root.cut for root in found[-1:])


def _taken(root: _Root, before: dict[str, Any], notes: dict[str, None]) -> dict[str, Any]:
    """The parts of a root, with a note on what is odd about them."""
    parts = root.parts
    if root.mended:
        notes["It was no clean JSON; brackets, quotation marks or commas were mended."] = None
        parts = _in_source(parts, root.source, notes)
        _count(parts, root.source, notes)
    twice = [p for p in PARTS if p in parts and p in before and parts[p] != before[p]]
    if twice and not root.cut:
        notes[f"There are several answers; {', '.join(twice)} was taken from the last."] = None
    return parts
