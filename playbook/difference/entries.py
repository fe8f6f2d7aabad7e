"""What differs between two playbooks, entry by entry and in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from playbook.difference.alignment import Match, pairs, woven
from playbook.difference.fields import FieldChange, field_changes, words_of
from playbook.model import Entry, ExitCriterion, Playbook, Stage

Kind = Literal["added", "removed", "changed", "moved", "archived", "restored"]

#: The playbook's own fields stand under this path and pillar.
OWN = "playbook"
#: An entry whose words are this much alike is the same one under another id.
RENAMED = 0.6

_UNSAID = frozenset({"version", "specificity"})
_METHOD = ("chain", "rows", "guidance", "positions", "value_drivers", "levers", "pairs")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class EntryChange:
    """What happened to one entry, or to the playbook's own fields.

    `was_path` is where it stood before, empty for a new one; `moved` says in
    words from where to where it went, empty where it stayed.
    """

    path: str
    pillar: str
    name: str
    kind: Kind
    was_path: str
    fields: tuple[FieldChange, ...] = ()
    moved: str = ""


@dataclass(frozen=True)
class _Pair:
    """One entry in both playbooks, or in one of them."""

    path: str
    was_path: str
    before: Entry | None
    after: Entry | None
    moved: str = ""

    def change(self, pillar: str) -> EntryChange | None:
        """Return what happened to it; None where nothing did."""
        one = self.before if self.after is None else self.after
        both = self.before is not None and self.after is not None
        skipped = frozenset({"archived"}) if both else frozenset()
        same = self.before is self.after or self.before == self.after
        fields = () if same else tuple(field_changes(self.before, self.after, skipped))
        kind = self._kind(bool(fields))
        return kind and EntryChange(self.path, pillar, one.name, kind, self.was_path, fields, self.moved)

    def _kind(self, differs: bool) -> Kind | None:
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        if self.before.archived != self.after.archived:
            return "archived" if self.after.archived else "restored"
        return "changed" if differs else "moved" if self.moved else None


def differences(before: Playbook, after: Playbook) -> list[EntryChange]:
    """Return what differs between two playbooks, in reading order.

    The playbook's own fields come first, then entry by entry; what was
    removed stands where it stood. Equal playbooks give an empty list; the
    version number and the label of a level are no difference.
    """
    if before is after:
        return []
    own = tuple(field_changes(before, after, _UNSAID))
    found = [EntryChange(OWN, OWN, after.name, "changed", OWN, own)] if own else []
    return found + [c for pillar, pair in _pairs(before, after) if (c := pair.change(pillar))]


def _pairs(before: Playbook, after: Playbook) -> Iterator[tuple[str, _Pair]]:
    yield from (("process", pair) for pair in _process(before.process, after.process))
    for (pillar, prefix, was), (_, _, now) in zip(_groups(before), _groups(after), strict=True):
        found = pairs(was, now, (lambda e: e.id,), words_of, RENAMED)
        yield from ((pillar, pair) for pair in _list(prefix, was, now, found))


def _groups(book: Playbook) -> Iterator[tuple[str, str, Sequence[Entry]]]:
    yield "qualification", "qualification", book.qualification.elements
    for group in _METHOD:
        yield "method", f"method.{group}", getattr(book.method, group)
    yield "behaviours", "behaviours", book.behaviours
    yield "plays", "plays", book.plays
    yield "orchestration", "orchestration.agents", book.orchestration.agents
    yield "governance", "governance.judgements", book.governance.judgements


def _list(prefix: str, was: Sequence[Entry], now: Sequence[Entry], found: dict[int, int],
          was_prefix: str | None = None) -> Iterator[_Pair]:
    for match in woven(found, len(was), len(now)):
        old = None if match.was is None else was[match.was]
        new = None if match.now is None else now[match.now]
        was_path = f"{was_prefix or prefix}.{old.id}" if old else ""
        yield _Pair(f"{prefix}.{new.id}" if new else was_path, was_path, old, new, _moved(match))


def _moved(match: Match) -> str:
    return f"from {_ordinal(match.was + 1)} to {_ordinal(match.now + 1)} place" if match.moved else ""


def _ordinal(number: int) -> str:
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


# -- stages and their criteria, which may change stage

#: A criterion with where it stands: its stage's place now, or a name of its own for a stage that went.
_Placed = tuple[int | str, Stage, ExitCriterion]


def _process(was: Sequence[Stage], now: Sequence[Stage]) -> Iterator[_Pair]:
    found = pairs(was, now, (lambda s: s.id,), _own_words, RENAMED)
    here = {before: after for after, before in found.items()}
    old = [(here.get(n, f"gone {n}"), s, c) for n, s in enumerate(was) for c in s.exit_criteria]
    new = [(n, s, c) for n, s in enumerate(now) for c in s.exit_criteria]
    keys = (lambda p: (p[0], p[2].id), lambda p: (p[2].id, words_of(p[2])))
    origins = {id(new[n][2]): old[o] for n, o in pairs(old, new, keys, lambda p: words_of(p[2]), RENAMED).items()}
    kept = {id(crit) for _, _, crit in origins.values()}
    for pair in _list("process", was, now, found):
        yield pair
        yield from _criteria(pair.before, pair.after, origins, kept)


def _criteria(before: Stage | None, after: Stage | None, origins: dict[int, _Placed],
              kept: set[int]) -> Iterator[_Pair]:
    """Pair the criteria of a stage; those that came from another say so, those that left are told there."""
    was, now = (list(stage.exit_criteria) if stage else [] for stage in (before, after))
    places = {id(c): n for n, c in enumerate(was)}
    inside = {n: places[id(origins[id(c)][2])] for n, c in enumerate(now)
              if id(c) in origins and id(origins[id(c)][2]) in places}
    prefix = f"process.{(after or before).id}"
    for pair in _list(prefix, was, now, inside, f"process.{(before or after).id}"):
        came = origins.get(id(pair.after)) if pair.before is None else None
        if came:
            _, stage, crit = came
            yield _Pair(pair.path, f"process.{stage.id}.{crit.id}", crit, pair.after,
                        f"from {stage.name} to {after.name}")
        elif pair.after is not None or id(pair.before) not in kept:
            yield pair


def _own_words(stage: Stage) -> str:
    return words_of(stage.model_copy(update={"exit_criteria": []}))


# -- in a sentence

_KINDS: tuple[Kind, ...] = ("changed", "added", "removed", "moved", "archived", "restored")
_OWN_NAMES = {"qualification.framework": "framework", "method.summary": "summary of the method",
              "orchestration.events": "events", "governance.rules": "rules", "governance.grants": "grants",
              "governance.retention_days": "retention"}
_MOST_NAMED = 3


def summary(changes: Sequence[EntryChange]) -> str:
    """Say in one sentence how much differs, and where most of it is."""
    entries = [c for c in changes if c.pillar != OWN]
    own = next((c for c in changes if c.pillar == OWN), None)
    told = _own_words_changed(own) if own else ""
    if not entries:
        return told or "Nothing differs."
    counts = Counter(c.kind for c in entries)
    parts = [f"{counts[kind]} {kind}" for kind in _KINDS if counts[kind]]
    first, _, rest = parts[0].partition(" ")
    parts[0] = f"{first} {'entry' if first == '1' else 'entries'} {rest}"
    return f"{', '.join(parts)}; {_where(entries)}." + (f" {told}" if told else "")


def _own_words_changed(own: EntryChange) -> str:
    names = dict.fromkeys(_own_name(f.field) for f in own.fields)
    return f"The playbook's own {_some(list(names))} changed."


def _own_name(field: str) -> str:
    top = ".".join(field.split(".")[:2])
    return _OWN_NAMES.get(top) or top.split(".")[0]


def _where(entries: Sequence[EntryChange]) -> str:
    counts = Counter(c.pillar for c in entries).most_common()
    names = [pillar.capitalize() for pillar, _ in counts]
    if len(counts) > 1 and counts[0][1] * 2 > len(entries):
        return f"most in {names[0]}"
    return f"{'all ' if len(counts) == 1 and len(entries) > 1 else ''}in {_some(names)}"


def _some(words: Sequence[str]) -> str:
    shown = list(words) if len(words) <= _MOST_NAMED + 1 else [*words[:_MOST_NAMED], f"{len(words) - _MOST_NAMED} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
