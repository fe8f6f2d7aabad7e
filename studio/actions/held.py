"""Two people, one entry: the text that came second is kept until somebody chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from playbook.parts import OWN, group_of, kind_of, order_path
from studio.actions.base import BadInput
from studio.actions.codify import checked
from studio.actions.store import now, slug, store

if TYPE_CHECKING:
    from studio.store.held import HeldText
    from studio.store.playbooks import Edit


def held_texts(playbook: str) -> list[HeldText]:
    """Return texts that came second and still wait for a choice, each with the newest text beside it."""
    from studio.store.held import hold_on, open_held
    from studio.store.playbooks import parts_of, revisions

    with store() as db:
        waiting = open_held(db, playbook)
        if not waiting:
            return []
        parts, saved = parts_of(db, playbook), revisions(db, playbook)
        for one in waiting:
            if parts.get(one.path) != one.theirs and (last := saved.get(one.path)):
                hold_on(db, one.number, parts.get(one.path), last.by, last.at)
        return open_held(db, playbook)


def settle_held(number: int, how: str, *, by: str, data: Mapping[str, Any] | None = None) -> str:
    """Carry out a choice between two texts; return the path of the entry.

    `how` is `theirs` (leave what is saved), `mine` (put the later text),
    `merged` (put `data`) or `both` (keep the later text as an entry of its
    own). Both texts stay in the records. Raises BadInput.
    """
    from studio.store.held import find_held, settle
    from studio.store.playbooks import Edit, put

    with store() as db:
        held = find_held(db, number)
        if held is None:
            raise BadInput(f"text {number}: is not kept here, expected one of the open choices")
        path, edit = held.path, None
        name = str((held.mine or held.theirs or {}).get("name", held.path)) if not isinstance(held.mine, list) else path
        if how in ("mine", "merged"):
            wanted = held.mine if how == "mine" else data
            if isinstance(wanted, Mapping) and path != OWN:
                wanted = checked(kind_of(path), wanted, path)
            edit = Edit(f"Settled two texts of {name}", {path: put(wanted)})
        elif how == "both" and isinstance(held.mine, dict) and path != OWN:
            edit, path = _beside(db, held)
        settle(db, number, how, edit, by=by, at=now())
    return path


def _beside(db: Any, held: HeldText) -> tuple[Edit, str]:
    """The later text as an entry of its own, right behind the other."""
    from studio.store.playbooks import Edit, parts_of, put

    assert isinstance(held.mine, dict)
    group, parts = group_of(held.path), parts_of(db, held.playbook)
    taken = {p.rpartition(".")[2] for p in parts if p.rpartition(".")[0] == group}
    data = dict(held.mine)
    own = data["id"]
    data |= {"id": slug(own, taken), "name": f"{data['name'][:150]} (as {held.by or 'somebody'} wrote it)"}
    data.pop("canonical", None)
    path = f"{group}.{data['id']}"

    def placed(order: Any) -> list[str]:
        current = [i for i in (order or ()) if i != data["id"]]
        place = current.index(own) + 1 if own in current else len(current)
        return [*current[:place], data["id"], *current[place:]]

    return Edit(f"Kept both texts of {held.mine['name']}",
                {path: put(checked(kind_of(path), data, path)), order_path(group): placed}), path
