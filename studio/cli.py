"""The command line: each command calls one action and prints what it returns."""

from __future__ import annotations

import atexit
import gc
import io
import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from playbook.ladder import LEVELS
from playbook.text_files import FileFault
from studio.cli_audit import audit
from studio.cli_claude import batches, compare_on_claude, online, refuse_online
from studio.drafting.draft import ENGINES, WORKFLOWS


def _guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn bad input into one clear line on stderr and exit code 1."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        from studio.actions import BadInput

        try:
            return command(*args, **kwargs)
        except (FileFault, BadInput) as fault:
            click.echo(" ".join(str(fault).splitlines()), err=True)
            sys.exit(1)

    return guarded


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))


def _list_of(known: tuple[str, ...], what: str) -> Callable[..., tuple[str, ...] | None]:
    def parse(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...] | None:
        if value is None:
            return None
        names = tuple(dict.fromkeys(n.strip() for n in value.split(",") if n.strip()))
        for name in names:
            if name not in known:
                raise click.BadParameter(f"'{name}' is no {what}, expected {', '.join(known)}")
        if not names:
            raise click.BadParameter(f"expected at least one {what} of {', '.join(known)}")
        return names

    return parse


as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else there.")
playbook = click.option("--playbook", default="reference", metavar="F", show_default=True,
                        help="A playbook file, or the id of a shipped one.")
engine = click.option("--engine", type=click.Choice(ENGINES), default="offline", show_default=True,
                      help="Who reads the evidence.")


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="playbook-studio")
@click.option("--port", type=int, default=None, help="Port of the app; by default the first free one from 8501.")
@click.option("--share", is_flag=True, help="Serve the app to others too; only where they must sign in.")
@click.option("--address", default=None, metavar="HOST", help="Address to answer on, with --share; by default all.")
@click.pass_context
def cli(context: click.Context, port: int | None, share: bool, address: str | None) -> None:
    """Codify how you sell, draft on real deals, measure what specificity buys.

    Without a command, the app opens in the browser.
    """
    if context.invoked_subcommand is None:
        from studio.ui.launch import launch

        launch(port, share=share, address=address)


@cli.command()
@click.argument("workflow", type=click.Choice(WORKFLOWS), metavar="WORKFLOW")
@click.argument("deal")
@click.option("--as-of", metavar="EVENT", help="Event at which to look; by default the last.")
@playbook
@click.option("--specificity", type=click.Choice(LEVELS), default="exemplified", show_default=True,
              help="How much of the playbook is applied; none is no playbook at all.")
@engine
@click.option("--model", default=None, help="Model, for engines that have one.")
@click.option("--decisions", type=click.Path(path_type=Path), default=None, metavar="F",
              help="A manager's decisions (YAML), for the adjusted call plan.")
@click.option("--prompt-out", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
              help="With --engine paste: write the prompt to copy into your assistant.")
@click.option("--reply", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
              help="With --engine paste: the assistant's reply, as it came.")
@click.option("--assistant", default="", help="With --reply: what the assistant is called, for the record.")
@click.option("--again", is_flag=True, help="With --engine claude: ask anew where an answer is kept.")
@as_json
@_guarded
def run(workflow: str, deal: str, as_of: str | None, playbook: str, specificity: str, engine: str,
        model: str | None, decisions: Path | None, prompt_out: Path | None, reply: Path | None, assistant: str,
        again: bool, as_json: bool) -> None:
    """Draft one WORKFLOW on a DEAL (a folder, or a shipped deal's id)."""
    from studio import actions

    if engine == "paste" or prompt_out or reply:
        if engine != "paste":
            raise click.UsageError("--prompt-out and --reply go with --engine paste")
        _run_pasted(workflow, deal, {"as_of": as_of, "playbook": playbook, "level": specificity}, prompt_out, reply,
                    assistant or model or "", as_json)
        return
    refuse_online(engine, {"again": again})
    draft = actions.run_workflow(workflow, deal, as_of=as_of, playbook=playbook, level=specificity, engine=engine,
                                 model=model, decisions=decisions, again=again)
    if as_json:
        click.echo(draft.to_json())
    else:
        click.echo(actions.draft_as_markdown(draft))


