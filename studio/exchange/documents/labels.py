"""What a heading or label says: its name, its number, its part, known ids."""

from __future__ import annotations

import re
from functools import lru_cache

from studio.exchange.documents import name_terms, terms
from studio.exchange.documents.conduct_terms import HEADINGS

_MARKS = re.compile(r"^[\s\-–—•*◦▪□☐☑☒✓✔✗✅❌⚠️➢►●○·>#]+(?=\S)|^\[[ xX]\]\s*")
#: Which stage a part is of: "Gate 2", "stage three".
_WHICH_STAGE = re.compile(
    r"\b(?:stage|gate|phase|step|[ée]tape|etapa|fase|stufe)s?(?:\s+(?:\d{1,2}|[ivx]{1,4}|[a-h]|one|two|three|four|five|"
    r"six|seven|eight|nine|ten))?\b\s*:?", re.I)
#: A number such as 4.1 before a heading.
_DOTTED = re.compile(r"^\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+")
#: A heading in two languages: the other one in brackets.
_BRACKETED = re.compile(r"\w\s*[(\[]([^()\[\]\d%]{4,60})[)\]]\s*:?$")
_KEYCAP = re.compile(r"^(\d)\ufe0f?\u20e3\s*")
_PICTURES = "\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2900-\u2bff\ufe0f\u20e3\U0001f000-\U0001faff"
_PICTURE = re.compile(rf"^[{_PICTURES}\s]+(?=[^{_PICTURES}\s])")
_PICTURED = re.compile(rf"\s*[{_PICTURES}]+\s*$")
#: A chance of winning behind a stage's name: "Committed - 90%".
_CHANCE = re.compile(r"(?<=\w)\s*[-–—:,]\s*\d{1,3}\s?%$")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,200}[)\]]")
_NUMBERED = re.compile(
    r"^(?:(?:the |sales |deal |opportunity )?(?:stage|phase|step|gate|pillar|part|chapter|section|letter|element|play|"
    r"slide)s?\b[\s:#]*)?"
    r"(?:(\d{1,2})(?:\.\d{1,2}){0,3}[.):]?(?:\s*[-–—:.]\s*|\s+|(?=[A-Z]))|([IVX]{1,4})[.):]\s+)", re.I)
_STAGE = r"(?:the |sales |deal |opportunity |pipeline )?(?:stage|phase|gate|[ée]tape|etapa|fase|stufe)"
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten"
_STAGE_WORD = re.compile(rf"^{_STAGE}s?\b[\s:#–—-]*(?:no\.? ?)?(?:(\d{{1,2}})|(?:[ivx]{{1,4}}|[a-h]|{_WORDS})"
                         r"(?=\s*[-–—:.)|]))?\s*[-–—:.)|]*\s*", re.I)
_SAYS_STAGE = re.compile(rf"^{_STAGE}\s*(?:#|no\.? ?)?(?:\d{{1,2}}|(?:[ivx]{{1,4}}|{_WORDS})\b|"
                         r"[a-h]\s*(?:[-–—:.)|]|$)|:|[-–—|])", re.I)
_CHAPTER = re.compile(
    rf"^(?:part|chapter|section)\s+(?:\d{{1,2}}|[ivx]{{1,4}}|[a-h]|{_WORDS})\s*[-–—:.)|]+\s*(?=\S)", re.I)
_LETTER = re.compile(
    r"^\(?([A-Z]{1,2}(?:\d)?)\)?(?:\s*[-–—:.)=]|\s+(?:is|stands|as in)\s?(?:for)?)\s+(?=\w)|^\(([A-Z])\)\s*")
_LABEL = re.compile(r"^(?P<label>[^\n:–—=?!.]{2,60}?|[A-Z]\.? ?[^\n:–—=?!.]{2,58}?)"
                    r"(?P<sep>\s*:\s+|\s+[-–—=]+\s+|\s*[–—]\s+)(?P<rest>\S.*)$", re.S)
_FIRST = re.compile(r"([^.!?:]{3,40})[.!]\s+(\S.*)$", re.S)
_ASKS = re.compile(r"(?:tell|walk|talk|help|show|describe|explain|take|give|let|imagine|suppose|what|who|how|why|when|"
                   r"where|which|is|are|do|does|did|have|has|can|could|would|will|if|on a scale)\b")
ARROW = re.compile(r"\s*(?:→|-+>|=>|➔|⇒)\s*")
_ENDS = " \t\n:.-–—*_\"“”'’#|✅❌⚠️"
_STAGES = [(canonical, re.compile(rf"(?:{pattern})", re.I)) for canonical, pattern in name_terms.STAGE_NAMES.items()]
_ELEMENTS = [(own, canonical, re.compile(rf"(?:the )?(?:{pattern})", re.I))
             for own, canonical, pattern in name_terms.ELEMENT_NAMES]
