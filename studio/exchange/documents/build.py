"""From an accepted proposal to a playbook, each entry with its sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from playbook.model import Playbook
from studio.exchange.documents import name_terms
from studio.exchange.documents.entries import behaviour, criterion, element, line, method, play, sources, stage
from studio.exchange.documents.labels import slug
from studio.exchange.documents.proposal import Proposal, ProposedEntry

_GROUPS = ("chain", "rows", "guidance", "positions", "value_drivers", "levers", "pairs")
_ASKING = ("chain", "guidance", "positions", "value_drivers")


def playbook_from(proposal: Proposal, accepted: Collection[str] | None = None, *, id: str, name: str,
                  unsettled: str = "Still to be placed") -> Playbook:
    """Return a valid playbook of a proposal's accepted entries; None accepts all.

    Exit criteria whose stage is unknown or was not accepted go to a stage of
    their own, named `unsettled`. Questions go to their element, behaviour or
    play, and those of a stage into guidance for it. Raises ValueError where a
    mended entry has a value that a playbook cannot hold.
    """
    chosen = [e for e in proposal.entries if accepted is None or e.id in accepted]
    return _Building(proposal, chosen, unsettled).playbook(id, name)


class _Building:
    def __init__(self, proposal: Proposal, chosen: list[ProposedEntry], unsettled: str) -> None:
        self._proposal, self._unsettled = proposal, unsettled
        self._chosen = chosen
        self._ids: set[tuple[str, str]] = set()
        self._count: Counter[tuple[str, str]] = Counter()
        self._canonical: set[tuple[str, str]] = set()
        self._process: dict[str, dict[str, Any]] = {}
        self._elements: dict[str, dict[str, Any]] = {}
        self._behaviours: dict[str, dict[str, Any]] = {}
        self._plays: dict[str, dict[str, Any]] = {}
        self._method: dict[str, dict[str, dict[str, Any]]] = {group: {} for group in _GROUPS}

    def playbook(self, own: str, name: str) -> Playbook:
        """Put the entries together, parents before what belongs to them."""
        order = {"stage": self._stage, "element": self._element, "behaviour": self._behaviour,
                 "method": self._statement, "play": self._play, "exit_criterion": self._exit_criterion,
                 "question": self._question}
        for kind, take in order.items():
            for entry in self._chosen:
                if entry.kind == kind:
                    take(entry)
        method_ = {group: list(entries.values()) for group, entries in self._method.items() if entries}
        return Playbook.model_validate({
            "id": slug(own), "name": line(name) or own, "sources": [{"title": line(f)} for f in self._proposal.files],
            "process": list(self._process.values()), "behaviours": list(self._behaviours.values()),
            "qualification": {"framework": self._proposal.framework or "", "elements": list(self._elements.values())},
            "method": method_, "plays": list(self._plays.values()),
        })

    def _own(self, group: str, entry: ProposedEntry) -> str:
        """An id that nothing else in the group has."""
        first = own = slug(entry.key)
        while (group, own) in self._ids:
            self._count[group, first] += 1
            own = f"{first}_{self._count[group, first] + 1}"
        self._ids.add((group, own))
        return own

    def _once(self, group: str, canonical: str | None) -> str | None:
        """A canonical id, unless an entry before maps to it."""
        if canonical is None or (group, canonical) in self._canonical:
            return None
        self._canonical.add((group, canonical))
        return canonical

    def _stage(self, entry: ProposedEntry) -> None:
        own = self._own("process", entry)
        self._process[own] = stage(entry, own)

    def _element(self, entry: ProposedEntry) -> None:
        own = self._own("qualification", entry)
        self._elements[own] = element(entry, own, self._once("qualification", entry.canonical))

    def _behaviour(self, entry: ProposedEntry) -> None:
        own = self._own("behaviours", entry)
        self._behaviours[own] = behaviour(entry, own, self._once("behaviours", entry.canonical))

    def _play(self, entry: ProposedEntry) -> None:
        own = self._own("plays", entry)
        names = {key: made["name"] for key, made in (self._elements | self._behaviours).items()}
        self._plays[own] = play(entry, own, names, set(self._process))

    def _exit_criterion(self, entry: ProposedEntry) -> None:
        parent = self._process.get(entry.place.removeprefix("process").strip("."))
        if parent is None:
            own = slug(self._unsettled)
            parent = self._process.setdefault(own, {"id": own, "name": line(self._unsettled), "exit_criteria": []})
        parent["exit_criteria"].append(criterion(entry, self._own(f"process.{parent['id']}", entry)))

    def _statement(self, entry: ProposedEntry) -> None:
        """A statement of the method: a line of guidance, or an entry of its group."""
        group = [*entry.place.split("."), ""][1]
        if group not in _GROUPS or group == "guidance":
            part = {"dont": "dont", "talk_track": "talk_track"}.get((entry.fields.get("part") or ["do"])[0], "do")
            self._guide(*_talk(entry.place), entry).setdefault(part, []).append(line(entry.text))
        else:
            own = self._own(f"method.{group}", entry)
            self._method[group][own] = method(entry, own, group)

    def _question(self, entry: ProposedEntry) -> None:
        self._asked_in(entry.place, entry).setdefault("questions", []).append(line(entry.text))

    def _asked_in(self, place: str, entry: ProposedEntry) -> dict[str, Any]:
        """The entry that a question belongs to; guidance for the conversation where it has none."""
        area, _, rest = place.partition(".")
        owners = {"qualification": self._elements, "behaviours": self._behaviours, "plays": self._plays}
        owner = owners.get(area, {}).get(rest)
        if owner is not None:
            return owner
        group, _, key = rest.partition(".")
        if area == "method" and group in _ASKING and group != "guidance" and key in self._method[group]:
            return self._method[group][key]
        if area == "process" and rest in self._process:
            found = self._process[rest]
            occasion = name_terms.STAGE_OCCASION.get(found.get("canonical") or "", "discovery")
            return self._guide(f"{rest}_questions", f"Questions in {found['name']}", occasion, entry)
        return self._guide(*_talk(place), entry)

    def _guide(self, own: str, name: str, occasion: str, entry: ProposedEntry) -> dict[str, Any]:
        new = {"id": own, "name": line(name), "occasion": occasion, "sources": []}
        guide = self._method["guidance"].setdefault(own, new)
        guide["sources"] += [s for s in sources(entry) if s not in guide["sources"]]
        return guide


def _talk(place: str) -> tuple[str, str, str]:
    occasion = place.rpartition(".")[2]
    occasion = occasion if occasion in name_terms.OCCASIONS else "discovery"
    return occasion, occasion.replace("_", " ").capitalize(), occasion
