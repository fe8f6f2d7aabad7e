"""Bad input ends with 1 and one line on stderr: which file, where, what was expected."""

import io
import re
import zipfile

import pytest

DEAL_COMMANDS = (("run", "deal_review"), ("compare",), ("deals", "show"))
BOOK_COMMANDS = (("check",), ("export",))
on_deal = pytest.mark.parametrize("command", DEAL_COMMANDS, ids=" ".join)
on_book = pytest.mark.parametrize("command", BOOK_COMMANDS, ids=" ".join)
json_or_not = pytest.mark.parametrize("flags", [(), ("--json",)], ids=["plain", "json"])


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.yaml", "id: a")
    return packed.getvalue()


# -- deals


@json_or_not
@on_deal
def test_missing_folder(call, command, flags, tmp_path):
    fault = call(*command, tmp_path / "none", *flags).fault
    assert fault.startswith(f"{tmp_path / 'none'}: no such deal, expected a folder with a deal.yaml")


@on_deal
def test_folder_without_a_deal(call, command, tmp_path):
    assert call(*command, tmp_path).fault == f"{tmp_path}: has no deal.yaml, expected a deal folder"


@on_deal
def test_name_far_too_long(call, command):
    assert "no such deal" in call(*command, "x" * 5000).fault


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("product: slotting", "product: [slotting", "line 1[4-9]: broken YAML"),
        (
            "  name: Slotting",
            "  name: Slotting\n  name: Again",
            "line 5: broken YAML: the key 'name' stands twice",
        ),
        (
            "{id: ortiz, name: Dana Ortiz",
            "{name: Dana Ortiz",
            r"people.\[1\].id: is missing, expected a value",
        ),
        ("{id: vance,", "{id: ortiz,", "people.ortiz: the id stands twice, expected once"),
        ("{id: e2,", "{id: e1,", "events.e1: the id stands twice, expected once"),
        ("date: 2026-02-11", "date: 2026-01-11", "events.e2.date: 2026-01-11 is before e1"),
        ("date: 2026-02-11", "date: 2026-02-31", "events.e2.date: expected a date as YYYY-MM-DD"),
        (
            "side: buyer}\n  - {id: vance",
            "side: ally}\n  - {id: vance",
            "people.ortiz.side: expected one of buyer",
        ),
        ("amount: 240000", "amount: a lot", "opportunity.amount: expected an amount"),
        (
            "evidence: [2026-02-11-call]",
            "evidence: [2026-02-11-lost]",
            "events.e2.evidence: '2026-02-11-lost'.*no file",
        ),
        ("evidence: [2026-02-11-call]", "evidence: [../../secret]", "without path separators"),
    ],
    ids=lambda v: v[:24],
)
@on_deal
def test_fault_in_the_deal_file(call, deal, command, old, new, told):
    path = deal / "deal.yaml"
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))
    fault = call(*command, deal).fault
    assert fault.startswith(f"{path}: ")
    assert re.search(told, fault), fault


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "expected a mapping with id, people and events, found nothing"),
        (b"- a", "found a list"),
        (zipped(), "is a zip archive, expected text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is an image, expected text"),
        (b"[" * 100_000, "nests over 200 levels"),
        (b"\0\1\2" * 50, "expected text"),
        (b"id: [", "line 2: broken YAML"),
    ],
    ids=["empty", "list", "zip", "image", "deep", "binary", "cut off"],
)
@on_deal
def test_something_else_in_place_of_the_deal_file(call, deal, command, content, told):
    (deal / "deal.yaml").write_bytes(content)
    fault = call(*command, deal).fault
    assert fault.startswith(f"{deal / 'deal.yaml'}: ") and told in fault


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (zipped(), "is a zip archive, expected text"),
        (b"%PDF-1.7 \xe2\xe3", "is a PDF, expected text"),
        (b"\0\1\2" * 50, "expected text"),
        (b"", "expected"),
    ],
    ids=["zip", "pdf", "binary", "empty"],
)
@on_deal
def test_evidence_that_is_no_text(call, deal, command, content, told):
    path = deal / "evidence" / "2026-02-11-call.txt"
    path.write_bytes(content)
    fault = call(*command, deal).fault
    assert fault.startswith(f"{path}: ") and told in fault


@on_deal
def test_evidence_file_of_50_mb(call, deal, command):
    path = deal / "evidence" / "2026-02-11-call.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert call(*command, deal).fault == f"{path}: has 50.0 MB, expected at most 20 MB"


def test_deal_file_of_50_mb(call, deal):
    with (deal / "deal.yaml").open("r+b") as file:
        file.truncate(50_000_000)
    assert call("deals", "show", deal).fault == f"{deal / 'deal.yaml'}: has 50.0 MB, expected at most 20 MB"


def test_evidence_in_another_encoding_is_read(call, deal):
    path = deal / "evidence" / "2026-02-11-call.txt"
    path.write_bytes(path.read_text().replace("Picking", "Pické").encode("cp1252"))
    assert "Pické" in call("deals", "show", deal).out


