"""Measure the importer on labelled playbook documents of invented companies.

    python bench/importing.py                     the `look` half, as Markdown
    python bench/importing.py --misses            and what was missed, and what was wrong
    python bench/importing.py --half held_out     the other half: figures only
    python bench/importing.py --save FOLDER       keep the proposals; --proposals FOLDER scores kept ones
    python bench/importing.py --check             only look for faults in the labels

Each document goes through `playbook-studio import FILE --json`, on its own.

How it is counted. Texts are compared as words: no case, marks, punctuation or line breaks. Two texts **match** when
the entry's contains the label's, or stands in the label's and has at least 60% of its characters. A stage or an element
is compared by name, or by any other name that its label lists, and its name may be at most five times as long as the
label's; everything else by name, text, name and text together, or passage. Label and entry are paired one to one,
closest lengths first, and only where the kind is the label's or one that its label allows.

**Recall**: labels that were paired, of those of the kind. **Precision**: entries that were paired, of those of the
kind; a second entry for a label that already has one is wrong (a double), and so are one made from a passage that must
not become one (forbidden) and one that nobody expected (stray). Left out of both: optional labels and what was made of
them, and entries from a passage whose label forbids other kinds only. **Parent**: paired entries with a labelled parent
whose `place` leads to it: the second part of `place` is the id of the entry paired with the parent, or the parent's
name, or its canonical id where no other label has that. **Canonical**: the entry says the labelled canonical id, as
`canonical` or as the end of `place`. **Meaning kept**: the labelled definition of a paired stage or element stands in
the entry's text or passage. **Accounted for**: share of the content's characters that stand, clause by clause, in an
entry, in `unplaced` or in a `where`; navigation, running headers and footers are not content.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from import_corpus.corpus import KINDS, Forbidden, Label, Labelled, faults, halves, labelled, words

ENOUGH = 0.6
NAME_SHARE = 0.2
NAMED = ("stage", "element")
ROOTS = {"stage": "process", "element": "qualification"}
CLAUSES = re.compile(r"(?<=[.!?;:])\s+|\s+[–—|/]\s+|\n|\t")


@dataclass
class Score:
    """Counts for one document, or for several added up; keys are (what, kind)."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    failure: str = ""
    seconds: float = 0.0

    def add(self, what: str, kind: str = "", by: int = 1) -> None:
        self.counts[what, kind] += by

    def share(self, part: str, whole: str, kind: str | None = None) -> float | None:
        kinds = ("", *KINDS) if kind is None else (kind,)
        below = sum(self.counts[whole, k] for k in kinds)
        return sum(self.counts[part, k] for k in kinds) / below if below else None


def propose(path: Path) -> dict:
    """The importer's proposal for one file; raises RuntimeError with its last line where it fails."""
    command = [sys.executable, "-c", "import sys; from studio.cli import main; sys.exit(main())", "import", str(path),
               "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no message"])[-1])
    return json.loads(done.stdout)


def closeness(wanted: str, given: str) -> float:
    """0 where the texts do not match, else the shorter's share of the longer."""
    wanted, given = words(wanted), words(given)
    if not wanted or not given:
        return 0.0
    if f" {wanted} " in f" {given} ":
        return len(wanted) / len(given)
    share = len(given) / len(wanted)
    return share if share >= ENOUGH and f" {given} " in f" {wanted} " else 0.0


def texts(entry: dict) -> list[str]:
    name, text = entry.get("name") or "", entry.get("text") or ""
    return [name, text, f"{name} {text}", (entry.get("source") or {}).get("passage") or ""]


def fit(label: Label, entry: dict) -> float:
    """How closely an entry fits a label, whatever the kind of either."""
    if label.kind in NAMED:
        share = max(closeness(name, entry.get("name") or "") for name in label.names)
        return share if share >= NAME_SHARE else 0.0
    return max(closeness(label.text, text) for text in texts(entry))


def pair(labels: list[Label], entries: list[dict]) -> dict[int, int]:
    """Entry for label, by position, each at most once; the closest first."""
    close = [(fit(label, entry), entry["kind"] == label.kind, not label.optional, a, b)
             for a, label in enumerate(labels) for b, entry in enumerate(entries) if entry["kind"] in label.kinds]
    pairs: dict[int, int] = {}
    for share, _, _, a, b in sorted(close, key=lambda c: (c[:3], -c[3], -c[4]), reverse=True):
        if share and a not in pairs and b not in pairs.values():
            pairs[a] = b
    return pairs


