"""The document of a draft: typeset, traced line by line, and to take away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

import streamlit as st

from studio import actions
from studio.actions import draft_as_markdown
from studio.comparing import workflow_titles
from studio.drafting.draft import Draft, Inference, Observation, Recommendation
from studio.ui.parts import status_chip
from studio.ui.sources import LEVEL_NAMES, Sources, day, items, link, plain, quote_html
from studio.ui.style import drafts_css, standalone_css

_REFS = re.compile(r"\s*\[([A-Za-z0-9_.-]+(?:,\s*[A-Za-z0-9_.-]+)*)\]\s*(\|?)\s*$")
_ID = re.compile(r"[oir]\d+")
_PATH = re.compile(r"[a-z_]+(\.[a-z0-9_-]+)+")
_BULLET = re.compile(r"^(\s*)(?:[-*]|(\d+)\.)\s+(?:\[[ xX]\]\s+)?(.*)$")


def show_document(draft: Draft, sources: Sources) -> None:
    """Show the document with what each line rests on, and its downloads."""
    drafts_css()
    st.html(document_html(draft, sources))
    show_downloads(draft, sources)


def show_downloads(draft: Draft, sources: Sources, key: str = "document") -> None:
    """Offer the draft as a web page, as Markdown and as data."""
    name = f"{draft.deal}-{draft.workflow}-{draft.as_of}-{draft.specificity or 'playbook'}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_downloads"):
        st.download_button("Download for reading and printing", _taken(draft, lambda: standalone_html(draft, sources)),
                           f"{name}.html", "text/html", on_click="ignore", key=f"{key}_html")
        st.download_button("Markdown", _taken(draft, lambda: draft_as_markdown(draft)), f"{name}.md", "text/markdown",
                           on_click="ignore", key=f"{key}_markdown", type="tertiary")
        st.download_button("Data (JSON)", _taken(draft, draft.to_json), f"{name}.json", "application/json",
                           on_click="ignore", key=f"{key}_json", type="tertiary")


def _taken(draft: Draft, made: Callable[[], str]) -> Callable[[], str]:
    """Make a file when somebody takes it, and note that in the audit trail."""
    def taken() -> str:
        text = made()
        actions.noted("export", f"{draft.workflow} on {draft.deal}", as_of=draft.as_of, engine=draft.engine)
        return text

    return taken


def document_html(draft: Draft, sources: Sources, links: bool = True) -> str:
    """The document as HTML; every line ends with chips that unfold what it rests on."""
    deal = sources.loaded.deal
    event = next((e for e in deal.events if e.id == draft.as_of), None)
    where = f"{deal.account.name} · as of {day(event.date)}" if event else deal.account.name
    sections = "".join(f'<section><h2>{escape(s.heading)}</h2>{_body(s.body, draft, sources, links)}</section>'
                       for s in draft.document.sections)
    if not sections:
        sections = '<p class="pd-empty">This workflow had nothing to write at this level.</p>'
    kind = workflow_titles().get(draft.workflow) or plain(draft.workflow)
    return (f'<article class="pd-document"><header><p class="pd-kicker">{escape(kind)}'
            f'</p><h1>{escape(draft.document.title)}</h1><p class="pd-meta">{escape(where)} · {escape(made_by(draft))}'
            f'</p><p class="pd-meta">A draft: it recommends, a person approves.</p></header>{sections}</article>')


def made_by(draft: Draft) -> str:
    """Which engine, playbook and level a draft comes from."""
    level = LEVEL_NAMES.get(draft.specificity or "", "")
    engine = "offline engine" if draft.engine == "offline" else " ".join(filter(None, (draft.engine, draft.model)))
    return f"{engine}, playbook {draft.playbook.id} version {draft.playbook.version}" + (
        f", level {level.lower()}" if level else "")


def standalone_html(draft: Draft, sources: Sources) -> str:
    """One file for reading and printing: no script, no link, nothing fetched."""
    title = escape(f"{draft.document.title} – {sources.loaded.deal.account.name}")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
            f'content="width=device-width"><meta http-equiv="Content-Security-Policy" content="{policy}">'
            f'<title>{title}</title><style>{standalone_css()}</style></head><body class="pd-standalone">'
            f'{document_html(draft, sources, links=False)}{_traces(draft, sources)}</body></html>')


def _traces(draft: Draft, sources: Sources) -> str:
    """Everything the lines rest on, written out at the end, for paper."""
    parts = ['<section class="pd-appendix"><h2>What it rests on</h2>']
    for title, lane in (("Observed", draft.observed), ("Inferred", draft.inferred),
                        ("Recommended, for a person to approve", draft.recommended)):
        rows = "".join(f'<li><b>{escape(x.id)}</b>{_trace_body(x, sources, False)}</li>' for x in lane)
        parts.append(f"<h3>{title}</h3><ul>{rows}</ul>" if rows else "")
    return "".join(parts) + "</section>"


# -- lines

def split_refs(line: str) -> tuple[str, list[str]]:
    """Return a line without its trailing trace, and the ids and paths of that trace."""
    found = _REFS.search(line)
    refs = [r.strip() for r in found[1].split(",")] if found else []
    if not refs or not all(_ID.fullmatch(r) or _PATH.fullmatch(r) for r in refs):
        return line, []
    return line[:found.start()] + (" |" if found[2] else ""), refs


def _body(body: str, draft: Draft, sources: Sources, links: bool) -> str:
    return "".join(_blocks(body.split("\n"), draft, sources, links))


def _blocks(lines: list[str], draft: Draft, sources: Sources, links: bool) -> Iterator[str]:
    open_list, table = "", []
    for raw in [*lines, ""]:
        text, refs = split_refs(raw.rstrip())
        chips = "".join(_chip(r, draft, sources, links) for r in refs)
        bullet = _BULLET.match(text)
        kind = ("ol" if bullet[2] else "ul") if bullet else ""
        if open_list and kind != open_list:
            yield f"</{open_list}>"
        if table and not text.startswith("|"):
            yield _table(table)
            table = []
        if kind and kind != open_list:
            yield f"<{kind}>"
        open_list = kind
        if bullet:
            deep = ' class="pd-deeper"' if len(bullet[1]) >= 2 else ""
            number = f' value="{int(bullet[2])}"' if bullet[2] else ""
            yield f"<li{deep}{number}>{_inline(bullet[3])}{chips}</li>"
        elif text.startswith("|"):
            table.append((text, chips))
        elif text.startswith("#"):
            yield f"<h3>{_inline(text.lstrip('# '))}{chips}</h3>"
        elif text.startswith(">"):
            yield f'<div class="pd-said">{_inline(text.lstrip("> "))}{chips}</div>'
        elif text.strip():
            yield f'<div class="pd-line">{_inline(text)}{chips}</div>'


def _table(rows: list[tuple[str, str]]) -> str:
    cells = [([c.strip() for c in text.strip().strip("|").split("|")], chips) for text, chips in rows]
    headed = len(cells) > 1 and all(re.fullmatch(r":?-+:?", c) for c in cells[1][0])
    out = []
    for n, (row, chips) in enumerate(cells):
        if headed and n == 1:
            continue
        tag = "th" if headed and n == 0 else "td"
        *rest, last = row
        out.append("<tr>" + "".join(f"<{tag}>{_inline(c)}</{tag}>" for c in rest)
                   + f"<{tag}>{_inline(last)}{chips}</{tag}></tr>")
    return f'<div class="pd-wide"><table>{"".join(out)}</table></div>'


def _inline(text: str) -> str:
    """Bold, italics and code; everything else, links and images too, stays text."""
    safe = escape(text)
    safe = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", safe)
    safe = re.sub(r"(?<![\w*])[*_](?!\s)([^*_]+?)(?<!\s)[*_](?![\w*])", r"<i>\1</i>", safe)
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)


# -- chips

def _chip(ref: str, draft: Draft, sources: Sources, links: bool) -> str:
    item = items(draft).get(ref)
    lane, words = _label(ref, item, sources)
    if not links:
        return f'<span class="pd-ref pd-ref-{lane}">{escape(ref if item else words)}</span>'
    if item is None:
        return link(sources.entry_link(ref), words, f"pd-ref pd-ref-{lane}") if lane == "standard" else ""
    return (f'<details class="pd-ref pd-ref-{lane}" name="trace"><summary>{escape(words)}</summary>'
            f'<div class="pd-pop">{_trace_body(item, sources, True)}</div></details>')


def _label(ref: str, item: Observation | Inference | Recommendation | None, sources: Sources) -> tuple[str, str]:
    if isinstance(item, Observation):
        quote = item.quotes[0]
        who = "Record" if sources.side(quote) == "record" else (sources.person(quote.speaker).split() or ["Quote"])[-1]
        return "observed", who
    if isinstance(item, Inference):
        return "inferred", sources.subject(item.about)
    if isinstance(item, Recommendation):
        return "recommended", f"Action {item.rank}"
    return "standard", sources.entry_name(ref)


def _trace_body(item: Observation | Inference | Recommendation, sources: Sources, links: bool) -> str:
    if isinstance(item, Observation):
        return "".join(quote_html(q, sources, links=links) for q in item.quotes)
    standard = ""
    if item.standard:
        name = sources.entry_name(item.standard)
        shown = link(sources.entry_link(item.standard), name) if links else escape(name)
        standard = f'<p class="pd-standard">Standard: {shown}</p>'
    rests = f'<p class="pd-notes">Rests on {escape(", ".join(item.basis))}</p>' if item.basis and not links else ""
    if isinstance(item, Inference):
        return f'<p class="pd-statement">{status_chip(item.status)} {escape(item.statement)}</p>{rests}{standard}'
    return (f'<p class="pd-statement">{escape(item.action)}</p><p class="pd-notes">A suggestion, for a person to '
            f'approve</p>{rests}{standard}')
