"""Measure the Codify pages: opening an entry and saving an answer, at the size of a workshop and at 10,000 entries.

    python bench/codify_pages.py               both sizes, as Markdown
    python bench/codify_pages.py --times 40    measure each 40 times (default 20)

What is measured is one whole run of the page's script (streamlit.testing), as
a click or a pause in typing causes it: the server's share, without the
browser. A save is shown before the rest of the page, what changes in a draft
comes last. Each opening is of another entry, each saving follows another save, so
that nothing is remembered that would not be in the room. Times depend on the
machine; the load of the machine is given.
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from saving import CRITERIA, ELEMENTS, QUESTIONS, STAGES, book
from streamlit.testing.v1 import AppTest

from playbook.model import Playbook
from studio import actions
from studio.ui.codify import bar
from studio.ui.codify.listing import page_of

APP = Path(__file__).resolve().parents[1] / "studio" / "app.py"
#: What the design asks of a click, in seconds.
ALLOWED = 0.3


def many(entries: int) -> Playbook:
    """A playbook of so many entries, with the texts of a workshop's."""
    small = book(STAGES, entries // 4, ELEMENTS, QUESTIONS)
    behaviours = [{"id": f"behaviour_{n}", "name": f"Behaviour {n}", "standard": "Asks who else has to agree"}
                  for n in range(entries // 4)]
    plays = [{"id": f"play_{n}", "name": f"Play {n}", "action": "Ask {person} to bring the signatory in"}
             for n in range(entries // 4)]
    rows = [{"id": f"row_{n}", "name": f"Problem {n}", "problem": "Hours are lost every week", "cues": ["hours"]}
            for n in range(entries // 4)]
    return Playbook.model_validate(small.model_dump() | {"behaviours": behaviours, "plays": plays,
                                                         "method": {"rows": rows}})


def opened(playbook: str, path: str, mode: str) -> AppTest:
    """Open the page of an entry in a session of its own."""
    app = AppTest.from_file(str(APP), default_timeout=600)
    app.switch_page(f"../pages/{page_of(path)}.py")
    return show(app, playbook, path, mode)


def show(app: AppTest, playbook: str, path: str, mode: str) -> AppTest:
    """Go to an entry within a session. Raises RuntimeError where the page fails."""
    for name, value in {"playbook": playbook, "entry": path, "mode": mode}.items():
        app.query_params[name] = value
    return _ran(app)


def _ran(app: AppTest) -> AppTest:
    app.run()
    if app.exception:
        raise RuntimeError(f"the page failed: {app.exception[0].message}")
    return app


def seconds(times: int, deed: Callable[[int], Any]) -> list[float]:
    """Seconds that a deed takes, time after time."""
    found = []
    for number in range(times):
        begun = time.perf_counter()
        deed(number)
        found.append(time.perf_counter() - begun)
    return found


def typed(app: AppTest, path: str, field: str, number: int) -> float:
    """Type another text into a field, as a pause in typing saves it; return the moment at which the save was shown.

    Raises RuntimeError where it was not saved.
    """
    box = next(b for b in app.text_area if (b.key or "").endswith(f":{field}") and f":{path}:" in (b.key or ""))
    box.set_value(f"The buyer has named a cost of {number} hours")
    _ran(app)
    if not any("Saved at" in one.proto.body for one in app.get("html")):
        raise RuntimeError("the answer was not saved")
    return _shown[-1]


_shown: list[float] = []
_saved = bar._saved


def _noted(own: actions.Own) -> str:
    _shown.append(time.perf_counter())
    return _saved(own)


bar._saved = _noted


def measure(book_: Playbook, paths: Sequence[str], fields: Sequence[str], times: int) -> list[tuple[str, list[float]]]:
    """Time every page of a playbook that is kept under an id of its own."""
    made = actions.start_playbook(book_.name, by="Ann", source=book_)
    actions.join_people("Ann")
    found = []
    for path, field in zip(paths, fields, strict=True):
        group = path.rpartition(".")[0]
        others = [p for _, p, _ in actions.own_book(made).entries() if p.rpartition(".")[0] == group]
        app = opened(made, path, "whole")
        found.append((f"Opening another entry, whole ({page_of(path)})",
                      seconds(times, lambda n, a=app, o=others: show(a, made, o[n % len(o)], "whole"))))
        show(app, made, path, "whole")
        confirmed: list[float] = []
        found.append((f"Saving an answer, until the whole page is there ({page_of(path)})",
                      seconds(times, lambda n, a=app, p=path, f=field, c=confirmed: _confirmed(a, p, f, n, c))))
        found.append((f"Saving an answer, until the save is shown ({page_of(path)})", confirmed))
    path = paths[0]
    app = opened(made, path, "guided")
    others = [p for _, p, _ in actions.own_book(made).entries() if p.rpartition(".")[0] == path.rpartition(".")[0]]
    found.append(("Opening another entry, guided", seconds(times, lambda n: show(app, made, others[n % len(others)],
                                                                                 "guided"))))
    show(app, made, path, "table")
    found.append(("The table", seconds(times, lambda n: _ran(app))))
    found.append(("A search in the list", seconds(times, lambda n: _searched(app, f"hours {n}"))))
    for page in ("playbook", "versions", "workshop", "home"):
        other = AppTest.from_file(str(APP), default_timeout=600)
        other.switch_page(f"../pages/{page}.py")
        other.query_params["playbook"] = made
        _ran(other)
        found.append((f"The page {page.capitalize()}", seconds(times, lambda n, a=other: _ran(a))))
    return found


def _confirmed(app: AppTest, path: str, field: str, number: int, into: list[float]) -> None:
    begun = time.perf_counter()
    into.append(typed(app, path, field, number) - begun)


def _searched(app: AppTest, words: str) -> None:
    app.text_input("list_search").set_value(words)
    _ran(app)


def table(title: str, rows: Sequence[tuple[str, list[float]]]) -> str:
    """Return the times as a Markdown table."""
    lines = [f"## {title}", "", "| what | median, s | slowest, s | |", "| --- | ---: | ---: | --- |"]
    for words, times in rows:
        middle = statistics.median(times)
        lines.append(f"| {words} | {middle:.3f} | {max(times):.3f} | {'' if middle <= ALLOWED else 'over 0.3'} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure both sizes and print them."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--times", type=int, default=20)
    asked = ask.parse_args()
    logging.disable(logging.WARNING)
    print(f"# Codify pages, {asked.times} times each\n\n{platform.platform()}, {os.cpu_count()} cores, load "
          f"{os.getloadavg()[0]:.1f}\n")
    for title, made, paths, fields in (
            ("12 stages, 200 criteria and activities, 12 elements, 200 questions",
             book(STAGES, CRITERIA, ELEMENTS, QUESTIONS), ("process.stage_3.criterion_5", "qualification.element_4"),
             ("statement", "question")),
            ("10,000 entries", many(10_000), ("process.stage_3.criterion_5", "behaviours.behaviour_2000"),
             ("statement", "standard"))):
        with tempfile.TemporaryDirectory() as home:
            os.environ["PLAYBOOK_STUDIO_HOME"] = home
            count = len(list(made.entries()))
            print(table(f"{title} ({count:,} entries in all)", measure(made, paths, fields, asked.times)))


if __name__ == "__main__":
    main()