@json_or_not
def test_unknown_event(call, deal, flags):
    fault = call("run", "deal_review", deal, "--as-of", "e9", *flags).fault
    assert fault == "deal 'harbor' has no event 'e9', expected one of e1, e2"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("status: partial", "status: sure", "expected one of evidenced, partial"),
        ("  stage_supported: discovery", "  stage_supported: [", "line [0-9]+: broken YAML"),
    ],
)
def test_fault_in_the_labels(call, deal, old, new, told):
    path = deal / "gold.yaml"
    path.write_text(path.read_text().replace(old, new, 1))
    for command in (("compare",), ("deals", "check")):
        answer = call(*command, deal, "--json")
        assert answer.code == 1, command
        assert "gold.yaml" in answer.err and re.search(told, answer.err.splitlines()[-1]), answer.err


def test_labels_are_not_read_where_they_are_not_needed(call, deal):
    (deal / "gold.yaml").write_text("[")
    assert call("deals", "show", deal).code == 0
    assert call("run", "deal_review", deal, "--json").code == 0


@pytest.mark.parametrize(
    "change", [("deal.yaml", b"id: ["), ("evidence/2026-02-11-call.txt", b""), ("gold.yaml", b"[")]
)
def test_deals_check_tells_the_first_fault_on_stderr_too(call, deal, change):
    (deal / change[0]).write_bytes(change[1])
    answer = call("deals", "check", deal)
    assert answer.code == 1
    assert answer.err.startswith(f"{deal / change[0]}: ") and len(answer.err.splitlines()) == 1


# -- playbooks


@json_or_not
@on_book
def test_missing_playbook(call, command, flags):
    fault = call(*command, "none.yaml", *flags).fault
    assert fault.startswith("none.yaml: no such playbook, expected a file or one of reference, ")


@on_book
def test_playbook_name_far_too_long(call, command):
    assert "no such playbook" in call(*command, "x" * 5000).fault


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("stages: [talk]", "stages: [gone]", "behaviours.ask.stages: 'gone' is no stage in this playbook"),
        ("stages: [talk]", "stages: [talk", "line 6: broken YAML"),
        ("name: Ask first", "nmae: Ask first", "behaviours.ask.nmae: is not a field here"),
        (
            "name: Acme",
            "name: Acme\nname: B",
            "line 3: broken YAML: the key 'name' stands twice, expected once",
        ),
        ("id: acme\n", "", "id: is missing, expected a value"),
        (
            "canonical: discovery",
            "canonical: chat",
            "process.talk.canonical: 'chat' is unknown, expected one of lead",
        ),
    ],
    ids=["dangling", "broken", "unknown field", "twice", "no id", "canonical"],
)
@on_book
def test_fault_in_the_playbook(call, book, command, old, new, told):
    assert book.read_text().count(old) == 1
    book.write_text(book.read_text().replace(old, new))
    fault = call(*command, book).fault
    assert fault.startswith(f"{book}: {told}")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (zipped(), "is a zip archive, expected YAML text"),
        ("name: café".encode("latin-1"), "is not UTF-8, expected YAML"),
        (b"", "expected a playbook (a mapping with id and name), found nothing"),
        (b"[" * 100_000, "nests over 200 levels"),
        (b"\0" * 100, "broken YAML"),
    ],
    ids=["zip", "latin-1", "empty", "deep", "binary"],
)
@on_book
def test_something_else_in_place_of_the_playbook(call, book, command, content, told):
    book.write_bytes(content)
    fault = call(*command, book).fault
    assert fault.startswith(f"{book}: ") and told in fault


@on_book
def test_playbook_of_50_mb(call, book, command):
    with book.open("r+b") as file:
        file.truncate(50_000_000)
    assert call(*command, book).fault == f"{book}: has 50.0 MB, expected at most 20 MB"


@on_book
def test_folder_in_place_of_the_playbook(call, command, tmp_path):
    assert call(*command, tmp_path).fault == f"{tmp_path}: is a folder, expected a YAML file"


def test_playbook_is_read_anew_once_it_changed(call, book):
    assert call("check", book, "--json").data["playbook"]["name"] == "Acme"
    book.write_text(book.read_text().replace("name: Acme", "name: Acme Two"))
    assert call("check", book, "--json").data["playbook"]["name"] == "Acme Two"


@pytest.mark.parametrize("command", [("run", "deal_review"), ("compare",)], ids=" ".join)
def test_bad_playbook_for_a_good_deal(call, deal, book, command):
    book.write_text("id: [")
    assert call(*command, deal, "--playbook", book).fault.startswith(f"{book}: line ")


# -- the rest


def test_model_for_an_engine_that_has_none(call, deal):
    assert "offline engine has no models" in call("run", "deal_review", deal, "--model", "x").fault


def test_place_that_cannot_be_written(call, tmp_path):
    fault = call("export", "reference", "--out", tmp_path / "none" / "x.yaml").fault
    assert fault.startswith(f"{tmp_path / 'none' / 'x.yaml'}: cannot be written")


def test_home_that_cannot_be_written(call, deal, home):
    home.write_text("a file")
    answer = call("compare", deal, "--specificity", "none", "--json")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.splitlines()[-1].startswith(f"{home}: cannot keep the comparison there")
