"""`playbook-studio import`: a proposal for people, as JSON, or as a playbook file."""

import json

import pytest
from click.testing import CliRunner

from playbook.files import read_playbook
from studio import actions
from studio.cli import cli

TEXT = """\
## Stage 1: Discovery

Talk.

### Exit criteria

- Demo delivered

## Stage 2: Demo

The canteen opens at noon.

And closes at two.
"""


@pytest.fixture
def call(tmp_path):
    """Call the import command in a folder with a small handbook."""
    (tmp_path / "book.md").write_text(TEXT)

    def answer(*args):
        return CliRunner().invoke(cli, ["import", *map(str, args)], catch_exceptions=False)

    return answer


def test_json_is_the_proposal_and_nothing_else(call, tmp_path):
    result = call(tmp_path / "book.md", "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, result.stderr, data["files"]) == (0, "", ["book.md"])
    criterion = next(e for e in data["entries"] if e["kind"] == "exit_criterion")
    assert criterion["place"] == "process.discovery"
    assert (criterion["text"], criterion["source"]["passage"]) == ("Demo delivered", "Demo delivered")
    assert criterion["source"]["file"] == "book.md" and "line 7" in criterion["source"]["where"]
    assert criterion["source"]["trail"][-1] == "Exit criteria"
    assert 0 < criterion["confidence"] < 1 and criterion["questions"]
    assert [(u["text"], u["near"]) for u in data["unplaced"]] == [("And closes at two.", "process.demo")]


def test_text_has_entries_by_kind_and_what_is_left(call, tmp_path):
    told = call(tmp_path / "book.md").stdout
    assert told.index("Stages (2)") < told.index("Exit criteria (1)") < told.index("Not placed (1)")
    assert "80%  Demo delivered  [process.discovery]" in told
    assert "from book.md, line 7, section 'Exit criteria'" in told
    assert "? This is something the seller does" in told
    assert "| And closes at two." in told


def test_out_writes_a_playbook_that_reads_back(call, tmp_path):
    result = call(tmp_path / "book.md", "--out", tmp_path / "book.yaml")
    assert (result.exit_code, result.stderr) == (0, f"written to {tmp_path / 'book.yaml'}\n")
    book = read_playbook(tmp_path / "book.yaml")
    assert (book.name, [s.id for s in book.process]) == ("book", ["discovery", "demo"])


@pytest.mark.parametrize(("name", "raw", "told"), [
    ("none.md", None, "none.md: no such file"),
    ("empty.md", b"", "empty.md: has no text in it"),
    ("a.docx", b"PK\x03\x04", "a.docx: is broken"),
])
def test_bad_input_gets_one_line_and_1(call, tmp_path, name, raw, told):
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    result = call(tmp_path / "book.md", tmp_path / name, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr and len(result.stderr.splitlines()) == 1


def test_document_without_a_playbook_gives_an_empty_proposal_and_no_file(call, tmp_path):
    (tmp_path / "menu.md").write_text("Soup of the day.")
    assert json.loads(call(tmp_path / "menu.md", "--json").stdout)["entries"] == []
    assert "Nothing was recognised" in call(tmp_path / "menu.md").stdout
    result = call(tmp_path / "menu.md", "--out", tmp_path / "menu.yaml")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert not (tmp_path / "menu.yaml").exists()


def test_command_without_a_file_is_wrong_usage(call):
    assert call().exit_code == 2


def test_action_takes_paths_as_text(call, tmp_path):
    assert actions.propose([str(tmp_path / "book.md")]).files == ["book.md"]
