"""Gong's call transcript export (.json), in the shapes that exports come in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playbook.text_files import FileFault
from studio.deals.encoding import decode
from studio.deals.evidence import Artefact, Said, TurnSide, call_of, clean

_IDS = ("id", "speakerId", "userId")
_SPEAKERS = ("speakerId", "speakerName", "speaker", "userId")
_TURNS = ("transcript", "monologues")
_SIDES: dict[str, TurnSide] = {"internal": "seller", "external": "buyer"}


def read(raw: bytes, path: Path) -> Artefact:
    """Return the one call in a Gong export. Raises FileFault."""
    data = _parsed(decode(raw, path), path)
    calls = [turns for turns in _transcripts(data) if turns]
    if not calls:
        raise FileFault(path, "", "holds no transcript, expected Gong's 'callTranscripts' or 'transcript'")
    if len(calls) > 1:
        raise FileFault(path, "callTranscripts", f"holds {len(calls)} calls, expected one call a file")
    parties = _parties(data)
    call = call_of((_said(turn, parties) for turn in calls[0]), _title(data))
    if not call.pieces:
        raise FileFault(path, "transcript", "holds no words, expected sentences with text")
    return call


def _parsed(text: str, path: Path) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise FileFault(path, f"line {error.lineno}", f"broken JSON: {error.msg}") from None
    except RecursionError:
        raise FileFault(path, "", "is nested too deeply, expected a Gong transcript") from None
    except ValueError as error:
        raise FileFault(path, "", f"broken JSON: {error}") from None


def _dicts(value: Any) -> list[dict]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _transcripts(data: Any) -> list[list[dict]]:
    """Every call's turns, wherever the export put them."""
    if isinstance(data, list):
        items = _dicts(data)
        if any(key in item for item in items for key in (*_TURNS, "callTranscripts")):
            return [turns for item in items for turns in _transcripts(item)]
        return [items] if any("sentences" in i or "text" in i for i in items) else []
    if not isinstance(data, dict):
        return []
    if "callTranscripts" in data:
        return [turns for item in _dicts(data["callTranscripts"]) for turns in _transcripts(item)]
    for key in _TURNS:
        if isinstance(data.get(key), list):
            return _transcripts(data[key]) or [_dicts(data[key])]
        if isinstance(data.get(key), dict):
            inner = data[key].get("monologues") or data[key].get("sentences")
            return [_dicts(inner)]
    return []


def _holders(data: Any) -> list[dict]:
    """The mappings that may carry parties and a title: the top, the calls, the transcripts."""
    tops = _dicts(data) if isinstance(data, list) else _dicts([data])
    nested = [item for top in tops for key in ("calls", "callTranscripts") for item in _dicts(top.get(key))]
    single = [top[key] for top in tops for key in ("call", "callData") if isinstance(top.get(key), dict)]
    return tops + nested + single


def _parties(data: Any) -> dict[str, dict]:
    found: dict[str, dict] = {}
    for holder in _holders(data):
        for party in _dicts(holder.get("parties")):
            for key in _IDS:
                if party.get(key):
                    found.setdefault(str(party[key]), party)
    return found


def _title(data: Any) -> str:
    for holder in _holders(data):
        meta = holder.get("metaData")
        title = holder.get("title") or (meta.get("title") if isinstance(meta, dict) else None)
        if title and isinstance(title, str):
            return clean(title).strip()
    return ""


def _said(turn: dict, parties: dict[str, dict]) -> Said:
    written = next((str(turn[key]) for key in _SPEAKERS if turn.get(key)), "")
    party = parties.get(written, {})
    name = _text(party, "name") or _text(turn, "speakerName") or _text(party, "emailAddress")
    sentences = _dicts(turn.get("sentences")) or [turn]
    words = [s["text"] for s in sentences if isinstance(s.get("text"), str)]
    return Said(name or written, words, _seconds(sentences[0]),
                _SIDES.get(str(party.get("affiliation")).casefold()))


def _text(holder: dict, key: str) -> str:
    return holder[key].strip() if isinstance(holder.get(key), str) else ""


def _seconds(sentence: dict) -> float | None:
    start = sentence.get("start")
    valid = isinstance(start, int | float) and not isinstance(start, bool) and 0 <= start < 1e12
    return start / 1000 if valid else None
