"""The CRM patch: what people approved, where authority was granted, ready to be brought into the CRM."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from playbook.model.governance import Authority
from studio.acting import require
from studio.actions.base import BadInput
from studio.actions.deals import open_deal
from studio.actions.earning import authority_of
from studio.actions.recalling import deal_by_id
from studio.actions.store import now, store, store_exists
from studio.deals.model import record_at
from studio.proposing import FieldProposal, field_proposals

if TYPE_CHECKING:
    from studio.actions.waiting import Review
    from studio.deals.folder import LoadedDeal
    from studio.drafting.draft import Draft
    from studio.exchange.crm.patch import PatchLine
    from studio.store.decisions import Made

System = Literal["salesforce", "hubspot"]


@dataclass(frozen=True)
class Approved:
    """An approved value for a CRM field; `authority` says whether it may leave, `decision` who stands for it."""

    deal: str
    draft: str
    item: str
    workflow: str
    field: str
    current: str
    proposed: str
    seen: str
    evidence: tuple[str, ...]
    approver: str
    at: str
    authority: Authority
    decision: int


def approved_values(deal: str) -> list[Approved]:
    """Return the values that people approved for CRM fields of a deal, the newest of each field and workflow.

    Only approved or amended items are among them; what nobody decided on
    never is.
    """
    from studio.store import decisions, drafts

    if not store_exists():
        return []
    loaded = open_deal(deal)
    with store() as db:
        kept = drafts.kept(db, deal=loaded.deal.id)
        standing = decisions.standing(db, [k.id for k in kept])
    last = record_at(loaded.deal, loaded.deal.events[-1].id).fields
    order = {e.id: n for n, e in enumerate(loaded.deal.events)}
    found: dict[tuple[str, str], Approved] = {}
    for one in sorted(kept, key=lambda k: (order.get(k.draft.as_of, -1), k.at)):
        seen = record_at(loaded.deal, one.draft.as_of).fields if one.draft.as_of in order else {}
        decided = {item: m for (draft, item), m in standing.items() if draft == one.id}
        for proposal in _proposals(one.draft, loaded, decided):
            made = decided.get(proposal.item)
            if made is None:
                continue
            by = made.by or "somebody"
            evidence = (f"In the words of {by}", *proposal.evidence) if proposal.written else proposal.evidence
            found[one.draft.workflow, proposal.field] = Approved(
                loaded.deal.id, one.id, proposal.item, one.draft.workflow, proposal.field,
                last.get(proposal.field, ""), proposal.value, seen.get(proposal.field, ""), evidence, by, made.at,
                authority_of(one.draft.workflow, proposal.field), made.id)
    return list(found.values())


def values_for_crm(review: Review) -> dict[str, FieldProposal]:
    """Return what each item of a kept draft would put into a CRM field, approved as it stands; by item."""
    kept = review.kept
    return {p.item: p for p in _proposals(kept.draft, deal_by_id(kept.deal), review.decided)}


def _proposals(draft: Draft, loaded: LoadedDeal, decided: Mapping[str, Made]) -> list[FieldProposal]:
    """What items would put into CRM fields, as they are amended; those that somebody rejected put nothing there."""
    out = {i for i, m in decided.items() if m.decision not in ("approve", "amend")}
    amended = {i: m.changes for i, m in decided.items() if m.decision == "amend"}
    return [p for p in field_proposals(draft, loaded, amended) if p.item not in out]


def patch_for(deal: str, system: System) -> list[PatchLine]:
    """Return what a patch of a deal would do, line by line: only what was approved and granted.

    Columns are called as in the export that the deal came from. Raises
    FileFault or BadInput.
    """
    from studio.actions.crm import crm_link
    from studio.exchange.crm.patch import Naming, PatchItem, ProtectedField, Unfit, patch_lines

    loaded = open_deal(deal)
    link = crm_link(loaded.deal.folder) if loaded.deal.folder else None
    number = link.crm_id if link and link.system == system else loaded.deal.id
    items = [PatchItem(a.deal, number, a.field, a.current, a.proposed, a.seen, a.evidence, a.approver, a.at,
                       a.authority, system) for a in approved_values(deal) if a.authority != "draft"]
    try:
        return patch_lines(items, Naming(columns=link.headers) if link and link.system == system else None)
    except (ProtectedField, Unfit) as fault:
        raise BadInput(str(fault)) from None


def export_patch(deals: Sequence[str], system: System, form: Literal["csv", "json"]) -> str:
    """Return the patch of some deals as CSV in the CRM's import shape, or as JSON. Raises Denied or BadInput.

    What was written down in it counts as used, and the export stands in the
    audit trail.
    """
    from studio.exchange.crm.patch import as_json
    from studio.exchange.crm.patch_csv import as_csv
    from studio.store import audit, decisions
    from studio.store.database import writing

    who = require("export_patch")
    with store() as db, writing(db):  # so that nobody takes a decision back while the patch is made from it
        lines = [line for deal in deals for line in patch_for(deal, system)]
        written = {(line.item.deal, line.item.field) for line in lines if line.written != "nothing"}
        used = [a.decision for deal in deals for a in approved_values(deal)
                if (a.deal, a.field) in written and a.authority != "draft"]
        decisions.use(db, used, f"a CRM patch of {now().day} {now():%b %Y}")
        audit.record(db, "export", "crm patch", by=who.name, role=who.role or "", at=now(),
                     detail={"deals": sorted(set(deals)), "system": system, "form": form, "fields": len(written)})
    return as_csv(lines, system) if form == "csv" else json.dumps(as_json(lines), ensure_ascii=False, indent=2)
