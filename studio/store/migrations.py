"""The store's tables, one numbered step after another; a step that was released is never edited."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("studio")


@migrations()
def m001_playbooks(db: Database) -> None:
    """Playbooks, their parts, edits, versions; people; texts held back; the workshop's records."""
    db["people"].create({"id": str, "name": str, "at": str}, pk="id", strict=True)
    db["playbooks"].create({
        "id": str, "name": str, "started_from": str, "by": str, "at": str, "archived": int,
        "revision": int, "version": int}, pk="id", strict=True, not_null={"name", "revision", "version"})
    db["parts"].create({
        "playbook": str, "path": str, "data": str, "revision": int, "by": str, "at": str},
        pk=("playbook", "path"), foreign_keys=[("playbook", "playbooks", "id")], strict=True, not_null={"data"})
    db["edits"].create({
        "id": int, "playbook": str, "by": str, "at": str, "kind": str, "what": str, "field": str, "state": str,
        "revision": int}, pk="id", foreign_keys=[("playbook", "playbooks", "id")], strict=True)
    db["edits"].create_index(["playbook", "by", "state"])
    db["edit_parts"].create({"edit": int, "path": str, "before": str, "after": str}, pk=("edit", "path"),
                            foreign_keys=[("edit", "edits", "id")], strict=True)
    db["edit_parts"].create_index(["path"])
    db["versions"].create({
        "playbook": str, "number": int, "name": str, "reason": str, "by": str, "at": str, "data": str,
        "revision": int}, pk=("playbook", "number"), foreign_keys=[("playbook", "playbooks", "id")], strict=True)
    db["held"].create({
        "id": int, "playbook": str, "path": str, "base": str, "mine": str, "theirs": str, "theirs_by": str,
        "theirs_at": str, "by": str, "at": str, "state": str}, pk="id",
        foreign_keys=[("playbook", "playbooks", "id")], strict=True)
    db["points"].create({
        "id": int, "playbook": str, "path": str, "question": str, "by": str, "at": str, "decision": str,
        "reason": str, "decided_by": str, "decided_at": str}, pk="id",
        foreign_keys=[("playbook", "playbooks", "id")], strict=True)
    db["workshops"].create({
        "id": int, "playbook": str, "name": str, "by": str, "started": str, "ended": str, "before": str,
        "after": str}, pk="id", foreign_keys=[("playbook", "playbooks", "id")], strict=True)
    db["deal_folders"].create({"folder": str, "at": str}, pk="folder", strict=True)
    db["settings"].create({"name": str, "value": str}, pk="name", strict=True)
