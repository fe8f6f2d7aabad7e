"""A single passage to its entry: by its label, its part, its place, its wording."""

from __future__ import annotations

import re
from dataclasses import replace

from studio.exchange.documents import name_terms
from studio.exchange.documents.conduct import fill_play, play, topic
from studio.exchange.documents.conduct_terms import DIAGNOSIS, STEP
from studio.exchange.documents.fields import FIELDS
from studio.exchange.documents.here import Here
from studio.exchange.documents.labels import (
    ARROW,
    bare,
    element_known,
    frames,
    introduces,
    is_question,
    label,
    named,
    pure_role,
    title,
)
from studio.exchange.documents.making import NAMED, Made, Making
from studio.exchange.documents.opening import stage_line
from studio.exchange.documents.outline import Node
from studio.exchange.documents.parts import criterion, place_part, question, split
from studio.exchange.documents.sentences import leaves, reached, says_entry, says_exit, sentences
from studio.exchange.documents.wording import place_by_wording


def _asked(text: str) -> tuple[str, str] | None:
    """The name and the rest of "Why now? Because …"."""
    name, mark, rest = bare(text).partition("?")
    return (name, rest.strip()) if mark and rest.strip() and named(name, name_terms.POSITION_NAMES) else None


def _mark(text: str) -> str | None:
    """What a tick or a cross before a line says of it."""
    first = text.lstrip(" -•*")[:1]
    return "do" if first and first in "✅✔✓👍" else "dont" if first and first in "❌✗✘🚫⛔👎" else None


#: Parts whose passages say nothing by their wording, where there is no entry to take them.
_BARE = ("entry", "exit", "bad", "probability", "duration", "fields", "anchors", "owner", "artefacts")


_DIAGNOSIS, _STEP = re.compile(DIAGNOSIS, re.I), re.compile(STEP, re.I)


