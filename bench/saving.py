"""Measure the store: opening an entry, saving a field, and what unusual input does.

    python bench/saving.py               all of it, as Markdown
    python bench/saving.py --times 200   measure each 200 times (default 60)

Opening is what a page does when an entry is chosen: read the playbook as it
stands, judge how specific every entry is, look for vague wording in the one.
It is measured right after somebody's save, when nothing is remembered, and
again when nothing has changed. Times depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playbook.files import to_yaml
from playbook.model import Element, ExitCriterion, Playbook, Stage
from playbook.specificity import specificity
from playbook.text_files import FileFault
from playbook.wording import entry_findings
from studio import actions
from studio.actions import BadInput

BY = "Ann"
#: The size that the workshop is built for.
STAGES, CRITERIA, ELEMENTS, QUESTIONS = 12, 200, 12, 200


def book(stages: int, criteria: int, elements: int, questions: int) -> Playbook:
    """A playbook of this size with every usual field filled; as many activities as criteria."""
    each, asked = criteria // stages, questions // elements
    process = [_stage(n, each + (n < criteria - each * stages)) for n in range(stages)]
    known = [_element(n, asked + (n < questions - asked * elements)) for n in range(elements)]
    return Playbook.model_validate({"id": "big", "name": "Big", "currency": "EUR", "process": process,
                                    "qualification": {"framework": "Own", "elements": known}})


def _stage(number: int, count: int) -> dict[str, Any]:
    acts = [f"The buyer's team walks through step {n} of the change with us" for n in range(count)]
    return {"id": f"stage_{number}", "name": f"Stage {number}", "purpose": "Agree with the buyer on what has to change",
            "entry": "A buyer has asked for it", "buyer_activities": acts[::2], "seller_activities": acts[1::2],
            "risks": ["Nobody who signs has been in the room"], "exit_criteria": [_criterion(n) for n in range(count)]}


def _criterion(number: int) -> dict[str, Any]:
    return {"id": f"criterion_{number}", "name": f"Criterion {number}", "said_by": ["buyer"],
            "statement": f"The buyer has named the cost of problem {number} in money or hours",
            "evidence": "In a call or a mail, in the buyer's own words", "cues": ["cost", "hours", "every week"],
            "questions": ["What does it cost you in a week?", "Who notices first?"],
            "signals": ["We lose 40 hours a week", "That is 90,000 a year", "My team redoes it every Monday"],
            "counter_signals": ["It is not a big deal for us"], "lookalikes": ["It would be nice to have"],
            "examples": {"good": [{"text": "We lose 40 hours a week on this"}], "bad": [{"text": "Sounds great"}],
                         "plausible": [{"text": "Everybody has this problem", "why": "Not their own"}]}}


def _element(number: int, count: int) -> dict[str, Any]:
    return {"id": f"element_{number}", "name": f"Element {number}", "question": "Who decides, and how?",
            "definition": "The person who can say yes when others say no", "risks": ["It stalls at the end"],
            "questions": [f"Question {n}: who else has to agree before this is signed?" for n in range(count)],
            "anchors": [{"score": s, "meaning": f"What {s} looks like"} for s in range(4)],
            "components": [{"id": "named", "name": "Named", "meaning": "A buyer has named the person",
                            "said_by": ["buyer"], "signals": ["Robert signs"]}]}


def timed(times: int, action: Callable[[int], Any], before: Callable[[int], Any] = lambda _: None) -> list[float]:
    """Milliseconds of an action, time after time; `before` it is not counted."""
    found = []
    for number in range(times):
        before(number)
        begun = time.perf_counter()
        action(number)
        found.append(1000 * (time.perf_counter() - begun))
    return found


def open_entry(playbook: str, path: str) -> None:
    """What a page reads when an entry is chosen."""
    own = actions.own_playbook(playbook)
    assert own is not None
    specificity(own.book)
    entry_findings(path, entry_at(own.book, path))


def entry_at(standing: Playbook, path: str) -> Stage | ExitCriterion | Element:
    """An entry of the process or of the qualification."""
    group, _, wanted = path.rpartition(".")
    return next(e for e in actions.entries_in(standing, group) if e.id == wanted)  # type: ignore[return-value]


def measure(name: str, made: Playbook, path: str, times: int) -> None:
    """Print the rows of one size."""
    size = len(made.process) + sum(len(s.exit_criteria) for s in made.process) + len(made.qualification.elements)
    begun = time.perf_counter()
    playbook = actions.start_playbook(name, by=BY, source=made)
    row(f"{size:,} entries: start it", [1000 * (time.perf_counter() - begun)])
    own = actions.own_playbook(playbook)
    assert own is not None
    part = own.parts[path]
    assert isinstance(part, dict)
    seen = {"base": dict(part), "revision": own.kept.revision}

    def save(number: int) -> None:
        values = {"owner": f"Owner {number} {time.perf_counter_ns()}"}
        seen["revision"] = actions.save_fields(playbook, path, values, base=seen["base"], seen=seen["revision"], by=BY)
        seen["base"] |= values

    row(f"{size:,} entries: save a field", timed(times, save))
    row(f"{size:,} entries: open an entry after a save", timed(times, lambda _: open_entry(playbook, path), save))
    row(f"{size:,} entries: open an entry, nothing changed", timed(times, lambda _: open_entry(playbook, path)))
    row(f"{size:,} entries: undo and redo", timed(max(1, times // 4), lambda n: turn(playbook, n)))


def turn(playbook: str, number: int) -> None:
    """Take an edit back, or do it again."""
    (actions.redo if number % 2 else actions.undo)(playbook, BY)


def row(what: str, times: list[float]) -> None:
    """Print one line of the table."""
    print(f"| {what} | {statistics.median(times):.0f} ms | {max(times):.0f} ms |", flush=True)


def unusual() -> list[tuple[str, Any]]:
    """Input that somebody will try, by what it is."""
    deep: Any = "x"
    for _ in range(10_000):
        deep = [deep]
    return [("1 MB in one field", "word " * 200_000), ("an emoji", "Sponsor 🎯 named"), ("right-to-left text",
            "قال المشتري إن المشكلة تكلفه"), ("NUL characters", "a\0b\0"), ("half a character", "cut \ud83d here"),
            ("10,000 nested lists", deep), ("HTML", "<script>alert(1)</script>")]


def told(playbook: str, path: str, value: Any) -> str:
    """What saving a value in a field says, and whether what was there is still there."""
    before = actions.own_playbook(playbook)
    assert before is not None
    part = before.parts[path]
    assert isinstance(part, dict)
    try:
        actions.save_fields(playbook, path, {"owner": value}, base=part, seen=before.kept.revision, by=BY)
    except (BadInput, FileFault) as fault:
        after = actions.own_playbook(playbook)
        assert after is not None and after.parts == before.parts
        return f"refused, nothing lost: {str(fault)[:150]}"
    after = actions.own_playbook(playbook)
    assert after is not None
    part = after.parts[path]
    assert isinstance(part, dict) and part["owner"] == value, "it was kept otherwise than it was written"
    return "kept as it is"


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=60)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PLAYBOOK_STUDIO_HOME"] = str(Path(folder) / "home")
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the "
              "start\n\n| what | median | worst |\n| --- | ---: | ---: |")
        path = "process.stage_6.criterion_3"
        measure("Workshop", book(STAGES, CRITERIA, ELEMENTS, QUESTIONS), path, times)
        large = book(STAGES, 10_000 - STAGES - ELEMENTS, ELEMENTS, QUESTIONS)
        measure("Ten thousand", large, path, max(4, times // 10))
        begun = time.perf_counter()
        text = to_yaml(large)
        row(f"10,000 entries: write {len(text) / 1e6:.0f} MB of YAML", [1000 * (time.perf_counter() - begun)])
        print("\n| tried | what came of it |\n| --- | --- |")
        for what, value in unusual():
            print(f"| {what} | {told('workshop', path, value)} |")
        again = actions.start_playbook("Workshop", by=BY)
        print(f"| the name Workshop twice | kept as another playbook, {again} |")


if __name__ == "__main__":
    main()
