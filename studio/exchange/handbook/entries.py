"""One entry as a section of the handbook: its fields in reading order, what is empty left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from playbook.labels import EXAMPLES, LAYOUT, META, SMALL, TONES, label
from playbook.model import (
    Anchor,
    Behaviour,
    CaptureField,
    Component,
    Element,
    Entry,
    Examples,
    ExitCriterion,
    Guidance,
    MethodRow,
    RecordClaim,
    Requirement,
    Slide,
    TalkPair,
    Trigger,
    Who,
)
from studio.exchange.handbook.document import (
    NOT_WRITTEN,
    Beside,
    Block,
    Facts,
    Items,
    Prose,
    Quotes,
    Row,
    Section,
    Table,
    Words,
    joined,
    plain,
    table,
)
from studio.exchange.handbook.words import (
    NEEDS,
    PROOFS,
    SIDES,
    Index,
    condition_words,
    days,
    draft_title,
    either,
    humane,
    measure_words,
    requirement_words,
    trigger_words,
    who_words,
)

_ORDERED = {"talk_track", "steps"}
_ELSEWHERE = {"exit_criteria", "events"}
_FACTS_AFTER = {Element: 2, TalkPair: 2}
_TITLES = {(Behaviour, "questions"): "What a manager asks", (Behaviour, "stages"): "Expected in",
           (MethodRow, "proof"): "What makes it believable"}


def entry_section(entry: Entry, path: str, index: Index, *, inside: Iterable[Section] = ()) -> Section:
    """Return an entry as a section; `inside` are sections that follow its own text."""
    rows = LAYOUT.get(type(entry), [])
    named = {f for row in rows for f in row} | META | set(SMALL) | _ELSEWHERE
    rows = [*rows, *((f,) for f in type(entry).model_fields if f not in named)]
    texts = [list(_row(entry, row, index, lead=n == 0)) for n, row in enumerate(rows)]
    texts.insert(_FACTS_AFTER.get(type(entry), 1), list(_facts(entry, index, defaults=any(texts))))
    own = [block for row in texts for block in row]
    parts = [*own, *_details(entry, index), *inside]
    if only := condition_words(entry.applies_when, index):
        parts.insert(0, Prose("Only for", plain(only), "aside"))
    if not own and not any(isinstance(b, Section) for b in parts):
        parts.append(Prose("", plain(f"{NOT_WRITTEN}."), "gap"))
    note = "may be left open" if getattr(entry, "mandatory", True) is False else ""
    return Section(entry.name, tuple(parts), path, _over(entry), note)


def _over(entry: Entry) -> str:
    """What kind of thing an entry is, where its name alone does not tell."""
    if isinstance(entry, Guidance):
        occasion = humane(entry.occasion)
        return "" if occasion == entry.name else occasion
    return "Exit criterion" if isinstance(entry, ExitCriterion) else ""


def _row(entry: BaseModel, fields: tuple[str, ...], index: Index, lead: bool) -> Iterator[Block]:
    blocks = [b for f in fields if f in type(entry).model_fields and f not in _ELSEWHERE
              for b in _field(entry, f, index, lead and len(fields) == 1)]
    if len(blocks) > 1:
        yield Beside(tuple(blocks))
    else:
        yield from blocks


def _field(entry: BaseModel, field: str, index: Index, lead: bool) -> Iterator[Block]:
    value, name = getattr(entry, field), _title(entry, field)
    if isinstance(value, Examples):
        for kind, title in EXAMPLES.items():
            yield from _said(title, TONES[kind], getattr(value, kind))
    elif field in TONES and value:
        yield from _said(name, TONES[field], value)
    elif isinstance(value, str) and value:
        yield Prose("" if lead else name, plain(value), "lead" if lead else "")
    elif isinstance(value, list) and value:
        yield from filter(None, [_list(entry, field, name, value, index)])


def _title(entry: BaseModel, field: str) -> str:
    return _TITLES.get((type(entry), field)) or label(field)


def _said(name: str, tone: str, values: list[Any]) -> Iterator[Quotes]:
    if values:
        yield Quotes(name, tone, tuple((v, "") if isinstance(v, str) else (v.text, v.why) for v in values))


def _list(entry: BaseModel, field: str, name: str, value: list[Any], index: Index) -> Block | None:
    first = value[0]
    if field == "cues":
        return Prose(name, plain(", ".join(value)), "aside")
    if field == "examples":
        return Quotes(name, "yes", tuple((v.text, v.why) for v in value))
    if isinstance(first, Anchor):
        scores = sorted(value, key=lambda a: a.score)
        return Table(name, ("Score", "What it looks like"),
                     tuple(Row(((plain(str(a.score)),), (plain(a.meaning),))) for a in scores))
    if isinstance(first, Component):
        return _parts_table(name, value)
    if isinstance(first, CaptureField | RecordClaim):
        return _capture_table(entry, name, value, index)
    return Items(name, tuple(_item(field, v, index) for v in value), field in _ORDERED or isinstance(first, Slide))


def _item(field: str, value: Any, index: Index) -> Words:
    if isinstance(value, Trigger):
        return trigger_words(value, index)
    if isinstance(value, Who):
        return who_words(value, index)
    if isinstance(value, Requirement):
        return requirement_words(value, index)
    if isinstance(value, Slide):
        return plain(f"{value.title}: {value.content}" if value.content else value.title)
    if field == "closes":
        return index.entry(value)
    return plain(draft_title(value) if field == "drafts" else value)


def _parts_table(name: str, parts: list[Component]) -> Block | None:
    rows = []
    for part in parts:
        about = " ".join(filter(None, (part.meaning, measure_words(part))))
        said = tuple(plain(capital(either([SIDES[s] for s in part.said_by]))) for _ in part.said_by[:1])
        needs = tuple(plain(capital(either([NEEDS[n] for n in part.needs]))) for _ in part.needs[:1])
        title = (plain(part.name),) if part.required else (plain(part.name), plain("not required"))
        rows.append(Row((title, (plain(about or f"{NOT_WRITTEN}."),), said, needs)))
    return table(name, ("What", "It is there when", "Said or shown by", "Must name"), rows)


def _capture_table(entry: Any, name: str, fields: list[CaptureField] | list[RecordClaim], index: Index) -> Block | None:
    def about(part: str | None) -> tuple[Words, ...]:
        return (plain(index.part(entry.id, part)),) if part else ()

    if isinstance(fields[0], CaptureField):
        rows = [Row(((plain(f.name),), (plain(_kind(f)),), about(f.component))) for f in fields]
        return table(name, ("Fact", "Kind", "Answers"), rows)
    claims: dict[tuple[str, str], tuple[Words, ...]] = {}
    for claim in fields:
        claims[claim.field, claim.compare] = claims.get((claim.field, claim.compare), ()) + about(claim.component)
    rows = [Row(((plain(name),), (plain(humane(by)),), what)) for (name, by), what in claims.items()]
    return table(name, ("CRM field", "Compared by", "Claims"), rows)


def _kind(field: CaptureField) -> str:
    return f"{humane(field.type)}: {either(field.choices)}" if field.choices else humane(field.type)


def _facts(entry: Entry, index: Index, *, defaults: bool) -> Iterator[Facts]:
    """The short facts of an entry; those that were left as they come only where `defaults` says so."""
    pairs = []
    for field in (*SMALL, "events"):
        info = type(entry).model_fields.get(field)
        if info is None or (not defaults and not info.is_required() and getattr(entry, field) == info.default):
            continue
        if words := _fact(field, getattr(entry, field), index):
            pairs.append((_title(entry, field), words))
    if pairs:
        yield Facts(tuple(pairs))


def _fact(field: str, value: Any, index: Index) -> Words:
    if value in (None, "", []) or field in ("mandatory", "occasion"):
        return ()
    if field in ("expected_by", "stages"):
        return joined([index.stage(s) for s in ([value] if isinstance(value, str) else value)])
    if field == "row":
        return index.row(value)
    words = value if field == "record_field" else capital(_plain_fact(field, value))
    return plain(words) if words else ()


def _plain_fact(field: str, value: Any) -> str:
    if field == "inactivity_days":
        return f"{days(value)} without a buyer's act"
    if field.endswith("days"):
        return "the same day" if value == 0 and field == "within_days" else days(value)
    if field == "exit_probability":
        return f"{value:.0%}"
    if field in ("weight", "priority"):
        return "" if value == 1 else f"{value:g} times" if field == "weight" else f"{value:g} (1 is usual)"
    if field == "proof":
        return PROOFS.get(value, "")
    if field in ("said_by", "needs"):
        return either([(NEEDS if field == "needs" else SIDES)[v] for v in value])
    return either([humane(v) for v in value]) if field == "events" else humane(value)


def _details(entry: Entry, index: Index) -> Iterator[Section]:
    """The questions and words of each component, under its name."""
    for part in (*getattr(entry, "components", ()), *getattr(entry, "indicators", ())):
        rows = (("questions",), ("signals", "counter_signals", "lookalikes"), ("cues",))
        if blocks := tuple(b for row in rows for b in _row(part, row, index, lead=False)):
            yield Section(part.name, blocks, over="How it sounds")


def capital(text: str) -> str:
    """Return a text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]