class Passages:
    """Places single passages, given where they stand."""

    def __init__(self, making: Making) -> None:
        self._making = making

    def say(self, made: Made, words: str, node: Node) -> None:
        """What an item itself says of the entry that it opens."""
        if is_question(words):
            question(words, node, Here(entry=made), self._making)
            return
        if made.kind == "play" and len(sides := ARROW.split(words, maxsplit=1)) == 2:
            made.name = made.name if len(made.name) < len(sides[0]) else sides[0]
            made.add("when", sides[0])
            made.add("steps", sides[1])
            made.text = made.text or sides[1]
            return
        part = {"behaviour": "standard", "play": "steps"}.get(made.kind, "definition")
        if made.kind == "play" and words != bare(node.text):
            made.add("when", made.name)
        if made.kind != "play" or words != bare(node.text):
            made.add(part, words)
        made.text = made.text or words

    def stage_says(self, node: Node, stage: Made) -> str | None:
        """Take what a line says of the stage that it opens; return the part that its end leads to, if one."""
        said = sentences(stage_line(node)[1])
        part = pure_role(said[-1]) if said and node.children else None
        self._told_of(stage, " ".join(said[:-1] if part else said), node)
        return part

    def _told_of(self, stage: Made, text: str, node: Node) -> None:
        said = list[str]()
        for sentence in sentences(text):
            if rule := leaves(sentence):
                for part in split(rule):
                    criterion(part, node, Here(stage=stage), self._making)
            elif rule := reached(sentence):
                stage.add("entry", rule)
            else:
                said.append(sentence)
        if said:
            stage.add("purpose" if "purpose" not in stage.fields else "notes", " ".join(said))

    def element_named(self, text: str) -> Made | None:
        known = element_known(text)
        return self._making.made.get(("element", known[0])) if known else None

    def leaf(self, node: Node, here: Here) -> Made | None:
        made = None if here.nothing else self._placed(node, here)
        if made is not None:
            self._making.use(node)
        elif here.nothing:
            self._making.leave(node, "Its heading names nothing that a playbook holds")
        elif here.owner is not None:
            self._making.leave(node, f"Says something about {here.owner.name}, but not which part of it", here.near)
        return made

    def _placed(self, node: Node, here: Here) -> Made | None:
        text = node.text
        if here.role == "detail" and here.entry is not None:
            return self._detail(node, here)
        if (found := label(text) or _asked(text)) and (made := self._labelled(found, node, here)) is not None:
            return made
        leads = introduces(text) if node.kind != "item" else frames(text)
        if leads and here.owner is not None and here.role is not None and not is_question(text):
            here.owner.seen(node)
            return here.owner
        in_play = here.role is None and here.entry is not None and here.entry.kind == "play"
        if in_play and here.entry is not None:
            if made := self._of_play(here.entry, node):
                return made
            if "when" in here.entry.fields and (other := play(bare(text), node, Here(area="plays"), self._making)):
                return other
            if fill_play(here.entry, bare(text), node):
                return here.entry
        if here.role is None and here.owner is None and (mark := _mark(text)) and (
                here.occasion or here.area in ("method", "talks")):
            here = replace(here, role=mark, occasion=here.talk or "discovery")
        if in_play and node.kind == "item":
            here = replace(here, role="steps")
        if here.role is None and here.stage is not None and here.owner is here.stage and not here.wrong \
                and (says_exit(text) or says_entry(text)):
            self._told_of(here.stage, text, node)
            here.stage.seen(node)
            return here.stage
        if here.role is not None:
            made = place_part(text, node, here, self._making)
            if made is not None:
                return made
            if here.role in _BARE:
                return None
            shown = here.owner is None and here.role in ("do", "dont", "anti_patterns") and topic(text)
            area = "behaviours" if shown else here.area  # what good looks like, of all deals
            return place_by_wording(text, node, replace(here, role=None, area=area), self._making)
        return self._first(node, here) or place_by_wording(text, node, here, self._making)

    def _of_play(self, made: Made, node: Node) -> Made | None:
        """A play's diagnosis, and a step with its day ("Day 2: call the champion"), whatever is asked in it."""
        name, rest = label(node.text) or ("", "")
        part = "why" if _DIAGNOSIS.match(name) else "steps" if node.kind == "item" and _STEP.match(name) else None
        if part is None or not rest:
            return None
        made.add(part, rest if part == "why" else node.text)
        made.seen(node)
        return made

    def _detail(self, node: Node, here: Here) -> Made | None:
        assert here.entry is not None
        if is_question(node.text):
            return question(node.text, node, replace(here, entry=None), self._making)
        here.entry.add("details", node.text)
        here.entry.seen(node)
        return here.entry

    def _labelled(self, found: tuple[str, str], node: Node, here: Here) -> Made | None:
        """"Exit criteria: …" or "Champion: …" in one line."""
        name, rest = found
        if not rest:
            return None
        part = pure_role(name)
        fits = here.owner is not None and (part in FIELDS.get(here.owner.kind, {}) or part in ("exit", "questions"))
        if part in ("do", "dont") and here.owner is None:
            return place_part(rest, node, replace(here, role=part, occasion=here.talk or "discovery"), self._making)
        if part and here.role != "questions" and (fits or part == "exit"):
            return place_part(rest, node, replace(here, role=part), self._making)
        known = element_known(name)
        if here.element is not None and known and known[0] == here.element.key:
            return self._defined(here.element, rest, node, here)
        if here.role in ("exit", "entry", "questions", "purpose") and here.element is None:
            stage = self._making.find_stage(name)
            if stage is not None and stage is not here.stage:
                return place_part(rest, node, replace(here, stage=stage), self._making)
        asks = here.role != "exit" and (is_question(rest) or here.role == "questions")
        if asks and (element := self.element_named(name)):
            return place_part(node.text, node, Here(element=element, role="questions"), self._making)
        if (own := named(name, name_terms.POSITION_NAMES)) and here.entry is None:
            made = self._making.named("method", "method.positions", own, title(name), NAMED)
            made.seen(node)
            self.say(made, rest, node)
            return made
        return None

    def _defined(self, made: Made, rest: str, node: Node, here: Here) -> Made | None:
        if is_question(rest):
            return place_part(rest, node, replace(here, role="questions"), self._making)
        made.add("definition", rest)
        made.seen(node)
        return made

    def _first(self, node: Node, here: Here) -> Made | None:
        """The first paragraph under an entry's own heading says what it is."""
        owner = here.owner
        if owner is None or not here.first or here.role is not None:
            return None
        if node.kind not in ("paragraph", "item") or is_question(node.text):
            return None
        part = {"stage": "purpose", "behaviour": "standard", "play": "why"}.get(owner.kind, "definition")
        if part in owner.fields or (owner.kind == "stage" and owner.fields):
            return None
        if owner.kind == "method" and owner.place.startswith("method.guidance"):
            return None
        owner.add(part, node.text)
        owner.seen(node)
        return owner