_ROLES = [(role, re.compile(pattern, re.I)) for role, pattern in terms.ROLES.items()]
_AREAS = [(area, re.compile("|".join(filter(None, (terms.AREAS.get(area), HEADINGS.get(area)))), re.I))
          for area in dict.fromkeys(("private", *terms.AREAS, *HEADINGS))]
_OCCASIONS = [(name, re.compile(pattern, re.I)) for name, pattern in name_terms.OCCASIONS.items()]
_FRAMEWORKS = [(name, re.compile(pattern, re.I)) for name, pattern in name_terms.FRAMEWORKS.items()]
_FILLER = re.compile(rf"\b(?:{terms.FILLER})\b|[^\w]+", re.I)


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Return text without bullets, check boxes and symbols before it."""
    text = _KEYCAP.sub(r"\1. ", text)
    for _ in range(3):
        if (shorter := _PICTURE.sub("", _MARKS.sub("", text, count=1), count=1)) == text:
            break
        text = shorter
    return text.strip()


@lru_cache(maxsize=4096)
def title(text: str) -> str:
    """Return what a heading is called: no numbering, no brackets, no end marks."""
    text = bare(text)[:200]
    shorter = _PICTURED.sub("", _BRACKETS.sub("", text).strip(_ENDS)) or text
    undotted = _DOTTED.sub("", shorter)
    if _SAYS_STAGE.match(undotted):
        shorter = _STAGE_WORD.sub("", undotted, count=1)
    shorter = _NUMBERED.sub("", _CHAPTER.sub("", shorter), count=1) or shorter
    shorter = ARROW.split(shorter)[0] or shorter
    shorter = _CHANCE.sub("", shorter)
    shorter = re.sub(r"\s+(?:stage|phase)$", "", shorter.strip(_ENDS), flags=re.I)
    return " ".join(shorter.strip(_ENDS).split()) or text.strip()


def number(text: str) -> int | None:
    """Return the number before a name ("Stage 3 – Demo", "2. Scoping"), if any."""
    text = bare(text)
    if (found := _STAGE_WORD.match(_DOTTED.sub("", text))) and found.group(1):
        return int(found.group(1))
    found = _NUMBERED.match(text)
    return int(found.group(1)) if found and found.group(1) else None


def numbers(text: str) -> tuple[int, ...]:
    """Return all the parts of the number before a name: (1, 6) for "1.6 Signing"."""
    found = re.match(r"\d{1,2}(?:\.\d{1,2}){0,3}(?=[.):]?\s)", bare(text))
    return tuple(int(part) for part in found.group().split(".")) if found else ()


def says_stage(text: str) -> bool:
    """Tell whether a heading itself says that it is a stage ("Stage 2: …", "Demo stage")."""
    text = _DOTTED.sub("", bare(text))
    plain = _BRACKETS.sub("", text).strip(_ENDS)
    return bool(_SAYS_STAGE.match(text) or re.search(r"\w\s+(?:stage|phase)\s*$", plain, re.I))


def stage_word_off(text: str) -> str:
    """Return a line without the "Stage 2:" that it begins with."""
    plain = _DOTTED.sub("", bare(text))
    return _STAGE_WORD.sub("", plain, count=1) or text if _SAYS_STAGE.match(plain) else bare(text)


def letter(text: str) -> tuple[str, str] | None:
    """Return the letter and the name of "M – Metrics" or "(M) Metrics", if it is one."""
    text = _DOTTED.sub("", bare(text))
    if not (found := _LETTER.match(text)):
        return None
    rest = text[found.end():].strip()
    mark = (found.group(1) or found.group(2))[:1]
    return (mark, rest) if rest[:1].upper() == mark or _similar(mark, rest) else None


def _similar(mark: str, rest: str) -> bool:
    return any(word[:1].upper() == mark for word in rest.split()[:3])


def label(text: str) -> tuple[str, str] | None:
    """Return the label and the rest of "Owner: the AE" or "Metrics – what …", if it has one."""
    text = bare(text)
    if found := letter(text):
        inner = label(found[1]) or ((first[1], first[2].strip()) if (first := _FIRST.match(found[1])) else None)
        return inner or (found[1], "")
    found = _LABEL.match(text)
    if not found or len(found["label"].split()) > 8 or found["label"].count("(") != found["label"].count(")"):
        return None
    return found["label"].strip(" *_\"“”"), found["rest"].strip()


def slug(text: str, limit: int = 60) -> str:
    """Return an id made of a name's words."""
    plain = text.lower().replace("&", " and ").replace("'", "").replace("’", "")
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return words[:limit].strip("_") or "entry"


