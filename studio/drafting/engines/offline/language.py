"""Reading skills that need no sales knowledge: sentences, stems, polarity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-ZÀ-ÞŠŽ0-9£$€])")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|approx|e\.g|i\.e|vs|etc|Inc|Ltd|Co|Jr|Sr|[A-Z])\.$")
_BREAK = re.compile(r"(?<=[,;:—–-])\s+")
MAX_QUOTE = 300
STOP = frozenset(
    "a an the and or but so of to in on at for from by with as is are was were be been being it its it's this that "
    "these those there here i you he she we they me him her us them my your his our their mine yours ours i'm you're "
    "we're they're i've we've you've they've i'd we'd he's she's that's there's what's let's do does did done have "
    "has had will would can could should may might just well yeah yes okay ok right oh um uh like really very quite "
    "then than also too about if when which who whom what how all any some one thing things get got go going gone "
    "know think mean say said lot bit kind sort actually basically maybe because up out into over down off sure "
    "see look come now not no don't doesn't didn't isn't aren't wasn't can't won't".split())


@lru_cache(maxsize=60_000)
def stem(word: str) -> str:
    """Return the English stem of a lower-case word."""
    return _STEMMER.stemWord(word.removesuffix("'s").removesuffix("’s"))


@lru_cache(maxsize=60_000)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, lower case, typographic quotes made plain."""
    return tuple(w.lower().replace("’", "'") for w in _WORD.findall(text))


@lru_cache(maxsize=60_000)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words that carry content."""
    return tuple(stem(w) for w in words(text) if w not in STOP)


@lru_cache(maxsize=60_000)
def all_stems(text: str) -> tuple[str, ...]:
    """Return the stems of all words, for phrases."""
    return tuple(stem(w) for w in words(text))


def sentences(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield spans of the sentences of one turn, as offsets from `start`.

    Fragments under three words join what follows, and no span exceeds 300
    characters, the most that a quote may have.
    """
    spans: list[tuple[int, int]] = []
    for low, high in _split(text, _sentence_cuts(text)):
        if spans and _count(text, *spans[-1]) < 3 and high - spans[-1][0] <= MAX_QUOTE:
            spans[-1] = (spans[-1][0], high)
        else:
            spans.append((low, high))
    for low, high in spans:
        yield from ((start + a, start + b) for a, b in _bounded(text, low, high))


def _sentence_cuts(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in _END.finditer(text) if not _ABBREVIATION.search(text[: m.start()][-8:])]


