"""Measure `deals import` on generated exports: seconds, rows a second, ratios within one run, and a second run.

    python bench/crm_import.py                      1,000 to 10,000 rows, as Markdown
    python bench/crm_import.py --rows 10000         one size
    python bench/crm_import.py --write FOLDER       only write the exports there
    python bench/crm_import.py --wide               200 columns, and as many rows as deals

The generator makes opportunities, accounts, contacts, contact roles and activities of invented companies, one in
twenty rows dirty: a missing id, a bad date, two currencies, a formula, a control character, a row too long. Each size
is imported twice by the command line, into a folder of its own; the second run must change nothing. Seconds are by the
clock, which a busy machine stretches; CPU seconds are those of the first run.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (1_000, 2_000, 5_000, 10_000)
#: Rows of each object, of a hundred rows.
SHARES = {"opportunities": 20, "accounts": 10, "contacts": 20, "contact_roles": 10, "activities": 40}
FIRST = ("Dana", "Jonas", "Léa", "Inés", "Tom", "Aylin", "Marek", "Sofia", "Piotr", "Chloé", "Hanna", "Luis")
LAST = ("Ortiz", "Weber", "Moreau", "García", "Reyes", "Kaya", "Novák", "Rossi", "Nowak", "Dubois", "Falk", "Silva")
TOWNS = ("Harbor", "Nord", "Prairie", "Shannon", "Castell", "Molino", "Savanna", "Brandt", "Wexcombe", "Tanjong")
TRADES = ("Logistics", "Foods", "Textiles", "Machines", "Theatres", "Water", "Hotels", "Claims", "Payments", "Parts")
STAGES = ("Discovery", "Demo", "Proposal", "Negotiation", "Closed Won", "Closed Lost")
WORDS = ("we lose four hours a day on slotting and nobody owns the number yet so the board asked for a plan by June "
         "the controller wants to see payback inside a year before she signs anything").split()
CALL = "{a}: How do you pick?\n{b}: By hand, and {w}.\n{a}: What does that cost?\n{b}: About {n} hours a week, {w}."
START = datetime.date(2026, 1, 5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, action="append", help="rows in all; may be given several times")
    parser.add_argument("--write", type=Path, help="only write the exports into this folder")
    parser.add_argument("--wide", action="store_true", help="200 columns, one deal a row")
    chosen = parser.parse_args()
    if chosen.write:
        exports(chosen.write, (chosen.rows or [10_000])[0], wide=chosen.wide)
        return
    print("| rows | deals | evidence | MB | first run s | CPU s | rows a CPU second | to the smallest | second run s | "
          "not taken |")
    print("| ---: |" + " ---: |" * 9)
    first: float | None = None
    for rows in chosen.rows or SIZES:
        result = measure(rows, wide=chosen.wide)
        pace = result["read"] / result["cpu"]
        first = first or pace
        print(f"| {result['read']:,} | {result['deals']:,} | {result['evidence']:,} | {result['mb']:.1f} | "
              f"{result['first']:.1f} | {result['cpu']:.1f} | {pace:,.0f} | {pace / first:.2f} | "
              f"{result['second']:.1f} | {result['not_taken']:,} |", flush=True)


def measure(rows: int, *, wide: bool) -> dict[str, float]:
    """Import generated exports twice; raise where the second run changes anything."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        files = exports(where / "exports", rows, wide=wide)
        first, cpu, told = timed(files, where)
        second, _, again = timed(files, where)
        moved = [d for d in again["deals"] if d["new"] or d["changed"]]
        if moved:
            raise SystemExit(f"the second run changed {len(moved)} deals: {moved[:2]}")
        evidence = sum(1 for _ in (where / "deals").glob("*/evidence/*"))
        return {"first": first, "cpu": cpu, "second": second, "deals": len(told["deals"]), "evidence": evidence,
                "mb": sum(f.stat().st_size for f in files) / 1e6, **told["rows"]}


def timed(files: list[Path], where: Path) -> tuple[float, float, dict]:
    """Import once: seconds by the clock, of the processor, and the report."""
    command = [sys.executable, "-c", "from studio.cli import main; main()", "deals", "import", *map(str, files),
               "--into", str(where / "deals"), "--json"]
    begun, before = time.perf_counter(), os.times()
    done = subprocess.run(command, capture_output=True, text=True,
                          env=os.environ | {"PLAYBOOK_STUDIO_HOME": str(where / "home")})
    if done.returncode:
        raise SystemExit(done.stderr)
    used = os.times()
    cpu = used.children_user + used.children_system - before.children_user - before.children_system
    return time.perf_counter() - begun, cpu, json.loads(done.stdout)


# -- the generator

