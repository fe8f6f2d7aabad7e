"""The verbs that pages and the command line call: plain data in, plain data out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from playbook.files import json_schema, library_ids, read_playbook, to_json, to_yaml
from playbook.ladder import LEVELS, Level, at_level
from playbook.model import Playbook
from playbook.specificity import codify_next, pillar_scores, specificity
from playbook.text_files import FileFault
from playbook.wording import findings
from studio.deals.folder import LoadedDeal, find_deal, load, read_deal, shipped_deals
from studio.deals.model import Deal, UnknownEvent
from studio.drafting.draft import Draft

#: Where folders that people opened are listed, in the data folder.
_OWN_DEALS = "own_deals.json"


class BadInput(ValueError):
    """Input that cannot be used, in one sentence."""


def data_folder() -> Path:
    """Where runs are kept: PLAYBOOK_STUDIO_HOME, else the user's data folder."""
    home = os.environ.get("PLAYBOOK_STUDIO_HOME")
    return Path(home) if home else user_data_path("playbook-studio", appauthor=False)


# -- playbooks

def open_playbook(where: str | Path) -> Playbook:
    """Return a playbook from a file or by a shipped id. Raises FileFault."""
    return _playbook(str(where), _stamp(where))


def _stamp(where: str | Path) -> tuple[int, int]:
    """When and how large a file was written last; zeros where there is none."""
    try:
        stat = os.stat(where)
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=32)
def _playbook(where: str, stamp: tuple[int, int]) -> Playbook:
    return read_playbook(where)


@lru_cache(maxsize=128)
def _levelled(where: str, stamp: tuple[int, int], level: Level) -> Playbook:
    return at_level(_playbook(where, stamp), level)


def playbook_at(where: str | Path, level: Level) -> Playbook:
    """Return a playbook derived at a level. Raises FileFault."""
    return _levelled(str(where), _stamp(where), level)


def list_playbooks() -> list[str]:
    """Return ids of the shipped playbooks that people start from."""
    return [name for name in library_ids() if name != "placebo"]


def playbook_name(where: str | Path) -> str:
    """Return what people call a playbook; where it is, if it cannot be read."""
    try:
        return open_playbook(where).name
    except FileFault:
        return str(where)


def export_playbook(where: str | Path, *, form: str = "yaml", level: Level | None = None) -> str:
    """Return a playbook as YAML or JSON text, or the JSON Schema of playbooks."""
    book = open_playbook(where)
    if level is not None:
        book = at_level(book, level)
    if form == "schema":
        return json.dumps(json_schema(), ensure_ascii=False, indent=2)
    return to_json(book) if form == "json" else to_yaml(book)


def check_playbook(where: str | Path) -> dict[str, Any]:
    """Return validity, specificity by pillar and entry, wording, what is next."""
    book = open_playbook(where)
    entries = specificity(book)
    return {
        "playbook": {"id": book.id, "name": book.name, "version": book.version}, "valid": True,
        "score": round(sum(e.score for e in entries) / len(entries), 3) if entries else 0.0,
        "pillars": {p: round(s, 3) for p, s in pillar_scores(book).items()},
        "entries": [{"path": e.path, "pillar": e.pillar, "name": e.name, "owner": e.owner, "depth": e.depth,
                     "score": round(e.score, 3), "why": e.why,
                     "missing": list(e.next.missing) if e.next else []} for e in entries],
        "findings": [{"path": f.path, "field": f.field, "kind": f.kind, "message": f.message, "words": list(f.words),
                      "pattern": f.pattern} for f in findings(book)],
        "next": [{"path": e.path, "why": e.why} for e in codify_next(book)],
    }


def check_as_text(report: dict[str, Any]) -> str:
    """Return a playbook check as people read it in a terminal."""
    head = report["playbook"]
    lines = [f"{head['name']} (version {head['version']}): valid, specificity {report['score']:.0%}"]
    lines += [f"  {pillar:<14} {score:.0%}" for pillar, score in report["pillars"].items()]
    if report["findings"]:
        lines += ["", f"Wording ({len(report['findings'])}):"]
        lines += [f"  {f['path']} ({f['field']}): {f['message']}" for f in report["findings"][:20]]
        if len(report["findings"]) > 20:
            lines.append(f"  … and {len(report['findings']) - 20} more (--json lists all)")
    if report["next"]:
        lines += ["", "Codify next:"] + [f"  {n['path']}: {n['why']}" for n in report["next"]]
    return "\n".join(lines)


# -- deals

def open_deal(where: str | Path) -> LoadedDeal:
    """Return a deal with its evidence, read again only where a file changed. Raises FileFault.

    `where` is a folder, a shipped deal's id, or the name of an opened folder.
    """
    folder = next((f for f in own_deals() if f.name == str(where)), None) or find_deal(where)
    return _loaded(str(folder), _stamps(folder, folder / "evidence"))


@lru_cache(maxsize=64)
def _loaded(folder: str, stamps: tuple[Any, ...]) -> LoadedDeal:
    return load(folder)


def _stamps(*folders: Path) -> tuple[Any, ...]:
    try:
        seen = [(entry.path, entry.stat()) for folder in folders if folder.is_dir() for entry in os.scandir(folder)]
    except OSError:
        return ()
    return tuple(sorted((path, stat.st_mtime_ns, stat.st_size) for path, stat in seen))


def list_deals() -> list[Path]:
    """Return folders of the shipped deals."""
    return shipped_deals()


def all_deals() -> list[Path]:
    """Return folders of the shipped deals, then of those that people opened here."""
    return shipped_deals() + own_deals()


