"""Facts named in a sentence: people, money, numbers, dates, organisations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SMALL = {w: n for n, w in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split())}
_TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALE = {"hundred": 1e2, "thousand": 1e3, "grand": 1e3, "k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6,
          "millions": 1e6, "bn": 1e9, "billion": 1e9, "lakh": 1e5, "crore": 1e7}
_NUMBER_WORDS = "|".join([*_SMALL, *_TENS, "hundred", "thousand", "million", "grand", "half", "dozen"])
_CURRENCY = (r"(?:[$€£¥₹]|\b(?:EUR|USD|GBP|CHF|NOK|SEK|DKK|CAD|AUD|SGD|MXN|INR|KES|PLN|JPY|euros?|dollars?|pounds?|"
             r"quid|kroner|kronor|krone|pesos?|francs?|shillings?|rupees?|yen|rand|zloty|grand|bucks|cents?)\b)")
_NUMBER = re.compile(r"(?<![\w.,])[-+]?\d{1,3}(?:[ ,.'’]\d{3})+(?:[.,]\d+)?|(?<![\w])\d+(?:[.,]\d+)?", re.UNICODE)
_SCALED = re.compile(r"\s?(k|m|mn|mio|bn|thousand|million|millions|billion|grand|hundred|lakh|crore)\b", re.I)
_SPELT = re.compile(rf"\b(?:{_NUMBER_WORDS})(?:[\s-]+(?:(?:and|point)[\s-]+)?(?:{_NUMBER_WORDS}))*\b", re.I)
_MONEY = re.compile(rf"(?:{_CURRENCY}\s?\d|\d[\d.,]*\s?(?:k|m|mn|million|thousand)?\s?{_CURRENCY}|"
                    rf"(?:{_NUMBER_WORDS})[\s-]+(?:\w+[\s-]+){{0,2}}{_CURRENCY}|\b(?:budget|price|cost|spend|invoice|"
                    r"fee|salary)s?\b[^.?!]{0,30}\d)", re.I)
_MONTH = (r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
          r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)")
_DATE = re.compile(
    rf"\b(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?|(?:the )?\d{{1,2}}(?:st|nd|rd|th)"
    rf"(?: of)?(?: {_MONTH})?|\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}}|(?:in|by|until|before|from|since|of|end of|early|"
    rf"mid|late|next|last|this|mid-) ?(?:{_MONTH})|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|q[1-4]|first quarter|second quarter|third quarter|fourth quarter|"
    r"(?:first|second) half|h[12]|fiscal year|year[- ]end|end of (?:the )?(?:year|month|quarter|week)|"
    r"(?:next|this|last|coming) (?:week|month|quarter|year|spring|summer|autumn|fall|winter)|tomorrow|"
    r"(?:spring|summer|autumn|winter|christmas|easter)|in (?:two|three|four|five|six|a|\d+) (?:days|weeks|months))\b",
    re.I)
_CALENDAR = re.compile(rf"\b(?:(\d{{4}})-(\d{{2}})-(\d{{2}})|(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})|({_MONTH})"
                       rf" (\d{{1,2}})(?:st|nd|rd|th)?\b|\b({_MONTH})\b|q([1-4]))", re.I)
_ROLE = re.compile(
    r"\b(?:C[EFOIT]O|CISO|CDO|CMO|CRO|COO|CHRO|MD|VP|SVP|EVP|chair(?:man|woman|person)?|president|director|manager|"
    r"head of|chief|controller|treasurer|owner|founder|partner|board|committee|supervisor|lead|boss|"
    r"secretary|administrator|counsel|lawyer|procurement|purchasing|legal|finance|works council|minister)\b", re.I)
_DOCUMENT = re.compile(
    r"\b(?:contract|agreement|MSA|DPA|NDA|RFP|RFI|RFQ|tender|document|questionnaire|spreadsheet|excel|slides?|deck|"
    r"paper|form|report|policy|template|terms|certificate|SOC ?2|ISO ?\d+|memo|proposal|quote|offer|"
    r"invoice|purchase order|PO|order form|checklist|matrix|list|minutes|letter|PDF|annex|appendix)\b", re.I)
_NAME = re.compile(r"(?<![.!?…:] )(?<!^)(?<![\"“'‘(])\b([A-ZÀ-ÞŠŽ][\w’'-]+(?: (?:de|van|von|der|la|el|bin|O['’])?"
                   r" ?[A-ZÀ-ÞŠŽ][\w’'-]+)*)")
_NOT_A_NAME = frozenset(
    "i i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december english excel teams zoom outlook powerpoint internet "
    "christmas easter ok okay it crm erp api sla kpi roi rfp pdf hr ceo cfo coo cio cto vp q1 q2 q3 q4 monday's".split())
KINDS = ("person", "money", "number", "date", "organisation", "document")


def plain(text: str) -> str:
    """Return a text in lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


