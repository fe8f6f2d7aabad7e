"""The verbs that pages and the command line call: plain data in, plain data out.

A verb's module is loaded when the verb is first used, so that a command does
not wait for libraries that only other commands need.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

#: Where each verb stands.
_VERBS = {
    "answers": ("Answers", "Batches", "DayLedger"),
    "approving": ("Choice", "decide_items", "undo_decision"),
    "base": ("BadInput", "data_folder", "write_file"),
    "codify": (
        "Own", "entries_in", "entry_values", "own_book", "own_playbook", "own_playbooks", "own_stamp",
        "put_away", "put_away_playbooks", "save_fields", "save_own_fields", "start_playbook"),
    "comparing_online": (
        "How", "cancel_batch", "compare_online", "foretell_comparison", "open_batches", "progress_in_words"),
    "crm": ("crm_fields", "crm_folder", "crm_link", "crm_mapping", "import_as_text", "import_deals", "nothing_used"),
    "deals": (
        "add_own_deal", "all_deals", "check_deals", "deal_as_text", "deal_record", "deals_by_id",
        "forget_own_deal", "list_deals", "open_deal", "own_deals", "show_deal"),
    "drafts": ("check_engine", "draft_as_markdown", "run_workflow"),
    "earning": (
        "Row", "authority_of", "bars", "demote", "element_of", "grant", "granted", "may_be_granted", "most_reviewed",
        "record", "record_rows", "revoke"),
    "engines": (
        "Estimate", "check_connection", "draft_online", "engine_for", "engine_settings", "estimate",
        "forget_key", "keep_engine_settings", "keep_key", "key_state", "list_models", "note_run", "order", "replay",
        "replies", "settings_as_json", "spent_today"),
    "entries": ("add_entry", "archive_entry", "duplicate_entry", "move_entry", "reorder_entry", "save_rows"),
    "evaluation": ("compare_levels", "comparison_as_text", "kept_draft", "latest_comparison"),
    "held": ("held_texts", "settle_held"),
    "history": (
        "bring_back_version", "can_turn", "edit_history", "publish", "redo", "undo", "version_book", "versions"),
    "importing": ("imported_playbook", "imported_yaml", "proposal_as_text", "propose"),
    "keeping": ("add_to", "adopt_map", "keep_proposal"),
    "orchestration": ("Ran", "deal_timeline", "last_review", "play_event", "played"),
    "pasting": (
        "Pasted", "paste_prompt", "paste_reply", "pasted_matrix", "pasted_result", "read_pasted",
        "read_replies", "write_requests"),
    "patching": ("Approved", "approved_values", "export_patch", "patch_for", "values_for_crm"),
    "planning": ("Replanned", "adjusted_plan", "decisions_on", "drafts_at_once", "plan_made"),
    "playbooks": (
        "check_as_text", "check_playbook", "export_playbook", "list_playbooks", "open_playbook",
        "parse_playbook_file", "playbook_at", "playbook_name", "shipped_playbooks"),
    "recalling": ("deal_by_id", "draft_with_memory", "keep_draft", "mark_done", "memory", "with_memory"),
    "settling": ("forget", "forgotten", "settle_conflict"),
    "store": ("again", "back_up", "join_people", "last_person", "moment", "people", "restore", "store_exists"),
    "streaming": ("kept_online", "stream_online"),
    "trail": (
        "audit_lines", "export_audit", "give_role", "note", "noted", "people_with_roles", "roles_of", "verify_audit"),
    "waiting": ("Review", "Waiting", "kept_review", "open_conflicts", "queue"),
    "workshop": ("before_and_after", "decide", "end_workshop", "park", "points", "start_workshop", "workshops"),
}
_MODULE = {verb: module for module, verbs in _VERBS.items() for verb in verbs}

__all__ = sorted(_MODULE)


def __getattr__(name: str) -> Any:
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_MODULE[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE})
