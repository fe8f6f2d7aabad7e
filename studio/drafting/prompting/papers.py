"""The document of a reply, checked: its sections, and what each line rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studio.drafting.assemble import line as traced
from studio.drafting.draft import Document, Section
from studio.drafting.prompting.folding import same_words
from studio.drafting.prompting.reply import ReplySection
from studio.drafting.prompting.state import Check

_GROUP = re.compile(r"[\[(]([^\[\]()]*)[\])][\s,;.]*$")
_REF = re.compile(r"[oir]\d+|[a-z_]+(?:\.[\w-]+)+")
_QUOTED = re.compile(r"(?:“([^“”]{12,})”|\"([^\"]{12,})\"|«([^«»]{12,})»)")
_SAID = re.compile(r"\b(?:said|says|wrote|writes|told \w+|stated|confirmed|admitted|replied)\b[^“\"«.!?]{0,25}$", re.I)
_OMITTED = re.compile(r"\s*(?:…|\.\.\.)\s*")
_LEAST_WORDS = 4


def document(check: Check, headings: Sequence[str], names: set[str]) -> Document:
    """Return the document in the workflow's order; `names` are the ids of the draft's items.

    A line that rests on nothing is left out; so is a section without lines.
    """
    given = check.reply.document
    found: dict[str, Section] = {}
    for part in given.sections:
        heading = check.findings.line("document", part.heading)
        section = _section(check, heading, part, names)
        if section.body and heading in found:
            section = _joined(found[heading], section)
        if section.body:
            found[heading] = section
    for heading in headings:
        if heading not in found:
            check.findings.problem("document", f"the section “{heading}” is missing or has no line that rests on "
                                   "anything")
    for heading in found:
        if heading not in headings:
            check.findings.problem("document", f"the section “{heading[:60]}” is not asked for; it stands last")
    if not found:
        check.findings.problem("document", "it is empty", breaks=True)
    order = [*(h for h in headings if h in found), *(h for h in found if h not in headings)]
    title = check.findings.line("document", given.title) or "Untitled"
    return Document(title=title, sections=tuple(found[h] for h in order))


def _joined(first: Section, second: Section) -> Section:
    return Section(heading=first.heading, body=f"{first.body}\n{second.body}",
                   basis=tuple(dict.fromkeys((*first.basis, *second.basis))))


def _section(check: Check, heading: str, part: ReplySection, names: set[str]) -> Section:
    lines, basis = [], {}
    for text in check.findings.markdown(heading, part.body).split("\n"):
        if not text.strip():
            continue
        words, refs = _parted(check, text, names)
        if not refs:
            check.findings.problem(f"document, {heading}", f"a line rests on nothing that is there and is left out: "
                                   f"“{text.strip()[:70]}”")
        elif words.strip(" -*#>"):
            lines.append(traced(_unquoted(check, heading, words, refs), *refs))
            basis |= dict.fromkeys(r for r in refs if r in names)
    return Section(heading=heading, body="\n".join(lines), basis=tuple(basis))


def _parted(check: Check, text: str, names: set[str]) -> tuple[str, list[str]]:
    """A line's words, and the ids and paths at its end that are there."""
    text, refs = text.rstrip(), []
    while (group := _GROUP.search(text)) and all(map(_REF.fullmatch, asked := group[1].replace(";", " ").replace(
            ",", " ").split())):
        text, refs = text[:group.start()].rstrip(), [*asked, *refs]
    live = [name if name in names else ref for ref in refs
            if (name := check.ids.live(ref)) in names or ref in check.known.paths]
    return text, list(dict.fromkeys(live))


def _unquoted(check: Check, heading: str, words: str, refs: list[str]) -> str:
    """Take the quotation marks off words that are said to be somebody's and stand nowhere."""
    if not any(r.startswith("o") and r[1:].isdigit() for r in refs):
        return words

    def instead(found: re.Match[str]) -> str:
        inner = found[1] or found[2] or found[3]
        shown = len(inner.split()) >= _LEAST_WORDS and _SAID.search(words[:found.start()])
        if not shown or all(_said(check, part) for part in _OMITTED.split(inner) if part):
            return found[0]
        check.findings.problem(f"document, {heading}", f"“{inner[:60]}” is in quotation marks and stands nowhere in "
                               "the evidence; the marks are taken off")
        return inner

    return _QUOTED.sub(instead, words)


def _said(check: Check, words: str) -> bool:
    return check.stands(words) or any(same_words(words, check.standard.text(path)) for path in check.known.paths)
