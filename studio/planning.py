"""The plan of a codification workshop: what to write first, from what is missing and vague."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playbook.model import DEPTHS, Playbook
from playbook.specificity import Specificity, specificity
from playbook.wording import Finding, findings

#: Minutes of a half-day, and those that belong to no pillar.
HALF_DAY = 240
OPENING, CLOSING, BREAK = 20, 25, 15
#: The least that a pillar with something to do gets, in minutes.
LEAST = 15
_SHARE = {"process": 1.4, "qualification": 1.3, "behaviours": 0.8, "method": 0.8, "plays": 0.5}
_DEEP_ENOUGH = DEPTHS.index("evidenced")


@dataclass(frozen=True)
class Task:
    """One thing to write in the room, and why it comes now; `path` is empty for what is not there at all."""

    path: str
    name: str
    why: str


@dataclass(frozen=True)
class Block:
    """A part of the half-day; `pillar` is empty for opening, break and close."""

    title: str
    minutes: int
    pillar: str
    purpose: str
    tasks: tuple[Task, ...] = ()
    open: int = 0


def plan_workshop(book: Playbook, reference: Playbook, minutes: int = HALF_DAY) -> list[Block]:
    """Return the blocks of a workshop of so many minutes, in order.

    Time goes to the pillars by what is open in them: entries that do not yet
    say what can be seen or heard, wording notes, and what the reference
    playbook has and this one has not.
    """
    depths, notes = specificity(book), findings(book)
    needs = {pillar: [*_absent(book, reference, pillar), *_tasks([s for s in depths if s.pillar == pillar], notes)]
             for pillar in _SHARE}
    weights = {p: _SHARE[p] * len(tasks) ** 0.5 for p, tasks in needs.items() if tasks}
    left = max(0, minutes - OPENING - CLOSING - (BREAK if minutes >= 150 else 0))
    given = _minutes(weights, left)
    blocks = [Block("Open", OPENING, "", "One deal, with and without the playbook, side by side. Agree whose standard "
                                         "this is and what stays out of scope.")]
    for number, pillar in enumerate(p for p in _SHARE if p in given):
        if number == 2 and minutes >= 150:
            blocks.append(Block("Break", BREAK, "", "Leave the parking lot on the screen."))
        blocks.append(Block(_TITLES[pillar], given[pillar], pillar, _PURPOSES[pillar], tuple(needs[pillar][:6]),
                            len(needs[pillar])))
    blocks.append(Block("Close", CLOSING, "", "Decide what is parked, publish with a reason, look at before and "
                                              "after."))
    return blocks


_TITLES = {"process": "Process: what must be true to leave a stage", "qualification": "Qualification: what counts as "
           "knowing it", "behaviours": "Behaviours: what a good seller does, so that it can be seen",
           "method": "Method: from problem to payoff", "plays": "Plays: what to do about a gap"}
_PURPOSES = {
    "process": "Every exit criterion becomes something the buyer has said or done, which all in the room would judge "
               "alike.",
    "qualification": "For each element: what makes it complete, whose words prove it, and what only sounds like it.",
    "behaviours": "A standard with what can be heard in a call, and its opposite.",
    "method": "The problems worth solving, traced from the buyer's words to the business case.",
    "plays": "For the gaps that come up most: one tested move, with whom and by when.",
}


def _minutes(weights: dict[str, float], left: int) -> dict[str, int]:
    """Share minutes out by weight in steps of five, none under the least that is of use."""
    total = sum(weights.values())
    if not total:
        return {}
    given = {p: max(LEAST, round(left * w / total / 5) * 5) for p, w in weights.items()}
    while sum(given.values()) > left and len(given) > 1:
        longest = max(given, key=lambda p: given[p])
        if given[longest] <= LEAST:
            del given[min(given, key=lambda p: weights[p])]
        else:
            given[longest] -= 5
    return given


def _tasks(own: list[Specificity], notes: list[Finding]) -> Iterator[Task]:
    """What is open in a pillar's entries: vague wording, then shallow entries, the worst first."""
    noted: dict[str, list[Finding]] = {}
    for one in notes:
        noted.setdefault(one.path, []).append(one)
    here = {s.path: s for s in own}
    for path in sorted((p for p in noted if p in here), key=lambda p: -len(noted[p])):
        yield Task(path, here[path].name, noted[path][0].message)
    for one in sorted((s for s in own if s.path not in noted and _shallow(s)), key=lambda s: s.score):
        yield Task(one.path, one.name, one.why)


def _shallow(one: Specificity) -> bool:
    return one.depth is None or DEPTHS.index(one.depth) < _DEEP_ENOUGH


def _absent(book: Playbook, reference: Playbook, pillar: str) -> Iterator[Task]:
    lists = {"qualification": (book.qualification.elements, reference.qualification.elements),
             "behaviours": (book.behaviours, reference.behaviours)}
    if pillar in lists:
        own, model = lists[pillar]
        mapped = {e.canonical or e.id for e in own if not e.archived}
        for entry in model:
            if (entry.canonical or entry.id) not in mapped:
                yield Task("", entry.name, "nothing is written about it; the reference playbook has it")
    elif pillar == "process" and not [s for s in book.process if not s.archived]:
        yield Task("", "Stages", "no stage is written yet")
    elif pillar == "plays" and not book.plays:
        yield Task("", "Plays", "no play is written yet")
    elif pillar == "method":
        if not book.method.rows:
            yield Task("", "Problems worth solving", "no problem is traced to its payoff yet")
        if not book.method.positions:
            yield Task("", "Why change, why now, why us", "the three questions have no answer yet")


@dataclass(frozen=True)
class Progress:
    """What a workshop has done: depth by pillar then and now, notes closed and new, entries added."""

    pillars: dict[str, tuple[float, float]]
    closed: tuple[Finding, ...]
    new: tuple[Finding, ...]
    deeper: tuple[tuple[str, str, str], ...]
    added: int


def progress(before: Playbook, after: Playbook) -> Progress:
    """Return what changed between two states of a playbook, counted."""
    then, now = ({s.path: s for s in specificity(b)} for b in (before, after))
    pillars = {}
    for pillar in dict.fromkeys([s.pillar for s in (*then.values(), *now.values())]):
        pillars[pillar] = (_mean(then, pillar), _mean(now, pillar))
    was, left = ({(f.path, f.field, f.kind): f for f in findings(b)} for b in (before, after))
    deeper = tuple((now[p].name, then[p].depth or "empty", now[p].depth or "empty") for p in now
                   if p in then and now[p].score > then[p].score)
    return Progress(pillars, tuple(f for k, f in was.items() if k not in left),
                    tuple(f for k, f in left.items() if k not in was), deeper, len(set(now) - set(then)))


def _mean(found: dict[str, Specificity], pillar: str) -> float:
    scores = [s.score for s in found.values() if s.pillar == pillar]
    return sum(scores) / len(scores) if scores else 0.0
