"""What the command line has for engines that are paid for: flags, progress, batches."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

_CONCURRENCY = click.IntRange(1, 200)


def online(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the flags of a comparison on Claude; they come in as `model`, `concurrency`, `budget`, `resume`, `batch`."""
    for flag in reversed((
            click.option("--model", default=None, help="With --engine claude: the model."),
            click.option("--concurrency", type=_CONCURRENCY, default=None, metavar="N",
                         help="With --engine claude: calls at a time, at the most."),
            click.option("--budget", type=click.FloatRange(min=0, min_open=True), default=None, metavar="USD",
                         help="With --engine claude: stop before this run could cost more."),
            click.option("--resume", is_flag=True,
                         help="With --engine claude: pay for nothing that was answered before, not even for answers "
                              "that failed."),
            click.option("--batch", is_flag=True,
                         help="With --engine claude: hand it in as message batches, at half the price; up to a day."))):
        command = flag(command)
    return command


def refuse_online(engine: str, given: dict[str, Any]) -> None:
    """Refuse the flags of Claude with another engine. Raises click.UsageError."""
    if engine != "claude" and (named := [name for name, value in given.items() if value]):
        raise click.UsageError(f"--{named[0]} goes with --engine claude")


def compare_on_claude(deals: tuple[str, ...], plan: dict[str, Any], given: dict[str, Any]) -> Any:
    """Run a comparison on Claude, its progress on stderr; return what it found."""
    from studio import actions

    def told(progress: Any) -> None:
        end = "\n" if progress.done >= progress.planned else ""
        click.echo(f"\r{actions.progress_in_words(progress)}{end}", err=True, nl=False)

    def batch(number: str, counts: Any) -> None:
        done = counts.succeeded + counts.errored + counts.canceled + counts.expired
        click.echo(f"\rbatch {number}: {done} of {done + counts.processing} answered", err=True, nl=False)

    if given["batch"]:
        click.echo("handing in at half the price; stop whenever you like (Ctrl-C) and run the same command to go on",
                   err=True)
    return actions.compare_online(deals, how=actions.How(**given), tell=told, on_batch=batch,
                                  before=lambda line: click.echo(line, err=True), **plan)


@click.command()
@click.option("--cancel", "number", default=None, metavar="ID", help="Stop this one; what is answered is kept.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else there.")
def batches(number: str | None, as_json: bool) -> None:
    """List message batches that are not taken in yet, or stop one."""
    from studio import actions

    if number:
        actions.cancel_batch(number)
    held = [{"id": b.id, "requests": len(b.cells), "handed_in": b.at} for b in actions.open_batches()]
    if as_json:
        click.echo(json.dumps({"batches": held, "cancelled": number}, indent=2))
        return
    for one in held:
        click.echo(f"{one['id']}: {one['requests']} requests, handed in at {one['handed_in']}")
    if not held:
        click.echo("no batch is open")
