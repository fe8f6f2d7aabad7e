"""Guesses which object an export is, from which system, and which column fills which field."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from playbook.text_files import FileFault
from studio.exchange.crm import dates, numbers
from studio.exchange.crm.dates import DateOrder
from studio.exchange.crm.filemap import DATES, OWN, Column, FileMap, without_currency
from studio.exchange.crm.forms import with_forms
from studio.exchange.crm.table import Row, Table, open_table
from studio.exchange.crm.wishes import Wish
from studio.exchange.crm.words import KINDS, LANGUAGES, SYSTEMS, Kind, free, header_word, plain, slug, vocabulary

#: Rows that are looked at before fields are chosen, and values shown of each column.
_SAMPLED, _SHOWN = 200, 3
#: How sure a header in another language, a like header and one with values of another kind are.
_FOREIGN, _ALIKE, _DOUBTED, _OWN = 0.95, 0.6, 0.5, 0.5
_ENGLISH = "en"


def map_file(path: Path, wish: Wish | None = None) -> FileMap:
    """Return how an export is read, as it is guessed and as a person wishes.

    Raises FileFault where it is no export of a CRM that is known here.
    """
    wish = wish or Wish()
    table = open_table(path, known_headers)
    sample = [r for r in islice(table.rows(), _SAMPLED) if isinstance(r, Row)]
    kind = wish.object or _object(table, path)
    wish.check(table.headers, kind)
    columns = tuple(_columns(table, kind, sample, wish.columns))
    fields = vocabulary().fields[kind]
    groups = [fields[c.field].names.get(header_word(c.header), "") for c in columns if c.field in fields]
    mapped = FileMap(table, kind, wish.system or _system(groups, columns), _language(groups), columns)
    return with_forms(mapped, wished_dates=wish.dates, wished_numbers=wish.numbers)


def known_headers(headers: list[str]) -> int:
    """Return how many headers are known of the object that they fit best."""
    words = _words(headers)
    return max(_score(words, kind)[1] for kind in KINDS)


def looks_like_export(path: Path) -> bool:
    """Tell whether a text file is a CRM export and no transcript."""
    try:
        table = open_table(path, known_headers)
    except FileFault:
        return False
    return len(table.headers) > 2 and known_headers(table.headers) > 2


def _words(headers: list[str]) -> set[str]:
    return {header_word(without_currency(h)) for h in headers if h}


def _score(words: set[str], kind: Kind) -> tuple[float, int, int]:
    """How well headers fit an object: weighed, in number, and of those that tell the object."""
    hits = [f for f in vocabulary().fields[kind].values() if words & f.names.keys()]
    telling = sum(f.telling for f in hits)
    return telling * 3.0 + len(hits), len(hits), telling


def _object(table: Table, path: Path) -> Kind:
    words = _words(table.headers)
    scores = {kind: _score(words, kind) for kind in KINDS}
    stem = plain(path.stem)
    named = {kind: any(word in stem for word in vocabulary().files[kind]) for kind in KINDS}
    best = max(KINDS, key=lambda k: (scores[k][0] + 2.5 * named[k], -KINDS.index(k)))
    _, hits, telling = scores[best]
    if hits < 2 or not (telling or named[best]):
        seen = ", ".join(h for h in table.headers[:5] if h) or "none"
        raise FileFault(path, f"row {table.header_row}", "has no columns of a CRM export, expected some such as "
                        f"Opportunity ID, Stage, Close Date or First Name, Email (found {seen[:120]})")
    return best


def _system(groups: list[str], columns: tuple[Column, ...]) -> str:
    ids = [s for c in columns if c.field == "id" for s in c.samples]
    counts = {name: groups.count(name) for name in SYSTEMS}
    if ids and all(s.isdigit() for s in ids):
        counts["hubspot"] += 3
    elif ids and all(len(s) in (15, 18) and s.isalnum() for s in ids):
        counts["salesforce"] += 3
    return max(SYSTEMS, key=lambda s: counts[s]) if any(counts.values()) else ""


def _language(groups: list[str]) -> str:
    """The language of the headers; German, French and Spanish exports keep many English ones."""
    foreign = max(LANGUAGES, key=groups.count)
    return foreign if groups.count(foreign) * 4 >= max(len(groups), 1) else _ENGLISH


def _columns(table: Table, kind: Kind, sample: list[Row], wished: Mapping[str, str]) -> Iterator[Column]:
    guesses = [_guess(header, kind) for header in table.headers]
    taken, chosen = {name for name in wished.values() if name}, dict[int, tuple[str, float, str]]()
    for i in sorted(range(len(guesses)), key=lambda i: (-guesses[i][1], i)):
        chosen[i] = _chosen(table.headers[i], kind, guesses[i], taken, wished)
        taken.add(chosen[i][0])
    for i, header in enumerate(table.headers):
        values = [row.cells[i] for row in sample if row.cells[i]]
        name, confidence, note = chosen[i]
        if header not in wished and name and (doubt := _doubt(name, values)):
            confidence, note = confidence * _DOUBTED, doubt
        shown = tuple(v[:60] for v in dict.fromkeys(values))[:_SHOWN]
        yield Column(i, header, name, round(confidence, 2), shown, note,
                     vocabulary().kind_of_header.get(header_word(header), ""))


def _guess(header: str, kind: Kind) -> tuple[str, float]:
    """The field that a header names and how sure that is; none where none is near."""
    fields = vocabulary().fields[kind]
    for word in dict.fromkeys((header_word(header), header_word(without_currency(header)))):
        for name, known in fields.items():
            if word and word in known.names:
                return name, _FOREIGN if known.names[word] in LANGUAGES else 1.0
    names = {n: f.id for f in fields.values() for n in f.names if len(n) >= 8}
    word = header_word(header)
    near = difflib.get_close_matches(word, names, 1, 0.9) if 8 <= len(word) <= 60 else []
    return (names[near[0]], _ALIKE) if near else ("", 0.0)


def _chosen(header: str, kind: Kind, guess: tuple[str, float], taken: set[str],
            wished: Mapping[str, str]) -> tuple[str, float, str]:
    """The field that a column fills, how sure that is, and what is to be said of it."""
    if header in wished:
        return wished[header], 1.0, "as the mapping file says"
    name, confidence = guess
    if name and (name not in taken or vocabulary().fields[kind][name].many):
        return name, confidence, "" if confidence > _ALIKE else "the header is only alike"
    note = f"another column fills {name}" if name else ""
    if kind != "deal" or not header or header_word(header) in vocabulary().ignored[kind]:
        return "", 0.0, note
    key = slug(header.removesuffix("__c"), mark="_", fallback="field")
    return OWN + free(key, {n.removeprefix(OWN) for n in taken}, mark="_"), _OWN, note


def _doubt(name: str, values: list[str]) -> str:
    """Why a column's values do not look like its field; empty where they do."""
    if name.startswith(OWN):
        return ""
    fits = sum(_fits(name, value) for value in values)
    if not values:
        return "the column is empty"
    return f"only {fits} of {len(values)} values look like one" if fits * 2 < len(values) else ""


def _fits(name: str, value: str) -> bool:
    try:
        if name in DATES:
            dates.parse(value, DateOrder("day_first", True))
        elif name in ("amount", "amount_converted"):
            numbers.parse(value, None)
    except ValueError as error:
        return "no day of the calendar" in str(error)
    return name not in ("email", "contact_email") or "@" in value
