"""Hostile and arbitrary files: a fault at worst, offsets exact at best."""

import contextlib
import io
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playbook.text_files import FileFault
from studio.deals.evidence import Said, call_of, clean
from studio.deals.readers import READERS, read_artefact

SUFFIXES = sorted(READERS)
ANY_TEXT = st.text(st.characters(), max_size=300)
NAMES = st.from_regex(r"[A-Z][a-zé]{1,8}( [A-Z][a-z]{1,8})?", fullmatch=True).filter(
    lambda name: name not in ("To", "Cc", "From", "Date", "Sent", "Bcc", "Subject")
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)


def _read(name: str, content: bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return read_artefact(path)


def _is_exact(artefact) -> None:
    at = -1
    for piece in artefact.pieces:
        assert at <= piece.start < piece.end <= len(artefact.text)
        assert artefact.text[piece.start : piece.end].strip() == artefact.text[piece.start : piece.end]
        at = piece.end
    artefact.text.encode("utf-8")
    assert "\r" not in artefact.text and "\ufeff" not in artefact.text


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_file_over_20_mb_is_refused_before_it_is_read(tmp_path, monkeypatch, suffix):
    path = tmp_path / f"2026-01-01-big{suffix}"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("was read"))
    with pytest.raises(FileFault, match=r"has 50\.0 MB, expected at most 20 MB"):
        read_artefact(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_zip_image_and_binary_under_any_name_are_refused(suffix):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.txt", "Tom: hi")
    for content in (
        archive.getvalue(),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        b"abc\0def" * 9,
        bytes(range(256)) * 4,
    ):
        with pytest.raises(FileFault, match="expected"):
            _read(f"2026-01-01-x{suffix}", content)


def test_unknown_extension_is_refused():
    with pytest.raises(FileFault, match=r"expected one of \.txt"):
        _read("2026-01-01-x.docx", b"words")


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(SUFFIXES),
    st.one_of(st.binary(max_size=400), ANY_TEXT.map(lambda text: text.encode("utf-8", "surrogatepass"))),
)
@example(".eml", b"From: \xff\xfe\nSubject: =?x?q?=ff?=\n\n\xff")
@example(".eml", b"From: a@b\nContent-Type: multipart/mixed; boundary=\n\n--\n")
def test_any_bytes_are_read_or_refused(suffix, content):
    try:
        _is_exact(_read(f"2026-01-01-x{suffix}", content))
    except FileFault as fault:
        assert str(fault).count("\n") == 0


STARTS = {
    ".vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n<v ",
    ".srt": "1\n00:00:01,000 --> 00:00:02,000\n",
    ".eml": "From: a@b.c\nSubject: ",
    ".txt": "---\ntype: ",
    ".md": "From: a\nTo: b\n\nOn ",
    ".json": '{"transcript": [{"speakerId": ',
}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SUFFIXES), ANY_TEXT)
def test_any_bytes_after_a_good_start_are_read_or_refused(suffix, rest):
    try:
        _is_exact(_read(f"2026-01-01-x{suffix}", (STARTS[suffix] + rest).encode("utf-8", "replace")))
    except FileFault as fault:
        assert str(fault).count("\n") == 0


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ANY_TEXT, st.lists(ANY_TEXT, max_size=3)), max_size=8))
def test_offsets_are_exact_for_any_dialogue(dialogue):
    call = call_of(Said(name, words) for name, words in dialogue)
    _is_exact(call)
    assert len(call.text.splitlines()) == len(call.pieces)


@settings(max_examples=200, deadline=None)
@given(NAMES, NAMES, st.lists(st.tuples(WORDS, WORDS), min_size=2, max_size=6))
def test_written_dialogue_is_read_back_turn_by_turn(one, other, exchanges):
    lines = []
    for question, answer in exchanges:
        for name, words in ((one, question), (other, answer)):
            lines.append(f"{name}: said {' '.join(clean(words).split())}".rstrip())
    text = "---\ntype: call\n---\n" + "\n".join(lines)
    call = _read("2026-01-01-x.txt", text.encode())
    assert call.text == "\n".join(lines)
    assert [p.speaker for p in call.pieces] == [one, other] * len(exchanges)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".vtt", ".srt", ".eml"])
@pytest.mark.parametrize(
    "line",
    ["a", "> ", "On x wrote:\n", "<v ", "Tom: hi\n", "From: x\nTo: y\n", "[00:", "**", "<div>", "- ", " "],
)
def test_time_to_read_grows_with_the_file_and_not_with_its_square(suffix, line):
    start = STARTS[suffix].removeprefix("---\ntype: ")

    def seconds(size):
        content = (start + line * (size // len(line))).encode()
        began = time.process_time()
        with contextlib.suppress(FileFault):
            _read(f"2026-01-01-x{size}{suffix}", content)
        return time.process_time() - began

    # Eight times the file: linear is 8, quadratic 64; tiny times are noise.
    small, large = seconds(100_000), seconds(800_000)
    assert large < 40 * max(small, 0.02)
