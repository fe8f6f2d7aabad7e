"""YAML as people mean it, and every way in which a playbook file can be wrong."""

import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playbook_examples import bent

from playbook.files import parse_playbook, read_playbook
from playbook.text_files import FileFault, parse_yaml, read_yaml, write_yaml

HEAD = "id: a\nname: b\n"


# -- words


@pytest.mark.parametrize(
    "word", ["NO", "No", "on", "off", "yes", "y", "12:30", "1:30:00", "007", "0b1", "=", "1e5"]
)
def test_word_that_yaml_1_1_would_change_is_text(word):
    assert parse_yaml(f"country: {word}\n{word}: 1\n", "f") == {"country": word, word: 1}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("2.5", 2.5),
        ("1_000", 1000),
        (".5", 0.5),
    ],
)
def test_plain_word_has_its_plain_meaning(word, value):
    assert parse_yaml(f"a: {word}", "f") == {"a": value}


def test_anchors_and_merge_keys_work():
    text = "base: &b {x: 1, y: 2}\nmore:\n  deep: &d {<<: *b, y: 3}\nlast: {<<: *d, z: 4}\n"
    assert parse_yaml(text, "f")["last"] == {"x": 1, "y": 3, "z": 4}


def test_byte_order_mark_is_left_out():
    assert parse_playbook("\ufeffid: a\nname: b".encode()).id == "a"


# -- broken files


def fault_of(text: str | bytes) -> str:
    with pytest.raises(FileFault) as caught:
        parse_playbook(text, "book.yaml")
    message = str(caught.value)
    assert message.startswith("book.yaml: ") and "\n" not in message
    return message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + "process: [\n  {id: a\n", 5),
        (HEAD + "\tdescription: x\n", 3),
        (HEAD + "a: b: c\n", 3),
        (HEAD + 'description: "open\n', 4),
        (HEAD + "description: *none\n", 3),
        (HEAD + "description: !!python/object:os.system x\n", 3),
        (HEAD + "---\nid: b\n", 3),
        (HEAD + "? [a]\n: b\n", 3),
    ],
)
def test_broken_yaml_is_told_with_its_line(text, line):
    assert f"line {line}: broken YAML" in fault_of(text)


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        (HEAD + "id: c\n", 3, "id"),
        (HEAD + "method:\n  summary: a\n  summary: b\n", 5, "summary"),
        (HEAD + "behaviours:\n- {id: x, name: y, id: z}\n", 4, "id"),
        (HEAD + 'on: 1\n"on": 2\n', 4, "on"),
    ],
)
def test_key_that_stands_twice_is_told_with_its_line(text, line, key):
    assert f"line {line}: broken YAML: the key '{key}' stands twice" in fault_of(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [("", "nothing"), ("# only a comment", "nothing"), ("- a", "a list"), ("words", "text"), ("3", "int")],
)
def test_file_that_is_no_mapping_is_told_what_was_expected(text, found):
    assert f"expected a playbook (a mapping with id and name), found {found}" in fault_of(text)


def test_zip_in_place_of_a_file_is_called_one(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("playbook.yaml", HEAD)
    (tmp_path / "book.yaml").write_bytes(packed.getvalue())
    with pytest.raises(FileFault, match=r"book\.yaml: is a zip archive, expected YAML text"):
        read_playbook(tmp_path / "book.yaml")


@pytest.mark.parametrize(
    "content", ["id: caf\xe9".encode("latin-1"), HEAD.encode("utf-16"), b"\x89PNG\r\n\x1a\n\0"]
)
def test_file_that_is_not_utf_8_is_told_the_byte(content):
    assert "is not UTF-8, expected YAML text in UTF-8" in fault_of(content)


def test_binary_file_is_refused():
    assert "broken YAML" in fault_of(b"\0" * 500)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("absent.yaml", "no such playbook, expected a file or one of reference"),
        (".", "is a folder, expected a YAML file"),
        ("x" * 5000, "no such"),
    ],
)
def test_path_that_is_no_file_is_told(tmp_path, monkeypatch, name, expected):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileFault, match=expected):
        read_playbook(name)


def test_file_over_20_mb_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda self: pytest.fail("was read"))
    with pytest.raises(FileFault, match=r"big\.yaml: has 50\.0 MB, expected at most 20 MB"):
        read_yaml(path)


def test_shipped_playbook_is_found_beside_a_folder_of_its_name(tmp_path, monkeypatch):
    (tmp_path / "reference").mkdir()
    monkeypatch.chdir(tmp_path)
    assert read_playbook("reference").id == "reference"


def test_own_file_goes_before_a_shipped_playbook_of_its_name(tmp_path, monkeypatch):
    (tmp_path / "reference").write_text(HEAD)
    monkeypatch.chdir(tmp_path)
    assert read_playbook("reference").id == "a"


# -- hostile files


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "a: " + "[" * 300_000,
        "- " * 100_000,
        "? " * 100_000,
        "- ? " * 50_000,
        "\n".join(" " * n + "a:" for n in range(2000)),
        "[{a: " * 50_000,
    ],
)
def test_deep_nesting_is_refused_and_ends_no_process(text):
    assert "nests over 200 levels" in fault_of(text)