def deal_record(folder: Path) -> Deal:
    """Return a deal without its evidence. Raises FileFault."""
    return _record(str(folder), _stamps(folder))


@lru_cache(maxsize=2000)
def _record(folder: str, stamps: tuple[Any, ...]) -> Deal:
    return read_deal(folder)


def deals_by_id() -> tuple[dict[str, Deal], list[str]]:
    """Return every deal by its folder's name, and in a sentence each that cannot be read."""
    found: dict[str, Deal] = {}
    faults = []
    for folder in all_deals():
        try:
            found[folder.name] = deal_record(folder)
        except FileFault as fault:
            faults.append(str(fault))
    return found, faults


def own_deals() -> list[Path]:
    """Return folders that people have opened here and that are still there."""
    try:
        kept = json.loads((data_folder() / _OWN_DEALS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [Path(p) for p in kept if isinstance(p, str) and (Path(p) / "deal.yaml").is_file()]


def add_own_deal(where: str) -> Path:
    """Keep a deal folder among the deals, once it reads without a fault.

    Raises FileFault or BadInput.
    """
    folder = find_deal(Path(where.strip().strip("'\"")).expanduser())
    folder = folder.resolve()
    load(folder)
    if folder not in (known := [f.resolve() for f in all_deals()]):
        if folder.name in {f.name for f in known}:
            raise BadInput(f"a deal called '{folder.name}' is already here, expected a folder with another name")
        _keep_own([*own_deals(), folder])
    return folder


def forget_own_deal(folder: Path) -> None:
    """Take a folder off the list; the folder itself stays as it is."""
    _keep_own([f for f in own_deals() if f != folder])


def _keep_own(folders: Sequence[Path]) -> None:
    target = data_folder() / _OWN_DEALS
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps([str(f) for f in folders], ensure_ascii=False), encoding="utf-8")
        os.replace(part, target)
    except OSError as error:
        raise BadInput(f"{target.parent}: the list of deals cannot be kept there ({error.strerror})") from None


def show_deal(where: str | Path) -> dict[str, Any]:
    """Return a deal as it is read. Raises FileFault."""
    from studio.deals.show import show

    return show(open_deal(where))


def deal_as_text(shown: dict[str, Any]) -> str:
    """Return a shown deal as people read it in a terminal."""
    deal = shown["deal"]
    lines = [f"{deal['id']}: {deal['account']['name']}", ""]
    lines += [f"{e['id']:<5} {e['date']} {e['type']:<18} {', '.join(e['evidence'])}" for e in shown["events"]]
    for evidence in shown["evidence"]:
        lines += ["", f"== {evidence['id']} ({evidence['type']})", evidence["text"]]
    return "\n".join(lines)


def check_deals(deals: Sequence[str | Path]) -> dict[str, list[str]]:
    """Return every fault by deal, in deals and their labels."""
    from studio.deals.check import check

    return {str(deal): check(deal) for deal in deals}


# -- drafting

def check_engine(engine: str) -> None:
    """Say before a run what an engine lacks. Raises BadInput."""
    from studio.drafting.engines import model_of
    from studio.drafting.engines.offline.embeddings import EmbeddingsMissing

    try:
        model_of(engine)
    except EmbeddingsMissing as fault:
        raise BadInput(str(fault)) from None


def run_workflow(workflow: str, deal: str | Path, *, as_of: str | None = None, playbook: str | Path = "reference",
                 level: Level = "exemplified", engine: str = "offline", model: str | None = None,
                 decisions: Path | None = None) -> Draft:
    """Return one draft. Raises FileFault or BadInput."""
    from studio.drafting.decisions import check_decisions, read_decisions
    from studio.drafting.run import run

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


# -- evaluation

def compare_levels(deals: Sequence[str | Path], *, playbook: str | Path = "reference",
                   levels: Sequence[Level] = LEVELS, workflows: Sequence[str] = ("deal_review",),
                   engine: str = "offline", repeats: int = 1, placebo: bool = False,
                   progress: Callable[[int, int], None] | None = None, keep: bool = True) -> Any:
    """Return a comparison of levels on labelled deals; kept in the data folder."""
    from studio.evaluation.matrix import compare
    from studio.evaluation.result import save

    check_engine(engine)
    result = compare([find_deal(d) for d in deals], open_playbook(playbook), levels, workflows, engine, repeats,
                     placebo, progress=progress, keep_drafts=keep)
    if keep:
        try:
            save(result, data_folder() / "comparisons")
        except OSError as error:
            raise BadInput(f"{data_folder()}: cannot keep the comparison there ({error.strerror}); set "
                           "PLAYBOOK_STUDIO_HOME to a folder that can be written") from None
    return result


def latest_comparison() -> Any | None:
    """Return the last comparison that was kept, if there is one."""
    from studio.evaluation.result import load_latest

    return load_latest(data_folder() / "comparisons")


def kept_draft(digest: str) -> Draft | None:
    """Return a draft kept with a comparison, by its digest."""
    from studio.evaluation.result import load_draft

    return load_draft(data_folder() / "comparisons", digest)


def comparison_as_text(result: Any, markdown: bool = False) -> str:
    """Return a comparison as a table, with its steps in words."""
    from studio.evaluation.table import table
    from studio.evaluation.words import counts_in_words, shape_in_words, steps_in_words

    if markdown:
        return table(result)
    return "\n".join([table(result), "", shape_in_words(result), *steps_in_words(result), counts_in_words(result.counts)])


def write_file(path: Path, text: str) -> None:
    """Write a text file whole. Raises FileFault where that is not possible."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileFault(path, "", f"cannot be written ({error.strerror})") from None
