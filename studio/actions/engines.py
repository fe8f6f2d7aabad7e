"""The Claude engine as pages and the command line use it: settings, key, models, estimate, drafts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook.ladder import Level
from studio.acting import require
from studio.actions.base import BadInput, data_folder
from studio.actions.deals import open_deal
from studio.actions.playbooks import playbook_at
from studio.actions.store import now, store, store_exists
from studio.actions.trail import noted
from studio.deals.model import UnknownEvent
from studio.drafting.draft import Draft, DraftRefused

if TYPE_CHECKING:
    from studio.drafting.engines.claude.keys import KeyState
    from studio.drafting.engines.claude.models import ModelChoice
    from studio.drafting.engines.claude.settings import EngineSettings
    from studio.drafting.engines.orders import Order
    from studio.drafting.engines.partial import Partial

_SETTING = "claude"


# -- settings and key

def engine_settings() -> EngineSettings:
    """Return what is set about the Claude engine, the defaults where nothing was."""
    from pydantic import ValidationError

    from studio.drafting.engines.claude.settings import EngineSettings
    from studio.store.people import setting

    if not store_exists():
        return EngineSettings()
    with store() as db:
        kept = setting(db, _SETTING)
    try:
        return EngineSettings.model_validate_json(kept) if kept else EngineSettings()
    except ValidationError:
        raise BadInput("the settings of the Claude engine cannot be read, expected those of this version; save them "
                       "anew on the Settings page") from None


def keep_engine_settings(**given: Any) -> EngineSettings:
    """Change some settings and keep them; return them all. Raises BadInput."""
    require("manage_people")
    from studio.drafting.engines.claude.settings import EngineSettings, changed
    from studio.store.people import keep_setting

    try:
        before = engine_settings()
    except BadInput:
        before = EngineSettings()
    settings = _said(lambda: changed(before, **given))
    with store() as db:
        keep_setting(db, _SETTING, settings.model_dump_json())
    return settings


def key_state() -> KeyState:
    """Return where the key comes from, never the key."""
    from studio.drafting.engines.claude import keys

    return keys.key_state()


def keep_key(text: str) -> None:
    """Keep a key in the system's keyring, and nowhere else. Raises BadInput."""
    require("manage_people")
    from studio.drafting.engines.claude import keys

    _said(lambda: keys.keep_key(text))


def forget_key() -> bool:
    """Take the key out of the system's keyring; return whether there was one. Raises BadInput."""
    require("manage_people")
    from studio.drafting.engines.claude import keys

    return _said(keys.forget_key)


def _said(verb: Callable[[], Any]) -> Any:
    """Do something; what goes wrong is bad input, in its own sentence."""
    from studio.drafting.engines.claude.failures import DraftFailed
    from studio.drafting.engines.claude.keys import KeyMissing, KeyringUnusable
    from studio.drafting.engines.claude.session import PriceUnknown

    try:
        return verb()
    except (ValueError, KeyMissing, KeyringUnusable, PriceUnknown, DraftFailed, DraftRefused) as fault:
        raise BadInput(_sentence(str(fault))) from None


def _sentence(says: str) -> str:
    return says[:1].upper() + says[1:]


# -- asking the service about itself

def list_models() -> list[ModelChoice]:
    """Return the models that the service offers. Raises BadInput."""
    from studio.drafting.engines.claude import drafting, session
    from studio.drafting.engines.claude.keys import find_key

    return _said(lambda: drafting.now(session.list_models(engine_settings(), find_key())))


def check_connection() -> str:
    """Say in a sentence that address, key and model work together. Raises BadInput."""
    settings, offered = engine_settings(), list_models()
    known = {m.id: m for m in offered}
    if known and settings.model not in known:
        raise BadInput(f"{settings.host} answers and takes the key, but does not list the model '{settings.model}'; "
                       "choose one of those it lists")
    ends = known[settings.model].ends if settings.model in known else ""
    return (f"{settings.host} answers, takes the key and offers {settings.model}."
            + (f" This model ends on {ends}." if ends else ""))


