"""What the tests of the pages where people approve share: kept drafts, decisions, hostile text."""

from __future__ import annotations

from typing import Any

from studio import actions
from studio.acting import Actor, acting
from studio.actions import Choice
from studio.drafting.draft import Draft

#: Its economic buyer reads as evidenced after the first call (e3) and contradicted after the second (e5).
DEAL = "molinos-del-bajio"
ANN = Actor("Ann Berg", "manager")
HOSTILE = "<script>alert(1)</script> **b** [x](javascript:alert(1)) $x$ :red[x] {{7*7}} 🎯 \u202eabc"


def draft(event: str = "e3", workflow: str = "deal_review") -> Draft:
    """A draft of the sample deal."""
    return actions.run_workflow(workflow, DEAL, as_of=event)


def keep(event: str = "e3", workflow: str = "deal_review") -> str:
    """Keep a draft of the sample deal; return its id."""
    return actions.keep_draft(draft(event, workflow))


def item(number: str, about: str = "economic_buyer") -> str:
    """The item of a kept draft that judges an element."""
    found = actions.kept_review(number)
    assert found is not None
    return next(i.id for i in found.kept.draft.inferred if i.about == about and i.status)


def decide(number: str, *choices: Choice, who: Actor = ANN) -> list[int]:
    """Decide as somebody, past the page."""
    with acting(who):
        return actions.decide_items(number, list(choices))


def hostile() -> str:
    """Keep a draft whose every text is hostile; decide on it with hostile words under a hostile name."""
    one = draft()
    bad = one.model_copy(update={
        "observed": tuple(o.model_copy(update={"statement": HOSTILE}) for o in one.observed),
        "inferred": tuple(i.model_copy(update={"statement": HOSTILE}) for i in one.inferred),
        "recommended": tuple(r.model_copy(update={"action": f"{HOSTILE} {r.rank}"}) for r in one.recommended),
        "document": one.document.model_copy(update={"title": HOSTILE})})
    number = actions.keep_draft(bad)
    actions.join_people(HOSTILE[:80])
    decide(number, Choice("i1", "amend", HOSTILE, {"statement": HOSTILE}), Choice("i2", "reject", HOSTILE),
           Choice("r1", "amend", HOSTILE, {"action": HOSTILE}), Choice("o1", "strike", HOSTILE),
           who=Actor(HOSTILE, "manager"))
    return number


def press(app: Any, label: str, place: int = 0) -> Any:
    """Press the button with this label, the first of them unless another is named."""
    found = [b for b in app.button if b.label == label]
    assert found, f"no button '{label}' among {[b.label for b in app.button]}"
    return found[place].click().run()


def field(app: Any, kind: str, label: str, place: int = 0) -> Any:
    """A field by its label."""
    return [w for w in getattr(app, kind) if w.label == label][place]
