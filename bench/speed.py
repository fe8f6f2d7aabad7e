"""Measure the offline engine's speed: one draft, the whole matrix, and how both grow.

    python bench/speed.py              all of it, as Markdown
    python bench/speed.py --deals 20   grow the deals to 20 (default 100)

Times depend on the machine; the ratios within one run are what to compare.
More deals are copies of the sample deals in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from playbook.files import read_playbook
from playbook.ladder import at_level
from studio.deals.folder import load
from studio.drafting.run import run
from studio.evaluation.matrix import compare

DEALS = Path(__file__).parents[1] / "sample_deals"


def two_calls(folder: Path) -> str:
    """The first event by which two calls have been seen."""
    loaded, calls = load(folder), 0
    for event in loaded.deal.events:
        calls += sum(loaded.evidence[e].type == "call" for e in event.evidence)
        if calls >= 2:
            return event.id
    return loaded.deal.events[-1].id


def first_and_next() -> tuple[list[float], list[float], float]:
    """Seconds of a first and of a second draft, deal by deal, and of the very first one."""
    book = at_level(read_playbook("reference"), "exemplified")
    firsts, seconds = [], []
    for folder in folders():
        event = two_calls(folder)
        loaded = load(folder)
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            run("deal_review", loaded, event, book)
            times.append(time.perf_counter() - begun)
        firsts.append(times[0])
        seconds.append(min(times[1:]))
    return firsts[1:], seconds[1:], firsts[0]


def folders() -> list[Path]:
    return sorted(p.parent for p in DEALS.glob("*/deal.yaml"))


def many(count: int, target: Path) -> list[Path]:
    """Copy the sample deals until there are `count`."""
    made = []
    for number in range(count):
        source = folders()[number % len(folders())]
        copy = target / f"{source.name}-{number}"
        shutil.copytree(source, copy)
        data = yaml.safe_load((copy / "deal.yaml").read_text(encoding="utf-8"))
        text = (copy / "deal.yaml").read_text(encoding="utf-8")
        (copy / "deal.yaml").write_text(text.replace(f"id: {data['id']}\n", f"id: {copy.name}\n", 1), encoding="utf-8")
        made.append(copy)
    return made


def matrix(deals: list[Path]) -> tuple[float, int, float]:
    """Seconds and cells of a whole matrix, and the peak memory in MB with its workers."""
    begun = time.perf_counter()
    result = compare(deals, read_playbook("reference"))
    seconds = time.perf_counter() - begun
    peak = max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    return seconds, result.counts.scored, peak


def in_new_process(count: int) -> tuple[float, int, float]:
    """Run a matrix of `count` deals in a process of its own, so that peaks do not add up."""
    out = subprocess.run([sys.executable, __file__, "--matrix", str(count)], check=True, capture_output=True, text=True)
    seconds, cells, peak = out.stdout.split()
    return float(seconds), int(cells), float(peak)


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deals", type=int, default=100)
    parser.add_argument("--matrix", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.matrix:
        with tempfile.TemporaryDirectory() as folder:
            deals = folders() if args.matrix == len(folders()) else many(args.matrix, Path(folder))
            print(*matrix(deals))
        return
    firsts, seconds, cold = first_and_next()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n")
    print("| what | measured |\n| --- | ---: |")
    print(f"| first draft on a two-call deal, median | {1000 * statistics.median(firsts):.0f} ms |")
    print(f"| next draft, deal indexed, median | {1000 * statistics.median(seconds):.0f} ms |")
    print(f"| the very first draft of a process (weights and playbook prepared too) | {1000 * cold:.0f} ms |")
    base = in_new_process(len(folders()))
    more = in_new_process(args.deals)
    for count, (took, cells, peak) in ((len(folders()), base), (args.deals, more)):
        print(f"| whole matrix, {count} deals, {cells} cells | {took:.0f} s, {peak:.0f} MB in the largest process |")
    print(f"| growth from {len(folders())} to {args.deals} deals | time ×{more[0] / base[0]:.1f}, cells "
          f"×{more[1] / base[1]:.1f}, memory ×{more[2] / base[2]:.1f} |")


if __name__ == "__main__":
    main()
