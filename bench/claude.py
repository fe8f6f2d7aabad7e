"""Measure the Claude engine against the protocol server: speed, faults, a kill, and what caching saves.

    python bench/claude.py                    all of it, as Markdown
    python bench/claude.py speed faults       some of: speed, faults, killed, tokens

No model is called: a server on this machine answers, with replies built from
the schema, after 200 ms. The bare loop sends the very same requests with
asyncio and the SDK, 20 at a time, and does nothing with the answers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import pickle
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SERVER = ROOT / "tests" / "claude"
sys.path.insert(0, str(SERVER))

from protocol_server import ProcessServer  # noqa: E402

LATENCY, FLIGHT, ROUNDS = 0.2, 20, 3
#: 50 label sets in all, so 400 cells with the eight workflows at one level.
DEALS = ("brandtner-spare-parts", "castellana-moda-forecast", "nordfjord-cold-chain", "prairie-health-theatres",
         "tanjong-payments", "savanna-towers", "shannonside-water")
ALL = (*DEALS, "hotels-beaurivage", "molinos-del-bajio", "wexcombe-claims")
#: 10 label sets, so 400 cells at five levels.
TWO = ("savanna-towers", "hotels-beaurivage")
FIVE = ("none", "named", "defined", "evidenced", "guided")
LOOP = """
import asyncio, pickle, sys
from anthropic import AsyncAnthropic
bodies = pickle.load(open(sys.argv[1], "rb"))
async def main():
    client, gate = AsyncAnthropic(), asyncio.Semaphore({flight})
    async def one(body):
        async with gate:
            return await client.messages.create(**body)
    answers = await asyncio.gather(*(one(b) for b in bodies))
    assert len(answers) == len(bodies)
asyncio.run(main())
"""


def serve(**settings: Any) -> ProcessServer:
    """A server in a process of its own that keeps no bodies."""
    server = ProcessServer("claude_replies:sound")
    server.set(keep_bodies=False, **settings)
    return server


def environment(server: ProcessServer, home: str) -> dict[str, str]:
    """Where a process finds the server and keeps its runs."""
    return os.environ | server.environment | {"PLAYBOOK_STUDIO_HOME": home, "NO_PROXY": "127.0.0.1"}


def command(*more: str, deals: tuple[str, ...] = DEALS, levels: tuple[str, ...] = ("named",)) -> list[str]:
    """The command line of the comparison."""
    from studio.drafting.draft import WORKFLOWS

    return [sys.executable, "-m", "studio.cli", "compare", *deals, "--engine", "claude", "--workflow",
            ",".join(WORKFLOWS), "--specificity", ",".join(levels), "--concurrency", str(FLIGHT), "--budget", "5000",
            "--json", *more]


def spent(home: str) -> None:
    """Lift the day's budget for a folder of runs."""
    os.environ["PLAYBOOK_STUDIO_HOME"] = home
    from studio import actions

    actions.keep_engine_settings(budget_day=100_000.0)