@dataclass(frozen=True)
class Estimate:
    """What a draft will take; `counted` by the service, else about. Money is None where the price is not known."""

    tokens: int
    counted: bool
    usual_usd: float | None
    most_usd: float | None
    says: str


def estimate(workflow: str, deal: str | Path, *, as_of: str | None = None, playbook: str | Path = "reference",
             level: Level = "exemplified", model: str | None = None) -> Estimate:
    """Return what one draft will take before it is asked for. Raises FileFault or BadInput."""
    from studio.drafting.engines.claude import drafting, session
    from studio.drafting.engines.claude.keys import find_key
    from studio.drafting.engines.claude.prices import Tokens, price_of, table
    from studio.drafting.engines.claude.request import request

    settings = _with(model)
    asked = order(workflow, deal, as_of=as_of, playbook=playbook, level=level)
    body = request(asked, settings)
    tokens, counted = _said(lambda: drafting.now(session.count_tokens(asked, body, settings, find_key())))
    price = price_of(settings.model, settings.prices)
    about = "" if counted else "about "
    if price is None:
        return Estimate(tokens, counted, None, None, f"{about}{tokens:,} tokens; what '{settings.model}' costs is not "
                                                     "known, give its price in Settings")
    usual = price.of(Tokens(written_5m=tokens, output=min(4_000, body["max_tokens"])))
    most = 2 * price.of(Tokens(written_5m=tokens, output=body["max_tokens"]))
    return Estimate(tokens, counted, usual, most, f"{about}{tokens:,} tokens, usually ${usual:.2f} and never more than "
                                                  f"${most:.2f} (prices of {table().as_of})")


def spent_today() -> float:
    """Return what was spent today, in USD; what is not settled counts at its worst case."""
    from studio.store.spending import spent_on

    if not store_exists():
        return 0.0
    with store() as db:
        return spent_on(db, _today().date().isoformat())


# -- drafting

def order(workflow: str, deal: str | Path, *, as_of: str | None = None, playbook: str | Path = "reference",
          level: Level = "exemplified", review: Draft | None = None, decisions: Any = ()) -> Order:
    """Return what a model is asked for a draft, with what people decided on the deal. Raises FileFault or BadInput."""
    from studio.drafting.context import context_at
    from studio.drafting.engines.orders import Order
    from studio.drafting.run import standard_for

    loaded = open_deal(deal)
    try:
        context = context_at(loaded, as_of)
    except UnknownEvent as fault:
        raise BadInput(str(fault)) from None
    book = playbook_at(playbook, level)
    return Order(workflow, context, standard_for(book, context), _memory(loaded, as_of), review, tuple(decisions), book)


def draft_online(workflow: str, deal: str | Path, *, as_of: str | None = None, playbook: str | Path = "reference",
                 level: Level = "exemplified", model: str | None = None, decisions: Path | None = None,
                 again: bool = False, on_partial: Callable[[Partial], None] | None = None) -> Draft:
    """Return a draft from Claude; one that was paid for before is found, unless `again`.

    `on_partial` is told what is verified so far. Raises FileFault, BadInput or
    Denied.
    """
    require("draft")
    how = {"as_of": as_of, "playbook": playbook, "level": level}
    given = {"again": again, "model": model}
    if workflow != "adjusted_call_plan":
        return _drafted(order(workflow, deal, **how), on_partial=on_partial, **given)
    review = _drafted(order("deal_review", deal, **how), model=model)
    made = _decisions(decisions, review, deal)
    asked = order(workflow, deal, review=review, decisions=made, **how)
    return _drafted(asked, on_partial=on_partial, **given)


def plan_online(review: Draft, decisions: Any, *, deal: str | Path, as_of: str) -> Draft:
    """Return the call plan that Claude drafts from decisions on a kept review. Raises FileFault or BadInput."""
    level: Any = review.specificity or "exemplified"
    return _drafted(order("adjusted_call_plan", deal, as_of=as_of, playbook=review.playbook.id, level=level,
                          review=review, decisions=decisions))


