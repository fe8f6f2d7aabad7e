"""The playbook as pydantic models: the one schema of the product."""

from playbook.model.base import (
    BEHAVIOUR_IDS,
    DEPTHS,
    QUALIFICATION_IDS,
    STAGE_IDS,
    Component,
    Condition,
    Depth,
    Entry,
    Example,
    Examples,
    Observable,
    Source,
    Status,
)
from playbook.model.behaviours import Behaviour
from playbook.model.governance import Agent, EventRule, Governance, Grant, HumanJudgement, Orchestration
from playbook.model.method import (
    ChainStep,
    Guidance,
    Lever,
    Method,
    MethodRow,
    Position,
    Slide,
    TalkPair,
    ValueDriver,
)
from playbook.model.playbook import Pillar, Playbook, Segment
from playbook.model.plays import Play, Trigger, Who
from playbook.model.process import ExitCriterion, Requirement, Stage
from playbook.model.qualification import Anchor, CaptureField, Element, Qualification, RecordClaim

__all__ = [
    "BEHAVIOUR_IDS", "DEPTHS", "QUALIFICATION_IDS", "STAGE_IDS",
    "Agent", "Anchor", "Behaviour", "CaptureField", "ChainStep", "Component", "Condition", "Depth", "Element",
    "Entry", "EventRule", "Example", "Examples", "ExitCriterion", "Governance", "Grant", "Guidance",
    "HumanJudgement", "Lever", "Method", "MethodRow", "Observable", "Orchestration", "Pillar", "Play", "Playbook",
    "Position", "Qualification", "RecordClaim", "Requirement", "Segment", "Slide", "Source", "Stage", "Status",
    "TalkPair", "Trigger", "ValueDriver", "Who",
]
