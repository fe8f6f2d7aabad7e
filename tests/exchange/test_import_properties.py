"""Whatever a document says: nothing is dropped, nothing is made up, the playbook is valid."""

import re
import tempfile
from pathlib import Path

import import_documents as documents
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from playbook.files import parse_playbook, to_yaml
from playbook.text_files import FileFault
from studio.exchange.documents import playbook_from, propose, read_blocks

NAMES = [
    "Discovery", "Stage 2: Demo", "3. Proposal", "Sales stages", "Exit criteria", "Entry criteria", "Objective",
    "Required before moving to Demo", "Customer actions", "Activities", "Typical duration", "Risks", "MEDDPICC",
    "M – Metrics", "Champion", "Economic buyer", "BANT", "Budget", "Questions to ask", "Common pitfalls",
    "Scoring", "Our behaviours", "Multi-threading", "Anti-patterns", "Plays", "Objection handling",
    "Why change?", "Do", "Don't", "Discovery call", "Talk track", "Value drivers", "Resources", "FAQ", "Owner",
    "Problem", "Impact", "Payoff",
]
SAID = [
    "Buyer has agreed to a date", "We sent the deck", "Who signs that?", "Owner: the AE",
    "Metrics: what it costs them", "If the champion goes quiet, call the sponsor.",
    "Sellers never discount early.", "Demo: the yard has seen it",
    "A deal leaves Discovery only when a buyer has named the problem.", "2-4 weeks",
    "Lead → Demo → Proposal → Closed", "The canteen opens at noon.", "These must be done before moving on:",
    "Met, agreed, signed", "0: nothing known",
]
CELLS = [
    "Stage", "Exit criteria", "Owner", "Discovery", "Demo", "Met; agreed", "Who signs?", "Metrics", "Problem",
    "Do", "",
]

line = st.one_of(st.sampled_from(SAID), st.sampled_from(NAMES), st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40))
block = st.one_of(
    st.tuples(st.just("heading"), st.sampled_from(NAMES), st.integers(1, 6)),
    st.tuples(st.just("item"), line, st.integers(0, 2)),
    st.tuples(st.just("paragraph"), line, st.just(0)),
    st.tuples(st.just("table"), st.integers(1, 3).flatmap(lambda width: st.lists(
        st.lists(st.sampled_from(CELLS), min_size=width, max_size=width), min_size=2, max_size=4)), st.just(0)),
)
anything = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def as_markdown(blocks):
    lines = []
    for kind, told, level in blocks:
        if kind == "table":
            width = len(told[0])
            lines += ["", *(f"| {' | '.join(row)} |" for row in [told[0], ["---"] * width, *told[1:]]), ""]
        else:
            lines += {"heading": ["", "#" * level + f" {told}", ""], "item": ["  " * level + f"- {told}"],
                      "paragraph": ["", told, ""]}[kind]
    return "\n".join(lines)


def read(text, suffix=".md"):
    """The blocks and the proposal of a text, or None where it has no words."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"handbook{suffix}"
        path.write_text(text, encoding="utf-8")
        try:
            return read_blocks(path), propose([path])
        except FileFault:
            return None


def words(text):
    return " ".join(re.findall(r"\w+", text.lower()))


def told_in(proposal):
    """Everything that a proposal says, as one text."""
    parts = []
    for entry in proposal.entries:
        parts += [entry.name, entry.text, *(t for texts in entry.fields.values() for t in texts)]
        for source in (entry.source, *entry.also):
            parts += [source.passage, *source.trail]
    for left in proposal.unplaced:
        parts += [left.text, *left.trail]
    return f" {' '.join(words(part) for part in parts)} "


def check_whole(blocks, proposal):
    held = told_in(proposal)
    for read_block in blocks:
        texts = [cell for _, cell in read_block.cells] if read_block.kind == "row" else read_block.text.split("\n")
        for text in texts:
            assert words(text) in held, (read_block.kind, text)


def check_verbatim(blocks, proposal):
    told = {text for b in blocks for text in [*b.text.split("\n"), *(t for _, c in b.cells for t in c.split("\n"))]}
    heads = {head for b in blocks for head, _ in b.cells}
    for entry in proposal.entries:
        for source in (entry.source, *entry.also):
            for passage in source.passage.split("\n"):
                whole = any(passage in text for text in told | heads)
                assert whole or all(any(p in text for text in told) for p in passage.split(" | ")), passage


@anything
@example([("heading", "Exit criteria", 2), ("paragraph", "Met, agreed, signed", 0), ("item", "Who signs that?", 2)])
@example([("heading", "Plays", 1), ("item", "If the deal slips, call the sponsor.", 0), ("item", "2-4 weeks", 1)])
@given(st.lists(block, min_size=1, max_size=25))
def test_nothing_is_dropped_and_every_passage_is_verbatim(blocks):
    if (found := read(as_markdown(blocks))) is not None:
        check_whole(*found)
        check_verbatim(*found)


@anything
@given(st.lists(st.one_of(line, st.just("")), min_size=1, max_size=25), st.sampled_from([".txt", ".html"]))
def test_nothing_is_dropped_from_text_either(lines, suffix):
    if (found := read("\n".join(lines), suffix)) is not None:
        check_whole(*found)


@anything
@given(st.lists(block, min_size=1, max_size=25))
def test_whatever_is_accepted_makes_a_valid_playbook(blocks):
    if (found := read(as_markdown(blocks))) is None:
        return
    _, proposal = found
    ids = [entry.id for entry in proposal.entries]
    assert len(set(ids)) == len(ids)
    for accepted in (None, ids[::2], ids[1::2]):
        book = playbook_from(proposal, accepted, id="x", name="X")
        assert parse_playbook(to_yaml(book)) == book


@anything
@given(st.text(max_size=400), st.sampled_from([".md", ".txt", ".html"]))
def test_any_text_is_read_or_refused_in_a_sentence(text, suffix):
    read(text.encode("utf-8", "ignore").decode("utf-8"), suffix)


@settings(anything, max_examples=40)
@given(st.sampled_from([".docx", ".pptx", ".pdf"]), st.data())
def test_damaged_file_is_read_or_refused_in_a_sentence(suffix, data):
    with tempfile.TemporaryDirectory() as folder:
        path = documents.FORMATS[suffix](Path(folder) / f"a{suffix}")
        raw = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 20))):
            raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(bytes(raw[:data.draw(st.integers(len(raw) // 2, len(raw)))]))
        try:
            read_blocks(path)
        except FileFault as told:
            assert "\n" not in str(told)
