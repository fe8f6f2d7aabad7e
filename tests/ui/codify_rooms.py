"""What the tests of the Codify pages share: a playbook with one entry of each kind, and finding its widgets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

from playbook.model.base import Entry
from playbook.parts import GROUPS, kind_of
from studio import actions
from studio.ui.codify.listing import page_of

#: Where an entry of each kind stands in the playbook of `one_of_each`.
PROOF = "process.thing.proof"
PATHS = {**{f"{group}.thing": kind for group, kind in GROUPS.items()}, PROOF: kind_of(PROOF)}
WIDGETS = ("text_area", "text_input", "selectbox", "multiselect", "toggle", "number_input", "date_input", "pills",
           "button")
BY = "Ann"


def one_of_each() -> str:
    """Keep a playbook with one entry of each kind, each with just its name; return its id."""
    made = actions.start_playbook("Ours", by=BY)
    for group in GROUPS:
        actions.add_entry(made, group, "Thing", by=BY)
    actions.add_entry(made, "process.thing", "Proof", by=BY)
    return made


def save(playbook: str, path: str, by: str = BY, **values: Any) -> None:
    """Save fields of an entry as somebody who sees it as it stands."""
    own = actions.own_playbook(playbook)
    actions.save_fields(playbook, path, values, base=dict(own.parts[path]), seen=own.saved[path].revision, by=by)


def kept(playbook: str, path: str) -> dict[str, Any]:
    """Return an entry as the store has it now."""
    return dict(actions.own_playbook(playbook).parts[path])


def book_entry(playbook: str, path: str) -> Entry:
    """Return an entry of the playbook as it stands."""
    return next(e for _, p, e in actions.own_book(playbook).entries() if p == path)


def widgets(app: AppTest) -> Iterator[Any]:
    """Every widget on the page that can be typed in, chosen or pressed."""
    for name in WIDGETS:
        yield from getattr(app, name)


def widget(app: AppTest, path: str, *steps: object) -> Any:
    """The widget of one field of an entry, by the steps that lead to it."""
    end = ":".join(["", *map(str, steps)])
    found = [w for w in widgets(app) if (key := str(w.key or "")).startswith("ed:") and f":{path}:" in key
             and key.partition(f":{path}:")[2].partition(":")[2] == end[1:]]
    assert len(found) == 1, f"{path} {steps}: {[w.key for w in widgets(app)]}"
    return found[0]


def open_entry(open_page: Any, playbook: str, path: str, mode: str, **choices: str) -> AppTest:
    """Open the page of an entry in a mode."""
    app = open_page(page_of(path), playbook=playbook, entry=path, mode=mode, **choices)
    assert not app.exception
    return app


def show(app: AppTest, path: str, mode: str) -> AppTest:
    """Go on to another entry, in a mode."""
    app.switch_page(f"../pages/{page_of(path)}.py")
    app.query_params["entry"] = path
    app.query_params["mode"] = mode
    app.run()
    assert not app.exception
    return app
