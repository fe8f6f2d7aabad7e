"""Who acts, in which role, and what each role may do; agents may draft and no more."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, get_args

from studio.faults import BadInput

Role = Literal["seller", "manager", "enablement", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)
Deed = Literal["draft", "decide", "decide_review", "strike", "settle", "forget", "export_patch", "grant", "revoke",
               "edit_playbook", "publish", "import_deals", "manage_people", "bring_back", "join", "read_audit"]

#: What each deed is called in a sentence.
DEED_WORDS: dict[Deed, str] = {
    "draft": "running a workflow", "decide": "deciding on a draft", "decide_review": "deciding on a deal review",
    "strike": "striking a fact", "settle": "settling a conflict", "forget": "forgetting something",
    "export_patch": "taking out a CRM patch", "grant": "granting authority", "revoke": "taking authority back",
    "edit_playbook": "editing the playbook", "publish": "publishing a version", "import_deals": "bringing in deals",
    "manage_people": "giving roles to people", "bring_back": "copying all that is kept, or putting a copy in its place",
    "join": "giving one's name", "read_audit": "reading the audit trail",
}
ROLE_WORDS: dict[Role, str] = {"seller": "a seller", "manager": "a manager", "enablement": "the enablement owner",
                               "viewer": "a viewer"}
MAY: dict[Deed, tuple[Role, ...]] = {
    "draft": ("seller", "manager", "enablement"), "decide": ("seller", "manager"), "decide_review": ("manager",),
    "strike": ("seller", "manager"), "settle": ("manager",), "forget": ("manager",), "export_patch": ("manager",),
    "grant": ("manager", "enablement"), "revoke": ("manager", "enablement"), "edit_playbook": ("enablement", "manager"),
    "publish": ("enablement",), "import_deals": ("seller", "manager", "enablement"), "manage_people": ("enablement",),
    "bring_back": ("enablement",), "join": ROLES, "read_audit": ROLES,
}


class Denied(BadInput):
    """Somebody may not do something; the sentence says who may and how to ask."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a person in one role, or (`role` None) alone on a laptop in all of them; or an agent."""

    name: str = ""
    role: Role | None = None
    agent: str = ""

    def may(self, deed: Deed) -> bool:
        """Tell whether this actor may do something."""
        if self.agent:
            return deed == "draft"
        return self.role is None or self.role in MAY[deed]


def login_name() -> str:
    """Return the name this machine knows its user by, for somebody who gave no other."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a process without an account of its own
        return "somebody"


def _alone() -> Actor:
    return Actor(login_name())


_current: ContextVar[Actor | None] = ContextVar("actor", default=None)
_ask: Callable[[], Actor] = _alone


def actor() -> Actor:
    """Return who acts now; where nobody was named, who the screen says, else somebody alone on a laptop."""
    return _current.get() or _ask()


def ask_for_actor(ask: Callable[[], Actor]) -> None:
    """Let the screen say who acts, each time anew: a click is carried out before its page has run."""
    global _ask
    _ask = ask


@contextmanager
def acting(who: Actor) -> Iterator[Actor]:
    """Act as somebody inside a block."""
    token = _current.set(who)
    try:
        yield who
    finally:
        _current.reset(token)


def require(deed: Deed) -> Actor:
    """Return who acts, where they may do this. Raises Denied with who may, and how to ask."""
    who = actor()
    if who.may(deed):
        return who
    able = [ROLE_WORDS[r] for r in MAY[deed]]
    named = able[0] if len(able) == 1 else f"{', '.join(able[:-1])} or {able[-1]}"
    if who.agent:
        raise Denied(f"the agent '{who.agent}' may draft and no more: {DEED_WORDS[deed]} stays with a person "
                     f"({named}); ask one to open the draft on the Review page")
    raise Denied(f"you act as {ROLE_WORDS[who.role or 'viewer']}, and {DEED_WORDS[deed]} is for {named}: ask one of "
                 "them, or choose another role under Settings if you hold it")
