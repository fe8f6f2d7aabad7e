"""Engines: each turns a standard and a context into a reading."""

from __future__ import annotations

from collections.abc import Callable

from playbook.compile import Standard
from studio.drafting.context import Context
from studio.drafting.reading import Reading

Reader = Callable[[Standard, Context], Reading]


def reader(engine: str) -> Reader:
    """Return an engine's reader. Raises KeyError for an engine that does not read by itself."""
    if engine != "offline":
        raise KeyError(engine)
    from studio.drafting.engines.offline.engine import read

    return read


def model_of(engine: str) -> str | None:
    """Return the model that an engine reads with, where it has one."""
    if engine != "offline":
        return None
    from studio.drafting.engines.offline.embeddings import model_name

    return model_name()
