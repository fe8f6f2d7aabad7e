"""What the approving tests share: a sample deal, drafts on it, decisions, and the store's file past all code."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

from studio import actions
from studio.acting import Actor
from studio.drafting.draft import Draft

#: Its economic buyer reads as evidenced after the first call (e3) and contradicted after the second (e5).
DEAL = "molinos-del-bajio"
ANN = Actor("Ann Berg", None)
BEN = Actor("Ben Ito", "manager")
BUYER = "economic_buyer"


@lru_cache(maxsize=64)
def drafted(event: str = "e3", workflow: str = "deal_review", deal: str = DEAL, playbook: str = "reference") -> Draft:
    """A draft by the offline engine, without anybody's decisions."""
    return actions.run_workflow(workflow, deal, as_of=event, playbook=playbook)


def keep(event: str = "e3", workflow: str = "deal_review", deal: str = DEAL) -> str:
    """Keep a draft for review; return its id."""
    return actions.keep_draft(drafted(event, workflow, deal))


def item(number: str, about: str = BUYER) -> str:
    """The item of a kept draft that judges an element."""
    found = actions.kept_review(number)
    assert found is not None
    return next(i.id for i in found.kept.draft.inferred if i.about == about and i.status)


def shown(number: str) -> Draft:
    """A kept draft, as it was kept."""
    found = actions.kept_review(number)
    assert found is not None
    return found.kept.draft


def decide(number: str, what: str, decision: str = "approve", reason: str = "", **changes: Any) -> int:
    """Decide on one item; return the decision's number."""
    given = {k.rstrip("_"): v for k, v in changes.items()}
    return actions.decide_items(number, [actions.Choice(what, decision, reason, given)])[0]


def standing(number: str) -> dict[str, str]:
    """What is decided on a kept draft, by item."""
    found = actions.kept_review(number)
    assert found is not None
    return {i: m.decision for i, m in found.decided.items()}


def sql(home: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the store's file itself, past all of the studio's code."""
    with closing(sqlite3.connect(home / "studio.db")) as db:
        return db.execute(query, values).fetchall()


def tamper(home: Path, *statements: str) -> None:
    """Change the store's file behind the studio's back, triggers taken off."""
    with closing(sqlite3.connect(home / "studio.db", isolation_level=None)) as db:
        for name, in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            db.execute(f"drop trigger {name}")
        for statement in statements:
            db.execute(statement)
