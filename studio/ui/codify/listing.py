"""The list of entries: search, filters, pages, adding one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from playbook.model import DEPTHS, Entry, Playbook
from playbook.specificity import Specificity, specificity
from playbook.wording import Finding, findings
from studio.ui import parts
from studio.ui.choices import choice, choose, distinct
from studio.ui.codify.whole import add_named
from studio.ui.standing import entry_caption, entry_label

#: What each page holds: the lists of entries, with what one of them is called.
GROUPS: dict[str, dict[str, str]] = {
    "process": {"process": "stage"},
    "qualification": {"qualification": "element"},
    "method": {"method.chain": "link of the chain", "method.rows": "problem", "method.guidance": "guidance",
               "method.positions": "position", "method.value_drivers": "value driver", "method.levers": "lever",
               "method.pairs": "feature or problem pair"},
    "behaviours": {"behaviours": "behaviour"},
    "plays": {"plays": "play", "orchestration.agents": "agent", "governance.judgements": "human judgement"},
}
GROUP_NAMES = {
    "process": "Stages and exit criteria", "qualification": "Elements", "method.chain": "The chain",
    "method.rows": "Problems worth solving", "method.guidance": "Guidance by occasion",
    "method.positions": "Why change, why now, why us", "method.value_drivers": "Value drivers",
    "method.levers": "Buyer psychology", "method.pairs": "Feature-led and problem-led", "behaviours": "Behaviours",
    "plays": "Plays", "orchestration.agents": "Agents", "governance.judgements": "Judgements that stay human",
}
AT_ONCE = 30
_ANY = "any"


@dataclass(frozen=True)
class Standing:
    """Every entry of a playbook with its depth and its wording notes."""

    entries: dict[str, Entry]
    depths: dict[str, Specificity]
    findings: dict[str, tuple[Finding, ...]]


def standing_of(book: Playbook) -> Standing:
    """Return where every entry of a playbook stands; kept until the playbook changes."""
    return _standing(_Same(book))


class _Same:
    """A playbook that is equal only to itself, so that it can be looked up quickly."""

    def __init__(self, book: Playbook):
        self.book = book

    def __hash__(self) -> int:
        return id(self.book)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.book is self.book


@lru_cache(maxsize=16)
def _standing(same: _Same) -> Standing:
    found: dict[str, list[Finding]] = {}
    for one in findings(same.book):
        found.setdefault(one.path, []).append(one)
    return Standing({path: e for _, path, e in same.book.entries()}, {s.path: s for s in specificity(same.book)},
                    {path: tuple(some) for path, some in found.items()})


def show_list(page: str, book: Playbook, standing: Standing, *, editable: bool) -> str | None:
    """Show the entries of a page and return the path of the chosen one."""
    group = _pick_group(page)
    path = _show_entries(page, group, standing)
    if editable:
        _show_add(page, group, book)
    return path


def _show_entries(page: str, group: str, standing: Standing) -> str | None:
    paths = [p for p in standing.entries if p.startswith(group + ".") and _belongs(p, group)]
    filters = _filters(paths, standing) if len(paths) > 5 else _Filters()
    shown = [p for p in paths if filters.keeps(standing, p)]
    if not shown:
        _nothing(bool(paths), group)
        return None
    wanted = choice("entry", shown) or shown[0]
    pages = -(-len(shown) // AT_ONCE)
    start = 0
    if pages > 1:
        start = _page_of(shown, wanted, pages, page) * AT_ONCE
    return _radio(page, shown[start:start + AT_ONCE], wanted, standing)


def _pick_group(page: str) -> str:
    groups = list(GROUPS[page])
    if len(groups) == 1:
        return groups[0]
    linked = choice("entry") or ""
    by_link = next((g for g in groups if linked.startswith(g + ".")), None)
    key = f"group_{page}"
    if by_link and st.session_state.get(f"{key}_linked") != linked:
        st.session_state[key] = by_link
        st.session_state[f"{key}_linked"] = linked
    return st.selectbox("Part", groups, format_func=GROUP_NAMES.get, key=key, on_change=choose, args=("entry", None)) \
        or groups[0]


def _belongs(path: str, group: str) -> bool:
    depth = path.count(".") - group.count(".")
    return depth == 1 or (group == "process" and depth == 2)


@dataclass(frozen=True)
class _Filters:
    words: str = ""
    depth: str = _ANY
    owner: str = _ANY
    notes: str = _ANY
    archived: bool = False

    def keeps(self, standing: Standing, path: str) -> bool:
        """Tell whether an entry is shown."""
        entry, depth = standing.entries[path], standing.depths.get(path)
        if depth is None:  # archived, or in an archived stage
            return self.archived and self.words in entry.name.casefold()
        if self.notes == "notes" and path not in standing.findings:
            return False
        if self.notes == "gap" and depth.next is None:
            return False
        if self.depth not in (_ANY, depth.depth or "empty") or self.owner not in (_ANY, entry.owner):
            return False
        return not self.words or self.words in f"{path} {entry.name} {entry.owner}".casefold() or (
            len(self.words) > 2 and self.words in entry.model_dump_json(exclude={"exit_criteria"}).casefold())


def _filters(paths: Sequence[str], standing: Standing) -> _Filters:
    words = st.text_input("Search", placeholder="Name or any word in it", key="list_search", live=True, type="search")
    owners = sorted({standing.entries[p].owner for p in paths})
    with st.popover("Filter", width="stretch"):
        depth = st.selectbox("Depth", [_ANY, "empty", *DEPTHS], key="list_depth",
                             format_func=lambda d: "Any depth" if d == _ANY else d.capitalize())
        owner = st.selectbox("Owner", [_ANY, *owners], key="list_owner",
                             format_func=lambda o: "Any owner" if o == _ANY else o or "Nobody yet")
        notes = st.selectbox("Open", [_ANY, "notes", "gap"], key="list_notes", format_func={
            _ANY: "With or without notes", "notes": "With a wording note", "gap": "Not at full depth"}.get)
        archived = st.toggle("Show archived entries", key="list_archived")
    return _Filters((words or "").casefold().strip(), depth or _ANY, _ANY if owner is None else owner, notes or _ANY,
                    archived)


def _nothing(some: bool, group: str) -> None:
    if some:
        parts.note("Nothing here fits the search and the filter.")
    else:
        parts.empty(f"Nothing is written under “{GROUP_NAMES[group]}” yet.", "Add the first one below.")


def _page_of(shown: Sequence[str], wanted: str, pages: int, page: str) -> int:
    parts.note(f"{len(shown)} entries")
    return int(st.pagination(pages, default=shown.index(wanted) // AT_ONCE + 1, key=f"pages_{page}_{wanted}_{pages}",
                             max_visible_pages=5)) - 1


def _radio(page: str, shown: Sequence[str], wanted: str, standing: Standing) -> str:
    key = f"entries_{page}"
    if wanted in shown:
        st.session_state[key] = wanted
    elif st.session_state.get(key) not in shown:
        st.session_state[key] = None
    pillar = "process" if page == "process" else ""
    with st.container(key="list_entries"):
        st.radio("Entries", shown, key=key, label_visibility="collapsed", on_change=_chosen, args=(key,),
                 format_func=distinct(shown, lambda p: entry_label(pillar, p, standing.entries[p].name)),
                 captions=[_caption(p, standing) for p in shown])
    return wanted


def _caption(path: str, standing: Standing) -> str:
    depth = standing.depths.get(path)
    return entry_caption(depth, len(standing.findings.get(path, ()))) if depth else "Archived"


def _chosen(key: str) -> None:
    choose("entry", st.session_state.get(key))


def _show_add(page: str, group: str, book: Playbook) -> None:
    what = GROUPS[page][group]
    key = f"new_{group}"
    st.text_input(f"Add a {what}" if what[0] not in "aeiou" else f"Add an {what}", key=key, max_chars=200,
                  placeholder="Name, then Enter", on_change=add_named, args=(book.id, group, key))


def page_of(path: str) -> Any:
    """Return the page on which an entry is edited."""
    return next((page for page, groups in GROUPS.items() for g in groups
                 if path.startswith(g + ".") and _belongs(path, g)), "playbook")