def forbids(passages: list[Forbidden], entry: dict) -> Forbidden | None:
    return next((p for p in passages if any(closeness(p.text, text) for text in texts(entry))), None)


def score(document: Labelled, proposal: dict) -> Score:
    """Every count for one document."""
    result = Score()
    entries = [e for e in proposal["entries"] if e.get("kind") in KINDS]
    pairs = pair(document.labels, entries)
    count_labels(result, document, entries, pairs)
    taken = set(pairs.values())
    for position, entry in enumerate(entries):
        if position not in taken:
            count_unpaired(result, document, entry)
    count_characters(result, document, proposal)
    return result


def count_labels(result: Score, document: Labelled, entries: list[dict], pairs: dict[int, int]) -> None:
    for position, label in enumerate(document.labels):
        if label.optional:
            continue
        result.add("expected", label.kind)
        if position not in pairs:
            result.misses.append(f"missed {label.kind}: {label.text}")
            continue
        entry = entries[pairs[position]]
        result.add("found", label.kind)
        result.add("entries", entry["kind"])
        result.add("right", entry["kind"])
        count_details(result, document.labels, label, entry, entries, pairs)


def count_details(result: Score, labels: list[Label], label: Label, entry: dict, entries: list[dict],
                  pairs: dict[int, int]) -> None:
    """Parent, canonical id and meaning of a label that was found."""
    if label.parent:
        right = leads_to(entry.get("place") or "", label.parent, labels, entries, pairs)
        result.add("with_parent", label.kind)
        result.add("right_parent", label.kind, right)
        if not right:
            result.misses.append(f"wrong parent {entry.get('place')!r}, not {label.parent!r}: {label.text}")
    if label.canonical:
        result.add("with_canonical", label.kind)
        result.add("right_canonical", label.kind, label.canonical in (entry.get("canonical"), last(entry)))
    if label.says:
        result.add("with_meaning", label.kind)
        result.add("kept_meaning", label.kind, any(f" {words(label.says)} " in f" {words(t)} " for t in texts(entry)))


def last(entry: dict) -> str:
    return (entry.get("place") or "").rpartition(".")[2]


def leads_to(place: str, parent: str, labels: list[Label], entries: list[dict], pairs: dict[int, int]) -> bool:
    """Whether a place such as process.discovery is that of the parent with this name."""
    root, _, rest = place.partition(".")
    given = rest.partition(".")[0]
    at, owner = next((a, one) for a, one in enumerate(labels) if one.kind in NAMED and one.text == parent)
    if not given or root != ROOTS[owner.kind]:
        return False
    if at in pairs and given in (last(entries[pairs[at]]), entries[pairs[at]].get("id")):
        return True
    if any(closeness(name, given.replace("_", " ")) for name in owner.names):
        return True
    return given == owner.canonical and sum(one.canonical == given for one in labels) == 1


def count_unpaired(result: Score, document: Labelled, entry: dict) -> None:
    """An entry that no label took: a double, forbidden, stray, or left out of the count."""
    kind = entry["kind"]
    label = next((one for one in document.labels if kind in one.kinds and fit(one, entry)), None)
    passage = forbids(document.forbidden, entry)
    if label.optional if label else passage and kind not in passage.kinds:
        return
    result.add("entries", kind)
    result.add("double" if label else "forbidden" if passage else "stray", kind)
    word = "double" if label else f"forbidden ({passage.why})" if passage else "stray"
    result.misses.append(f"{word} {kind}: {entry.get('name') or ''} | {entry.get('text') or ''}"[:200])


def count_characters(result: Score, document: Labelled, proposal: dict) -> None:
    told = f" {words(' . '.join(everything(proposal)))} "
    for clause in (words(c) for block in document.blocks for c in CLAUSES.split(block)):
        result.add("characters", by=len(clause))
        result.add("accounted", by=len(clause) if f" {clause} " in told else 0)


def everything(proposal: dict) -> Iterator[str]:
    for entry in proposal["entries"]:
        yield from texts(entry)
        yield (entry.get("source") or {}).get("where") or ""
    for passage in proposal.get("unplaced", []):
        yield from (passage.get("text") or "", passage.get("where") or "")