def _run_pasted(workflow: str, deal: str, how: dict[str, Any], prompt_out: Path | None, reply: Path | None,
                assistant: str, as_json: bool) -> None:
    from studio import actions

    if reply is None and prompt_out is None:
        raise click.UsageError("--engine paste needs --prompt-out FILE, then --reply FILE")
    if prompt_out is not None:
        actions.write_file(prompt_out, actions.paste_prompt(workflow, deal, **how)[0])
        click.echo(f"the prompt is in {prompt_out}: copy all of it into your assistant, save the reply, and give it "
                   "with --reply", err=True)
        if reply is None:
            if as_json:
                _print_json({"prompt": str(prompt_out), "workflow": workflow, "deal": deal})
            return
    pasted = actions.paste_reply(actions.read_pasted(reply), workflow, deal, assistant=assistant, **how)
    for note in pasted.notes:
        click.echo(" ".join(note.split()), err=True)
    click.echo(pasted.draft.to_json() if as_json else actions.draft_as_markdown(pasted.draft))


@cli.command()
@click.argument("deals", nargs=-1, required=True)
@playbook
@click.option("--specificity", callback=_list_of(LEVELS, "specificity level"), metavar="L,L,…",
              help="Levels; by default all six.")
@click.option("--workflow", callback=_list_of(WORKFLOWS, "workflow"), metavar="W,…", help="By default deal_review.")
@engine
@click.option("--repeats", type=click.IntRange(1, 100), default=1, show_default=True,
              help="How often each draft is made.")
@click.option("--placebo", is_flag=True, help="Add the placebo and shuffled playbooks as control rows.")
@click.option("--table", is_flag=True, help="Print the Markdown table of the README.")
@click.option("--requests-out", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR",
              help="With --engine paste: write one request a cell into this folder.")
@click.option("--replies", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR",
              help="With --engine paste: a folder with replies, each under its request's name.")
@click.option("--assistant", default="", help="With --replies: what the assistant is called, for the record.")
@online
@as_json
@_guarded
def compare(deals: tuple[str, ...], playbook: str, specificity: tuple[str, ...] | None,
            workflow: tuple[str, ...] | None, engine: str, repeats: int, placebo: bool, table: bool,
            requests_out: Path | None, replies: Path | None, assistant: str, as_json: bool, **paid: Any) -> None:
    """Score DEALS at several specificity levels against their labels."""
    from studio import actions

    plan = {"playbook": playbook, "levels": specificity or LEVELS, "workflows": workflow or ("deal_review",),
            "repeats": repeats, "placebo": placebo}
    refuse_online(engine, paid)
    if engine == "paste" or requests_out or replies:
        if engine != "paste":
            raise click.UsageError("--requests-out and --replies go with --engine paste")
        if requests_out is None and replies is None:
            raise click.UsageError("--engine paste needs --requests-out DIR, then --replies DIR")
        matrix = actions.pasted_matrix(deals, **plan)
        if requests_out is not None:
            count = actions.write_requests(matrix, requests_out)
            click.echo(f"{count} requests are in {requests_out}; save each reply under its request's name", err=True)
        given = actions.read_replies(matrix, replies) if replies is not None else {}
        result = actions.pasted_result(matrix, given, assistant)
    elif engine == "claude":
        result = compare_on_claude(deals, plan, paid)
    else:
        result = actions.compare_levels(deals, engine=engine, progress=_progress, **plan)
    if as_json:
        _print_json(result.as_data())
    else:
        click.echo(actions.comparison_as_text(result, markdown=table))


def _progress(done: int, planned: int) -> None:
    end = "\n" if done >= planned else ""
    click.echo(f"\r{done} of {planned} cells" + end, err=True, nl=False)


@cli.command()
@click.argument("playbook_file", metavar="PLAYBOOK")
@as_json
@_guarded
def check(playbook_file: str, as_json: bool) -> None:
    """Check a PLAYBOOK: validity, specificity, wording, what to codify next."""
    from studio import actions

    report = actions.check_playbook(playbook_file)
    _print_json(report) if as_json else click.echo(actions.check_as_text(report))


@cli.command()
@click.argument("playbook_file", metavar="PLAYBOOK")
@click.option("--as", "form", type=click.Choice(("yaml", "json", "schema", "markdown", "html")), default="yaml",
              show_default=True, help="The form; markdown and html are a handbook, schema is that of every playbook.")
@click.option("--specificity", type=click.Choice(LEVELS), default=None, help="Derive the playbook at a level first.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="F",
              help="Write here; else to stdout.")
@as_json
@_guarded
def export(playbook_file: str, form: str, specificity: str | None, out: Path | None, as_json: bool) -> None:
    """Write a PLAYBOOK as YAML, JSON, its JSON Schema, or a handbook for people."""
    from studio import actions

    text = actions.export_playbook(playbook_file, form=form, level=specificity)
    actions.noted("export", f"playbook {playbook_file}", form=form)
    if out is not None:
        actions.write_file(out, text)
        click.echo(f"written to {out}", err=True)
    if as_json:
        data = {"playbook": playbook_file, "as": form, "specificity": specificity, "out": str(out) if out else None}
        _print_json(data if out else data | {"text": text})
    elif out is None:
        click.echo(text, nl=not text.endswith("\n"))


