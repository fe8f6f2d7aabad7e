"""A prompt for a chat window: whole, or in parts under a size limit."""

from __future__ import annotations

import json

from playbook.compile import Standard
from studio.drafting.context import Context
from studio.drafting.prompting.fencing import fence_code
from studio.drafting.prompting.layout import Prompt
from studio.drafting.prompting.reply import reply_schema
from studio.drafting.prompting.templates import template

LEAST_CHARACTERS = 1000


def paste_text(prompt: Prompt, standard: Standard, context: Context) -> str:
    """Return the whole prompt as one text to copy, with the form of the answer."""
    schema = json.dumps(reply_schema(standard, context), ensure_ascii=False)
    return f"{prompt.text}\n{template('reply').fill(schema=schema)}"


def split_prompt(prompt: str, limit_chars: int) -> list[str]:
    """Return a text in parts of at most so many characters, each saying which it is.

    One part is the text itself. Cut between paragraphs where possible, else
    between lines or words. Raises ValueError below 1,000 characters.
    """
    if limit_chars < LEAST_CHARACTERS:
        raise ValueError(f"a part needs at least {LEAST_CHARACTERS} characters, {limit_chars} were allowed")
    if len(prompt) <= limit_chars:
        return [prompt]
    code = fence_code(prompt)
    room = limit_chars - max(len(_head(n, 9999, code)) for n in (1, 9999))
    pieces = []
    at = 0
    while at < len(prompt):
        end = _cut(prompt, at, room)
        pieces.append(prompt[at:end])
        at = end
    return [_head(n, len(pieces), code) + piece for n, piece in enumerate(pieces, 1)]


def _head(number: int, count: int, code: str) -> str:
    return template("part").fill(number=number, count=count, code=code) + "\n"


def _cut(text: str, start: int, room: int) -> int:
    end = start + room
    if end >= len(text):
        return len(text)
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, start + room // 2, end)
        if found > 0:
            return found + len(mark)
    return end