@lru_cache(maxsize=4096)
def role(text: str) -> str | None:
    """Return what part of an entry a heading or label names, if any."""
    name = title(text).lower()
    if not name or len(name.split()) > 14:
        return None
    if found := next((role for role, pattern in _ROLES if pattern.search(name)), None):
        return found
    inside = _BRACKETED.search(text)
    return role(inside[1]) if inside else None


def pure_role(text: str) -> str | None:
    """Like `role`, where the heading says nothing else; a second language in brackets counts too."""
    if not (found := role(text)):
        return None
    if (inside := _BRACKETED.search(text)) and (other := pure_role(inside[1])):
        return other
    rest = dict(_ROLES)[found].sub(" ", title(text).lower())
    rest = " ".join(_FILLER.sub(" ", _WHICH_STAGE.sub(" ", rest)).split())
    return found if not rest or stage_canonical(rest) else None


def gives_part(text: str) -> bool:
    """Tell whether a line gives a chance, a time or an owner ("Probability: 40%"): it names nothing."""
    found = label(text)
    return bool(found and found[1] and pure_role(found[0]) in ("probability", "duration", "owner"))


@lru_cache(maxsize=4096)
def area(text: str) -> str | None:
    """Return which part of a playbook a heading opens; "nothing" or "private" (working life) for none of it."""
    name = title(text).lower()
    return next((area for area, pattern in _AREAS if pattern.search(name)), None)


@lru_cache(maxsize=4096)
def stage_canonical(text: str) -> str | None:
    """Return the canonical stage that a name is closest to, if it is a usual one."""
    name = title(text).lower()
    for part in [name, *re.split(r"\s*(?:/|&|,| and | or | \+ )\s*", name)]:
        for canonical, pattern in _STAGES:
            if part and pattern.fullmatch(part):
                return canonical
    return None


@lru_cache(maxsize=4096)
def element_known(text: str) -> tuple[str, str | None] | None:
    """Return own and canonical id of a known qualification element's name."""
    name = title(text).lower()
    if found := letter(text):
        name = title(found[1]).lower()
    name = re.split(r"\s*(?:/|&| and )\s*", name)[0] if not _element(name) else name
    if (known := _element(name)) is None and (inside := _BRACKETED.search(text)):
        return _element(title(inside[1]).lower())
    return known


def element_ids(names: list[str]) -> dict[str, str]:
    """Return the ids of the known elements in one list, by their names as ids: near synonyms stay two elements."""
    own = {slug(title(name)): known[0] for name in names if (known := element_known(name))}
    alike: dict[str, list[str]] = {}
    for name, known_ in own.items():
        alike.setdefault(known_, []).append(name)
    for known_, several in alike.items():
        keeps = known_ if known_ in several else several[0]
        own.update((name, name) for name in several if name != keeps)
    return own


def _element(name: str) -> tuple[str, str | None] | None:
    return next(((own, canonical) for own, canonical, pattern in _ELEMENTS if pattern.fullmatch(name)), None)


def framework(text: str) -> str | None:
    """Return the qualification framework that a text names, if any."""
    return next((name for name, pattern in _FRAMEWORKS if pattern.search(text)), None)


def named(text: str, names: dict[str, str]) -> str | None:
    """Return the id whose name pattern a title matches as a whole."""
    name = title(text).lower()
    return next((key for key, pattern in names.items() if re.fullmatch(rf"(?:{pattern})\??", name, re.I)), None)


def mentions(text: str, names: dict[str, str]) -> str | None:
    """Return the first id whose name pattern occurs in a text."""
    return next((key for key, pattern in names.items() if re.search(rf"\b(?:{pattern})", text, re.I)), None)


@lru_cache(maxsize=4096)
def occasion(text: str) -> str | None:
    """Return the conversation or document that a heading is about, if any."""
    return next((name for name, pattern in _OCCASIONS if pattern.search(text)), None)


def asks(text: str) -> bool:
    """Tell whether a line begins as a question does, or as a request to tell something."""
    return bool(_ASKS.match(bare(text).strip("\"“”'’ ").lower()))


def is_question(text: str) -> bool:
    """Tell whether a line is a question to somebody, perhaps with a remark after it."""
    words = bare(text).strip("\"“”'’ ")
    if _BRACKETS.sub("", words).strip("\"“”'’ ").endswith("?"):
        return True
    asked, mark, rest = words.rpartition("?")
    return bool(mark) and asked.count(" ") > 1 and (asks(asked) or words.endswith(")")) and len(rest.split()) < 5


def introduces(text: str) -> bool:
    """Tell whether a line only leads over to the list below it."""
    words = bare(text).strip("*_ ")
    return words.endswith(":") or bool(re.search(terms.INTRODUCES, words, re.I) and len(words.split()) < 30)


def frames(text: str) -> bool:
    """Tell whether a list item only says what the items beside it are for."""
    return bool(re.search(terms.FRAMES, text, re.I)) and len(text.split()) < 20