@cli.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@as_json
@_guarded
def backup(target: Path, as_json: bool) -> None:
    """Copy everything kept here (playbooks, versions, decisions) to FILE, also while the app runs."""
    from studio import actions

    actions.back_up(target)
    _print_json({"backup": str(target)}) if as_json else click.echo(f"copied to {target}", err=True)


@cli.command()
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@as_json
@_guarded
def restore(source: Path, as_json: bool) -> None:
    """Put the copy in FILE in place of what is kept here; what was here is kept beside it."""
    from studio import actions

    kept = actions.restore(source)
    if as_json:
        _print_json({"restored": str(source), "kept": str(kept) if kept else None})
    else:
        click.echo(f"restored from {source}" + (f"; what was here is in {kept}" if kept else ""), err=True)


@cli.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="F",
              help="Write all that was recognised as a playbook (YAML), to mend there.")
@as_json
@_guarded
def import_document(files: tuple[str, ...], out: Path | None, as_json: bool) -> None:
    """Propose playbook entries from playbook documents.

    Each FILE is Markdown, HTML, Word, PowerPoint, PDF or text. Each entry
    stands beside the passage that it comes from; what found no place is listed.
    """
    from studio import actions

    proposal = actions.propose(files)
    if out is not None:
        actions.write_file(out, actions.imported_yaml(proposal, name=Path(files[0]).stem))
        click.echo(f"written to {out}", err=True)
    if as_json:
        _print_json(proposal.model_dump(mode="json"))
    else:
        click.echo(actions.proposal_as_text(proposal))


@cli.group()
def deals() -> None:
    """Look at deal folders."""


@deals.command("show")
@click.argument("deal")
@as_json
@_guarded
def deals_show(deal: str, as_json: bool) -> None:
    """Print a DEAL as it is read: timeline, people, evidence."""
    from studio import actions

    shown = actions.show_deal(deal)
    _print_json(shown) if as_json else click.echo(actions.deal_as_text(shown))


@deals.command("check")
@click.argument("deals", nargs=-1, required=True)
@as_json
@_guarded
def deals_check(deals: tuple[str, ...], as_json: bool) -> None:
    """Report every fault in DEALS folders and their labels."""
    from studio import actions

    faults = actions.check_deals(deals)
    if as_json:
        _print_json({"deals": [{"deal": d, "faults": f} for d, f in faults.items()]})
    else:
        for deal, found in faults.items():
            click.echo(f"{deal}: " + ("no fault" if not found else f"{len(found)} fault(s)"))
            for fault in found:
                click.echo(f"  {fault}")
    if told := [fault for found in faults.values() for fault in found]:
        more = len(told) - 1
        click.echo(told[0] + (f" (and {more} more fault{'s' if more > 1 else ''})" if more else ""), err=True)
        sys.exit(1)


@deals.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--into", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Folder for the deals; by default among one's own deals.")
@click.option("--mapping", type=click.Path(path_type=Path), default=None, metavar="F",
              help="How columns are read (YAML), where the guess is wrong.")
@click.option("--deal", default="", metavar="ID", help="The deal that all transcripts belong to.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@as_json
@_guarded
def deals_import(files: tuple[str, ...], into: Path | None, mapping: Path | None, deal: str, dry_run: bool,
                 as_json: bool) -> None:
    """Take CRM exports (CSV) and transcripts into deal folders.

    Each FILE is an export of Salesforce or HubSpot (opportunities, contacts,
    contact roles, accounts, activities, users), a transcript or mail, or a
    folder of them. Running it again updates and never duplicates.
    """
    from studio import actions

    report = actions.import_deals(files, into=into, mapping=mapping, deal=deal, dry_run=dry_run, progress=_imported)
    _print_json(report.as_data()) if as_json else click.echo(actions.import_as_text(report))
    if why := actions.nothing_used(report):
        click.echo(why, err=True)
        sys.exit(1)


def _imported(done: int, planned: int, what: str) -> None:
    click.echo(f"\r{done:,} of {planned:,} {what}" + ("\n" if done >= planned else ""), err=True, nl=False)


batches.callback = _guarded(batches.callback)
cli.add_command(batches)
for _command in audit.commands.values():
    _command.callback = _guarded(_command.callback)
cli.add_command(audit)


def main() -> None:
    """Entry point of the console script: UTF-8 out, whatever the terminal is set to."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # Python looks for cycles once more when it ends; nothing needs that, and it takes a third of a second.
    atexit.register(gc.freeze)
    cli(prog_name="playbook-studio")


if __name__ == "__main__":
    main()