def measure(name: str, kept: Path | None, save: Path | None) -> Score:
    """Run the importer on one document and score it; a failure scores as an empty proposal."""
    document, begun, failure = labelled(name), time.perf_counter(), ""
    try:
        proposal = json.loads((kept / f"{name}.json").read_text()) if kept else propose(document.path)
    except (RuntimeError, OSError, ValueError, subprocess.TimeoutExpired) as error:
        proposal, failure = {"entries": [], "unplaced": []}, str(error)
    seconds = time.perf_counter() - begun
    if save and not failure:
        save.mkdir(parents=True, exist_ok=True)
        (save / f"{name}.json").write_text(json.dumps(proposal, indent=1, ensure_ascii=False))
    result = score(document, proposal)
    result.seconds, result.failure = seconds, failure
    return result


def pooled(scores: list[Score]) -> Score:
    return Score(sum((one.counts for one in scores), Counter()), seconds=sum(one.seconds for one in scores))


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def kind_table(whole: Score) -> Iterator[str]:
    yield "| kind | labels | recall | precision | double | forbidden | stray | parent | canonical | meaning kept |"
    yield "| --- |" + " ---: |" * 9
    for kind in (*KINDS, None):
        def total(what: str, kind: str | None = kind) -> int:
            return sum(whole.counts[what, k] for k in (KINDS if kind is None else (kind,)))
        shares = [percent(whole.share(*two, kind)) for two in
                  (("found", "expected"), ("right", "entries"), ("right_parent", "with_parent"),
                   ("right_canonical", "with_canonical"), ("kept_meaning", "with_meaning"))]
        counts = [str(total(what)) for what in ("expected", "double", "forbidden", "stray")]
        cells = [(kind or "**all**").replace("_", " "), counts[0], *shares[:2], *counts[1:], *shares[2:]]
        yield "| " + " | ".join(cells) + " |"


def document_table(scores: dict[str, Score]) -> Iterator[str]:
    """Recall and precision of each kind, document by document."""
    heads = ["document", *(k.replace("_", " ") for k in KINDS), "all", "parent", "accounted for", "seconds"]
    yield "| " + " | ".join(heads) + " |"
    yield "| --- |" + " ---: |" * (len(heads) - 1)
    for name, one in {**scores, "**pooled**": pooled(list(scores.values()))}.items():
        cells = [f"{percent(one.share('found', 'expected', k))} / {percent(one.share('right', 'entries', k))}"
                 for k in (*KINDS, None)]
        yield "| " + " | ".join([name, *cells, percent(one.share("right_parent", "with_parent")),
                                 percent(one.share("accounted", "characters")), f"{one.seconds:.1f}"]) + " |"


def show(half: str, scores: dict[str, Score], misses: bool) -> None:
    print(f"\n## {half.replace('_', ' ')}: {len(scores)} documents\n")
    print("\n".join(kind_table(pooled(list(scores.values())))))
    print("\nRecall / precision by document:\n")
    print("\n".join(document_table(scores)))
    for name, one in scores.items():
        if one.failure:
            print(f"\n{name} failed: {one.failure}")
        if misses and one.misses:
            print(f"\n### {name}\n")
            print("\n".join(f"- {line}" for line in one.misses))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=["look", "held_out", "all"], default="look")
    parser.add_argument("--misses", action="store_true", help="list misses and wrong entries, of `look` only")
    parser.add_argument("--proposals", type=Path, help="score NAME.json files in this folder")
    parser.add_argument("--save", type=Path, help="keep the proposals in this folder")
    parser.add_argument("--check", action="store_true", help="look for faults in the labels, run nothing")
    chosen = parser.parse_args()
    wanted = {half: names for half, names in halves().items() if chosen.half in (half, "all") or chosen.check}
    if chosen.check:
        found = [fault for names in wanted.values() for name in names for fault in faults(labelled(name))]
        print("\n".join(found) or "The labels have no faults.")
        sys.exit(bool(found))
    for half, names in wanted.items():
        scores = {name: measure(name, chosen.proposals, chosen.save) for name in names}
        show(half, scores, chosen.misses and half == "look")


if __name__ == "__main__":
    main()
