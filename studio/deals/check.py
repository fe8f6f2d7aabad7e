"""Every fault in a deal folder and its labels: `deals check`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from playbook.model.base import BEHAVIOUR_IDS, QUALIFICATION_IDS
from playbook.text_files import FileFault
from studio.deals.evidence import Evidence, fold
from studio.deals.faults import faults_of
from studio.deals.folder import (
    LoadedDeal,
    deal_data,
    evidence_files,
    evidence_path,
    find_deal,
    inside,
    listed,
    read_evidence,
    timeline_faults,
    visible,
)
from studio.deals.model import Deal
from studio.deals.readers import READERS
from studio.evaluation.gold import GoldQuote, LabelSet, gold_and_faults

_KNOWN = (*QUALIFICATION_IDS, *BEHAVIOUR_IDS)


def check(folder: str | Path) -> list[str]:
    """Return every fault as one line: which file, where, what was expected."""
    try:
        folder = find_deal(folder)
        data = deal_data(folder)
    except FileFault as fault:
        return [str(fault)]
    sets, faults = gold_and_faults(folder)
    try:
        deal = Deal.model_validate(data).model_copy(update={"folder": folder})
    except ValidationError as error:
        found = [FileFault(folder / "deal.yaml", *fault) for fault in faults_of(error, data)]
        return list(dict.fromkeys(map(str, found + faults)))
    loaded, unread = _loaded(deal)
    faults = [*timeline_faults(deal), *_date_faults(deal), *_file_faults(deal), *unread, *faults,
              *(fault for one in sets for fault in _label_faults(one, loaded))]
    return list(dict.fromkeys(map(str, faults)))


def _loaded(deal: Deal) -> tuple[LoadedDeal, list[FileFault]]:
    """The deal with what can be read, and a fault for each file that is there and cannot."""
    evidence: dict[str, Evidence] = {}
    faults: list[FileFault] = []
    for evidence_id in listed(deal):
        try:
            evidence_path(deal, evidence_id)
        except FileFault:
            continue  # a fault of the timeline, told there
        try:
            evidence[evidence_id] = read_evidence(deal, evidence_id)
        except FileFault as fault:
            faults.append(fault)
    return LoadedDeal(deal, evidence), faults


def _date_faults(deal: Deal) -> Iterator[FileFault]:
    path = deal.folder / "deal.yaml"
    record = deal.opportunity
    if record.created and record.close_date and record.close_date < record.created:
        yield FileFault(path, "opportunity.close_date", f"{record.close_date} is before the deal was created")
    for event in deal.events:
        where = f"events.{event.id}"
        for evidence_id in event.evidence:
            dated = _dated(evidence_id)
            if dated and dated > event.date:
                yield FileFault(path, f"{where}.evidence",
                                f"'{evidence_id}' is later than the event ({event.date})")
        if event.about and event.about not in event.evidence:
            yield FileFault(path, f"{where}.about", f"'{event.about}' is not in the event's evidence")


def _dated(evidence_id: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(evidence_id[:10])
    except ValueError:
        return None


def _file_faults(deal: Deal) -> Iterator[FileFault]:
    known = listed(deal)
    for path in evidence_files(deal.folder):
        if not path.is_file():
            yield FileFault(path, "", "is no file, expected only evidence files here")
        elif path.suffix.lower() not in READERS:
            yield FileFault(path, "", f"is not a kind of evidence, expected one of {', '.join(READERS)}")
        elif path.stem not in known:
            yield FileFault(path, "", "is listed by no event, expected its stem in an event's evidence")
        if not _dated(path.stem) or path.stem[10:11] != "-":
            yield FileFault(path, "", "expected a name like YYYY-MM-DD-<what>")
        try:
            inside(deal.folder, path)
        except FileFault as fault:
            yield fault


def _label_faults(labels: LabelSet, loaded: LoadedDeal) -> Iterator[FileFault]:
    deal, path = loaded.deal, loaded.deal.folder / "gold.yaml"
    if labels.as_of not in {event.id for event in deal.events}:
        known = ", ".join(event.id for event in deal.events)
        yield FileFault(path, labels.as_of, f"is not an event, expected one of {known}")
        return
    until = [event.id for event in deal.events].index(labels.as_of) + 1
    ids = {i for event in deal.events[:until] for i in event.evidence}
    seen = {e.id: e for e in visible(_readable(loaded), labels.as_of)}
    for where, expected in (*_quote_faults(labels, seen, ids), *_trap_faults(labels, ids),
                            *_action_faults(labels, deal), *_id_faults(labels)):
        yield FileFault(path, f"{labels.as_of}.{where}", expected)


def _readable(loaded: LoadedDeal) -> LoadedDeal:
    """The deal without the evidence that could not be read."""
    events = [event.model_copy(update={"evidence": [i for i in event.evidence if i in loaded.evidence]})
              for event in loaded.deal.events]
    return LoadedDeal(loaded.deal.model_copy(update={"events": events}), loaded.evidence)


def _quote_faults(labels: LabelSet, seen: dict[str, Evidence], ids: set[str]) -> Iterator[tuple[str, str]]:
    for part, entries in (("qualification", labels.qualification), ("behaviours", labels.behaviours)):
        for entry_id, label in entries.items():
            for number, quote in enumerate(label.quotes, 1):
                if expected := _quote_fault(quote, seen, ids):
                    yield f"{part}.{entry_id}.quotes.[{number}]", expected
    for entry_id, label in labels.qualification.items():
        if label.status != "missing" and not label.quotes:
            yield f"qualification.{entry_id}", f"is {label.status} without a quote, expected at least one"


def _quote_fault(quote: GoldQuote, seen: dict[str, Evidence], ids: set[str]) -> str:
    if quote.evidence not in ids:
        return f"'{quote.evidence}' is not evidence that this event sees"
    evidence, words = seen.get(quote.evidence), fold(quote.text)
    if evidence is None or any(words in fold(turn.text) for turn in evidence.turns):
        return ""
    if words in fold(evidence.text):
        return f"runs over more than one turn of {evidence.id}, expected words of one: {words[:60]!r}"
    return f"is not verbatim in {evidence.id}: {words[:60]!r}"


def _trap_faults(labels: LabelSet, ids: set[str]) -> Iterator[tuple[str, str]]:
    for number, trap in enumerate(labels.traps, 1):
        where = f"traps.[{number}]"
        if trap.evidence != "crm" and trap.evidence not in ids:
            yield f"{where}.evidence", f"'{trap.evidence}' is not evidence that this event sees, nor crm"
        label = labels.qualification.get(trap.about)
        if label and label.status != trap.truth:
            yield (f"{where}.truth",
                   f"'{trap.truth}' but {trap.about} is labelled '{label.status}', expected the same")


def _action_faults(labels: LabelSet, deal: Deal) -> Iterator[tuple[str, str]]:
    for part, actions in (("next_actions", labels.next_actions), ("wrong_actions", labels.wrong_actions)):
        for number, action in enumerate(actions, 1):
            for person_id in action.with_:
                if deal.person(person_id) is None:
                    yield (f"{part}.[{number}].with",
                           f"'{person_id}' is nobody in deal.yaml, expected a person's id")


def _id_faults(labels: LabelSet) -> Iterator[tuple[str, str]]:
    used = [(f"behaviours.{i}", i, BEHAVIOUR_IDS) for i in labels.behaviours]
    used += [(f"traps.[{n}].about", trap.about, _KNOWN) for n, trap in enumerate(labels.traps, 1)]
    for part, actions in (("next_actions", labels.next_actions), ("wrong_actions", labels.wrong_actions)):
        used += [(f"{part}.[{n}].closes", action.closes, _KNOWN) for n, action in enumerate(actions, 1)]
    for where, written, known in used:
        if written not in known:
            yield where, f"'{written}' is not a canonical id, expected one of {', '.join(known)}"
