"""Pictures of every page, light and dark, at 1440 and 1024 pixels, over a store that is in use.

    python bench/screenshots.py FOLDER            all pages
    python bench/screenshots.py FOLDER --only whole,plan

The pictures show the whole page, as far as 2,600 pixels down. A page that
scrolls sideways, shows an exception or writes to the console is reported.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from app_server import chromium, serving

from studio import actions
from studio.acting import Actor, acting

WIDTHS, THEMES = (1440, 1024), ("light", "dark")
TALL, TALLEST = 1000, 2600
#: Its economic buyer reads otherwise after the second call than after the first.
DEAL = "molinos-del-bajio"
DOCUMENT = """# How we sell

## Stage 1: Discovery

Exit criteria:

- The buyer has said what the problem costs them
- A second person on the buyer's side has confirmed it

## Qualification

**Economic buyer**: the person who can say yes when others say no.
"""


def furnish() -> dict[str, str]:
    """Keep playbooks that a team is working on; return what the addresses name, by a short name."""
    actions.join_people("Ann Berg")
    ours = actions.start_playbook("Our reference", by="Ann Berg", source="reference")
    thin = actions.start_playbook("Our sales playbook", by="Ann Berg", source="thin")
    empty = actions.start_playbook("Nothing yet", by="Ann Berg")
    path = "process.qualification.pain_identified"
    actions.start_workshop(thin, "June", by="Ann Berg")
    for values in ({"statement": "A buyer has said what the problem costs them, in money or hours."},
                   {"evidence": "In a call or a mail, in the buyer's own words."}, {"owner": "Ben Ito"}):
        save(thin, path, values)
    actions.publish(thin, name="After the first hour", reason="Ann and Ben agreed on what pain means", by="Ann Berg")
    save(thin, path, {"said_by": ["buyer"], "signals": ["We lose 40 hours a week on this"]})
    actions.archive_entry(thin, "process.closing.won", by="Ann Berg")
    actions.park(thin, path, "Does a champion's word count, or must it be the one who pays?", by="Ann Berg")
    actions.park(thin, path, "Is an estimate enough?", by="Ben Ito")
    actions.decide(actions.points(thin, path)[0].number, "An estimate by the buyer counts",
                   "Otherwise no deal leaves this stage before the business case", by="Ann Berg")
    conflict(thin, "qualification.champion")
    return {"ours": ours, "thin": thin, "empty": empty, "path": path, "review": decide()}


def decide() -> str:
    """Play a deal, decide on some of its review and let a later call speak against it; return the later review."""
    with acting(Actor("Ann Berg", "manager")):
        for event in [e.id for e in actions.open_deal(DEAL).deal.events][:4]:
            actions.play_event(DEAL, event, "reference")
        review = actions.last_review(DEAL, "e3", "reference")
        kept = actions.kept_review(review)
        assert kept is not None
        actions.decide_items(review, [actions.Choice(i.id, "approve") for i in kept.kept.draft.inferred[:3]])
        actions.decide_items(review, [
            actions.Choice("r1", "amend", "She told us so", {"action": "Ask for the board's date in January"}),
            actions.Choice("r2", "reject", "Not our way")])
        actions.play_event(DEAL, "e5", "reference")
        return actions.last_review(DEAL, "e5", "reference")


def save(playbook: str, path: str, values: dict[str, Any], by: str = "Ann Berg") -> None:
    """Save fields of an entry as somebody who sees it as it stands."""
    own = actions.own_playbook(playbook)
    actions.save_fields(playbook, path, values, base=dict(own.parts[path]), seen=own.saved[path].revision, by=by)


def conflict(playbook: str, path: str) -> None:
    """Let two people save the same field at once."""
    from studio.store.playbooks import Conflict

    own = actions.own_playbook(playbook)
    base, seen = dict(own.parts[path]), own.saved[path].revision
    save(playbook, path, {"definition": "Somebody with power who sells for us when we are not in the room."}, by="Ben Ito")
    try:
        actions.save_fields(playbook, path, {"definition": "Somebody who loses something if we lose."}, base=base,
                            seen=seen, by="Ann Berg")
    except Conflict:
        return
    raise RuntimeError("two texts were expected")


def addresses(kept: dict[str, str]) -> dict[str, str]:
    """Return the address of every page and view, by the name of its picture."""
    thin, ours, empty, path = kept["thin"], kept["ours"], kept["empty"], kept["path"]
    element, play = "qualification.champion", "plays.build_champion"
    found = {"home": "/", "home_own": f"/?playbook={thin}", "home_shipped": "/?playbook=reference"}
    found |= {f"workshop_{v}": f"/workshop?playbook={thin}&room={v}" for v in ("plan", "park", "present", "after")}
    found |= {"workshop_plan_full": f"/workshop?playbook={ours}&room=plan", "workshop_empty": f"/workshop?playbook={empty}",
              "workshop_empty_present": f"/workshop?playbook={empty}&room=present",
              "workshop_empty_after": f"/workshop?playbook={empty}&room=after",
              "workshop_shipped": "/workshop?playbook=reference"}
    found |= {f"playbook_{v}": f"/playbook?playbook={thin}&show={v}" for v in ("stand", "read", "own", "start", "export")}
    found |= {"playbook_shipped": "/playbook?playbook=reference", "playbook_empty": f"/playbook?playbook={empty}",
              "playbook_full": f"/playbook?playbook={ours}"}
    found |= {f"process_{m}": f"/process?playbook={thin}&entry={path}&mode={m}" for m in ("guided", "whole", "table")}
    found |= {"process_stage": f"/process?playbook={thin}&entry=process.qualification&mode=whole",
              "process_shipped": "/process?playbook=reference", "process_empty": f"/process?playbook={empty}",
              "process_full": f"/process?playbook={ours}&mode=guided",
              "process_full_whole": f"/process?playbook={ours}&entry=process.discovery&mode=whole",
              "process_full_table": f"/process?playbook={ours}&mode=table",
              "qualification_guided": f"/qualification?playbook={thin}&mode=guided",
              "qualification_conflict": f"/qualification?playbook={thin}&entry={element}&mode=guided",
              "qualification_whole": f"/qualification?playbook={ours}&entry={element}&mode=whole",
              "qualification_table": f"/qualification?playbook={ours}&mode=table",
              "qualification_empty": f"/qualification?playbook={empty}",
              "method_guided": f"/method?playbook={thin}&entry=method.guidance.discovery_call&mode=guided",
              "method_whole": f"/method?playbook={ours}&mode=whole", "method_empty": f"/method?playbook={empty}",
              "behaviours_guided": f"/behaviours?playbook={thin}&mode=guided",
              "behaviours_whole": f"/behaviours?playbook={ours}&mode=whole",
              "plays_guided": f"/plays?playbook={thin}&entry={play}&mode=guided",
              "plays_whole": f"/plays?playbook={ours}&mode=whole",
              "versions": f"/versions?playbook={thin}&history=versions",
              "versions_edits": f"/versions?playbook={thin}&history=edits",
              "versions_shipped": "/versions?playbook=reference", "import": "/import", "import_read": "/import",
              "deals": "/deals", "deal": f"/deals?deal={DEAL}", "sandbox": "/sandbox", "compare": "/compare",
              "compare_deal": f"/compare?deal={DEAL}&event=e3", "compare_curve": "/compare?view=curve",
              "review": "/review", "review_draft": f"/review?draft={kept['review']}",
              "memory": "/memory", "memory_deal": f"/memory?deal={DEAL}",
              "orchestration": "/orchestration", "orchestration_played": f"/orchestration?deal={DEAL}&playbook=reference",
              "settings": "/settings"}
    found |= {f"governance_{v}": f"/governance?governance={v}" for v in ("authority", "patch", "answers", "audit")}
    return found


def picture(page: Any, address: str, file: Path, width: int, documents: list[Path]) -> str:
    """Take a picture of a page; return what is wrong with it."""
    page.set_viewport_size({"width": width, "height": TALL})
    page.goto(address)
    _settled(page)
    if documents:
        page.locator("input[type=file]").set_input_files(documents)
        page.get_by_role("button", name="Read the documents").click()
        page.get_by_text("What the documents say").wait_for(timeout=60_000)
        _settled(page)
    tall = page.evaluate("Math.ceil(document.querySelector('[data-testid=stMain]').scrollHeight)")
    page.set_viewport_size({"width": width, "height": min(max(TALL, tall), TALLEST)})
    page.wait_for_timeout(500)
    page.screenshot(path=file)
    wide = page.evaluate("""() => { const main = document.querySelector('[data-testid=stMain]');
        return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth) }""")
    wrong = page.get_by_test_id("stException").all_inner_texts()
    return " ".join([*([f"scrolls {wide} px sideways"] if wide > 0 else []), *(w[:200] for w in wrong)])


def _settled(page: Any) -> None:
    page.locator("h1").first.wait_for(state="attached")
    page.wait_for_timeout(300)
    page.locator(".stApp[data-test-script-state=notRunning]").wait_for(timeout=60_000)
    page.wait_for_timeout(700)


def main() -> int:
    """Take every picture into the folder named on the command line."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("folder", type=Path)
    ask.add_argument("--only", default="", help="parts of the pictures' names, with commas between")
    asked = ask.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    wanted, faults = [w for w in asked.only.split(",") if w], 0
    with tempfile.TemporaryDirectory() as home:
        os.environ["PLAYBOOK_STUDIO_HOME"] = home
        document = Path(home) / "handbook.md"
        document.write_text(DOCUMENT, encoding="utf-8")
        pages = {n: a for n, a in addresses(furnish()).items() if not wanted or any(w in n for w in wanted)}
        with serving(Path(home)) as url, chromium() as browser:
            for theme in THEMES:
                context = browser.new_context(base_url=url, color_scheme=theme)
                page = context.new_page()
                page.set_default_timeout(60_000)
                page.on("pageerror", lambda error: print(f"in the browser: {error}", file=sys.stderr))
                for name, address in pages.items():
                    for width in WIDTHS:
                        file = asked.folder / f"{name}-{theme}-{width}.png"
                        wrong = picture(page, address, file, width, [document] if name == "import_read" else [])
                        faults += bool(wrong)
                        print(f"{file.name}: {wrong or 'taken'}", flush=True)
                context.close()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
