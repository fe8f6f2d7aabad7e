"""What stands behind a draft's ids, in words: people, evidence, playbook entries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import urlencode

from studio.drafting.draft import QUALIFICATION_FORM, Draft, Inference, Observation, Quote, Recommendation
from studio.drafting.quotes import RECORD

KIND_WORDS = {"call": "Call", "email": "Mail", "note": "Seller's note", "document": "Document", "form": "Web form"}
SIDE_WORDS = {"buyer": "buyer", "seller": "seller", "partner": "partner"}
LEVEL_NAMES = {"none": "No playbook", "named": "Named", "defined": "Defined", "evidenced": "Evidenced",
               "guided": "Guided", "exemplified": "Exemplified"}
LEVEL_WORDS = {
    "none": "No playbook at all: the engine has the deal and nothing to judge it by.",
    "named": "Labels only: what the stages and elements are called.",
    "defined": "What each label means.",
    "evidenced": "What buyers must say or do, who must do it, and the facts to capture.",
    "guided": "With questions, plays, guidance per stage and what good looks like.",
    "exemplified": "With how buyers really put it, what only sounds like it, and worked examples.",
}


@dataclass(frozen=True)
class Sources:
    """One deal and one playbook, to look ids up in."""

    loaded: Any
    book: Any
    playbook: str = "reference"

    @cached_property
    def entries(self) -> dict[str, Any]:
        """Playbook entries by path."""
        return {path: entry for _, path, entry in self.book.entries()}

    @cached_property
    def names(self) -> dict[str, str]:
        """What elements and behaviours are called, by the id that drafts use."""
        own = [*self.book.qualification.elements, *self.book.behaviours, *self.book.process]
        return {e.reported_id: e.name for e in own} | {
            i: n for i, n in QUALIFICATION_FORM.items() if i not in {e.reported_id for e in own}}

    def subject(self, about: str | None) -> str:
        """What an element, behaviour or stage is called."""
        return self.names.get(about or "") or plain(about or "")

    def person(self, ref: str | None) -> str:
        """A person's name, else the text itself."""
        found = self.loaded.deal.person(ref) if ref else None
        return found.name if found else (ref or "")

    def who(self, ref: str | None) -> str:
        """A person with title and side, as a byline."""
        found = self.loaded.deal.person(ref) if ref else None
        if not found:
            return ref or "Nobody named"
        return ", ".join(p for p in (found.name, found.title, SIDE_WORDS.get(found.side, "")) if p)

    def side(self, quote: Quote) -> str:
        """Whose words a quote is: buyer, seller, partner, record, or nothing where it is unknown."""
        if quote.evidence == RECORD:
            return "record"
        found = self.loaded.deal.person(quote.speaker) if quote.speaker else None
        return found.side if found else ""

    def where(self, quote: Quote) -> str:
        """The artefact a quote stands in, with its date."""
        if quote.evidence == RECORD:
            return f"CRM record, {plain(quote.field or 'field').lower()}"
        evidence = self.loaded.evidence.get(quote.evidence)
        if evidence is None:
            return quote.evidence
        date = f", {day(evidence.date)}" if evidence.date else ""
        return f"{KIND_WORDS.get(evidence.type, 'Evidence')}{date}"

    def around(self, quote: Quote) -> tuple[str, str, str] | None:
        """The text just before a quote, the quote, and just after, for reading it in place."""
        evidence = self.loaded.evidence.get(quote.evidence)
        if evidence is None or evidence.text[quote.start:quote.end] != quote.text:
            return None
        before = evidence.text[max(0, quote.start - 420):quote.start]
        after = evidence.text[quote.end:quote.end + 320]
        head = before.split("\n", 1)[-1] if len(before) == 420 and "\n" in before else before
        tail = after.rsplit("\n", 1)[0] if len(after) == 320 and "\n" in after else after
        return "\n".join(head.split("\n")[-3:]), quote.text, "\n".join(tail.split("\n")[:3])

    def evidence_link(self, quote: Quote) -> str:
        """The address of a quote in the deal's evidence."""
        if quote.evidence == RECORD:
            return "deals?" + urlencode({"deal": self.loaded.deal.id, "evidence": RECORD, "field": quote.field or ""})
        return "deals?" + urlencode({"deal": self.loaded.deal.id, "evidence": quote.evidence,
                                     "start": quote.start, "end": quote.end})

    def entry_link(self, path: str) -> str:
        """The address of a playbook entry."""
        return "playbook?" + urlencode({"playbook": self.playbook, "entry": path})

    def entry_name(self, path: str) -> str:
        """What a playbook entry is called."""
        entry = self.entries.get(path)
        if entry is None and "." in path:
            entry = self.entries.get(path.rsplit(".", 1)[0])
        return entry.name if entry is not None else plain(path.split(".")[-1])


def plain(identity: str) -> str:
    """An id as words."""
    return identity.replace("_", " ").replace("-", " ").strip().capitalize()


def day(date: Any) -> str:
    """A date as people write it: 5 Mar 2026."""
    return f"{date.day} {date:%b %Y}"


def sure(confidence: float | None) -> str:
    """A confidence in words."""
    if confidence is None:
        return ""
    for least, words in ((0.85, "Very sure"), (0.65, "Fairly sure"), (0.45, "Not sure")):
        if confidence >= least:
            return words
    return "Close to a guess"


def link(address: str, words: str, css: str = "pd-link") -> str:
    """A link inside the app, opened beside what is being read."""
    return (f'<a class="{css}" href="{escape(address, quote=True)}" target="_blank" title="Opens in a new tab">'
            f"{escape(words)}</a>")


def quote_html(quote: Quote, sources: Sources, *, links: bool = True) -> str:
    """A quote with its byline; it unfolds to the words around it."""
    side = sources.side(quote)
    who = "The record says" if side == "record" else sources.who(quote.speaker)
    around = sources.around(quote)
    if not links:
        context = ""
    elif around:
        before, words, after = (escape(part) for part in around)
        context = (f'<details class="pd-context"><summary>Read it in place</summary><div class="pd-passage">{before}'
                   f'<mark>{words}</mark>{after}</div>'
                   f'{link(sources.evidence_link(quote), "Open the whole " + _kind(quote, sources))}</details>')
    else:
        context = f'<div class="pd-open">{link(sources.evidence_link(quote), "Open the record")}</div>'
    return (f'<figure class="pd-quote pd-side-{escape(side or "unknown")}"><blockquote>{escape(quote.text)}'
            f'</blockquote><figcaption><b>{escape(who)}</b><span>{escape(sources.where(quote))}</span></figcaption>'
            f'{context}</figure>')


def _kind(quote: Quote, sources: Sources) -> str:
    evidence = sources.loaded.evidence.get(quote.evidence)
    return KIND_WORDS.get(evidence.type, "evidence").lower() if evidence else "evidence"


def items(draft: Draft) -> dict[str, Observation | Inference | Recommendation]:
    """Everything in the three lanes, by id."""
    return {x.id: x for lane in (draft.observed, draft.inferred, draft.recommended) for x in lane}
