"""A deal of one's own for a browser journey: it comes to a proposal, and only then is the call held that turns it."""

from __future__ import annotations

import shutil
from pathlib import Path

from studio import actions

DEAL = "molinos-del-valle"
#: The sample deal whose evidence it has; after its second call the operations director is not who signs.
_SAMPLE, _NAMES = "molinos-del-bajio", {"molinos-del-bajio": DEAL, "Molinos del Bajío": "Molinos del Valle"}
_TURNS = "  - {id: e5,"


def _told(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    for was, now in _NAMES.items():
        text = text.replace(was, now)
    return text


def write_deal(parent: Path) -> Path:
    """Write the deal as it stands when an offer is asked for, nothing later on file; return its folder."""
    folder = parent / DEAL
    (folder / "evidence").mkdir(parents=True)
    head, found, _ = _told(actions.open_deal(_SAMPLE).deal.folder / "deal.yaml").partition(_TURNS)
    assert found and "type: demo_landed" in head
    (folder / "deal.yaml").write_text(head.replace("type: demo_landed", "type: proposal_requested"), encoding="utf-8")
    _bring(folder, "")
    return folder


def hold_later_call(folder: Path) -> None:
    """Let the second call be held: its transcript and the seller's note come on file."""
    _, found, rest = _told(actions.open_deal(_SAMPLE).deal.folder / "deal.yaml").partition(_TURNS)
    event = found + rest.partition("\n")[0] + "\n"
    _bring(folder, event)
    kept = folder / "deal.yaml"
    kept.write_text(kept.read_text(encoding="utf-8") + event, encoding="utf-8")


def _bring(folder: Path, more: str) -> None:
    """Bring the evidence that the deal's events name, and nothing else."""
    named = (folder / "deal.yaml").read_text(encoding="utf-8") + more
    for path in (actions.open_deal(_SAMPLE).deal.folder / "evidence").iterdir():
        if path.stem in named and not (folder / "evidence" / path.name).exists():
            shutil.copyfile(path, folder / "evidence" / path.name)
            (folder / "evidence" / path.name).write_text(_told(path), encoding="utf-8")
