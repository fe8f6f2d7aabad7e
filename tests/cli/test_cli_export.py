"""A playbook out of the command line, in every form, and in again."""

import json

import pytest
import yaml

from playbook.files import json_schema, parse_playbook, read_playbook
from playbook.ladder import LEVELS, at_level


@pytest.mark.parametrize("form", ["yaml", "json"])
@pytest.mark.parametrize("level", [None, *LEVELS])
def test_exported_playbook_reads_back_as_what_was_asked_for(call, form, level):
    answer = call("export", "spiced", "--as", form, *(("--specificity", level) if level else ()))
    assert (answer.code, answer.err) == (0, "")
    book = read_playbook("spiced")
    assert parse_playbook(answer.out) == (at_level(book, level) if level else book)


def test_yaml_is_the_form_unless_another_is_asked_for(call):
    assert call("export", "thin").out == call("export", "thin", "--as", "yaml").out
    assert yaml.safe_load(call("export", "thin").out)["id"] == "thin"


def test_json_is_json(call):
    assert json.loads(call("export", "thin", "--as", "json").out)["id"] == "thin"


def test_schema_is_the_one_of_the_models(call):
    assert json.loads(call("export", "thin", "--as", "schema").out) == json_schema()


def test_own_words_come_out_as_written(call, book):
    book.write_text(book.read_text().replace("Ask first", "Überzeugen – 問う"))
    for form in ("yaml", "json"):
        assert "Überzeugen – 問う" in call("export", book, "--as", form).out


def test_out_writes_the_file_and_leaves_stdout_empty(call, tmp_path):
    path = tmp_path / "out.yaml"
    answer = call("export", "thin", "--out", path)
    assert (answer.code, answer.out, answer.err) == (0, "", f"written to {path}\n")
    assert path.read_text(encoding="utf-8") == call("export", "thin").out


def test_out_with_json_tells_where_it_was_written(call, tmp_path):
    path = tmp_path / "out.json"
    answer = call("export", "thin", "--as", "json", "--out", path, "--json")
    assert answer.data == {"playbook": "thin", "as": "json", "specificity": None, "out": str(path)}
    assert parse_playbook(path.read_bytes()).id == "thin"


def test_file_may_be_exported_onto_itself(call, book):
    before = read_playbook(book)
    assert call("export", book, "--out", book).code == 0
    assert read_playbook(book) == before


def test_what_is_exported_can_be_checked(call, tmp_path):
    path = tmp_path / "named.json"
    call("export", "reference", "--as", "json", "--specificity", "named", "--out", path)
    assert call("check", path, "--json").data["pillars"]["qualification"] == 0.2


@pytest.mark.parametrize(("form", "starts"), [("markdown", "# Acme\n"), ("html", "<!DOCTYPE html>\n")])
def test_handbook_goes_to_stdout_and_to_a_file(call, book, tmp_path, form, starts):
    path = tmp_path / "handbook"
    answer = call("export", book, "--as", form)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(starts) and "Ask first" in answer.out
    assert call("export", book, "--as", form, "--out", path).err == f"written to {path}\n"
    assert path.read_text(encoding="utf-8") == answer.out


@pytest.mark.parametrize("form", ["markdown", "html"])
@pytest.mark.parametrize("level", [None, *LEVELS])
def test_handbook_can_be_cut_to_a_level(call, form, level):
    answer = call("export", "spiced", "--as", form, *(("--specificity", level) if level else ()))
    assert (answer.code, answer.err) == (0, "")
    assert ("Cut to the depth" in answer.out) == bool(level)


def test_handbook_as_json_carries_its_text(call):
    data = call("export", "thin", "--as", "markdown", "--json").data
    assert data["as"] == "markdown" and data["text"] == call("export", "thin", "--as", "markdown").out
