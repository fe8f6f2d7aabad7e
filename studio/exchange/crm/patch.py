"""A CRM patch: approved items, field by field, as CSV in import shape and as JSON.

Nothing here decides or grants; it only keeps what was granted within its
bounds. An item under `propose` fills the suggestion column beside a field,
one under `write_back` the field itself, where that is empty and as it was when
the draft was made. Stage, amount and close date are refused always.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, get_args

from studio.exchange.crm.words import header_word, plain, vocabulary

System = Literal["salesforce", "hubspot"]
Authority = Literal["propose", "write_back"]
Written = Literal["target", "suggestion", "nothing"]
SYSTEMS: tuple[System, ...] = get_args(System)
AUTHORITIES: tuple[Authority, ...] = get_args(Authority)

#: Fields of a deal that no patch ever writes, and those by which records hang together.
PROTECTED = ("stage", "amount", "close_date", "forecast", "probability")
_FIXED = ("id", "account_id", "owner_id", "contact_ids", "currency", "amount_converted", "currency_converted",
          "created", "modified")
_MORE = ("Expected Revenue", "ExpectedRevenue", "hs_projected_amount", "hs_forecast_amount", "IsClosed", "IsWon",
         "hs_is_closed", "hs_is_closed_won", "RecordTypeId", "dealPipeline", "pipeline")
_PLACE = "{column}"
_STANDARD = {"salesforce": {"next_step": "NextStep", "name": "Name", "description": "Description"},
             "hubspot": {"next_step": "hs_next_step", "name": "dealname", "description": "description"}}


class ProtectedField(ValueError):
    """A field that is never written, whatever was granted."""


class Unfit(ValueError):
    """An item, or a naming of columns, that no patch can be made of."""


@lru_cache(maxsize=1)
def _protected_words() -> frozenset[str]:
    fields = vocabulary().fields["deal"]
    known = {name for part in (*PROTECTED, *_FIXED) for name in fields[part].names}
    return frozenset(known | {plain(part) for part in (*PROTECTED, *_FIXED, *_MORE)})


def is_protected(name: str) -> bool:
    """Tell whether a field, by any name that a CRM gives it, is never written."""
    words = {word for part in (name, name.rpartition(".")[2]) for word in (header_word(part), plain(part))}
    return "" in words or bool(words & _protected_words())


@dataclass(frozen=True)
class PatchItem:
    """One approved item: what a field holds, held when the draft was made, and would hold.

    `evidence` are the quotes that it rests on, in words. Raises ProtectedField,
    or Unfit for an item that nobody approved, or without such an authority.
    """

    deal: str
    crm_id: str
    field: str
    current: str
    proposed: str
    seen_at_draft: str
    evidence: tuple[str, ...]
    approver: str
    approved_at: str
    authority: Authority
    system: System

    def __post_init__(self) -> None:
        if is_protected(self.field):
            raise ProtectedField(f"{self.deal}, {self.field or 'no field'}: is never written by a patch; "
                                 "stage, amount and close date stay with people")
        if self.authority not in AUTHORITIES:
            raise Unfit(f"{self.deal}, {self.field}: the authority '{self.authority}' puts nothing into a patch, "
                        f"expected {' or '.join(AUTHORITIES)}")
        if self.system not in SYSTEMS:
            raise Unfit(f"{self.deal}, {self.field}: '{self.system}' is no CRM, expected {' or '.join(SYSTEMS)}")
        if not self.approver.strip() or not str(self.approved_at).strip():
            raise Unfit(f"{self.deal}, {self.field}: nobody approved this, expected who did and when")


@dataclass(frozen=True)
class Naming:
    """What columns are called in the CRM: `columns` by field; `suggestion` is made of the column's name.

    Raises Unfit for a suggestion column that would be the field itself, or
    one and the same for all fields.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    suggestion: Mapping[System, str] = field(default_factory=lambda: {
        "salesforce": "{column}_AI_Suggestion__c", "hubspot": "{column}_ai_suggestion"})

    def __post_init__(self) -> None:
        for pattern in self.suggestion.values():
            if _PLACE not in pattern or not plain(pattern.replace(_PLACE, "").removesuffix("__c")):
                raise Unfit(f"'{pattern}' names no suggestion column, expected {_PLACE} with more words beside it")

    def target(self, item: PatchItem) -> str:
        """Return the column of an item's field. Raises ProtectedField."""
        name = item.field.removeprefix("fields.")
        column = self.columns.get(item.field) or self.columns.get(name) or _default(name, item.system)
        return _allowed(column, item)

    def beside(self, item: PatchItem) -> str:
        """Return the suggestion column beside an item's field. Raises ProtectedField."""
        bare = self.target(item).removesuffix("__c")
        bare = "_".join(bare.split()) if item.system == "salesforce" else bare
        return _allowed(self.suggestion[item.system].replace(_PLACE, bare), item)


