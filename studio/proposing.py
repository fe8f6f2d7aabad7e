"""What a draft would put into a CRM field: the person or the words that its judgement rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.deals.folder import LoadedDeal
from studio.drafting.draft import QUALIFICATION_FORM, Draft, Inference, Quote
from studio.drafting.quotes import RECORD
from studio.store.purged import FORGOTTEN

#: The longest value that a patch proposes, in characters.
LONGEST = 255
#: Elements whose field holds a person.
_PERSONS = ("economic_buyer", "champion")


@dataclass(frozen=True)
class FieldProposal:
    """A value for the CRM field of an element, with the buyers' words that the judgement rests on.

    `quoted` is a value in a buyer's own words, `written` one in those of the
    person who amended the judgement.
    """

    item: str
    field: str
    value: str
    evidence: tuple[str, ...]
    quoted: bool = False
    written: bool = False


def field_proposals(draft: Draft, loaded: LoadedDeal,
                    amended: Mapping[str, Mapping[str, Any]] | None = None) -> list[FieldProposal]:
    """Return what the judgements of a draft would put into CRM fields; nothing without a buyer's words.

    `amended` are the changes that people made, by item: the text that somebody
    wrote is what is proposed, and a judgement amended to missing proposes
    nothing. A field that claims an element has the element's canonical id as
    its key.
    """
    quotes = {o.id: o.quotes for o in draft.observed}
    found = []
    for item in draft.inferred:
        if item.about not in QUALIFICATION_FORM or item.status in (None, "missing"):
            continue
        changes = (amended or {}).get(item.id, {})
        said = [q for o in item.basis for q in quotes.get(o, ()) if _by_buyer(q, loaded)]
        if not said or changes.get("status") == "missing":
            continue
        own = _short(str(changes.get("value") or changes.get("statement") or ""))
        value = own or _value(item, said, loaded)
        if value and FORGOTTEN not in value:
            found.append(FieldProposal(item.id, item.about, value, tuple(_told(q, loaded) for q in said[:3]),
                                       quoted=not own and item.about not in _PERSONS, written=bool(own)))
    return found


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST - 1].rstrip()}…"


def _by_buyer(quote: Quote, loaded: LoadedDeal) -> bool:
    person = loaded.deal.person(quote.speaker) if quote.speaker else None
    return quote.evidence != RECORD and person is not None and person.side == "buyer"


def _value(item: Inference, said: list[Quote], loaded: LoadedDeal) -> str:
    if item.about in _PERSONS:
        named = [p for q in said for p in loaded.deal.people if p.side == "buyer" and _names(q.text, p.name)]
        if named:
            person = named[0]
            return f"{person.name} ({person.title})" if person.title else person.name
        return ""
    return " ".join(said[0].text.split())[:LONGEST]


def _names(text: str, name: str) -> bool:
    words = text.casefold()
    return any(part.casefold() in words for part in name.split() if len(part) > 2)


def _told(quote: Quote, loaded: LoadedDeal) -> str:
    person = loaded.deal.person(quote.speaker) if quote.speaker else None
    return f"“{' '.join(quote.text.split())}” ({person.name if person else quote.speaker}, {quote.evidence})"
