"""The deal that shows the product first: where a deeper playbook changes most."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from playbook.text_files import FileFault
from studio import actions, comparing
from studio.deals.model import Deal


def showcase(deals: Mapping[str, Deal]) -> tuple[str, str]:
    """Return the deal and its last call where 'named' and 'exemplified' differ in most statuses.

    Only tuning deals are looked at, so that validation deals stay unseen;
    without any, all are. Remembered for as long as the process runs.
    """
    try:
        tuned = [d for d in comparing.read_split().tuning if d in deals]
    except FileFault:
        tuned = []
    return _most_changed(tuple((d, _last_call(deals[d])) for d in tuned or sorted(deals)))


@lru_cache(maxsize=4)
def _most_changed(moments: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    return max(moments, key=lambda moment: _changes(*moment))


def _changes(deal: str, event: str) -> int:
    try:
        low, high = ({i.about: i.status for i in actions.run_workflow(
            "deal_review", deal, as_of=event, playbook="reference", level=level).inferred if i.status}
            for level in ("named", "exemplified"))
    except (FileFault, actions.BadInput):
        return -1
    return sum(low.get(about) != status for about, status in high.items())


def _last_call(deal: Deal) -> str:
    calls = [e.id for e in deal.events if e.type == "call_completed"]
    return calls[-1] if calls else deal.events[-1].id
