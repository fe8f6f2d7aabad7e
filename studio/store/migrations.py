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


@migrations()
def m010_approval(db: Database) -> None:
    """Drafts that are kept, decisions about them, conflicts, grants, roles; a trail that nothing can be taken from."""
    db["drafts"].create({
        "id": str, "deal": str, "workflow": str, "as_of": str, "event_date": str, "engine": str, "model": str,
        "prompt_version": str, "playbook": str, "playbook_version": int, "agent": str, "by": str, "at": str,
        "data": str, "replaces": str}, pk="id", strict=True, not_null={"deal", "workflow", "data"})
    db["drafts"].create_index(["deal", "workflow", "as_of"])
    db["decisions"].create({
        "id": int, "token": str, "draft": str, "item": str, "lane": str, "about": str, "decision": str,
        "changes": str, "reason": str, "by": str, "role": str, "at": str, "undoes": int, "used": str}, pk="id",
        foreign_keys=[("draft", "drafts", "id")], strict=True, not_null={"token", "item", "decision"})
    db["decisions"].create_index(["token"], unique=True)
    db["decisions"].create_index(["draft", "item"])
    db["conflicts"].create({
        "id": int, "deal": str, "about": str, "decision": int, "draft": str, "item": str, "was": str, "now": str,
        "at": str, "state": str, "settled_by": str, "settled_at": str, "reason": str}, pk="id",
        foreign_keys=[("decision", "decisions", "id"), ("draft", "drafts", "id")], strict=True)
    db["conflicts"].create_index(["deal", "state"])
    db["grants"].create({
        "id": int, "workflow": str, "field": str, "authority": str, "by": str, "role": str, "at": str,
        "record": str, "ended_by": str, "ended_at": str, "ended_why": str}, pk="id", strict=True)
    db["grants"].create_index(["workflow", "field"])
    db["done"].create({"decision": int, "by": str, "at": str}, pk="decision",
                      foreign_keys=[("decision", "decisions", "id")], strict=True)
    db["forgotten"].create({"id": int, "deal": str, "what": str, "salt": str, "hash": str, "by": str, "at": str,
                            "reason": str}, pk="id", strict=True)
    db["roles"].create({"person": str, "role": str, "by": str, "at": str}, pk=("person", "role"), strict=True)
    db["audit"].create({"seq": int, "at": str, "by": str, "role": str, "what": str, "subject": str, "detail": str,
                        "before": str, "hash": str}, pk="seq", strict=True, not_null={"at", "what", "hash"})
    for deed in ("update", "delete"):
        db.execute(f"create trigger audit_no_{deed} before {deed} on audit begin "
                   "select raise(abort, 'the audit trail is only ever added to'); end")


@migrations()
def m011_replies(db: Database) -> None:
    """Answers of models that were paid for, what was spent by day, and batches under way."""
    db["replies"].create({"id": int, "key": str, "data": str, "request": str, "applied": str, "engine": str,
                          "model": str, "workflow": str, "deal": str, "at": str}, pk="id", strict=True,
                         not_null={"key", "data"})
    db["replies"].create_index(["key"])
    db["replies"].create_index(["deal"])
    db["applied"].create({"digest": str, "book": str}, pk="digest", strict=True, not_null={"book"})
    db["spending"].create({"id": int, "day": str, "at": str, "most": float, "usd": float}, pk="id", strict=True)
    db["spending"].create_index(["day"])
    db["batches"].create({"id": str, "cells": str, "state": str, "at": str}, pk="id", strict=True)


@migrations()
def m012_trail(db: Database) -> None:
    """A trail whose lines nothing can take the place of; what each plan was made from; what was played."""
    db.execute("create trigger audit_in_order before insert on audit "
               "when new.seq is null or new.seq <> (select coalesce(max(seq), 0) + 1 from audit) begin "
               "select raise(abort, 'the audit trail is only ever added to, line after line'); end")
    db.execute("create trigger decisions_no_delete before delete on decisions begin "
               "select raise(abort, 'a decision is taken back by one more line'); end")
    db["plans"].create({"plan": str, "decision": int}, pk=("plan", "decision"), strict=True,
                       foreign_keys=[("plan", "drafts", "id"), ("decision", "decisions", "id")])
    db["plays"].create({"id": int, "deal": str, "event": str, "playbook": str, "draft": str, "by": str, "at": str},
                       pk="id", foreign_keys=[("draft", "drafts", "id")], strict=True)
    db["plays"].create_index(["deal", "playbook"])
    db["forgotten"].add_column("decision", int)
    db["drafts"].add_column("glance", str)