def _split(text: str, cuts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    low = 0
    for a, b in [*cuts, (len(text), len(text))]:
        if text[low:a].strip():
            yield low + len(text[low:a]) - len(text[low:a].lstrip()), low + len(text[low:a].rstrip())
        low = b


def _count(text: str, low: int, high: int) -> int:
    return len(words(text[low:high]))


def _bounded(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    while high - low > MAX_QUOTE:
        cut = [m for m in _BREAK.finditer(text, low + 60, low + MAX_QUOTE)] or \
              [m for m in re.compile(r"\s+").finditer(text, low + 60, low + MAX_QUOTE)]
        if not cut:
            yield low, low + MAX_QUOTE
            low += MAX_QUOTE
            continue
        yield low, cut[-1].start()
        low = cut[-1].end()
    if high > low:
        yield low, high


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("'", "['’]"), re.IGNORECASE)


FLAGS: dict[str, re.Pattern[str]] = {
    "negation": _any(r"\b(?:not|no|never|nobody|no one|none|nothing|neither|nor|without|hardly|cannot|\w+n't)\b"),
    "hedge": _any(r"\b(?:maybe|perhaps|probably|possibly|i think|i guess|i suppose|sort of|kind of|might|could be|not "
                  r"sure|should be|i believe|as far as i know|i imagine|roughly speaking|in principle|hopefully)\b"),
    "ignorance": _any(r"\b(?:don't know|no idea|not sure|couldn't (?:tell|say)|can't (?:tell|say)|wouldn't know|"
                      r"haven't (?:asked|checked|looked|heard|decided|discussed|thought)|need to (?:check|ask)|have to "
                      r"(?:check|ask)|good question|who knows|hard to say|unclear|not clear)\b"),
    "hearsay": _any(r"\b(?:(?:he|she|they|boss|apparently) (?:says?|said|told|thinks?|loves?|likes?|wants?)|i heard|"
                    r"i hear|i'm told|i was told|apparently|supposedly|rumou?r|word is)\b"),
    "conditional": _any(r"\b(?:if|unless|whether|in case|provided|assuming|as long as|once|until|depends?)\b"),
    "future": _any(r"\b(?:will|'ll|going to|gonna|would|plan to|planning|next (?:week|month|year|quarter)|soon|later|"
                   r"eventually|some ?day|at some point)\b"),
    "past": _any(r"\b(?:was|were|had|did|used to|last (?:week|month|year|quarter|time)|ago|yesterday|already|"
                 r"\w{3,}ed)\b"),
    "first_person": _any(r"\b(?:i|i'm|i've|i'd|i'll|me|my|myself|mine)\b"),
    "we": _any(r"\b(?:we|we're|we've|we'd|we'll|us|our|ours)\b"),
    "third_person": _any(r"\b(?:he|she|him|her|his|they|them|their)\b"),
    "obligation": _any(r"\b(?:must|have to|has to|needs? to|got to|required?|requirement|only if|not allowed|has got "
                       r"to|always|never|any(?:thing)? (?:above|over)|mandatory)\b"),
    "causal": _any(r"\b(?:because|so that|that's why|which means|due to|since|as a result|otherwise|therefore|costs?|"
                   r"leads? to|ends? up)\b"),
    "contrast": _any(r"\b(?:but|however|although|though|except|actually|instead|rather|to be honest|honestly|"
                     r"frankly|unfortunately|problem is|thing is|on the other hand)\b"),
    "agreement": _any(r"^(?:yes|yeah|yep|exactly|correct|right|absolutely|agreed|sure|of course|that's right|"
                      r"sounds good|perfect|fine|deal|okay|ok)\b"),
    "denial": _any(r"^(?:no|nope|not really|not exactly|not quite|not yet|hardly|well, no|oh no|mm, no|hm, no|never|"
                   r"not (?:me|mine|us|ours|him|her|anymore|any more))\b"),
    "trouble": _any(r"\b(?:wrong|late|lost|los(?:e|es|ing)|miss(?:ed|es|ing)?|manual(?:ly)?|by hand|chas(?:e|ing|ed)|"
                    r"wait(?:s|ed|ing)?|errors?|mistakes?|complain\w*|fail\w*|broke\w*|break\w*|mess\w*|stuck|delay\w*|behind|"
                    r"overtime|angry|rework\w*|redo|twice|too (?:long|late|many|much|slow)|struggl\w*|worse|worst|"
                    r"embarrass\w*|problems?|trouble\w*|pain\w*|nightmare|hate[sd]?|annoy\w*|argu\w*|crash\w*|"
                    r"ran out|run out|wast\w*|surpris\w*|blam\w*|shout\w*|yell\w*|sundays?|weekends?|nobody (?:knows?|"
                    r"sees?|notic\w*|told)|guess\w*|forg[eo]t\w*|spoil\w*|stopp\w*|idle|empty|penalt\w*|fines?|"
                    r"write-?offs?|wrote off)\b"),
    "change": _any(r"\b(?:no longer|anymore|any more|not any longer|used to|left|leaving|moved on|replaced|changed|"
                   r"instead|since then|new|took over|stopped|cancel\w*|postpon\w*|pushed|delayed|on hold)\b"),
}
QUESTION = re.compile(r"\?[\"'”’)\]]*\s*$")


def flags(text: str) -> tuple[float, ...]:
    """Return which language flags hold, in the order of FLAGS, then question."""
    return (*(1.0 if p.search(text) else 0.0 for p in FLAGS.values()), 1.0 if QUESTION.search(text) else 0.0)


FLAG_NAMES = (*FLAGS, "question")
