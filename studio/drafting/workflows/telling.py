"""How much words tell: numbers, dates, and what two texts have in common."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset(
    ["that", "this", "with", "have", "from", "they", "them", "their", "there", "what", "when", "where",
     "which", "while", "who", "whom", "whose", "will", "would", "should", "could", "about", "after", "before",
     "because", "been", "being", "does", "done", "every", "each", "else", "ever", "into", "just", "like",
     "made", "make", "many", "more", "most", "much", "must", "never", "only", "other", "others", "over",
     "said", "same", "says", "some", "somebody", "something", "such", "take", "than", "then", "these",
     "thing", "things", "those", "under", "until", "very", "want", "were", "your", "yours", "ours", "here",
     "also", "buyer", "buyers", "people", "person", "company"])
_SPELT = ("two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
          "sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|half|third|dozen")
_NUMBER = rf"(?:\d[\d.,’' ]*|\b(?:{_SPELT})\b)"
_CURRENCY = (r"[$€£¥₹]|\b(?:euros?|dollars?|pounds?|francs?|kroner|kronor|crowns?|pesos?|shillings?|rupees?|"
             r"ringgit|usd|eur|gbp|chf|nok|sek|dkk|cad|aud|million|thousand|grand)\b")
_PERIOD = r"\b(?:an?|per|each|every|full|whole) (?:hour|day|night|week|month|quarter|year|shift|season)\b"
_UNIT = r"(?:hours?|minutes?|days?|weeks?|months?|people|units?|orders?|cases?)"
_NUMBER_WEIGHTS = [(re.compile(pattern, re.I), weight) for pattern, weight in (
    (_CURRENCY, 3),
    (_NUMBER + r"\s?(?:%|per ?cent|percent|points?\b)", 3),
    (r"\b(?:million|thousand|hundred thousand)s?\b|\d[.,’' ]?\d{3}\b|\d ?[km]\b", 2),
    (_NUMBER + r"[^.?!]{0,40}" + _PERIOD, 3),
    (_NUMBER + r"[\s-]+(?:\w+[\s-]+){0,2}" + _UNIT + r"\b", 2),
    (r"\d{3,}|\d[.,]\d", 1))]
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DATE_WEIGHTS = [(re.compile(pattern, re.I), weight) for pattern, weight in (
    (rf"\b(?:{_MONTH} \d|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|(?:in|by|until|before|since|from|of) "
     rf"{_MONTH})\b", 2),
    (r"\b(?:q[1-4]|quarter|fiscal year|year[- ]end|end of (?:the )?\w+|deadline|budget round|season|audit)\b",
     1),
    (r"\b(?:by|before|until|no later|latest|otherwise|runs? out|expires?|starts?|due|has to|have to|must)\b",
     1))]
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b|\bat "
                    r"(?:\d{1,2}|noon|eight|nine|ten|eleven|twelve|one|two|three|four)\b(?! per)", re.I)
_COMPLAINT = re.compile(
    r"\b(?:wrong|problem|trouble|never|nobody|no one|lost|lose|losing|late|by hand|manual\w*|fail\w*|"
    r"broke\w*|too (?:late|slow|long|much|many)|error\w*|mistake\w*|complain\w*|hurts?|"
    r"worst?|worse|bad(?:ly)?|stuck|chas\w+|twice|again|nothing|don['’]t "
    r"\w+|can['’]t|cannot|doesn['’]t|do(?:es)? not|"
    r"impossible|wast\w+|missing|rejected|penalt\w+|fines?)\b", re.I)
_WE = re.compile(r"\b(?:we|us|our)\b", re.I)
_MEETS = re.compile(r"\b(?:call|meeting|join|invite|calendar|slot)\b", re.I)
_DAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri)day\b", re.I)
_REFUSES = re.compile(r"^(?:don['’]t|no\b|nobody|never|not)\b", re.I)
_ASKS = re.compile(r"\?[\"”’')]*\s*$")


@lru_cache(maxsize=4096)
def telling_words(text: str) -> frozenset[str]:
    """Return the beginnings of a text's longer words, the commonest left out."""
    return frozenset(w[:6] for w in (word.lower() for word in _WORD.findall(text)) if w not in _COMMON)


def common_words(first: str, second: str) -> int:
    """Count the longer words, by their beginnings, that two texts share."""
    return len(telling_words(first) & telling_words(second))


@lru_cache(maxsize=4096)
def number_weight(text: str) -> int:
    """Say how much a number in a text tells: money, shares and rates most, questions nothing."""
    if _ASKS.search(text):
        return 0
    weight = sum(points for pattern, points in _NUMBER_WEIGHTS if pattern.search(text))
    meets = _CLOCK.search(text) or (_MEETS.search(text) and not _NUMBER_WEIGHTS[0][0].search(text))
    fixes = weight < 3 and _DAY.search(text)
    return weight - 4 * bool(meets) - 2 * bool(fixes) - 3 * bool(_REFUSES.search(text))


@lru_cache(maxsize=4096)
def date_weight(text: str) -> int:
    """Say how much a date in a text tells: a day that something hangs on most."""
    if _ASKS.search(text):
        return 0
    weight = sum(points for pattern, points in _DATE_WEIGHTS if pattern.search(text))
    return weight - 3 if _CLOCK.search(text) else weight


@lru_cache(maxsize=4096)
def complaint_weight(text: str) -> int:
    """Say how much a text sounds like something going wrong; questions and appointments not at all."""
    hits = len(set(_COMPLAINT.findall(text.lower())))
    if not hits or _ASKS.search(text) or _CLOCK.search(text):
        return 0
    return hits + min(len(text) // 60, 2) + bool(_WE.search(text))


def schedules(text: str) -> bool:
    """Tell whether a text only fixes an appointment."""
    return bool(_CLOCK.search(text))
