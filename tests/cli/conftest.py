"""The command line, called in this process, and a small deal and playbook to hand it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from studio.cli import cli

DEAL = """\
id: harbor
account: {name: Harborline, industry: Warehousing, employees: 2400, country: NO}
opportunity:
  name: Slotting
  amount: 240000
  currency: USD
  stage: Proposal
  forecast: commit
  created: 2026-02-02
  close_date: 2026-06-30
  fields: {economic_buyer: "Robert Vance (CFO)"}
seller_company: Slotwise
product: slotting optimisation
people:
  - {id: ortiz, name: Dana Ortiz, title: VP Operations, side: buyer}
  - {id: vance, name: Robert Vance, title: CFO, side: buyer}
  - {id: reyes, name: Tom Reyes, title: Account Executive, side: seller, role: owner}
events:
  - {id: e1, date: 2026-02-02, type: inbound_lead, evidence: [2026-02-02-web-form]}
  - {id: e2, date: 2026-02-11, type: call_completed, evidence: [2026-02-11-call], about: 2026-02-11-call}
"""
FORM = "Name: Dana Ortiz\nCompany: Harborline\nMessage:\nWe re-slot by hand.\n"
CALL = """\
Tom Reyes: What breaks first?
Dana Ortiz: Picking. We lose 40 hours a week and that costs us 90,000 dollars a year.
Tom Reyes: Who signs that?
Dana Ortiz: I can't sign it. Robert signs anything above 100k, and he hasn't seen any of it yet.
"""
GOLD = """\
- as_of: e2
  stage_supported: discovery
  qualification:
    metrics: {status: partial, quotes: [{evidence: 2026-02-11-call, text: "We lose 40 hours a week"}]}
    economic_buyer: {status: partial, quotes: [{evidence: 2026-02-11-call, text: "Robert signs anything"}]}
    decision_criteria: {status: missing}
    decision_process: {status: missing}
    paper_process: {status: missing}
    implicate_the_pain: {status: missing}
    champion: {status: missing}
    competition: {status: missing}
"""
BOOK = """\
id: acme
name: Acme
process:
  - {id: talk, name: Talk, canonical: discovery}
behaviours:
  - {id: ask, name: Ask first, stages: [talk]}
"""


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def fault(self) -> str:
        """The one line that bad input gets."""
        assert (self.code, self.out) == (1, "")
        assert len(self.err.splitlines()) == 1 and self.err.endswith("\n")
        return self.err.strip()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Runs are kept here, not among the user's own."""
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path / "home"


@pytest.fixture
def call() -> Callable[..., Answer]:
    """Call the command line; an exception that it lets through fails the test."""

    def answer(*args: Any) -> Answer:
        result = CliRunner().invoke(cli, [str(a) for a in args], catch_exceptions=False)
        return Answer(result.exit_code, result.stdout, result.stderr)

    return answer


@pytest.fixture
def deal(tmp_path: Path) -> Path:
    """A sound deal folder."""
    folder = tmp_path / "harbor"
    (folder / "evidence").mkdir(parents=True)
    (folder / "deal.yaml").write_text(DEAL)
    (folder / "gold.yaml").write_text(GOLD)
    (folder / "evidence" / "2026-02-02-web-form.txt").write_text(FORM)
    (folder / "evidence" / "2026-02-11-call.txt").write_text(CALL)
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A sound playbook file."""
    path = tmp_path / "acme.yaml"
    path.write_text(BOOK)
    return path
