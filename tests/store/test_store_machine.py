"""Two people do anything in any order: what must hold of the store does, by a plain model of it."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from store_examples import Clock, everything, order, parts_of, small, sql

from playbook.parts import OWN, group_of, is_order, join
from playbook.text_files import FileFault
from studio import actions
from studio.actions import BadInput
from studio.store.playbooks import TOGETHER, Conflict

PEOPLE = st.sampled_from(["Ann", "Bo"])
GROUPS = st.sampled_from(["process", "process.talk", "process.show", "qualification", "behaviours"])
#: A text field that each kind of entry has, by the list it stands in.
FIELDS = {"process": "purpose", "qualification": "definition", "behaviours": "standard"}
WHICH = st.integers(0, 10**6)
MEETING = "process.talk"


@dataclass
class Step:
    """An edit as the model sees it: what each part was before and after."""

    parts: dict[str, tuple[Any, Any]]
    state: str = "done"
    typed: tuple[str, str] | None = None
    at: Any = None


class TwoPeople(RuleBasedStateMachine):
    """Ann and Bo edit one playbook; the model keeps parts, each person's steps, and every text ever saved."""

    @initialize()
    def begin(self) -> None:
        self.patch, self.folder = pytest.MonkeyPatch(), tempfile.TemporaryDirectory()
        self.home = Path(self.folder.name) / "home"
        self.patch.setenv("PLAYBOOK_STUDIO_HOME", str(self.home))
        self.clock = Clock()
        self.clock.wind(self.patch)
        self.playbook = actions.start_playbook("Ours", by="Ann", source=small())
        self.model = parts_of(self.playbook)
        self.steps: dict[str, list[Step]] = {"Ann": [], "Bo": []}
        #: What each person has on the screen: the entry's text, the revision, how often it had changed.
        self.screen: dict[str, dict[str, tuple[dict[str, Any], int, int]]] = {"Ann": {}, "Bo": {}}
        self.changed: dict[str, int] = {}
        self.versions = [dict(self.model)]
        self.published, self.count = True, 0
        self.kept: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "patch"):
            self.patch.undo()
            self.folder.cleanup()

    # -- the model's own bookkeeping

    def entry(self, which: int) -> str:
        """An entry; half of the time the same one, so that people meet."""
        paths = sorted(p for p in self.model if p != OWN and not is_order(p))
        return MEETING if which % 2 and MEETING in paths else paths[which // 2 % len(paths)]

    def text(self) -> str:
        self.count += 1
        return f"text {self.count}."

    def take(self, by: str | None = None, typed: tuple[str, str] | None = None) -> dict[str, tuple[Any, Any]]:
        """Take over what the store holds now; note it as a step of that person."""
        now = parts_of(self.playbook)
        parts = {p: (self.model.get(p), now.get(p)) for p in {*self.model, *now} if self.model.get(p) != now.get(p)}
        for path in parts:
            self.changed[path] = self.changed.get(path, 0) + 1
        self.model = now
        if parts:
            self.published = False
            if by:
                self.note(by, Step(parts, typed=typed, at=self.clock.time))
        return parts

    def note(self, by: str, step: Step) -> None:
        for other in self.steps[by]:
            other.state = "void" if other.state == "undone" else other.state
        last = self.steps[by][-1] if self.steps[by] else None
        if last and step.typed and last.typed == step.typed and last.state == "done" and (
                step.at - last.at <= TOGETHER) and all(
                path in last.parts and last.parts[path][1] == before for path, (before, _) in step.parts.items()):
            for path, (_, after) in step.parts.items():
                self.kept.discard(_text(last.parts[path][1], step.typed[1]))
                last.parts[path] = (last.parts[path][0], after)
            last.at = step.at
        else:
            self.steps[by].append(step)

    def unchanged(self) -> None:
        assert parts_of(self.playbook) == self.model

    # -- what people do

    @rule(seconds=st.sampled_from([1, 19, 21, 300]))
    def wait(self, seconds: int) -> None:
        self.clock.turn(seconds)

    @rule(by=PEOPLE, which=WHICH)
    def look(self, by: str, which: int) -> None:
        self.see(by, self.entry(which))

    def see(self, by: str, path: str) -> None:
        own = actions.own_playbook(self.playbook)
        self.screen[by][path] = (dict(own.parts[path]), own.kept.revision, self.changed.get(path, 0))

    @rule(by=PEOPLE, which=WHICH, typed=st.booleans())
    def save(self, by: str, which: int, typed: bool) -> None:
        path = self.entry(which)
        if path not in self.screen[by]:
            self.see(by, path)
        base, seen, changed = self.screen[by][path]
        field, text = "statement" if path.count(".") == 2 else FIELDS[path.split(".")[0]], self.text()
        late = changed != self.changed.get(path, 0)
        mine = {**base, field: text}
        self.kept.add(text)
        try:
            revision = actions.save_fields(self.playbook, path, {field: text}, base=base, seen=seen, by=by,
                                           typed=field if typed else "")
        except Conflict as told:
            assert late, "a conflict although nobody came between"
            held = next(h for h in actions.held_texts(self.playbook) if h.number == told.held)
            assert (held.mine, held.theirs, held.by) == (mine, self.model.get(path), by)
            self.unchanged()
            del self.screen[by][path]
            return
        assert not late, "somebody else's text was covered silently"
        parts = self.take(by, (path, field) if typed else None)
        assert parts == {path: (base, mine)}
        self.screen[by][path] = (mine, revision, self.changed[path])

    @rule(by=PEOPLE, which=WHICH, seconds=st.sampled_from([0, 5, 19, 20, 21]), times=st.integers(2, 3))
    def type(self, by: str, which: int, seconds: int, times: int) -> None:
        for _ in range(times):
            self.save(by, which, True)
            self.clock.turn(seconds)

    @rule(by=PEOPLE, group=GROUPS)
    def add(self, by: str, group: str) -> None:
        if group.count(".") and group not in self.model:
            return
        path = actions.add_entry(self.playbook, group, f"Entry {self.text()}", by=by)
        parts = self.take(by)
        assert set(parts) == {path, f"order:{group}"} and parts[path][0] is None
        assert order(self.playbook, group)[-1] == path.rpartition(".")[2]

    @rule(by=PEOPLE, which=WHICH)
    def duplicate(self, by: str, which: int) -> None:
        path = self.entry(which)
        copy = actions.duplicate_entry(self.playbook, path, by=by)
        before, parts = dict(self.model), self.take(by)
        ids = order(self.playbook, group_of(path))
        assert ids.index(copy.rpartition(".")[2]) == ids.index(path.rpartition(".")[2]) + 1
        assert all(old is None or is_order(p) for p, (old, _) in parts.items())
        for other, part in before.items():
            if other.startswith(path + "."):
                assert self.model[copy + other.removeprefix(path)] == part

    @rule(by=PEOPLE, which=WHICH, to=st.sampled_from(["process.talk", "process.show", "process.sign"]))
    def move(self, by: str, which: int, to: str) -> None:
        paths = sorted(p for p in self.model if p.startswith("process.") and p.count(".") == 2)
        if not paths or to not in self.model:
            return
        path = paths[which % len(paths)]
        before, target = self.model[path], actions.move_entry(self.playbook, path, to, by=by)
        self.take(by)
        assert {**self.model[target], "id": ""} == {**before, "id": ""}
        assert target == path or path not in self.model

    @rule(by=PEOPLE, which=WHICH, archived=st.booleans())
    def archive(self, by: str, which: int, archived: bool) -> None:
        path = self.entry(which)
        before = {k: v for k, v in self.model[path].items() if k != "archived"}
        actions.archive_entry(self.playbook, path, archived, by=by)
        self.take(by)
        assert self.model[path] == (before | {"archived": True} if archived else before)

    @rule(by=PEOPLE, which=WHICH, step=st.sampled_from([-2, -1, 1, 2]))
    def reorder(self, by: str, which: int, step: int) -> None:
        path = self.entry(which)
        before = order(self.playbook, group_of(path))
        actions.reorder_entry(self.playbook, path, step, by=by)
        assert set(self.take(by)) <= {f"order:{group_of(path)}"}
        me = path.rpartition(".")[2]
        after = order(self.playbook, group_of(path))
        assert [i for i in after if i != me] == [i for i in before if i != me], "another one moved"

    # -- back and again

    @rule(by=PEOPLE, back=st.booleans())
    def turn(self, by: str, back: bool) -> None:
        steps = self.steps[by] if not back else self.steps[by][::-1]
        step = next((s for s in steps if s.state == ("done" if back else "undone")), None)
        turned = {p: (a, b) if back else (b, a) for p, (b, a) in (step.parts if step else {}).items()}
        exact = all(self.model.get(p) == found for p, (found, _) in turned.items())
        others = any(self.model.get(p) != found and not is_order(p) for p, (found, _) in turned.items())
        try:
            done = (actions.undo if back else actions.redo)(self.playbook, by)
        except BadInput as told:
            assert not exact or "now needs it" in str(told), "a step that nobody had touched was refused"
            self.unchanged()
            return
        assert (done is None) == (step is None)
        if step is None:
            self.unchanged()
            return
        assert not others, "somebody else's text was taken away"
        before, _ = dict(self.model), self.take()
        step.state = "undone" if back else "done"
        for path in {*before, *self.model}:
            if not is_order(path):
                wanted = turned[path][1] if path in turned else before.get(path)
                assert self.model.get(path) == wanted
            elif exact or path not in turned:
                assert self.model.get(path) == (turned[path][1] if path in turned else before.get(path))

    @rule(by=PEOPLE, turns=st.lists(st.booleans(), min_size=2, max_size=4))
    def turn_about(self, by: str, turns: list[bool]) -> None:
        for back in turns:
            self.turn(by, back)

    @rule(first=PEOPLE, which=WHICH)
    def follow(self, first: str, which: int) -> None:
        second = "Bo" if first == "Ann" else "Ann"
        for by in (first, second):
            self.see(by, self.entry(which))
            self.save(by, which, False)
        self.turn(first, True)

    # -- versions

    @rule(by=PEOPLE)
    def publish(self, by: str) -> None:
        if self.published:
            with pytest.raises(FileFault, match="has no edits since"):
                actions.publish(self.playbook, name="", reason="Because", by=by)
            return
        number = actions.publish(self.playbook, name="", reason="Because", by=by).number
        self.versions.append(dict(self.model))
        self.published = True
        assert number == len(self.versions)
        self.unchanged()

    @rule(by=PEOPLE, which=WHICH)
    def bring_back(self, by: str, which: int) -> None:
        number = which % len(self.versions) + 1
        assert actions.version_book(self.playbook, number) == join(self.versions[number - 1], number)
        actions.bring_back_version(self.playbook, number, by=by)
        self.take(by)
        wanted = self.versions[number - 1]
        assert join(self.model) == join(wanted)

    # -- two texts

    @precondition(lambda self: hasattr(self, "playbook") and actions.held_texts(self.playbook))
    @rule(by=PEOPLE, how=st.sampled_from(["theirs", "mine", "merged", "both"]))
    def choose(self, by: str, how: str) -> None:
        held = actions.held_texts(self.playbook)[0]
        before, merged = dict(self.model), {**held.mine, "owner": self.text()} if how == "merged" else None
        try:
            path = actions.settle_held(held.number, how, by=by, data=merged)
        except (FileFault, BadInput) as told:
            assert "is no stage here" in str(told) or "expected_by" in str(told) or "stages" in str(told), told
            self.unchanged()
            return
        self.take(by)
        if how == "theirs":
            assert self.model == before
        elif how == "both":
            assert before.get(held.path) == self.model.get(held.path) or before.get(held.path) is None
            assert {k: v for k, v in self.model[path].items() if k not in ("id", "name", "canonical")} == (
                {k: v for k, v in held.mine.items() if k not in ("id", "name", "canonical")})
        else:
            assert self.model == before | {held.path: held.mine if how == "mine" else merged}

    # -- what must always hold

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "playbook"):
            return
        book = actions.own_book(self.playbook)
        assert book == join(self.model, len(self.versions))
        for part, ids in self.model.items():
            if is_order(part):
                group = part.removeprefix("order:")
                there = [p.rpartition(".")[2] for p in self.model
                         if not is_order(p) and p != OWN and group_of(p) == group]
                assert len(ids) == len(set(ids)), "an id stands twice in an order"
                assert sorted(order(self.playbook, group)) == sorted(there), "an entry is not shown, or shown twice"
        found = everything(self.home)
        assert [text for text in self.kept if f'"{text}"' not in found] == [], "a text that was saved is lost"
        states = [s for by in ("Ann", "Bo") for (s,) in sql(
            self.home, "select state from edits where by = ? order by id", by)]
        assert states == [s.state for by in ("Ann", "Bo") for s in self.steps[by]]


def _text(part: Any, field: str) -> str:
    return json.loads(json.dumps(part or {})).get(field, "")


TestTwoPeople = TwoPeople.TestCase
TestTwoPeople.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
