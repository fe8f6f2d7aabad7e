"""What fields are called in words, and the order in which an entry is read."""

from __future__ import annotations

from collections.abc import Sequence

from playbook.model import (
    Behaviour,
    ChainStep,
    Element,
    ExitCriterion,
    Guidance,
    Lever,
    MethodRow,
    Play,
    Position,
    Stage,
    TalkPair,
    ValueDriver,
)
from playbook.specificity import PLAIN_NAMES, Missing

#: Rows of fields, side by side within a row; the first row is set larger. What is not named here follows below.
LAYOUT: dict[type, list[tuple[str, ...]]] = {
    Stage: [("purpose",), ("entry",), ("buyer_activities", "seller_activities"), ("exit_criteria",),
            ("artefacts", "risks")],
    ExitCriterion: [("statement",), ("evidence", "requires"), ("signals", "counter_signals", "lookalikes"),
                    ("questions", "cues"), ("examples",)],
    Element: [("question",), ("definition",), ("components",), ("fields", "record"), ("anchors", "risks"),
              ("questions",), ("examples",)],
    Behaviour: [("standard",), ("indicators",), ("anti_patterns", "questions"), ("anchors",), ("examples",)],
    Play: [("action",), ("when", "with_whom", "closes"), ("why", "success"), ("steps", "questions"), ("message",),
           ("avoid_when",)],
    ChainStep: [("definition",), ("evidence", "questions"), ("signals", "counter_signals")],
    MethodRow: [("problem", "impact", "root_cause", "promise", "payoff"), ("personas", "measures", "cues"),
                ("discovery_question", "demo_moment", "demo_question"),
                ("proof", "proposal_line", "business_case_line"), ("signals", "lookalikes")],
    Guidance: [("purpose",), ("outcome", "opening"), ("do", "dont"), ("talk_track",), ("questions", "slides"),
               ("close",), ("good", "bad")],
    Position: [("question",), ("definition", "evidence"), ("pattern", "questions"), ("good", "bad")],
    ValueDriver: [("definition",), ("measures", "formula"), ("questions", "examples")],
    Lever: [("definition",), ("use_when", "avoid_when"), ("pattern",), ("examples",)],
    TalkPair: [("feature_led", "problem_led"), ("why",)],
}
#: Fields that are one short fact each.
SMALL = ("typical_days", "exit_probability", "inactivity_days", "proof", "mandatory", "said_by", "needs",
         "record_field", "expected_by", "weight", "stages", "owner_role", "within_days", "priority", "occasion", "row")
#: Fields that say what an entry is, whose and since when; never part of its text.
META = {"id", "name", "canonical", "applies_when", "owner", "sources", "review_by", "archived"}
#: Fields of words that are heard: whether they show it, deny it, or only look like it.
TONES = {"signals": "yes", "good": "yes", "counter_signals": "no", "bad": "no", "lookalikes": "maybe",
         "plausible": "maybe"}
EXAMPLES = {"good": "It really is there", "bad": "It plainly is not", "plausible": "Looks right and is wrong"}
FOUND = {"person_for": "whoever is named for it", "title": "by title", "main_contact": "the buyer who talked most",
         "quiet_contact": "buyers not heard yet"}
COLUMNS = {"entry": "about", "at_least": "at least"}
LABELS = PLAIN_NAMES | {
    "name": "name", "buyer_activities": "what the buyer does", "seller_activities": "what the seller does",
    "components": "what must be known for it to be complete", "indicators": "what can be seen or heard",
    "anchors": "what each score looks like",
    "record": "CRM fields that claim it", "anti_patterns": "the opposite, as it is seen",
    "lookalikes": "what only sounds like it", "cues": "words that come up", "typical_days": "usual length",
    "exit_probability": "deals that go on",
    "inactivity_days": "warn after", "said_by": "who must say or do it", "proof": "proved by", "needs": "must name",
    "weight": "cost of getting it wrong, next to the others", "priority": "priority, next to other plays",
    "expected_by": "known by the end of", "within_days": "to be done within", "closes": "gaps it closes",
    "record_field": "CRM field", "owner_role": "done by", "entry": "what puts a deal here",
    "requires": "elements it needs", "find": "who", "feature_led": "feature-led", "problem_led": "problem-led",
    "row": "problem area", "personas": "who owns the problem", "measures": "numbers that show it",
    "outcome": "what the buyer has said or done at its end", "opening": "how to open it", "close": "how to end it",
    "pattern": "how to put it", "formula": "how to put money on it", "success": "when it has worked",
}


def still_open(missing: Sequence[Missing], most: int = 4) -> str:
    """Return what a depth still needs as part of a sentence: every field in quotes, as it is called on screen."""
    told = [f"{f'{m.count} ' if m.count else ''}{'more ' if m.count and m.begun else ''}“{label(m.field)}”{m.where}"
            for m in missing[:most]]
    if len(missing) > most:
        told.append(f"{len(missing) - most} more")
    return f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else "".join(told)


def label(field: str) -> str:
    """Return what a field is called, with a capital first letter."""
    words = LABELS.get(field, field.replace("_", " "))
    return words[:1].upper() + words[1:]
