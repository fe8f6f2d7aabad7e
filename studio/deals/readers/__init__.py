"""Readers: one small module a file format, each turning text into an artefact."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from playbook.text_files import FileFault
from studio.deals.encoding import read_bytes
from studio.deals.evidence import Artefact
from studio.deals.readers import captions, gong, mail, text

# A reader takes the bytes and the path, whose stem may tell the type, and
# raises FileFault where the file is not what its extension says.
READERS: dict[str, Callable[[bytes, Path], Artefact]] = {
    ".txt": text.read, ".md": text.read, ".vtt": captions.read, ".srt": captions.read,
    ".eml": mail.read, ".json": gong.read,
}

_KEPT = 512
_cache: OrderedDict[tuple[bytes, str], Artefact] = OrderedDict()
_lock = threading.Lock()


def read_artefact(path: Path) -> Artefact:
    """Return what an evidence file holds; the same bytes are parsed once in a process.

    Raises FileFault: an unknown extension, over 20 MB, binary, undecodable, empty or malformed.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise FileFault(path, "", f"is not a kind of evidence, expected one of {', '.join(READERS)}")
    raw = read_bytes(path)
    key = (hashlib.blake2b(raw, digest_size=20).digest(), path.name)
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    artefact = reader(raw, path)
    if not artefact.pieces:
        raise FileFault(path, "", "is empty, expected words")
    with _lock:
        _cache[key] = artefact
        if len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return artefact
