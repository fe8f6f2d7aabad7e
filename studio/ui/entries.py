"""A playbook entry in full: what is written, in reading order, and what is not yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from pydantic import BaseModel

from playbook.labels import COLUMNS, EXAMPLES, FOUND, LAYOUT, META, SMALL, TONES, label, still_open
from playbook.ladder import depth_of
from playbook.model import Component, Entry, Examples, ExitCriterion, Playbook
from studio.ui.parts import capital, depth_chip, facts_markup, listing

#: What the ids in a playbook are called.
Names = Mapping[str, str]

_ID = re.compile(r"[a-z][a-z_]*")


def entry_markup(entry: Entry, names: Names) -> str:
    """Return a whole entry as markup, with a marked gap where a key field is empty.

    `names` says what the ids that it refers to are called.
    """
    rows = LAYOUT.get(type(entry), [])
    named = {f for row in rows for f in row} | META | set(SMALL)
    rest = [(f,) for f in type(entry).model_fields if f not in named and _filled(getattr(entry, f))]
    small = [(label(f), _small(entry, f, names)) for f in SMALL
             if f in type(entry).model_fields and f not in {x for r in rows for x in r} and _small(entry, f, names)]
    parts = [_row(entry, rows[0], names, lead=len(rows[0]) == 1)] if rows else []
    parts += [facts_markup(small)] if small else []
    parts += [_row(entry, row, names) for row in [*rows[1:], *rest]]
    return '<div class="pb-entry">' + "".join(p for p in parts if p) + "</div>"


def entry_names(book: Playbook) -> dict[str, str]:
    """Return what the entries that others refer to are called, by id."""
    parts = {c.id: c.name for e in book.qualification.elements for c in e.components}
    refs = [*book.process, *book.qualification.elements, *book.behaviours, *book.method.rows]
    return parts | {e.id: e.name for e in refs}


def _row(entry: BaseModel, fields: Sequence[str], names: Names, lead: bool = False) -> str:
    blocks = [_block(entry, f, names, lead) for f in fields if f in type(entry).model_fields]
    css = "pb-chain" if len(fields) >= 5 else "pb-entry-grid"
    return f'<div class="{css}">{"".join(blocks)}</div>' if any(blocks) else ""


def _block(entry: BaseModel, field: str, names: Names, lead: bool = False) -> str:
    value = getattr(entry, field)
    if not _filled(value):
        return _gap(entry, field)
    css = "pb-block pb-lead" if lead else "pb-block"
    head = "" if field == "examples" and isinstance(value, Examples) else f"<h4>{escape(label(field))}</h4>"
    return f'<div class="{css}">{head}{_value(field, value, names)}</div>'


def _gap(entry: BaseModel, field: str) -> str:
    extra = type(entry).model_fields[field].json_schema_extra
    if not (isinstance(extra, dict) and extra.get("key")):
        return ""
    return (f'<div class="pb-block pb-open"><h4>{escape(label(field))}</h4><p>Not written yet. Needed to be '
            f'{depth_of(type(entry), field)}.</p></div>')


def _filled(value: Any) -> bool:
    return bool(value) if isinstance(value, list | str | Examples) else value is not None


def _value(field: str, value: Any, names: Names) -> str:
    if isinstance(value, str):
        return f"<p>{escape(value)}</p>"
    if isinstance(value, Examples):
        return _examples(value)
    if not isinstance(value, list):
        return f"<p>{escape(_said(value, names))}</p>"
    if isinstance(value[0], Component):
        return '<div class="pb-parts">' + "".join(_component(c, names) for c in value) + "</div>"
    if isinstance(value[0], ExitCriterion):
        return '<div class="pb-parts">' + "".join(map(_criterion, value)) + "</div>"
    if field in TONES:
        return _quotes(TONES[field], value)
    if isinstance(value[0], BaseModel):
        return _table(value, names)
    return f"<p>{escape(_said(value, names))}</p>" if field in ("cues", "closes") else listing(value)


def _examples(value: Examples) -> str:
    columns = "".join(f'<div class="pb-block"><h4>{title}</h4>{_quotes(TONES[kind], getattr(value, kind))}</div>'
                      for kind, title in EXAMPLES.items() if getattr(value, kind))
    return f'<div class="pb-entry-grid">{columns}</div>'


def _quotes(tone: str, items: Iterable[Any]) -> str:
    rows = []
    for item in items:
        text, why = (item, "") if isinstance(item, str) else (item.text, item.why)
        rows.append(f"<li>{escape(text)}" + (f"<small>{escape(why)}</small>" if why else "") + "</li>")
    return f'<ul class="pb-quotes pb-{tone}">{"".join(rows)}</ul>'


def _component(part: Component, names: Names) -> str:
    must = "" if part.required else ' <span class="pb-none">not required</span>'
    by = f'<p class="pb-note">Shown by {escape(_said(part.said_by, names))}</p>' if part.said_by else ""
    more = "".join(f'<div class="pb-block"><h4>{escape(label(f))}</h4>{_value(f, getattr(part, f), names)}</div>'
                   for f in ("questions", "signals", "counter_signals", "lookalikes", "cues") if getattr(part, f))
    fold = (f'<details><summary>Questions and words</summary><div class="pb-entry-grid">{more}</div></details>'
            if more else "")
    return (f'<div class="pb-part"><strong>{escape(part.name)}</strong>{must}<p>{escape(part.meaning)}</p>{by}'
            f'{fold}</div>')


def _criterion(one: ExitCriterion) -> str:
    must = "" if one.mandatory else ' <span class="pb-none">may be left open</span>'
    statement = f"<p>{escape(one.statement)}</p>" if one.statement and one.statement != one.name else ""
    seen = f'<p class="pb-note">{escape(one.evidence)}</p>' if one.evidence else ""
    return f'<div class="pb-part"><strong>{escape(one.name)}</strong>{must}{statement}{seen}</div>'


def _table(items: Sequence[BaseModel], names: Names) -> str:
    fields = [f for f in type(items[0]).model_fields if f != "id" and any(_filled(getattr(i, f)) for i in items)]
    head = "".join(f"<th>{escape(capital(COLUMNS.get(f, label(f))))}</th>" for f in fields)
    rows = "".join(f"<tr>{''.join(_cell(i, f, names) for f in fields)}</tr>" for i in items)
    return f'<table class="pb-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _cell(item: BaseModel, field: str, names: Names) -> str:
    value = getattr(item, field)
    return f"<td>{escape(FOUND.get(value, '') if field == 'find' else _said(value, names))}</td>"


def _said(value: Any, names: Names) -> str:
    if isinstance(value, list):
        return ", ".join(_said(v, names) for v in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, BaseModel):
        kept = [getattr(value, f) for f in type(value).model_fields if _filled(getattr(value, f))]
        return ", ".join(_said(v, names) for v in kept)
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return names.get(text) or (text.replace("_", " ") if _ID.fullmatch(text) else text)


def _small(entry: Entry, field: str, names: Names) -> str:
    value = getattr(entry, field)
    if not _filled(value) or (field in ("weight", "priority") and value == 1):
        return ""
    if field.endswith("days"):
        return f"{value} days"
    return f"{value:.0%}" if field == "exit_probability" else capital(_said(value, names))


# -- depth

def ladder_markup(steps: Sequence[Any]) -> str:
    """Return the five depths of an entry, and what the next one needs; nothing for a complete one."""
    upcoming = next((s for s in steps if not s.reached), None)
    if upcoming is None:
        return ""
    cells = []
    for step in steps:
        css = "on" if step.reached else "next" if step is upcoming else ""
        words = "Reached" if step.reached else f"Needs {still_open(step.missing, 3)}" if step is upcoming else "Later"
        cells.append(f'<li class="{css}">{step.depth.capitalize()}<small>{escape(words)}</small></li>')
    return f'<ol class="pb-ladder">{"".join(cells)}</ol>'


def finding_markup(finding: Any) -> str:
    """Return a wording problem with a pattern for a better text."""
    return (f'<div class="pb-finding"><strong>{escape(label(finding.field.split(".")[0]))}: '
            f'{escape(finding.message)}</strong><p>{escape(finding.pattern)}</p></div>')


def entry_head(entry: Entry, depth: str | None, path: str) -> str:
    """Return an entry's name, depth, owner and path."""
    owner = f"Kept true by {entry.owner}" if entry.owner else "Nobody owns it yet"
    return (f'<div class="pb-entry-head"><h2>{escape(entry.name)}</h2><div>{depth_chip(depth)}'
            f'<span class="pb-note">{escape(owner)}</span><span class="pb-source">{escape(path)}</span></div></div>')
