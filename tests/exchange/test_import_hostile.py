"""Files that cannot or must not be read get one clear sentence, soon."""

import io
import time
import zipfile

import import_documents as documents
import pytest
from pypdf import PdfReader, PdfWriter

from playbook.text_files import FileFault
from studio.exchange.documents import propose, read_blocks


@pytest.fixture
def fault(tmp_path):
    """The sentence that a file's bytes get."""

    def sentence(name, raw):
        path = tmp_path / name
        path.write_bytes(raw)
        with pytest.raises(FileFault) as caught:
            read_blocks(path)
        told = str(caught.value)
        assert told.startswith(str(path)) and "\n" not in told and len(told) < 400
        return told.removeprefix(f"{path}: ")

    return sentence


def package(source, changed):
    """An Office file's bytes with parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in changed:
                after.writestr(name, before.read(name))
        for name, data in changed.items():
            after.writestr(name, data)
    return out.getvalue()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A sound Word and a sound PowerPoint file."""
    folder = tmp_path_factory.mktemp("office")
    return {s: documents.FORMATS[s](folder / f"a{s}") for s in (".docx", ".pptx")}


BODY = {".docx": "word/document.xml", ".pptx": "ppt/presentation.xml"}


@pytest.mark.parametrize("suffix", BODY)
def test_macros_are_refused(fault, office, suffix):
    raw = package(office[suffix], {f"{BODY[suffix].split('/')[0]}/vbaProject.bin": b"x"})
    assert "holds macros" in fault(f"a{suffix}", raw)
    assert "holds macros" in fault(f"a{suffix[:-1]}m", office[suffix].read_bytes())


@pytest.mark.parametrize("suffix", BODY)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(fault, office, suffix, encoding):
    xml = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert "declares a document type or an entity" in fault(
        f"a{suffix}", package(office[suffix], {BODY[suffix]: xml.encode(encoding)}))


@pytest.mark.parametrize("suffix", BODY)
def test_zip_bomb_is_refused_without_unpacking_it(fault, office, suffix):
    bomb = package(office[suffix], {"word/media/a.bin": b"\0" * 30_000_000})
    begun = time.monotonic()
    assert "zip bomb" in fault(f"a{suffix}", bomb)
    assert time.monotonic() - begun < 2


def test_too_many_parts_are_refused(fault, office):
    raw = package(office[".docx"], {f"word/media/{n}.txt": b"x" for n in range(5_001)})
    assert "parts, expected at most 5,000" in fault("a.docx", raw)


@pytest.mark.parametrize("suffix", BODY)
def test_broken_package_is_told_of(fault, office, suffix):
    raw = office[suffix].read_bytes()
    assert "is broken" in fault(f"a{suffix}", raw[:len(raw) // 2])
    assert "is broken" in fault(f"b{suffix}", package(office[suffix], {BODY[suffix]: b"<w:document"}))
    assert "is broken" in fault(f"c{suffix}", package(office[suffix], {"[Content_Types].xml": b""}))


def test_other_archives_and_formats_are_named(fault):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    told = fault("a.xlsx", out.getvalue())
    assert told.startswith("is a zip archive but no Word or PowerPoint file, expected Markdown")
    assert "old Office file or protected by a password" in fault("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 99)
    assert "is rich text (RTF)" in fault("a.rtf", b"{\\rtf1 hello}")
    assert "is an image" in fault("a.md", b"\x89PNG\r\n\x1a\n" + b"\0" * 99)
    assert "binary" in fault("a.txt", b"a\0b\0\0\0c" * 9)


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".pdf"])
def test_name_that_does_not_fit_the_content_is_told_of(fault, suffix):
    assert f"although its name ends in {suffix}" in fault(f"a{suffix}", b"# Just text")


def test_size_and_length_are_bounded(fault):
    assert fault("a.md", b"a" * 20_000_001) == "has 20.0 MB, expected at most 20 MB"
    assert "more text than 500 pages hold" in fault("a.txt", b"word " * 400_000)
    assert "more text than 500 pages hold" in fault("a.md", b"# Stage\n\n" * 60_000)
    assert "has 501 pages" in fault("a.pdf", documents.pdf_bytes([[(72, 700, 11, False, "x")]] * 501))


def test_file_that_is_absent_or_a_folder_is_told_of(tmp_path):
    with pytest.raises(FileFault, match="no such file"):
        read_blocks(tmp_path / "none.md")
    with pytest.raises(FileFault, match="is a folder"):
        read_blocks(tmp_path)


def test_empty_documents_say_so(fault, tmp_path):
    assert fault("a.md", b"\n\n") == "has no text in it, expected words to read"
    assert "has no text in it" in fault("a.html", b"<html><script>x</script></html>")
    assert "pictures of pages?" in fault("a.pdf", documents.pdf_bytes([[]]))


def test_pdf_behind_a_password_is_refused(fault, tmp_path):
    writer = PdfWriter(clone_from=PdfReader(documents.pdf(tmp_path / "a.pdf")))
    writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    assert "protected by a password" in fault("b.pdf", out.getvalue())


def test_broken_pdf_is_told_of(fault, tmp_path):
    raw = documents.pdf(tmp_path / "a.pdf").read_bytes()
    assert "is broken" in fault("b.pdf", b"%PDF-1.4\n" + b"junk " * 50)
    assert fault("c.pdf", raw.replace(b"/Kids", b"/Kidz"))


@pytest.mark.parametrize(("name", "text"), [
    ("a.md", ">" * 3_000 + " deep"),
    ("a.md", "\n".join(" " * (2 * n) + "- deep" for n in range(300))),
])
def test_nesting_without_end_is_refused(fault, name, text):
    assert "nests over 40 levels" in fault(name, text.encode())


@pytest.mark.parametrize(("name", "text"), [
    ("line.txt", "word " * 150_000),
    ("brackets.md", "[" * 30_000),
    ("stars.md", "*a **b _c " * 20_000),
    ("arrows.md", "Discovery → Demo → " * 20_000),
    ("commas.md", "## Stage 1: Demo\n### Exit criteria\n\n" + "done it, " * 20_000),
    ("divs.html", "<div>" * 20_000 + "deep"),
    ("bold.html", "<b>" * 20_000 + "deep"),
    ("tables.html", "<table>" * 2_000 + "<tr><td>deep"),
    ("spans.html", "<table><tr><td colspan=99999>a<td rowspan=99999>b<tr><td>c</table>"),
    ("headings.md", "# Stage 1: Demo\n\n" * 5_000),
    ("spaces.txt", " " * 300_000 + "x"),
    ("yaml.md", "---\na: &a [x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b]\n---\ntext"),
])
def test_hostile_text_is_read_within_seconds(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    begun = time.monotonic()
    propose([path])
    assert time.monotonic() - begun < 10


def test_html_reaches_for_nothing_outside(tmp_path, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was reached for"))
    path = tmp_path / "a.html"
    path.write_text('<img src="http://192.0.2.1/x"><iframe src="http://192.0.2.1"></iframe><p>Text</p>')
    assert [b.text for b in read_blocks(path)] == ["Text"]
