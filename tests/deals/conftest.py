"""A small deal folder that each test can bend."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.deals.evidence import Evidence
from studio.deals.folder import read_deal, read_evidence

DEAL = """\
id: harbor-freight-wms
account: {name: Harborline Logistics, industry: 3PL warehousing, employees: 2400, country: US}
opportunity:
  name: Harborline – slotting optimisation
  amount: 240000
  currency: USD
  stage: Proposal
  forecast: commit
  created: 2026-02-02
  close_date: 2026-06-30
  next_step: "CFO sign-off"
  fields: {economic_buyer: "R. Vance (CFO)", champion: "Dana Ortiz"}
seller_company: Slotwise
product: slotting optimisation for warehouses
people:
  - {id: ortiz, name: Dana Ortiz, title: VP Operations, side: buyer}
  - {id: vance, name: Robert Vance, title: CFO, side: buyer}
  - {id: reyes, name: Tom Reyes, title: Account Executive, side: seller, role: owner}
events:
  - {id: e1, date: 2026-02-02, type: inbound_lead, evidence: [2026-02-02-web-form]}
  - {id: e2, date: 2026-02-06, type: discovery_booked, evidence: [2026-02-05-email]}
  - {id: e3, date: 2026-02-11, type: call_completed, evidence: [2026-02-11-discovery],
     about: 2026-02-11-discovery}
  - {id: e4, date: 2026-02-25, type: manager_review, evidence: []}
"""
FORM = "Name: Dana Ortiz\nCompany: Harborline\nMessage:\nWe re-slot by hand.\nIt takes a week.\n"
MAIL = (
    "From: Dana Ortiz <dana.ortiz@harborline.com>\nTo: Tom Reyes <tom@slotwise.io>\n"
    "Subject: Monday\n\nMonday works.\n"
)
CALL = (
    "Tom Reyes: What breaks first?\nDana Ortiz: Picking. We lose 40 hours a week.\nTom Reyes: Who signs?\n"
    "Dana Ortiz: Robert does, above 100k.\n"
)
GOLD = """\
- as_of: e3
  stage_supported: discovery
  qualification:
    metrics: {status: evidenced, quotes: [{evidence: 2026-02-11-discovery, text: "lose 40  hours a week."}]}
    economic_buyer: {status: partial, quotes: [{evidence: 2026-02-11-discovery, text: "Robert does"}]}
    decision_criteria: {status: missing}
    decision_process: {status: missing}
    paper_process: {status: missing}
    implicate_the_pain: {status: missing}
    champion: {status: missing}
    competition: {status: missing}
  behaviours: {multi_threading: {score: 0, quotes: []}}
  traps: [{text: CFO is on board, evidence: crm, about: economic_buyer, truth: partial}]
  next_actions: [{closes: economic_buyer, with: [vance], does: Meet the CFO}]
  wrong_actions: [{closes: paper_process, does: Send the contract, why: no economic buyer yet}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound deal folder with a form, a mail, a call and gold."""
    where = tmp_path / "harbor-freight-wms"
    (where / "evidence").mkdir(parents=True)
    (where / "deal.yaml").write_text(DEAL)
    (where / "gold.yaml").write_text(GOLD)
    for name, text in (
        ("2026-02-02-web-form.txt", FORM),
        ("2026-02-05-email.eml", MAIL),
        ("2026-02-11-discovery.txt", CALL),
    ):
        (where / "evidence" / name).write_text(text)
    return where


@pytest.fixture
def bend(folder: Path) -> Callable[..., Path]:
    """Replace text in one of the folder's files."""

    def change(name: str, old: str, new: str) -> Path:
        path = folder / name
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        path.write_text(text.replace(old, new))
        return folder

    return change


@pytest.fixture
def read(folder: Path) -> Callable[..., Evidence]:
    """Read text or bytes as one more artefact of the deal."""

    def evidence(name: str, content: str | bytes) -> Evidence:
        if isinstance(content, str):
            content = textwrap.dedent(content).encode()
        path = folder / "evidence" / name
        path.write_bytes(content)
        found = read_evidence(read_deal(folder), path.stem)
        for turn in found.turns:
            assert found.text[turn.start : turn.end] == turn.text
        return found

    return evidence