@lru_cache(maxsize=40_000)
def numbers(text: str) -> tuple[float, ...]:
    """Return the numbers of a text, digits or words, scale words applied."""
    found: list[float] = []
    for match in _NUMBER.finditer(text):
        value = _value(match.group())
        scale = _SCALED.match(text, match.end())
        if value is not None:
            found.append(value * (_SCALE[scale.group(1).lower()] if scale else 1))
    found += [v for m in _SPELT.finditer(text) if (v := _spelt(m.group())) is not None]
    return tuple(found)


def _value(digits: str) -> float | None:
    grouped = re.fullmatch(r"[-+]?\d{1,3}(?:[ ,.'’]\d{3})+([.,]\d+)?", digits)
    if grouped:
        whole = digits[: len(digits) - len(grouped.group(1) or "")]
        text = re.sub(r"[ ,.'’]", "", whole) + (grouped.group(1) or "").replace(",", ".")
    else:
        text = digits.replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return None


def _spelt(phrase: str) -> float | None:
    """The value of number words: "three point two", "two-fifty", "twelve hundred"."""
    whole, _, decimals = phrase.lower().partition(" point ")
    value = _whole(re.split(r"[\s-]+", whole))
    digits = [str(_SMALL[w]) for w in re.split(r"[\s-]+", decimals) if w in _SMALL and _SMALL[w] < 10]
    scale = next((_SCALE[w] for w in re.split(r"[\s-]+", decimals) if w in _SCALE), 1.0)
    if digits:
        value = (value + float("0." + "".join(digits))) * scale
    return value if value > 2 or digits else None


def _whole(tokens: list[str]) -> float:
    total, current, last = 0.0, 0.0, ""
    for word in tokens:
        if word in _SMALL:
            current += _SMALL[word]
        elif word in _TENS:
            # "two-fifty" is said for 250, "twenty-fifty" for nothing.
            current = current * 100 + _TENS[word] if 0 < current < 10 and last in _SMALL else current + _TENS[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _SCALE:
            total, current = total + (current or 1) * _SCALE[word], 0.0
        elif word == "half":
            current += 0.5
        elif word == "dozen":
            current = (current or 1) * 12
        last = word
    return total + current


@lru_cache(maxsize=40_000)
def dates(text: str) -> frozenset[str]:
    """Return calendar keys of the dates in a text: 'm3', 'm3d14', 'q2'."""
    keys: set[str] = set()
    months = {m: n for n, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
    for y, m, d, day1, mon1, mon2, day2, mon3, quarter in _CALENDAR.findall(text):
        if y:
            keys |= {f"m{int(m)}", f"m{int(m)}d{int(d)}"}
        for name, day in ((mon1, day1), (mon2, day2), (mon3, "")):
            if name and not (name == mon3 and name == "may"):
                month = months[name[:3].lower()]
                keys.add(f"m{month}")
                if day:
                    keys.add(f"m{month}d{int(day)}")
        if quarter:
            keys.add(f"q{quarter}")
    return frozenset(keys)


@lru_cache(maxsize=40_000)
def names(text: str) -> tuple[str, ...]:
    """Return capitalised names inside a text, not at a sentence's start."""
    return tuple(n for n in _NAME.findall(text) if n.lower().replace("’", "'") not in _NOT_A_NAME)


class People:
    """Finds mentions of a deal's people by name."""

    def __init__(self, people: Iterable[tuple[str, str]]) -> None:
        """`people` are pairs of id and full name."""
        parts: dict[str, set[str]] = {}
        for person, name in people:
            for token in re.findall(r"[\w’'-]+", plain(name)):
                if len(token) > 2:
                    parts.setdefault(token, set()).add(person)
        self._parts = {token: next(iter(ids)) for token, ids in parts.items() if len(ids) == 1}

    def mentioned(self, text: str) -> frozenset[str]:
        """Return ids of the people a text names (capitalised)."""
        found = set()
        for token in re.findall(r"[\w’'-]+", text):
            if token[:1].isupper():
                person = self._parts.get(plain(token).removesuffix("'s").removesuffix("’s"))
                if person:
                    found.add(person)
        return frozenset(found)


@lru_cache(maxsize=40_000)
def has_date(text: str) -> bool:
    """Tell whether a text names a date or a time span in the calendar."""
    return bool(_DATE.search(text))


@lru_cache(maxsize=40_000)
def has_money(text: str) -> bool:
    """Tell whether a text names an amount of money."""
    return bool(_MONEY.search(text))


def kinds(text: str, people: frozenset[str]) -> tuple[float, ...]:
    """Return which kinds of fact a text names, in the order of KINDS."""
    named = names(text)
    money = has_money(text)
    return (
        float(bool(people) or bool(_ROLE.search(text))),
        float(money),
        float(money or bool(numbers(text))),
        float(has_date(text)),
        float(bool(named)),
        float(bool(_DOCUMENT.search(text))),
    )
