"""The draft: what every workflow produces on every engine."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from playbook.model import Status

Approval = Literal["undecided", "approved", "amended", "rejected"]
Outcome = Literal["complete", "cut", "refused"]

WORKFLOWS = (
    "lead_brief", "pre_call_plan", "demo_plan", "deal_review",
    "adjusted_call_plan", "business_case", "multi_threading_play", "crm_hygiene",
)

#: The engine that is built in, a model over the network, and a company's own assistant by copy and paste.
ENGINES = ("offline", "claude", "paste")

#: The form that a deal review and a pre-call plan fill in, at every level.
QUALIFICATION_FORM = {
    "metrics": "Metrics",
    "economic_buyer": "Economic buyer",
    "decision_criteria": "Decision criteria",
    "decision_process": "Decision process",
    "paper_process": "Paper process",
    "implicate_the_pain": "Implicated pain",
    "champion": "Champion",
    "competition": "Competition",
}

MAX_QUOTE = 300

#: Kept with a draft and no part of the contract's data.
_BESIDE = {"refused_quotes", "warnings", "outcome", "note"}


class DraftRefused(Exception):
    """An engine declined to draft (its budget, its policy): no failure of the code.

    Evaluation counts such a cell as refused, with the message as the reason.
    """


class _Part(BaseModel):
    """A piece of a draft; never edited in place, unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Quote(_Part):
    """Words as they stand in an evidence file or in a field of the record.

    `start` and `end` count code points of the evidence's text, or of the
    field's text where `evidence` is `crm`.
    """

    evidence: str = Field(min_length=1, description="Evidence id, or crm")
    speaker: str | None = Field(None, description="Person id, else the name as written")
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    text: str = Field(min_length=1, max_length=MAX_QUOTE)
    field: str | None = Field(None, description="Key of the CRM field, where evidence is crm")


class Observation(_Part):
    """Something said or done; it cannot exist without a quote."""

    id: str
    statement: str
    about: tuple[str, ...] = Field((), description="Canonical ids where there is one")
    quotes: tuple[Quote, ...] = Field(min_length=1)


class Inference(_Part):
    """What follows from the observations, by a standard."""

    id: str
    statement: str
    about: str
    status: Status | None = Field(None, description="For a qualification element")
    confidence: float | None = Field(None, ge=0, le=1)
    basis: tuple[str, ...] = Field((), description="Ids of observations or inferences")
    standard: str | None = Field(None, description="Path of the playbook entry that was applied")


class Recommendation(_Part):
    """An action put to a person; never stored or phrased as fact."""

    id: str
    rank: int = Field(ge=1, description="1 is to be done first")
    action: str
    owner: str | None = Field(None, description="Person id")
    with_: tuple[str, ...] = Field((), alias="with", description="Person ids")
    due: date | None = None
    closes: tuple[str, ...] = Field((), description="The first is the one that counts")
    basis: tuple[str, ...] = ()
    standard: str | None = None


class BehaviourScore(_Part):
    """How well the seller showed a behaviour so far, 0 to 3."""

    id: str
    score: int = Field(ge=0, le=3)
    basis: tuple[str, ...] = ()
    standard: str | None = None


class Section(_Part):
    """A part of the document; `body` is Markdown."""

    heading: str
    body: str
    basis: tuple[str, ...] = ()


class Document(_Part):
    """What a person reads: the brief, plan, review or case."""

    title: str
    sections: tuple[Section, ...] = ()


class Usage(_Part):
    """What the draft cost; the one part that differs between equal runs.

    `input_tokens` are those that were not read from the cache; those written
    to it are among them.
    """

    input_tokens: int = Field(0, ge=0)
    output_tokens: int = Field(0, ge=0)
    cache_read_tokens: int = Field(0, ge=0)
    cache_write_tokens: int = Field(0, ge=0, description="Beside the contract's data")
    seconds: float = Field(0.0, ge=0)
    cost_usd: float = Field(0.0, ge=0)


class PlaybookRef(_Part):
    """Which playbook was applied."""

    id: str
    version: int = 1


class DraftWarning(_Part):
    """Something a person should know about a draft; it changes nothing in it.

    `evidence` (an evidence id, `crm` or `playbook`), `field`, `start` and
    `end` name the passage that it is about, where there is one.
    """

    says: str
    evidence: str | None = None
    field: str | None = None
    start: int | None = None
    end: int | None = None


class Draft(_Part):
    """One draft: observed, inferred and recommended, kept apart."""

    workflow: str
    deal: str
    as_of: str
    engine: str
    model: str | None = None
    playbook: PlaybookRef
    specificity: str | None = Field(None, description="Label of the level; nothing reads it")
    observed: tuple[Observation, ...] = ()
    inferred: tuple[Inference, ...] = ()
    recommended: tuple[Recommendation, ...] = ()
    behaviours: tuple[BehaviourScore, ...] = ()
    stage_supported: str | None = None
    document: Document
    usage: Usage = Usage()
    approval: Approval = "undecided"
    refused_quotes: int = Field(0, ge=0, description="Quotes that were not verbatim, and so are not here")
    warnings: tuple[DraftWarning, ...] = ()
    outcome: Outcome = Field("complete", description="cut: the answer ended early; refused: the model declined")
    note: str = Field("", description="What a person is told about a draft that is not complete")

    def as_data(self) -> dict[str, Any]:
        """The draft as plain data, with the contract's keys and no others."""
        data = self.model_dump(mode="json", by_alias=True, exclude=_BESIDE)
        del data["usage"]["cache_write_tokens"]
        for observation in data["observed"]:
            for quote in observation["quotes"]:
                if quote["field"] is None:
                    del quote["field"]
        return data

    def to_json(self, indent: int | None = 2) -> str:
        """The draft as JSON text, with the contract's keys and no others."""
        return json.dumps(self.as_data(), ensure_ascii=False, indent=indent)

    def digest(self) -> str:
        """Sixteen hex digits that name the draft's content, `usage` left out."""
        data = self.as_data()
        del data["usage"]
        text = json.dumps(data, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
