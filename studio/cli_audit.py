"""What the command line has for the audit trail: check that it is whole, take it out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.group()
def audit() -> None:
    """Check the audit trail, or take it out."""


@audit.command("verify")
@click.option("--head", default=None, metavar="SEAL",
              help="The last seal that you noted; also says if the end was cut off since.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else there.")
def verify(head: str | None, as_json: bool) -> None:
    """Say whether every line of the trail is as it was sealed; exit code 1 where one is not."""
    from studio import actions

    found = actions.verify_audit(head)
    whole = found.broken is None and not found.why
    if as_json:
        click.echo(json.dumps({"whole": whole, "lines": found.lines, "head": found.head, "broken": found.broken,
                               "why": found.why}, ensure_ascii=False, indent=2))
    elif whole:
        click.echo(f"{found.lines:,} lines, whole; the last seal is {found.head}")
    else:
        click.echo(f"not whole: {found.why}", err=True)
    sys.exit(0 if whole else 1)


@audit.command("export")
@click.option("--as", "form", type=click.Choice(("json", "csv")), default="json", show_default=True,
              help="The form; cells of a CSV are inert.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
              help="Where to write it; by default stdout.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else there.")
def export(form: str, out: Path | None, as_json: bool) -> None:
    """Take the whole trail out; that it was taken out stands in it too."""
    from studio import actions

    text = actions.export_audit(form)
    if out is not None:
        actions.write_file(out, text)
        click.echo(f"written to {out}", err=True)
    if as_json:
        data = {"as": form, "out": str(out) if out else None}
        click.echo(json.dumps(data if out else data | {"text": text}, ensure_ascii=False, indent=2))
    elif out is None:
        click.echo(text, nl=not text.endswith("\n"))