def _default(name: str, system: System) -> str:
    if name in _STANDARD[system]:
        return _STANDARD[system][name]
    if system == "salesforce" and not name.endswith("__c") and name == name.lower():
        return "_".join(word.capitalize() for word in name.split("_")) + "__c"
    return name


def _allowed(column: str, item: PatchItem) -> str:
    if is_protected(column):
        raise ProtectedField(f"{item.deal}, {item.field}: its column would be '{column}', which a patch never writes")
    return column


@dataclass(frozen=True)
class PatchLine:
    """What a patch does with one item, in which column, and why."""

    item: PatchItem
    written: Written
    column: str
    why: str
    conflict: bool = False


def patch_lines(items: Iterable[PatchItem], naming: Naming | None = None) -> list[PatchLine]:
    """Return what a patch does with each item, in their order. Raises ProtectedField or Unfit."""
    naming, given = naming or Naming(), list(items)
    _check_columns(given, naming)
    cells: dict[tuple[str, str, str], list[PatchItem]] = {}
    for item in given:
        cells.setdefault(_cell(item, naming), []).append(item)
    return [_line(item, cells[_cell(item, naming)], naming) for item in given]


def _cell(item: PatchItem, naming: Naming) -> tuple[str, str, str]:
    return item.system, item.crm_id.strip(), naming.target(item)


def _check_columns(items: Sequence[PatchItem], naming: Naming) -> None:
    """Refuse a naming in which a suggestion would land in a field, or two fields in one column."""
    for system in SYSTEMS:
        own = [item for item in items if item.system == system]
        targets = {(item.field.removeprefix("fields."), plain(naming.target(item))) for item in own}
        columns = [column for _, column in targets]
        if len(set(columns)) < len(columns):
            raise Unfit("two fields would fill one column, expected a column for each field")
        beside = {plain(naming.beside(item)) for item in own}
        if clash := beside & (set(columns) | {plain(c) for c in naming.columns.values()}):
            raise Unfit(f"the suggestion column '{clash.pop()}' is a field itself, expected one of its own")


def _line(item: PatchItem, same_cell: Sequence[PatchItem], naming: Naming) -> PatchLine:
    current, seen, proposed = (_fold(t) for t in (item.current, item.seen_at_draft, item.proposed))
    if not item.crm_id.strip():
        return PatchLine(item, "nothing", "", "the deal has no id in the CRM")
    if current != seen:
        was, held = f"'{seen[:80]}'" if seen else "nothing", f"'{current[:80]}'" if current else "nothing"
        return PatchLine(item, "nothing", "", f"changed in the CRM since the draft: it held {was}, now {held}", True)
    if len({_fold(other.proposed) for other in same_cell}) > 1 or len({_fold(o.current) for o in same_cell}) > 1:
        return PatchLine(item, "nothing", "", "several approved items say different things about this field", True)
    if not proposed or proposed == current:
        return PatchLine(item, "nothing", "", "nothing is proposed" if not proposed else "the field says so already")
    if same_cell[0] is not item:
        return PatchLine(item, "nothing", "", "another item writes the same")
    if item.authority == "write_back" and not current:
        return PatchLine(item, "target", naming.target(item), "the field was empty")
    why = "the field holds a value that stays" if item.authority == "write_back" else "proposed beside the field"
    return PatchLine(item, "suggestion", naming.beside(item), why)


def _fold(text: str) -> str:
    return " ".join(str(text or "").split())


def as_json(lines: Iterable[PatchLine]) -> dict[str, Any]:
    """Return a patch as plain data: each field with what it holds, what is proposed, on what, by whom."""
    return {"items": [{
        "deal": line.item.deal, "crm_id": line.item.crm_id, "system": line.item.system, "field": line.item.field,
        "current": line.item.current, "proposed": line.item.proposed, "seen_at_draft": line.item.seen_at_draft,
        "evidence": list(line.item.evidence), "approver": line.item.approver,
        "approved_at": str(line.item.approved_at), "authority": line.item.authority, "written": line.written,
        "column": line.column or None, "conflict": line.conflict, "why": line.why} for line in lines]}
