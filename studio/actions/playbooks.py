"""Playbooks: open, list, check, export."""

from __future__ import annotations

import json
import os
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from playbook.files import json_schema, library_ids, parse_playbook, read_playbook, to_json, to_yaml
from playbook.ladder import Level, at_level
from playbook.model import Playbook
from playbook.specificity import codify_next, pillar_scores, specificity
from playbook.text_files import FileFault
from playbook.wording import findings
from studio.exchange.handbook import handbook_html, handbook_markdown


def open_playbook(where: str | Path) -> Playbook:
    """Return a playbook from a file, by a shipped id, or by the id of one of your own. Raises FileFault."""
    from studio.actions.codify import own_book

    own = own_book(str(where)) if _may_be_own(where) else None
    return own or _playbook(str(where), _stamp(where))


def _may_be_own(where: str | Path) -> bool:
    return str(where) not in library_ids() and not os.path.exists(where)


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


_levelled: dict[tuple[int, Level], tuple[Playbook, Playbook]] = {}


def playbook_at(where: str | Path, level: Level) -> Playbook:
    """Return a playbook derived at a level; the same object until it changes. Raises FileFault."""
    book = open_playbook(where)
    held = _levelled.get((id(book), level))
    if held is None or held[0] is not book:
        held = _levelled[id(book), level] = (book, at_level(book, level))
        while len(_levelled) > 128:
            del _levelled[next(iter(_levelled))]
    return held[1]


def list_playbooks() -> list[str]:
    """Return ids of one's own playbooks, then of the shipped ones that people start from."""
    from studio.actions.codify import own_playbooks

    return [k.id for k in own_playbooks()] + shipped_playbooks()


def shipped_playbooks() -> list[str]:
    """Return ids of the shipped playbooks that people start from."""
    return [name for name in library_ids() if name != "placebo"]


def playbook_name(where: str | Path) -> str:
    """Return what people call a playbook; where it is, if it cannot be read."""
    try:
        return open_playbook(where).name
    except FileFault:
        return str(where)


def parse_playbook_file(content: bytes, name: str) -> Playbook:
    """Return the playbook in the content of a YAML or JSON file. Raises FileFault."""
    return parse_playbook(content, name)


def export_playbook(where: str | Path, *, form: str = "yaml", level: Level | None = None,
                    published: date | None = None) -> str:
    """Return a playbook as YAML or JSON, as a Markdown or HTML handbook, or the JSON Schema of playbooks.

    `published` stands under the title of a handbook. Raises FileFault.
    """
    book = open_playbook(where)
    if level is not None:
        book = at_level(book, level)
    if form == "schema":
        return json.dumps(json_schema(), ensure_ascii=False, indent=2)
    if form in ("markdown", "html"):
        make = handbook_markdown if form == "markdown" else handbook_html
        return make(book, published=published)
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
                     "missing": [str(m) for m in e.next.missing] if e.next else []} for e in entries],
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
