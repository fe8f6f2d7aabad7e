"""What single sentences of a passage say: a way out of a stage, a question, a part by its label."""

from __future__ import annotations

import re

from studio.exchange.documents import terms
from studio.exchange.documents.labels import asks, bare, is_question, label, pure_role

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’]?\s+(?=[\"“‘(]?[A-Z])")
_LEAVES = re.compile(terms.LEAVES, re.I | re.S)
_REACHED = re.compile(terms.REACHED, re.I | re.S)
_PREFIX = re.compile(
    r"^\(?(?:q(?:uestion)?s?\s*\d{0,2}\s*[:.)]|(?:you |we )?ask(?: them)?(?:\s*:|(?=\s*[\"“‘]))|questions?\s*:|"
    r"ask\))\s*", re.I)
_ASKED = re.compile(
    r"\s+(?=(?:Q\s*\d{0,2}[:.)]|(?:Ask|Questions?)(?::|\s+[\"“‘]))\s*)|"
    r"(?<=\?)[\"”’]?(?:\s+|\s*/\s*)(?=[\"“‘(]?[A-Z])")
_SLASHED = re.compile(r"\?[\"”’]?\s*/\s*[\"“‘]?[A-Z]")
_LABELS = re.compile(r"(?:(?<=[.;|!?)”])\s+|\s+[|·•]\s+)(?=[A-Z][\w’' ]{1,30}:\s)")
_LONGEST = 4_000


def sentences(text: str) -> list[str]:
    """Return a passage's sentences, and the lines of one that has several."""
    return [part.strip() for line in text[:_LONGEST].split("\n") for part in _SENTENCE.split(line) if part.strip()]


def leaves(sentence: str) -> str | None:
    """Return what must hold to leave a stage, where a sentence says that ("It is over when …")."""
    found = _LEAVES.match(bare(sentence))
    return found["rule"].strip() if found else None


def reached(sentence: str) -> str | None:
    """Return what must hold to reach a stage, where a sentence says that ("It is reached when …")."""
    found = _REACHED.match(bare(sentence))
    return found["rule"].strip() if found else None


def says_entry(text: str) -> bool:
    """Tell whether some sentence of a passage says when a stage is reached."""
    return any(reached(sentence) for sentence in sentences(text))


def says_exit(text: str) -> bool:
    """Tell whether some sentence of a passage says when a stage is left."""
    named = label(text)
    return any(leaves(sentence) for sentence in [*sentences(text), *sentences(named[1] if named else "")])


def asked(text: str, *, each: bool = False) -> list[tuple[str, bool]]:
    """Return the parts of a passage, each with whether it is a question to ask.

    "Hours lost. Ask: How many? Ask: Since when?" has three. A passage that is
    one question, begins with one or quotes a whole one is one part, unless
    `each` question counts for itself.
    """
    words = bare(text)[:_LONGEST]
    parts = [part for piece in _pieces(words) for part in _questions_last(piece)]
    marked = any(_PREFIX.match(part) for part in parts)
    kinds = [_is_asked(_PREFIX.sub("", part)) for part in parts]
    each = each or bool(_SLASHED.search(words))
    if not marked and kinds[0] and (all(kinds) or is_question(words)) and not (each and all(kinds)):
        return [(words, True)]
    return [(_unmarked(part), kind) for part, kind in zip(parts, kinds, strict=True) if part.strip()]


def _unmarked(part: str) -> str:
    """A part without "Ask:" before it, and without the bracket that both stand in."""
    plain = _PREFIX.sub("", part.strip()).strip()
    return plain.removesuffix(")") if part.strip().startswith("(") and plain.count("(") < plain.count(")") else plain


def _pieces(words: str) -> list[str]:
    """A passage cut where a question begins or ends; a remark in brackets stays with what it is about."""
    pieces = list[str]()
    for piece in _ASKED.split(words):
        if pieces and piece.startswith("(") and not _PREFIX.match(piece):
            pieces[-1] = f"{pieces[-1]} {piece}"
        else:
            pieces.append(piece)
    return pieces


def _is_asked(part: str) -> bool:
    return is_question(part) or ("?" in part and asks(part))


def _questions_last(piece: str) -> list[str]:
    """A piece that ends in a question, with the statements before it apart."""
    if _PREFIX.match(piece) or "?" not in piece or piece[:1] in "\"“‘":
        return [piece]
    parts = sentences(piece)
    at = next((n for n, part in enumerate(parts) if is_question(part)), None)
    return [" ".join(parts[:at]), " ".join(parts[at:])] if at else [piece]


def labelled(text: str) -> list[str]:
    """Return the parts of a line in which several labels stand ("Do: ask. Don't: tell."), else the line."""
    parts = [part for part in _LABELS.split(bare(text)[:_LONGEST]) if part and part.strip()]
    named = [part for part in parts if (found := label(part)) and pure_role(found[0])]
    return parts if len(named) > 1 else [text]
