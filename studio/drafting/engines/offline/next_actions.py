"""Next best actions: the plays that fit the gaps, and whom to do them with."""

from __future__ import annotations

from collections.abc import Sequence

from playbook.compile import Standard
from playbook.model import Element, Play, Trigger, Who
from studio.drafting.context import Context
from studio.drafting.engines.offline.weights import Weights
from studio.drafting.reading import BehaviourReading, EntryReading, Facts, Proposal, StageReading

_SEVERITY = ("contradicted", "partial", "missing")
PEOPLE = 3
WEAK_SCORE = 1
FALLBACK_DAYS = 7


def propose(standard: Standard, context: Context, elements: Sequence[EntryReading],
            behaviours: Sequence[BehaviourReading], stage: StageReading, facts: Facts,
            weights: Weights) -> tuple[Proposal, ...]:
    """Return proposals, the most pressing first; one for each gap."""
    by_id = {e.id: e for e in elements}
    ranked = sorted((e for e in elements if e.status != "evidenced"),
                    key=lambda e: -pressing(e, standard.element(e.id), stage, standard, weights))
    proposals = []
    for reading in ranked:
        element = standard.element(reading.id)
        play = _play_for(element.id if element else reading.id, reading, stage, standard)
        proposals.append(_from_play(play, reading, by_id, standard, context, facts) if play
                         else _plain(reading, context, facts))
    weak = [b for b in behaviours if b.score <= WEAK_SCORE]
    for behaviour in sorted(weak, key=lambda b: b.score):
        play = _behaviour_play(behaviour, stage, standard)
        if play:
            gap = EntryReading(behaviour.id, behaviour.name, behaviour.path, "missing", 0.5, open=behaviour.open)
            proposals.append(_from_play(play, gap, by_id, standard, context, facts))
    return tuple(proposals)


def pressing(reading: EntryReading, element: Element | None, stage: StageReading, standard: Standard,
             weights: Weights) -> float:
    """Return how pressing a gap is: its kind, its cost, and whether it is late."""
    numbers = weights.numbers
    value = numbers.get(f"gap_{reading.status}", 0.0)
    if element is not None:
        value += numbers.get("gap_weight", 0.0) * element.weight
        order = [s.id for s in standard.stages]
        if element.expected_by in order and stage.path:
            here = order.index(stage.path.removeprefix("process."))
            value += numbers.get("gap_late", 0.0) * max(-2, min(2, here - order.index(element.expected_by)))
    return value


def _fits(trigger: Trigger, entry: str, status: str, stage: StageReading) -> bool:
    here = stage.path.removeprefix("process.") if stage.path else ""
    return trigger.entry == entry and (not trigger.statuses or status in trigger.statuses) and (
        not trigger.stages or here in trigger.stages)


def _play_for(entry: str, reading: EntryReading, stage: StageReading, standard: Standard) -> Play | None:
    fitting = [(p, t) for p in standard.plays for t in p.when if _fits(t, entry, reading.status, stage)]
    firsts = [(p, t) for p, t in fitting if p.closes and p.closes[0] == entry] or fitting
    open_parts = {n.lower() for n in reading.open}

    def rank(pair: tuple[Play, Trigger]) -> tuple:
        play, trigger = pair
        part = trigger.component is not None and any(trigger.component.replace("_", " ") in n for n in open_parts)
        return (-(play.priority + part + bool(trigger.stages) * 0.2 + bool(trigger.statuses) * 0.1), play.id)

    return min(firsts, key=rank)[0] if firsts else None


def _behaviour_play(reading: BehaviourReading, stage: StageReading, standard: Standard) -> Play | None:
    entry = (reading.path or "").removeprefix("behaviours.")
    here = stage.path.removeprefix("process.") if stage.path else ""
    for play in sorted(standard.plays, key=lambda p: (-p.priority, p.id)):
        for trigger in play.when:
            limit = WEAK_SCORE if trigger.score_at_most is None else trigger.score_at_most
            if trigger.entry == entry and reading.score <= limit and (not trigger.stages or here in trigger.stages):
                return play
    return None


def _from_play(play: Play, reading: EntryReading, by_id: dict[str, EntryReading], standard: Standard,
               context: Context, facts: Facts) -> Proposal:
    people = _people(play.with_whom, by_id, standard, context, facts)
    closes = tuple(dict.fromkeys(_reported(c, standard) for c in play.closes)) or (reading.id,)
    slots = {"person": " and ".join(context.name(p) for p in people[:2]) or "your contact",
             "company": context.deal.account.name, "product": context.deal.product or "the product",
             "gap": "; ".join(n[:1].lower() + n[1:] for n in reading.open[:2]) or reading.name.lower()}
    return Proposal(fill(play.action or play.name, slots), closes, people, _owner(play, context), play.within_days,
                    f"plays.{play.id}", play.why)


def fill(text: str, slots: dict[str, str]) -> str:
    """Fill the named slots of a pattern; unknown slots stay as they are."""
    for name, value in slots.items():
        text = text.replace("{" + name + "}", value)
    return text


def _plain(reading: EntryReading, context: Context, facts: Facts) -> Proposal:
    people = reading.people[:1] or tuple(p for p, _ in facts.heard[:1])
    whom = f" with {context.name(people[0])}" if people else ""
    what = "; ".join(reading.open[:2]) or reading.name
    verb = "Clear up what goes against the record on" if reading.status == "contradicted" else "Find out"
    path = reading.path if reading.open else None
    return Proposal(f"{verb} {what[:1].lower() + what[1:]}{whom}.", (reading.id,), tuple(people),
                    _seller(context), FALLBACK_DAYS, path)


def _reported(entry: str, standard: Standard) -> str:
    named = [*standard.elements, *standard.behaviours]
    return next((e.reported_id for e in named if e.id == entry), entry)


def _seller(context: Context) -> str | None:
    return context.deal.owner.id if context.deal.owner else None


def _owner(play: Play, context: Context) -> str | None:
    if play.owner_role == "manager":
        manager = next((p.id for p in context.deal.people if p.side == "seller" and "manager" in p.role.lower()), None)
        return manager or _seller(context)
    return _seller(context)


def _people(wanted: Sequence[Who], by_id: dict[str, EntryReading], standard: Standard, context: Context,
            facts: Facts) -> tuple[str, ...]:
    found: list[str] = []
    for who in wanted:
        found += _found(who, by_id, standard, context, facts)
    if not found:
        found = [p for p, _ in facts.heard[:1]]
    buyers = {p.id for p in context.deal.people if p.side == "buyer"}
    return tuple(p for p in dict.fromkeys(found) if p in buyers)[:PEOPLE]


def _found(who: Who, by_id: dict[str, EntryReading], standard: Standard, context: Context,
           facts: Facts) -> list[str]:
    buyers = [p for p in context.deal.people if p.side == "buyer"]
    if who.find == "person_for" and who.entry:
        reading = by_id.get(_reported(who.entry, standard))
        return list(reading.people[:1]) if reading else []
    if who.find == "title":
        words = [w.lower() for w in who.titles]
        return [p.id for p in buyers if any(w in p.title.lower() for w in words)][:1]
    if who.find == "main_contact":
        return [p for p, _ in facts.heard[:1]]
    return list(facts.quiet[:1])
