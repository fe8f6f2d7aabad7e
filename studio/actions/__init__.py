"""The verbs that pages and the command line call: plain data in, plain data out."""

from __future__ import annotations

from studio.actions.base import (
    BadInput,
    data_folder,
    write_file,
)
from studio.actions.deals import (
    add_own_deal,
    all_deals,
    check_deals,
    deal_as_text,
    deal_record,
    deals_by_id,
    forget_own_deal,
    list_deals,
    open_deal,
    own_deals,
    show_deal,
)
from studio.actions.drafts import (
    check_engine,
    draft_as_markdown,
    run_workflow,
)
from studio.actions.evaluation import (
    compare_levels,
    comparison_as_text,
    kept_draft,
    latest_comparison,
)
from studio.actions.playbooks import (
    check_as_text,
    check_playbook,
    export_playbook,
    list_playbooks,
    open_playbook,
    playbook_at,
    playbook_name,
)

__all__ = [
    "BadInput",
    "add_own_deal",
    "all_deals",
    "check_as_text",
    "check_deals",
    "check_engine",
    "check_playbook",
    "compare_levels",
    "comparison_as_text",
    "data_folder",
    "deal_as_text",
    "deal_record",
    "deals_by_id",
    "draft_as_markdown",
    "export_playbook",
    "forget_own_deal",
    "kept_draft",
    "latest_comparison",
    "list_deals",
    "list_playbooks",
    "open_deal",
    "open_playbook",
    "own_deals",
    "playbook_at",
    "playbook_name",
    "run_workflow",
    "show_deal",
    "write_file",
]
