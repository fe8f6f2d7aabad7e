"""The eight workflows: bounded steps, each triggered by something in a deal."""

from __future__ import annotations

from importlib import import_module

from studio.drafting.draft import WORKFLOWS
from studio.drafting.workflows.base import Workflow


def workflow(name: str) -> Workflow:
    """Return a workflow by its name. Raises KeyError for an unknown one."""
    if name not in WORKFLOWS:
        raise KeyError(name)
    return import_module(f"studio.drafting.workflows.{name}").WORKFLOW


def workflows() -> list[Workflow]:
    """Return all workflows, in the order of a deal."""
    return [workflow(name) for name in WORKFLOWS]
