"""Wrong usage ends with 2, and the help offers only what is there."""

import click
import pytest
from click.testing import CliRunner

from playbook.ladder import LEVELS
from studio.cli import ENGINES, cli
from studio.drafting.draft import WORKFLOWS
from studio.drafting.engines import reader
from studio.drafting.workflows import workflow


def commands(group: click.Group = cli, at: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    found: dict[tuple[str, ...], click.Command] = {}
    for name, command in group.commands.items():
        found[*at, name] = command
        if isinstance(command, click.Group):
            found |= commands(command, (*at, name))
    return found


COMMANDS = commands()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ("dance", "No such command 'dance'"),
        ("deals dance", "No such command 'dance'"),
        ("--dance", "No such option"),
        ("check reference --dance", "No such option"),
        ("run dance harbor", "'dance' is not one of 'lead_brief'"),
        ("run deal_review harbor --specificity deep", "'deep' is not one of 'none', 'named'"),
        ("run deal_review harbor --engine dance", "'dance' is not"),
        ("run deal_review", "Missing argument 'DEAL'"),
        ("run", "Missing argument 'WORKFLOW'"),
        ("run deal_review harbor --as-of", "requires an argument"),
        ("run deal_review harbor surplus", "unexpected extra"),
        ("compare", "Missing argument"),
        ("compare harbor --specificity named,deep", "'deep' is no specificity level"),
        ("compare harbor --specificity ,", "expected at least one specificity level of none, named"),
        ("compare harbor --workflow deal_review,dance", "'dance' is no workflow, expected lead_brief"),
        ("compare harbor --engine dance", "'dance' is not"),
        ("compare harbor --repeats 0", "0 is not in the range"),
        ("compare harbor --repeats many", "not a valid integer"),
        ("check", "Missing argument 'PLAYBOOK'"),
        ("export reference --as docx", "'docx' is not one of"),
        ("export reference --specificity deep", "'deep' is not one of"),
        ("export", "Missing argument"),
        ("deals show", "Missing argument"),
        ("deals check", "Missing argument"),
        ("--port many", "not a valid integer"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_was_expected(call, args, told):
    answer = call(*args.split())
    assert (answer.code, answer.out) == (2, "")
    assert told in " ".join(answer.err.split())


def test_folder_in_place_of_a_file_to_write_is_wrong_usage(call, tmp_path):
    assert call("export", "reference", "--out", tmp_path).code == 2


def test_usage_is_checked_before_the_deal_is_looked_for(call):
    assert call("run", "deal_review", "no-such-deal", "--engine", "dance").code == 2
    assert call("run", "deal_review", "no-such-deal").code == 1


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_command_in_the_help_explains_itself(call, path):
    answer = call(*path, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert COMMANDS[path].help.split("\n")[0].strip()
    for option in COMMANDS[path].params:
        assert not isinstance(option, click.Option) or option.help, option.name


def test_every_command_that_prints_takes_json():
    for path, command in COMMANDS.items():
        if not isinstance(command, click.Group) and path != ("mcp",):
            assert "--json" in {o for p in command.params for o in p.opts}, path


def test_help_lists_the_commands_that_are_there():
    told = CliRunner().invoke(cli, ["--help"]).stdout.split("Commands:")[1]
    listed = [line.split()[0] for line in told.splitlines() if line.startswith("  ") and line[2] != " "]
    assert listed == sorted(cli.commands)
    assert {"run", "compare", "check", "export", "deals"} <= set(listed)


@pytest.mark.parametrize("engine", ENGINES)
def test_engine_that_is_offered_is_there(call, engine, tmp_path):
    if engine == "paste":
        out = tmp_path / "prompt.txt"
        assert call("run", "lead_brief", "tanjong-payments", "--engine", engine, "--prompt-out", str(out)).code == 0
        assert out.read_text(encoding="utf-8")
    elif engine == "offline":
        assert callable(reader(engine))


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflow_that_is_offered_is_there(name):
    assert workflow(name).name == name


@pytest.mark.parametrize("level", LEVELS)
def test_level_that_is_offered_is_there(call, level):
    assert call("export", "thin", "--specificity", level).code == 0


def test_version_is_told(call):
    answer = call("--version")
    assert answer.code == 0 and "0." in answer.out


def test_without_a_command_the_app_opens(call, monkeypatch):
    ports = []
    monkeypatch.setattr("studio.ui.launch.launch", lambda port, **_: ports.append(port))
    assert call().code == call("--port", "8600").code == 0
    assert ports == [None, 8600]