def timed(args: list[str], env: dict[str, str]) -> tuple[float, float, bytes]:
    """Run a process; its seconds, its most memory in MB, what it printed."""
    began, memory = time.perf_counter(), 0.0
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(args, env=env, cwd=ROOT, stdout=out, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            memory = max(memory, most_memory(process.pid))
            time.sleep(0.05)
        took = time.perf_counter() - began
        if process.returncode:
            raise SystemExit(f"{args[:6]} failed")
        out.seek(0)
        return took, memory, out.read()


def most_memory(pid: int) -> float:
    """The most memory that a process has held so far, in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def bodies(deals: tuple[str, ...], levels: tuple[str, ...]) -> list[dict[str, Any]]:
    """The requests of the comparison, as the engine makes them."""
    from playbook.files import read_playbook
    from studio.drafting.draft import WORKFLOWS
    from studio.drafting.engines.claude.request import request
    from studio.drafting.engines.claude.settings import EngineSettings
    from studio.evaluation.online.jobs import plan_comparison

    planned = plan_comparison(deals, read_playbook("reference"), levels, WORKFLOWS)
    return [request(job.order(), EngineSettings(), cached=job.shared) for job in planned.jobs]


def speed(deals: tuple[str, ...], levels: tuple[str, ...]) -> list[str]:
    """One row a round: the loop and the engine, in turn, on one server."""
    loop, engine = [], []
    with serve(latency=LATENCY) as server, tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "bodies"
        made = bodies(deals, levels)
        asked.write_bytes(pickle.dumps(made))
        for n in range(ROUNDS):
            home = f"{folder}/home{n}"
            spent(home)
            for kind, args in ((loop, [sys.executable, "-c", LOOP.replace("{flight}", str(FLIGHT)), str(asked)]),
                               (engine, command(deals=deals, levels=levels))):
                server.reset()
                server.set(keep_bodies=False, latency=LATENCY)
                took, memory, out = timed(args, environment(server, home))
                totals = server.totals()
                kind.append((totals["last_answer"] - totals["first_answer"], took, memory, totals["paid"]))
            counts = json.loads(out)["counts"]
            assert counts["planned"] == counts["scored"] == 400, counts
    size = statistics.mean(len(json.dumps(b)) for b in made) / 1000

    def middle(rows: list[Any], column: int) -> float:
        return statistics.median(r[column] for r in rows)

    answers, whole = (middle(engine, i) / middle(loop, i) for i in (0, 1))
    return [f"| {len(deals)} deals, {', '.join(levels)} ({size:.0f} KB a request) | "
            f"{middle(loop, 0):.2f} | {middle(engine, 0):.2f} | {answers:.2f} | "
            f"{middle(loop, 1):.2f} | {middle(engine, 1):.2f} | {whole:.2f} | {middle(loop, 2):.0f} | "
            f"{max(r[2] for r in engine):.0f} |"]


def faults() -> list[str]:
    """Every tenth request fails."""
    rows = []
    for says, given in (("529", {"status": 529}), ("429, retry-after 1 s", {"status": 429, "retry_after": 1}),
                        ("429 without retry-after", {"status": 429})):
        with serve(latency=LATENCY) as server, tempfile.TemporaryDirectory() as home:
            spent(home)
            server.fault("error", every=10, **given)
            took, _, out = timed(command(), environment(server, home))
            counts, totals = json.loads(out)["counts"], server.totals()
            failed = sum(n for name, n in totals["outcomes"].items() if name.startswith("error"))
            rows.append(f"| {says} | {counts['planned']} | {counts['scored']} | {failed} | {totals['paid']} | "
                        f"{took:.1f} |")
    return rows


def killed() -> list[str]:
    """Killed without warning at half, then run again."""
    with serve(latency=LATENCY) as server, tempfile.TemporaryDirectory() as home:
        spent(home)
        process = subprocess.Popen(command(), env=environment(server, home), cwd=ROOT,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while server.totals()["paid"] < 200:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(2 * LATENCY)
        before = server.totals()["paid"]
        _, _, out = timed(command("--resume"), environment(server, home))
        result, paid = json.loads(out), server.totals()["paid"]
        assert result["counts"]["scored"] == 400, result["counts"]
        return [f"| {before} | {result['usage']['answers_found']} | {paid - before} | {paid - 400} |"]


def tokens() -> list[str]:
    """What is billed for input, by the server's own count of prefixes, beside the same without a cache."""
    from playbook.ladder import LEVELS
    from studio.drafting.draft import WORKFLOWS

    shapes = (("10 deals × 3 events × 8 workflows × 6 levels", ALL, 3, WORKFLOWS, LEVELS),
              ("3 deals × 3 events × 8 workflows × 6 levels", ALL[:3], 3, WORKFLOWS, LEVELS),
              ("10 deals × 3 events × 1 workflow × 6 levels", ALL, 3, WORKFLOWS[3:4], LEVELS),
              ("1 deal × 3 events × 8 workflows × 2 levels", ALL[:1], 3, WORKFLOWS, ("none", "exemplified")),
              ("1 deal × 3 events × 1 workflow × 6 levels", ALL[:1], 3, WORKFLOWS[3:4], LEVELS))
    rows = []
    for says, deals, events, workflows, levels in shapes:
        with serve() as server:
            cells = asyncio.run(_asked(server, deals, events, workflows, levels))
            totals = server.totals()
            rows.append(f"| {says} | {cells} | {totals['uncached_input_tokens']:,} | "
                        f"{totals['billed_input_tokens']:,.0f} | {totals['share_of_uncached']:.1%} |")
    return rows


async def _asked(server: ProcessServer, deals: Any, events: int, workflows: Any, levels: Any) -> int:
    from engine_made import KEY, Kept

    from playbook.files import read_playbook
    from studio.drafting.engines.claude.session import open_session
    from studio.drafting.engines.claude.settings import EngineSettings
    from studio.evaluation.matrix import DealCase, read_case
    from studio.evaluation.online.jobs import plan_comparison
    from studio.evaluation.online.race import Race

    cases = [DealCase(c.loaded, c.labels[:events]) for c in map(read_case, deals)]
    planned = plan_comparison(cases, read_playbook("reference"), levels, workflows)
    settings = EngineSettings(base_url=server.url, concurrency=FLIGHT, budget_run=None, budget_day=None)
    async with open_session(settings, KEY) as caller:
        progress = await Race(planned, caller, Kept()).run()
    assert progress.done == progress.planned == len(planned.cells)
    return progress.planned


def main() -> None:
    """Print the results as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=[], help="speed, faults, killed, tokens; by default all")
    parts = parser.parse_args().parts or ["speed", "faults", "killed", "tokens"]
    print(f"# The Claude engine, measured\n\nPython {platform.python_version()}, {os.cpu_count()} cores, "
          f"`python bench/claude.py {' '.join(parts)}`. 400 cells are 50 label sets × 8 workflows at one level, "
          f"or 10 at five; {FLIGHT} in flight; the server answers after {1000 * LATENCY:.0f} ms (ideal 4.0 s).")
    if "speed" in parts:
        print(f"\n## Beside a bare loop\n\nMedians of {ROUNDS} rounds, loop and engine in turn; seconds from the first "
              "answer to the last, and of the whole process; memory in MB.\n\n| matrix | loop, answers | engine | "
              "ratio | loop, process | engine | ratio | loop, MB | engine, MB |\n|---|---|---|---|---|---|---|---|---|")
        for deals, levels in ((TWO, FIVE), (DEALS, ("named",))):
            print("\n".join(speed(deals, levels)), flush=True)
    if "faults" in parts:
        print("\n## Every tenth request fails\n\n| with | planned | scored | requests failed | paid | seconds |\n"
              "|---|---|---|---|---|---|\n" + "\n".join(faults()), flush=True)
    if "killed" in parts:
        print("\n## Killed (−9) at half, then `--resume`\n\n| paid before | found again | paid after | paid twice |\n"
              "|---|---|---|---|\n" + "\n".join(killed()), flush=True)
    if "tokens" in parts:
        print("\n## Input tokens billed (reads 0.1, writes 1.25), by the server's count\n\n| matrix | cells "
              "| without a cache | billed | share |\n|---|---|---|---|---|\n" + "\n".join(tokens()), flush=True)


if __name__ == "__main__":
    main()