def test_brackets_in_words_are_no_nesting():
    words = ["an open [ bracket", "half-open {0, 1)", "- - - - dashes"] * 300
    assert parse_yaml(write_yaml({"a": words, "b": "[" * 1000}), "f")["a"] == words


def test_aliases_that_write_out_to_millions_are_refused():
    rows = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 50)}]" for n in range(1, 9)]
    assert "aliases written out" in fault_of("a0: &a0 [x]\n" + "\n".join(rows))
    assert "aliases written out" in fault_of("id: &a [*a]")


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200),
        st.lists(
            st.sampled_from(
                [
                    "id: a\n",
                    "name: b\n",
                    "process:\n",
                    "- ",
                    "{",
                    "}",
                    "[",
                    "]",
                    "&a ",
                    "*a",
                    "!!int ",
                    "!!bool ",
                    "!!timestamp ",
                    "!!set ",
                    "<<: ",
                    "? ",
                    ": ",
                    "\n  ",
                    "1",
                    "x",
                    "2026-02-30",
                    "'",
                    '"',
                    "|\n",
                    "#",
                    "---\n",
                ]
            ),
            max_size=25,
        ).map("".join),
    )
)
def test_any_file_is_a_playbook_or_one_line_of_fault(text):
    try:
        parse_playbook(text, "f.yaml")
    except FileFault as fault:
        assert str(fault).startswith("f.yaml: ")
        assert len(str(fault).splitlines()) == 1


# -- what the schema refuses


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("qualification.elements.0.signal", ["x"], "qualification.elements.pain.signal: is not a field here"),
        (
            "qualification.elements.0.components.0.saidby",
            "x",
            "qualification.elements.pain.components.named.saidby: is not",
        ),
        (
            "process.0.exit_criteria.0.statment",
            "x",
            "process.talk.exit_criteria.said.statment: is not a field here",
        ),
        ("behavior", [], "behavior: is not a field here"),
        ("behaviours.0", {"id": "x"}, "behaviours.x.name: is missing, expected a value"),
        ("behaviours.0", {"name": "x"}, r"behaviours.[1].id: is missing"),
        ("behaviours.0.name", " ", "behaviours.ask.name: is empty, expected text (found ' ')"),
        (
            "behaviours.0.standard",
            3,
            "behaviours.ask.standard: expected text (in quotes if it looks like a number",
        ),
        (
            "behaviours.0.anchors",
            [{"score": 4, "meaning": "x"}],
            "behaviours.ask.anchors.[1].score: Input should be less",
        ),
        (
            "behaviours.0.examples",
            {"good": [3]},
            "behaviours.ask.examples.good.[1]: expected a mapping (found '3')",
        ),
        ("behaviours.0.stages", "talk", "behaviours.ask.stages: expected a list (found 'talk')"),
        ("behaviours.0.id", "Ask First", "behaviours.Ask First.id: String should match pattern"),
        (
            "plays.0.with_whom.0.find",
            "boss",
            "plays.dig.with_whom.[1].find: expected one of person_for, title, main_contact",
        ),
        ("specificity", "deep", "specificity: expected one of named"),
        ("behaviours.0.review_by", "2026-02-30", "behaviours.ask.review_by: Input should be a valid date"),
        (1, "x", "the key 1 is no text, expected a field's name"),
    ],
)
def test_fault_names_the_entry_and_what_was_expected(path, value, expected):
    data = bent() | {path: value} if isinstance(path, int) else bent((path, value))
    assert fault_of(write_yaml(data)).startswith(f"book.yaml: {expected}")


def test_words_of_the_file_never_make_a_fault_long_or_many_lines():
    for text in (
        f"{HEAD}? |\n  a\n  b\n: 1\n",
        f"{HEAD}{'x' * 900}: 1\n",
        f"{HEAD}behaviours:\n- {{id: {'x' * 900}}}\n",
    ):
        assert len(fault_of(text)) < 250
    assert len(fault_of(f"{'x' * 900}: 1\n{'x' * 900}: 1\n")) < 250


def test_day_that_does_not_exist_is_told_by_its_entry():
    text = write_yaml(bent()).replace("name: Ask first", "name: Ask first\n  review_by: 2026-02-30")
    assert "behaviours.ask.review_by" in fault_of(text)


# -- JSON


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "a", "name": "\\ud83d\\ude00"}',
        '{\n\t"id": "a",\n\t"name": "\\/"\n}',
        '  {"id": "a", "name": "\x7f"}',
        '{"id": "a", "name": "a: b # c"}',
    ],
)
def test_json_that_yaml_readers_refuse_is_read(text):
    assert parse_playbook(text).name == json.loads(text)["name"]


def test_broken_json_is_told_with_its_line():
    assert "line 3: broken YAML" in fault_of('{"id": "a",\n"name": "b"\n"version": 1}')
    assert "line 2: broken YAML: the key 'id' stands twice" in fault_of(
        '{"id": "a",\n"id": "b", "name": "c"}'
    )
    assert "nests over" in fault_of('{"a": ' * 100_000)
