"""The call plan on Claude, over the wire to a server that stands in for it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from approving_deals import decide, shown

sys.path.insert(0, str(Path(__file__).parents[1] / "claude"))

from claude_replies import _fill
from loopback import only_loopback
from protocol_server import ThreadServer, build

from studio import actions

DEAL = "tanjong-payments"
ACTIONS = [{"id": f"r{n}", "rank": n, "action": action, "owner": "", "with": [], "due": "", "closes": [about],
            "basis": [f"i{n}"], "standard": ""}
           for n, (action, about) in enumerate([("Ask who pays", "metrics"), ("Meet the CFO", "economic_buyer")], 1)]


def answer(asked):
    """A reply with two actions, each in a line of the document."""
    sections = [{"heading": "The plan as it now stands", "body": "- Ask who pays. [r1]\n- Meet the CFO. [r2]"}]
    return json.dumps(build(asked.schema or {}, _fill({
        ("recommended",): ACTIONS, ("document",): {"title": "A plan", "sections": sections}})))


@pytest.fixture
def api(monkeypatch):
    """The server as new, in the environment; nothing beyond this machine is reached."""
    with ThreadServer() as running:
        running.replies(answer)
        monkeypatch.delenv("ANTHROPIC_AUTH_TOKEN", raising=False)
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        with only_loopback() as tried:
            yield running
        assert not tried


def test_decisions_on_a_review_by_claude_become_a_plan_by_claude(api):
    number, draft = actions.draft_with_memory("deal_review", DEAL, as_of="e5", engine="claude")
    assert draft.engine == "claude" and draft.recommended
    first = shown(number).recommended[0]
    decide(number, first.id, "amend", "The board meets on Friday", action="Ask for the date of the board")
    paid = api.totals()["paid"]
    made = actions.adjusted_plan(number)
    assert api.totals()["paid"] == paid + 1
    assert made.plan.engine == "claude" and made.plan.workflow == "adjusted_call_plan"
    assert next(r.action for r in made.plan.recommended if r.id == first.id) == "Ask for the date of the board"
    assert actions.kept_review(number).decided[first.id].used
    assert actions.adjusted_plan(number).plan == made.plan and api.totals()["paid"] == paid + 1
