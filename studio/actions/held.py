"""Two people, one entry: the text that came second is kept until somebody chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from playbook.parts import OWN, group_of, kind_of, order_path
from studio.acting import require
from studio.actions.base import BadInput
from studio.actions.codify import checked
from studio.actions.store import again, now, slug, store

if TYPE_CHECKING:
    from studio.store.held import HeldText
    from studio.store.playbooks import Edit


def held_texts(playbook: str) -> list[HeldText]:
    """Return texts that came second and still wait for a choice, each with the newest text beside it."""
    from studio.store.held import open_held

    with store() as db:
        _show_newest(db, open_held(db, playbook))
        return open_held(db, playbook)


@again
def settle_held(number: int, how: str, *, by: str, data: Mapping[str, Any] | None = None) -> str:
    """Carry out a choice between two texts; return the path of the entry it leads to.

    `how` is `theirs` (leave what is saved), `mine` (put the later text),
    `merged` (put `data`) or `both` (keep the later text as an entry of its
    own). Both texts stay in the records. Raises BadInput, also where the
    entry was saved again after `held_texts` showed it.
    """
    from studio.store.held import find_held, settle
    from studio.store.playbooks import Stale

    require("edit_playbook")
    with store() as db:
        held = find_held(db, number)
        if held is None:
            raise BadInput(f"text {number}: is not kept here, expected one of the open choices")
        edit, path = _chosen(db, held, how, data)
        try:
            settle(db, number, how, edit, by=by, at=now())
        except Stale:
            if how == "both":
                raise
            _show_newest(db, [held])
            raise BadInput(f"{held.path}: was saved again since you looked, so nothing was chosen; look at the newest "
                           "text and choose") from None
    return path


def _show_newest(db: Any, waiting: Sequence[HeldText]) -> None:
    """Keep the newest text of the others beside each of those that wait."""
    from studio.store.database import reading
    from studio.store.held import hold_on
    from studio.store.playbooks import Saved, parts_of, revisions

    if not waiting:
        return
    with reading(db):
        parts, saved = parts_of(db, waiting[0].playbook), revisions(db, waiting[0].playbook)
    for one in waiting:
        if parts.get(one.path) != one.theirs:
            last = saved.get(one.path, Saved(0, "", ""))
            hold_on(db, one.number, parts.get(one.path), last.by, last.at)


def _chosen(db: Any, held: HeldText, how: str, data: Mapping[str, Any] | None) -> tuple[Edit | None, str]:
    """The edit that carries a choice out, and the path of the entry it leads to. Raises BadInput."""
    from studio.store.playbooks import Edit, instead_of

    if how == "theirs":
        return None, held.path
    wanted = data if how == "merged" else held.mine
    if how not in ("mine", "merged", "both") or not isinstance(wanted, Mapping) or (how == "both" and held.path == OWN):
        raise BadInput(f"{held.path}: '{how}' cannot be chosen, expected theirs, mine, merged with a text, or both")
    if how == "both":
        return _beside(db, held)
    if held.path != OWN:
        wanted = checked(kind_of(held.path), wanted, held.path)
    words = f"Settled two texts of {wanted.get('name', held.path)}"
    return Edit(words, {held.path: instead_of(held.theirs, dict(wanted))}), held.path


def _beside(db: Any, held: HeldText) -> tuple[Edit, str]:
    """The later text as an entry of its own, right behind the other."""
    from studio.store.playbooks import Edit, instead_of, parts_of

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
                {path: instead_of(None, checked(kind_of(path), data, path)), order_path(group): placed}), path
