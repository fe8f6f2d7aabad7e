"""A decision before it is kept: which item, what changes, and whether it can be taken at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from playbook.files import first_fault
from studio.deals.folder import LoadedDeal
from studio.drafting.decisions import Changes
from studio.drafting.draft import Draft
from studio.faults import BadDecision, BadInput

if TYPE_CHECKING:
    from studio.store.decisions import Verdict

LONGEST = 2000
_VERDICTS = {"observed": ("approve", "strike"), "inferred": ("approve", "amend", "reject"),
             "recommended": ("approve", "amend", "reject")}
#: What an amendment can change, by lane; `value` is what a CRM field is to hold.
_FIELDS = {"inferred": {"status", "statement", "value"},
           "recommended": {"action", "owner", "with", "due", "rank", "value"}}
_MOST_ITEMS = 50


@dataclass(frozen=True)
class Choice:
    """What a person decides about one item; `reason` is an id of the short list, or free text.

    `seen` is the decision that they saw on it, 0 for none: where another one
    stands meanwhile, theirs is not taken. None takes it in any case.
    """

    item: str
    decision: Verdict
    reason: str = ""
    changes: Mapping[str, Any] | None = None
    seen: int | None = None


def place_of(draft: Draft, item: str) -> tuple[str, str]:
    """Return the lane of an item and what it is about. Raises BadInput where the draft has no such item."""
    for one in draft.inferred:
        if one.id == item:
            return "inferred", one.about
    for action in draft.recommended:
        if action.id == item:
            return "recommended", action.closes[0] if action.closes else ""
    for seen in draft.observed:
        if seen.id == item:
            return "observed", seen.about[0] if seen.about else ""
    raise BadInput(f"{str(item)[:40]}: is no item of this draft, expected one of its three lanes")


def checked(draft: Draft, choice: Choice, loaded: LoadedDeal) -> dict[str, Any]:
    """Return the changes in the form in which they are kept. Raises BadInput for what cannot be decided so."""
    lane, _ = place_of(draft, choice.item)
    if choice.decision not in _VERDICTS[lane]:
        raise BadDecision(choice.item, f"what was {lane} can be {_or([f'{_done(v)}' for v in _VERDICTS[lane]])}")
    if choice.decision in ("reject", "strike") and not choice.reason.strip():
        raise BadDecision(choice.item, f"a reason is needed to {choice.decision} it, one of the list or in words")
    if len(choice.reason) > LONGEST:
        raise BadDecision(choice.item, f"the reason is too long ({len(choice.reason):,} characters), expected at most "
                          f"{LONGEST:,}")
    return _changes(draft, choice, lane, loaded) if choice.decision == "amend" else {}


def _changes(draft: Draft, choice: Choice, lane: str, loaded: LoadedDeal) -> dict[str, Any]:
    given = {k: v for k, v in (choice.changes or {}).items() if v not in (None, "")}
    if stray := sorted(given.keys() - _FIELDS[lane]):
        raise BadDecision(choice.item, f"'{stray[0][:40]}' cannot be amended here, expected one of "
                          f"{', '.join(sorted(_FIELDS[lane]))}")
    value = given.pop("value", None)
    for name, text in (*given.items(), ("value", value)):
        if isinstance(text, str) and (not text.strip() or len(text) > LONGEST):
            raise BadDecision(choice.item, f"{name}: expected 1 to {LONGEST:,} characters, found {len(text):,}")
    try:
        changes = Changes.model_validate(given).model_dump(mode="json", by_alias=True, exclude_none=True)
    except ValidationError as error:
        where, expected = first_fault(error, given)
        raise BadDecision(choice.item, f"{where}: {expected}") from None
    if not changes and value is None:
        other = ("another status or other text" if lane == "inferred" else
                 "other text, another owner, other people, another day or place")
        raise BadDecision(choice.item, f"an amendment changes something, expected {other}")
    _known(choice.item, changes, draft, loaded)
    return changes | ({"value": str(value).strip()} if value is not None else {})


def _known(item: str, changes: dict[str, Any], draft: Draft, loaded: LoadedDeal) -> None:
    """Refuse people who are not in the deal, days before the event, and places there are not."""
    people = {p.id for p in loaded.deal.people}
    for person in [*changes.get("with", []), *([changes["owner"]] if "owner" in changes else [])]:
        if person not in people:
            raise BadDecision(item, f"'{person[:60]}' is nobody in this deal")
    if len(set(changes.get("with", []))) < len(changes.get("with", [])):
        raise BadDecision(item, "somebody is named twice, expected each person once")
    day = next((e.date.isoformat() for e in loaded.deal.events if e.id == draft.as_of), "")
    if changes.get("due", day) < day:
        raise BadDecision(item, f"{changes['due']} lies before the event, expected a day from {day} on")
    if changes.get("rank", 1) > _MOST_ITEMS:
        raise BadDecision(item, f"{changes['rank']} is no place in the order, expected 1 to {_MOST_ITEMS}")


def _done(verdict: str) -> str:
    return {"approve": "approved", "amend": "amended", "reject": "rejected", "strike": "struck"}[verdict]


def _or(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
