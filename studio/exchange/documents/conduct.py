"""Rules of conduct, of conversation and for trouble, told by how they are worded."""

from __future__ import annotations

import re
from dataclasses import replace

from studio.exchange.documents import conduct_terms as terms
from studio.exchange.documents.aside import guides, on_paperwork
from studio.exchange.documents.here import Here
from studio.exchange.documents.labels import ARROW, bare, is_question, occasion, slug
from studio.exchange.documents.making import ASSUMED, NAMED, PATTERNED, WORDED, Made, Making, short
from studio.exchange.documents.opening import IF_THEN, name_of
from studio.exchange.documents.outline import Node
from studio.exchange.documents.parts import behaviour_of, guidance

_WHO = ("seller", "rep", "ae", "account exec", "sales", "our ", "all ", "we ", "you ", "team")
_LONGEST, _LEAST = 60, 4
_SELLER = re.compile(terms.SELLER_RULE, re.I)
_NORM = re.compile(terms.NORM, re.I)
_TOPICS = {name: re.compile(pattern, re.I) for name, pattern in terms.TOPICS.items()}
_DEAL = re.compile(terms.DEAL_WORDS, re.I)
_TROUBLE = re.compile(terms.TROUBLE, re.I)
_SILENT = re.compile(terms.SILENT, re.I)
_SIDE = re.compile(terms.SIDE, re.I)
_PRIVATE = re.compile(terms.PRIVATE, re.I)
_ADVICE = re.compile(terms.ADVICE, re.I)
_AGAINST = re.compile(r"^(?:do ?n[o']?[’']?t|do not|never|avoid|stop|no)\b|"
                      r"\b(?:must not|should not|shouldn['’]t|never)\b", re.I)
_SUBJECT = re.compile(
    r"^(?:then\s+)?(?:(?:you|we|they)\s+(?:should |must |need to |can |will |shall )?|"
    r"(?:the |an? |our )?[\w-]+(?: [\w-]+){0,3}? (?:should|must|shall|needs? to|has to|will)\s+)", re.I)


def play(words: str, node: Node, here: Here, making: Making) -> Made | None:
    """"If the champion leaves, ask …": a play, where the condition is trouble in a deal."""
    found = _condition(words)
    if not found or len(words.split()) > _LONGEST or not acts(found[1]):
        return None
    if here.area != "plays" and (on_paperwork(words) or not _is_trouble(found[0])):
        return None
    if here.role is not None and here.role not in ("risks", "when", "then"):
        return None
    certainty = NAMED if here.area == "plays" else WORDED
    made = making.named("play", "plays", slug(found[0]), short(found[0]), certainty)
    fill_play(made, words, node)
    return made


def fill_play(made: Made, words: str, node: Node) -> bool:
    """Take a play's condition and steps from a sentence; False where it states none."""
    found = _condition(words)
    if not found:
        return False
    made.text = made.text or found[1]
    made.add("when", found[0])
    made.add("steps", found[1])
    made.seen(node)
    return True


def _condition(words: str) -> tuple[str, str] | None:
    """The condition and what to do then, of "If X, do Y" and "X → do Y"."""
    if found := IF_THEN.match(words):
        return found["when"].strip(), found["then"].strip()
    sides = ARROW.split(words)
    return (sides[0], sides[1]) if len(sides) == 2 and len(sides[0].split()) > 1 and acts(sides[1]) else None


def _is_trouble(condition: str) -> bool:
    if _PRIVATE.search(condition):
        return False
    return bool(_DEAL.search(condition) or _SILENT.search(condition) or (
        _TROUBLE.search(condition) and _SIDE.search(condition)))


def conduct(words: str, node: Node, here: Here, making: Making) -> Made | None:
    """A rule for sellers: by its subject, by what it asks for, or by the heading that it stands under."""
    told = here.area in (*terms.TALKS, "behaviours")
    if here.owner is not None or here.role is not None or not _states(words, told) or _PRIVATE.search(words):
        return None
    if not guides(words):
        return None
    about = topic(words)
    if here.area in terms.TALKS and (about is None or about in terms.SPOKEN):
        return _talk(words, node, here, making)
    if here.occasion and about is None and here.area != "behaviours" and not words.lower().startswith(_WHO):
        return None  # advice on the conversation that the heading names
    ruled = bool(_SELLER.match(words) or (about and _NORM.search(words)))
    if not ruled and here.area != "behaviours":
        return None
    certainty = PATTERNED if here.area == "behaviours" else WORDED
    named = here.area == "behaviours" and words == bare(node.text)
    name = first if named and (first := name_of(node)) != words else short(words)
    made = making.named("behaviour", "behaviours", slug(name), name, certainty)
    made.canonical = made.canonical or about or behaviour_of(words)
    made.text = made.text or words
    made.add("anti_patterns" if is_against(words) else "standard", words)
    made.seen(node)
    return made


def _talk(words: str, node: Node, here: Here, making: Making) -> Made:
    here = replace(here, occasion=here.occasion or occasion(words.lower()))
    made = guidance(words, node, here, making, PATTERNED if here.talk else ASSUMED)
    made.fields["part"] = ["dont" if is_against(words) else "do"]
    return made


def topic(words: str) -> str | None:
    """Return the canonical behaviour that a rule asks for by its wording, if one."""
    return next((name for name, pattern in _TOPICS.items() if pattern.search(words)), None)


def is_against(words: str) -> bool:
    """Tell whether a rule says what not to do."""
    return bool(_AGAINST.search(words))


def _states(words: str, told: bool) -> bool:
    """Whether a passage is a statement of a sentence or two, and not a line that leads over or a name."""
    return _LEAST - told <= len(words.split()) <= _LONGEST and not is_question(words) and not words.endswith(":")


def imperative(words: str) -> bool:
    """Tell whether a line begins with a verb that tells a seller what to do."""
    words = re.sub(r"^do (?=[a-z]+ \w)(?!not\b|n[o']t\b)", "", words, flags=re.I)  # "Do ask …"
    first = re.match(r"[A-Za-z]+", words)
    return bool(first) and first.group().lower() in terms.IMPERATIVES and len(words.split()) > 1


def acts(words: str) -> bool:
    """Tell whether a clause says what to do."""
    words = _SUBJECT.sub("", words.strip())
    return imperative(words) or bool(_ADVICE.search(words))
