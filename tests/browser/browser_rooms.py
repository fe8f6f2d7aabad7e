"""What the browser tests of the Codify pages share: a playbook in the app's own store, and what its page confirms."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from studio import actions

expect.set_options(timeout=20_000)
PAIN = "process.qualification.pain_identified"


def kept(playbook: str, path: str = PAIN) -> dict[str, Any]:
    """Return an entry as the store has it now."""
    return dict(actions.own_playbook(playbook).parts[path])


def save(playbook: str, path: str, by: str, **values: Any) -> None:
    """Save fields of an entry as somebody who sees it as it stands."""
    own = actions.own_playbook(playbook)
    actions.save_fields(playbook, path, values, base=dict(own.parts[path]), seen=own.saved[path].revision, by=by)


def open_entry(page: Page, playbook: str, path: str = PAIN, mode: str = "whole", **more: str) -> None:
    """Open the page of an entry and wait until it is there."""
    where = {"qualification": "qualification", "method": "method", "behaviours": "behaviours", "plays": "plays"}
    address = "&".join(f"{k}={v}" for k, v in {"playbook": playbook, "entry": path, "mode": mode, **more}.items())
    page.goto(f"/{where.get(path.partition('.')[0], 'process')}?{address}")
    expect(page.locator(".cd-saved")).to_be_visible()
    expect(page.locator(".pb-entry-head")).to_be_visible()
    settled(page)


def settled(page: Page) -> None:
    """Wait until the page has been drawn."""
    page.locator(".stApp[data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(150)


def revision(page: Page) -> int:
    """Return the revision that the page says is saved."""
    return int(page.locator(".cd-saved").get_attribute("data-revision") or 0)


def confirmed(page: Page, after: int, seconds: float = 20) -> int:
    """Wait until the page confirms a save later than `after`; return its revision."""
    page.wait_for_function(
        "after => { const p = document.querySelector('.cd-saved');"
        " return p && p.textContent.startsWith('Saved at') && Number(p.dataset.revision) > after }",
        arg=after, timeout=seconds * 1000)
    return revision(page)


def tab_to(page: Page, name: str, *, back: bool = False, most: int = 150) -> None:
    """Press Tab (or Shift and Tab) until the focus is on an element of that name; fails where it is never reached."""
    for _ in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if re.search(name, focused(page), re.I):
            return
    raise AssertionError(f"Tab never reached '{name}'")


def focused(page: Page) -> str:
    """Return the accessible name of what has the focus."""
    return page.evaluate("""() => { const e = document.activeElement; if (!e) return '';
        const by = (e.getAttribute('aria-labelledby') || '').split(' ').map(i => document.getElementById(i))
            .filter(Boolean).map(n => n.textContent).join(' ');
        return e.getAttribute('aria-label') || by || (e.labels && e.labels[0] && e.labels[0].textContent)
            || e.innerText || e.value || '' }""").strip()