def exports(folder: Path, rows: int, *, wide: bool = False, seed: int = 1) -> list[Path]:
    """Write the exports of an invented company; the same seed writes the same files."""
    dice = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    counts = {name: max(1, rows * share // 100) for name, share in SHARES.items()}
    if wide:
        return [table(folder / "opportunities.csv", opportunities(dice, rows, rows, extra=188), dice)]
    tables = {"accounts": accounts(dice, counts["accounts"]),
              "opportunities": opportunities(dice, counts["opportunities"], counts["accounts"]),
              "contacts": contacts(dice, counts["contacts"], counts["accounts"]),
              "contact_roles": roles(dice, counts["contact_roles"], counts["opportunities"], counts["contacts"]),
              "activities": activities(dice, counts["activities"], counts["opportunities"], counts["contacts"])}
    return [table(folder / f"{name}.csv", made, dice) for name, made in tables.items()]


def table(path: Path, rows: list[dict[str, str]], dice: random.Random) -> Path:
    """Write rows, one in twenty of them dirty."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(rows[0])
        for row in rows:
            out.writerow(dirty(row, dice) if dice.random() < 0.05 else list(row.values()))
    return path


def dirty(row: dict[str, str], dice: random.Random) -> list[str]:
    cells, names = dict(row), list(row)
    what = dice.randrange(6)
    if what == 0:
        cells[names[0]] = ""
    elif what == 1:
        cells = {n: "Q3" if "Date" in n else v for n, v in cells.items()}
    elif what == 2 and "Amount" in cells:
        cells["Amount"] = "$ 120,000.00"
    elif what == 3:
        cells[names[1]] = f'=HYPERLINK("x","{cells[names[1]]}")'
    elif what == 4:
        cells[names[1]] += "\x07\x00"
    return [*cells.values(), *(["one", "too many"] if what == 5 else [])]


def key(prefix: str, number: int) -> str:
    return f"{prefix}Qx{number:010d}"


def person(number: int) -> tuple[str, str]:
    return FIRST[number % len(FIRST)], f"{LAST[number // len(FIRST) % len(LAST)]}{'' if number < 144 else number}"


def company(number: int) -> str:
    return f"{TOWNS[number % len(TOWNS)]} {TRADES[number // len(TOWNS) % len(TRADES)]} {number}"


def some(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(WORDS, k=words))


def accounts(dice: random.Random, count: int) -> list[dict[str, str]]:
    return [{"Account ID": key("001", n), "Account Name": company(n), "Industry": TRADES[n % len(TRADES)],
             "Employees": f"{dice.randrange(10, 9000):,}", "Billing Country": dice.choice(("DE", "FR", "ES", "US"))}
            for n in range(count)]


def opportunities(dice: random.Random, count: int, companies: int, extra: int = 0) -> list[dict[str, str]]:
    return [{"Opportunity ID": key("006", n), "Opportunity Name": f"{company(n % companies)} – {some(dice, 2)} {n}",
             "Account ID": key("001", n % companies), "Account Name": company(n % companies),
             "Stage": dice.choice(STAGES), "Amount": f"{dice.randrange(5_000, 900_000):,}.00", "Amount Currency": "EUR",
             "Close Date": day(dice, 200), "Created Date": START.strftime("%m/%d/%Y"), "Opportunity Owner": "Tom Reyes",
             "Forecast Category": dice.choice(("Pipeline", "Best Case", "Commit", "Omitted")),
             "Champion__c": " ".join(person(n)), **{f"Custom {i}": some(dice, 2) for i in range(extra)}}
            for n in range(count)]


def contacts(dice: random.Random, count: int, companies: int) -> list[dict[str, str]]:
    made = []
    for n in range(count):
        first, last = person(n)
        made.append({"Contact ID": key("003", n), "First Name": first, "Last Name": last,
                     "Title": dice.choice(("CFO", "VP Operations", "Head of IT")),
                     "Email": f"{first}.{last}@company{n % companies}.example".lower(),
                     "Account ID": key("001", n % companies)})
    return made


def roles(dice: random.Random, count: int, deals: int, people: int) -> list[dict[str, str]]:
    return [{"Opportunity ID": key("006", n % deals), "Contact ID": key("003", dice.randrange(people)),
             "Role": dice.choice(("Decision Maker", "Evaluator", "Economic Buyer"))} for n in range(count)]


def activities(dice: random.Random, count: int, deals: int, people: int) -> list[dict[str, str]]:
    made = []
    for n in range(count):
        kind, who = dice.choice(("Call", "Email", "Task")), dice.randrange(people)
        call = CALL.format(a="Tom Reyes", b=" ".join(person(who)), w=some(dice, 12), n=dice.randrange(3, 90))
        text = call if kind == "Call" else "\n\n".join(some(dice, 40) for _ in range(3))
        made.append({"Activity ID": key("00T", n), "Subject": f"{kind}: {some(dice, 3)}", "TaskSubtype": kind,
                     "Description": text, "Due Date": day(dice, 100), "What ID": key("006", dice.randrange(deals)),
                     "Who ID": key("003", who), "Assigned To": "Tom Reyes", "Status": "Completed"})
    return made


def day(dice: random.Random, within: int) -> str:
    return (START + datetime.timedelta(days=dice.randrange(within))).strftime("%m/%d/%Y")


if __name__ == "__main__":
    main()
