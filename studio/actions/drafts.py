"""Drafts: run one workflow on one deal, and read the result."""

from __future__ import annotations

from pathlib import Path

from playbook.ladder import Level
from studio.actions.base import BadInput
from studio.actions.deals import open_deal
from studio.actions.playbooks import playbook_at
from studio.deals.model import UnknownEvent
from studio.drafting.draft import Draft


def check_engine(engine: str) -> None:
    """Say before a run what an engine lacks. Raises BadInput."""
    from studio.drafting.engines import model_of
    from studio.drafting.engines.offline.embeddings import EmbeddingsMissing

    if engine == "paste":
        raise BadInput("the paste engine drafts by hand: write the prompt with --prompt-out, and give the reply with "
                       "--reply")
    try:
        model_of(engine)
    except EmbeddingsMissing as fault:
        raise BadInput(str(fault)) from None


def run_workflow(workflow: str, deal: str | Path, *, as_of: str | None = None, playbook: str | Path = "reference",
                 level: Level = "exemplified", engine: str = "offline", model: str | None = None,
                 decisions: Path | None = None, again: bool = False) -> Draft:
    """Return one draft; `again` asks a model anew where its answer is kept. Raises FileFault or BadInput."""
    from studio.drafting.decisions import check_decisions, read_decisions
    from studio.drafting.run import run

    if engine == "claude":
        from studio.actions.engines import draft_online

        return draft_online(workflow, deal, as_of=as_of, playbook=playbook, level=level, model=model,
                            decisions=decisions, again=again)
    if model is not None and engine == "offline":
        raise BadInput("--model: the offline engine has no models, expected another --engine with it")
    check_engine(engine)
    loaded, book = open_deal(deal), playbook_at(playbook, level)
    try:
        given = read_decisions(decisions) if decisions else []
        if given:
            review = run("deal_review", loaded, as_of, book, engine=engine)
            check_decisions(given, review, {p.id for p in loaded.deal.people}, decisions or "")
        return run(workflow, loaded, as_of, book, engine=engine, decisions=given)
    except UnknownEvent as fault:
        raise BadInput(str(fault)) from None


def draft_as_markdown(draft: Draft) -> str:
    """Return a draft as Markdown: the document, then the three lanes."""
    lines = [f"# {draft.document.title}", ""]
    for section in draft.document.sections:
        lines += [f"## {section.heading}", "", section.body, ""]
    lines += ["---", "", "## Observed", ""]
    lines += [f"- {o.id}: {o.statement} ({o.quotes[0].evidence})" for o in draft.observed]
    lines += ["", "## Inferred", ""]
    lines += [f"- {i.id}: {i.statement} [{', '.join(i.basis)}]" for i in draft.inferred]
    lines += ["", "## Recommended (for a person to approve)", ""]
    lines += [f"- {r.id}: {r.action} [{', '.join(r.basis)}]" for r in draft.recommended]
    return "\n".join(lines)