def _decisions(path: Path | None, review: Draft, deal: str | Path) -> Any:
    from studio.drafting.decisions import check_decisions, read_decisions

    given = read_decisions(path) if path else []
    check_decisions(given, review, {p.id for p in open_deal(deal).deal.people}, path or "")
    return given


def _drafted(asked: Order, *, model: str | None = None, **given: Any) -> Draft:
    from studio.drafting.engines.claude import drafting

    def work() -> Draft:
        with engine_for(_with(model)) as run:
            return drafting.now(run(lambda caller, keeper: drafting.draft(asked, caller, keeper=keeper, **given))).draft

    return note_run(_said(work))


def note_run(draft: Draft) -> Draft:
    """Note in the audit trail that a draft was made, and return it."""
    noted("run", f"{draft.workflow} on {draft.deal}", as_of=draft.as_of, engine=draft.engine, model=draft.model,
          playbook=draft.playbook.id, version=draft.playbook.version, cost_usd=round(draft.usage.cost_usd, 6))
    return draft


@contextmanager
def engine_for(settings: EngineSettings) -> Iterator[Callable[[Callable[[Any, Any], Any]], Any]]:
    """Give a way to run something with a connection and the store's keeper. Raises KeyMissing."""
    from studio.actions.answers import Answers, DayLedger
    from studio.drafting.engines.claude.keys import find_key
    from studio.drafting.engines.claude.session import open_session
    from studio.store.writer import Writer

    key = find_key()
    data_folder().mkdir(parents=True, exist_ok=True)
    with Writer(data_folder()) as writer:
        async def run(work: Callable[[Any, Any], Any]) -> Any:
            async with open_session(settings, key, ledger=DayLedger(writer, _today)) as caller:
                return await work(caller, Answers(writer, now))

        yield run


def replay(record: int) -> Draft:
    """Return the draft of a kept answer again, without a call. Raises BadInput."""
    from studio.drafting.context import context_at
    from studio.drafting.engines.claude.drafting import drafted
    from studio.drafting.engines.judging import judge
    from studio.drafting.engines.orders import Order
    from studio.drafting.run import standard_for
    from studio.store.replies import applied_book, reply_at

    with store() as db:
        kept = reply_at(db, record)
        book = applied_book(db, kept.applied) if kept else None
    if kept is None or book is None:
        raise BadInput(f"no answer is kept under the number {record}, expected one that `replies` lists")
    context = context_at(open_deal(kept.record.deal), kept.record.as_of)
    asked = Order(kept.record.workflow, context, standard_for(book, context), (), kept.review, kept.decisions)
    return _said(lambda: drafted(judge(asked, kept.record, repairs=0)))


def replies(deal: str = "") -> list[Any]:
    """Return kept answers, the newest first; of one deal where named."""
    from studio.store.replies import reply_numbers

    if not store_exists():
        return []
    with store() as db:
        return reply_numbers(db, deal=deal)


def settings_as_json() -> str:
    """Return the engine's settings as JSON text, without any key."""
    return json.dumps(engine_settings().model_dump(mode="json"), indent=2)


def _with(model: str | None, **given: Any) -> EngineSettings:
    from studio.drafting.engines.claude.settings import changed

    some = {k: v for k, v in given.items() if v is not None} | ({"model": model} if model else {})
    return _said(lambda: changed(engine_settings(), **some))


def _memory(loaded: Any, as_of: str | None) -> tuple[Any, ...]:
    """What people decided on the deal, as the prompt tells it."""
    from studio.actions.recalling import memory_at
    from studio.drafting.prompting.memory import ApprovedFact

    kinds = {"status": "status", "fact": "fact", "commitment": "commitment", "struck": "struck"}
    return tuple(ApprovedFact(
        statement=m.text, kind=kinds[m.kind], about=m.about, status=m.status, due=m.due, by=m.by, role=m.role, at=m.at,
        reason=m.reason, source=f"draft {m.draft}, {m.item}", stale=m.stale)
        for m in memory_at(loaded, as_of) if m.kind in kinds and not m.forgotten)


def _today() -> Any:
    return now().astimezone()
