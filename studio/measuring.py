"""A comparison in a process of its own, so that the app stays quick and Stop means stop."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from playbook.ladder import LEVELS, Level
from studio import paths
from studio.actions import data_folder

State = Literal["running", "done", "stopped", "failed"]


@dataclass
class Measurement:
    """One comparison under way: how far it is, and how it ended."""

    process: Any
    began: float = field(default_factory=time.monotonic)
    done: int = 0
    planned: int = 0
    words: str = ""
    state: State = "running"
    fault: str = ""
    paid: bool = False

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(1.0, self.done / self.planned) if self.planned else 0.0

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return time.monotonic() - self.began

    def stop(self) -> None:
        """End it at once; no result is kept, but answers that were paid for are found by the next one."""
        if self.state == "running":
            self.state = "stopped"
            _end(self.process)


_current: list[Measurement] = []
_starting = threading.Lock()


def current() -> Measurement | None:
    """Return the comparison that is under way, or the last one that was."""
    return _current[-1] if _current else None


@dataclass(frozen=True)
class Job:
    """One playbook to measure; `into` is a folder for the result, by default that of all comparisons."""

    playbook: str = "reference"
    into: str | None = None


@dataclass(frozen=True)
class Paid:
    """How to measure on Claude: which levels, the most that it may cost in USD, and whether in batches."""

    levels: tuple[Level, ...] = LEVELS
    budget: float | None = None
    batch: bool = False


def start(deals: Sequence[str | Path], *, jobs: Sequence[Job] = (Job(),), workflow: str = "deal_review",
          controls: bool = True, paid: Paid | None = None) -> Measurement:
    """Start measuring each playbook on these deals; the results are kept in the data folder.

    Offline and at all levels, unless `paid` says how on Claude. One at a time:
    while one is under way, that one is returned.
    """
    with _starting:
        if _current and _current[-1].state == "running":
            return _current[-1]
        _current[:] = [_started(deals, jobs, workflow, controls, paid)]
        return _current[-1]


def forget() -> None:
    """Put away how the last comparison ended."""
    if _current and _current[-1].state != "running":
        _current.clear()


def _started(deals: Sequence[str | Path], jobs: Sequence[Job], workflow: str, controls: bool,
             paid: Paid | None = None) -> Measurement:
    order = json.dumps({"deals": [str(d) for d in deals], "jobs": [[j.playbook, j.into] for j in jobs],
                        "workflow": workflow, "placebo": controls, "paid": asdict(paid) if paid else None})
    process = subprocess.Popen(
        [sys.executable, "-m", "studio.measuring", order], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL, text=True, encoding="utf-8", errors="replace", start_new_session=True,
        env=_environment())
    measurement = Measurement(process, paid=paid is not None)
    threading.Thread(target=_follow, args=(measurement,), daemon=True).start()
    return measurement


def latest_stamp() -> tuple[str, int] | None:
    """Return the last kept comparison's file and its time, to tell whether there is a newer one."""
    found = sorted((data_folder() / "comparisons").glob("compare-*.json"))
    return (found[-1].name, found[-1].stat().st_mtime_ns) if found else None


def _environment() -> dict[str, str]:
    path = os.pathsep.join(p for p in (str(paths.root()), os.environ.get("PYTHONPATH", "")) if p)
    return os.environ | {"PLAYBOOK_STUDIO_HOME": str(data_folder()), "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}


def _follow(measurement: Measurement) -> None:
    """Read the process's progress until it ends."""
    process, errors = measurement.process, []
    reader = threading.Thread(target=lambda: errors.extend(process.stderr), daemon=True)
    reader.start()
    for line in process.stdout:
        with contextlib.suppress(ValueError):
            done, planned, *words = line.split(maxsplit=2)
            measurement.done, measurement.planned, measurement.words = int(done), int(planned), "".join(words).strip()
    code = process.wait()
    reader.join(timeout=5)
    if measurement.state == "running":
        said = [e.strip() for e in errors if e.strip()]
        measurement.fault = said[-1] if code and said else ""
        measurement.state = "failed" if code else "done"


def _end(process: Any) -> None:
    """End the process and the workers it started."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def main(order: str) -> int:
    """Run each comparison in turn, printing `done planned`, and words where there are any; return the exit code."""
    from playbook.text_files import FileFault
    from studio.actions import BadInput, compare_levels

    wanted = json.loads(order)
    try:
        for number, (playbook, into) in enumerate(wanted["jobs"]):
            if wanted.get("paid"):
                _on_claude(wanted, playbook, into)
                continue
            compare_levels(wanted["deals"], playbook=playbook, workflows=(wanted["workflow"],),
                           placebo=wanted["placebo"], progress=_printer(number, len(wanted["jobs"])),
                           into=Path(into) if into else None)
    except (FileFault, BadInput) as fault:
        print(" ".join(str(fault).split()), file=sys.stderr)
        return 1
    return 0


def _on_claude(wanted: dict[str, Any], playbook: str, into: str | None) -> None:
    from studio.actions import How, compare_online, progress_in_words

    def told(progress: Any) -> None:
        print(progress.done, progress.planned, progress_in_words(progress), flush=True)

    paid = wanted["paid"]
    compare_online(wanted["deals"], playbook=playbook, levels=paid["levels"], workflows=(wanted["workflow"],),
                   placebo=wanted["placebo"], how=How(budget=paid["budget"], batch=paid["batch"]), tell=told,
                   into=Path(into) if into else None)


def _printer(number: int, jobs: int) -> Any:
    def printed(done: int, planned: int) -> None:
        print(done + number * planned, planned * jobs, flush=True)

    return printed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
