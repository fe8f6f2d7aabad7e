"""Gold: what an expert says is true of a deal after an event."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from playbook.model.base import QUALIFICATION_IDS, Status
from playbook.text_files import FileFault
from studio.deals.faults import faults_of, kind_of
from studio.deals.folder import inside
from studio.deals.yaml_files import read_bounded_yaml

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Stage = Literal["lead", "discovery", "demo", "proposal", "negotiation", "closed"]


class _Label(BaseModel):
    """Part of a label set: unknown keys are refused, so a typo never drops a label."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)


class GoldQuote(_Label):
    """Words that prove a label, verbatim but for white space."""

    evidence: Words
    text: Words


class QualLabel(_Label):
    """The true status of one qualification element."""

    status: Status
    quotes: list[GoldQuote] = Field(default_factory=list)


class BehaviourLabel(_Label):
    """How well the seller showed a behaviour so far: 0 absent to 3 confirmed by the buyer."""

    score: Annotated[int, Field(ge=0, le=3)]
    quotes: list[GoldQuote] = Field(default_factory=list)


class Trap(_Label):
    """A claim that the evidence does not bear out; `evidence` is an id, or `crm` for the record."""

    text: Words
    evidence: Words
    about: Words
    truth: Literal["contradicted", "missing", "partial"]


class NextAction(_Label):
    """A right next action: what it closes, and with whom (none named: anybody)."""

    closes: Words
    with_: list[Words] = Field(default_factory=list, alias="with")
    does: Words
    why: str = ""


class WrongAction(NextAction):
    """An action that is plausible, and wrong here; `why` says what is wrong with it."""


def _all_eight(labels: dict[str, QualLabel]) -> dict[str, QualLabel]:
    absent = [i for i in QUALIFICATION_IDS if i not in labels]
    unknown = [i for i in labels if i not in QUALIFICATION_IDS]
    if absent or unknown:
        found = f"lacks {', '.join(absent)}" if absent else f"holds the unknown {', '.join(unknown)}"
        raise ValueError(f"{found}, expected the eight canonical ids")
    return labels


class LabelSet(_Label):
    """What is true after the event `as_of`."""

    as_of: Words
    stage_supported: Stage
    qualification: Annotated[dict[str, QualLabel], AfterValidator(_all_eight)]
    behaviours: dict[str, BehaviourLabel] = Field(default_factory=dict)
    traps: list[Trap] = Field(default_factory=list)
    next_actions: list[NextAction] = Field(default_factory=list)
    wrong_actions: list[WrongAction] = Field(default_factory=list)


class _Gold(BaseModel):
    sets: list[LabelSet]


def read_gold(folder: str | Path) -> list[LabelSet]:
    """Return a deal's label sets; none where the folder has no gold.yaml.

    Raises FileFault with the first fault.
    """
    sets, faults = gold_and_faults(folder)
    if faults:
        raise faults[0]
    return sets


def gold_and_faults(folder: str | Path) -> tuple[list[LabelSet], list[FileFault]]:
    """Return the label sets and every fault in how gold.yaml is written; no sets where there are any."""
    folder = Path(folder)
    path = folder / "gold.yaml"
    if not path.exists() and not path.is_symlink():
        return [], []
    try:
        data = read_bounded_yaml(inside(folder, path))
        sets = _validated(data, path)
    except FileFault as fault:
        return [], [fault]
    except ValidationError as error:
        return [], [FileFault(path, where.removeprefix("sets."), expected)
                    for where, expected in faults_of(error, {"sets": data})]
    seen = [one.as_of for one in sets]
    twice = dict.fromkeys(event for event in seen if seen.count(event) > 1)
    return sets, [FileFault(path, event, "has two label sets, expected one an event") for event in twice]


def _validated(data: Any, path: Path) -> list[LabelSet]:
    if not isinstance(data, list):
        raise FileFault(path, "", f"expected a list of label sets, found {kind_of(data)}")
    return _Gold.model_validate({"sets": data}).sets
