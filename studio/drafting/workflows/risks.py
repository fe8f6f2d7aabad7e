"""Stage and risks of a deal, as a review tells them."""

from __future__ import annotations

from playbook.model import Element, Stage
from studio.drafting.workflows.lines import and_list, bullet, lower_first, say_date
from studio.drafting.workflows.view import View

_RISKS, _NOT_MET = 4, 4


def stage_lines(view: View) -> list[str]:
    """The CRM's stage against the one that the evidence supports, criterion by criterion."""
    stage = view.reading.stage
    recorded, number = view.record("stage")
    same = recorded.casefold() in (stage.name.casefold(), stage.canonical)
    tail = "; they agree" if same else ""
    lines = [bullet(f"The CRM puts {view.company} in “{recorded or 'no stage'}”, the evidence in "
                    f"“{stage.name or stage.canonical}”{tail}.", number, *view.worst)]
    for criterion in view.met():
        best = criterion.quotes[:1]
        quoted = f" {view.said(best[0], 140)}" if best else ""
        lines.append(bullet(f"Met by {view.company}: {lower_first(criterion.name)}.{quoted}",
                            *(view.cite(*best) or [criterion.path])))
    for criterion in view.unmet(_NOT_MET):
        lines.append(bullet(f"Not met by {view.company}: {lower_first(criterion.name)}.", criterion.path))
    return lines


def risks(view: View) -> list[str]:
    """What can go wrong: dates, people who left, open elements, silence."""
    lines = []
    day, number = view.context.record.close_date, view.record("close_date")[1]
    if day:
        left = (day - view.context.date).days
        when = f"{left} days away" if left >= 0 else f"{-left} days past"
        lines.append(bullet(f"The close date of {say_date(day)} is {when}, and {len(view.gaps)} of "
                            f"{len(view.reading.elements)} elements are open at {view.company}.", number,
                            *view.of(*view.gaps)))
    for person in view.buyers:
        if gone := view.left(person):
            lines.append(bullet(f"{view.titled(person.id)} may have left. {view.said(gone, 140)}",
                                *view.cite(gone)))
    for gap in view.gaps[:_RISKS]:
        entry = view.entry(gap.path)
        if isinstance(entry, Element) and entry.risks:
            lines.append(bullet(f"{gap.name} is {view.status(gap)} at {view.company}. {entry.risks[0]}",
                                *view.of(gap)))
    silent = [p for p in view.quiet if view.left(p) is None]
    if silent:
        lines.append(bullet(f"Heard at {view.company}: "
                            f"{and_list(map(view.context.name, view.present)) or 'nobody'}. Not heard: "
                            f"{and_list(view.titled(p.id) for p in silent)}.",
                            *[view.silence(p) for p in silent]))
    stage = view.entry(view.reading.stage.path)
    limit = stage.inactivity_days if isinstance(stage, Stage) else None
    last = max((e.date for e in view.context.evidence if e.date and any(t.side == "buyer" for t in e.turns)),
               default=None)
    if limit and last and (view.context.date - last).days > limit:
        lines.append(bullet(f"{view.company} was last heard on {say_date(last)}, "
                            f"{(view.context.date - last).days} days ago; "
                            f"the standard warns after {limit}.", view.reading.stage.path))
    return lines or [bullet(f"No risk shows at {view.company} beyond what the record itself says.",
                            *view.worst)]
