"""Access on every page, light and dark: names on every control, contrast of every text, focus that can be seen."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from browser_rooms import PAIN, focused, open_entry, save, settled, tab_to
from playwright.sync_api import Page, expect

from studio import actions
from studio.ui.links import PAGES

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
LEAST = 4.5
CONTROLS = {"textbox", "searchbox", "combobox", "checkbox", "switch", "radio", "button", "link", "spinbutton", "slider",
            "tab", "listbox", "menuitem", "option", "radiogroup", "DisclosureTriangle", "dialog"}
#: Tells whether what has the focus looks otherwise without it; the focus stays.
FOCUS_SHOWS = """async () => {
  const e = document.activeElement;
  let around = e;
  for (let up = 0; up < 4 && around.parentElement; up++) around = around.parentElement;
  const look = () => { document.getAnimations().forEach(a => a.finish());
    return [e, around, ...[...around.querySelectorAll('*')].slice(0, 150)].map(n => { const s = getComputedStyle(n);
      return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor].join() })
      .join() };
  const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  await drawn(); const on = look(); e.blur(); await drawn(); const off = look();
  e.focus({focusVisible: true}); await drawn(); return on !== off;
}"""
VIEWS = {
    "home": [""], "workshop": ["room=plan", "room=park", "room=present", "room=after"],
    "playbook": ["show=stand", "show=read", "show=own", "show=start", "show=export", "playbook=thin"],
    "process": [f"entry={PAIN}&mode=guided", f"entry={PAIN}&mode=whole", f"entry={PAIN}&mode=table",
                "entry=process.prospecting&mode=whole", "playbook=reference"],
    "qualification": ["entry=qualification.champion&mode=guided", "entry=qualification.metrics&mode=whole"],
    "method": ["mode=guided"], "behaviours": ["mode=whole"], "plays": ["mode=whole"],
    "versions": ["history=versions", "history=edits"],
}


@pytest.fixture(scope="module")
def ours(app_home):
    """A playbook in use: edited, published, with a parked point and two texts that wait for a choice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYBOOK_STUDIO_HOME", str(app_home))
        actions.join_people("Ann Berg")
        made = actions.start_playbook("In use", by="Ann Berg", source="thin")
        actions.start_workshop(made, "June", by="Ann Berg")
        save(made, PAIN, "Ann Berg", statement="A buyer has said it", evidence="In a call", said_by=["buyer"])
        actions.publish(made, name="First hour", reason="We agreed", by="Ann Berg")
        own = actions.own_playbook(made)
        base, seen = dict(own.parts["qualification.champion"]), own.saved["qualification.champion"].revision
        save(made, "qualification.champion", "Ben Ito", definition="Ben's words")
        with pytest.raises(Exception, match="both texts are kept"):
            actions.save_fields(made, "qualification.champion", {"definition": "Ann's words"}, base=base, seen=seen,
                                by="Ann Berg")
        actions.decide(actions.park(made, PAIN, "Does an estimate count?", by="Ann Berg"), "Yes", "Early", by="Ben Ito")
        actions.park(made, PAIN, "Who is asked?", by="Ben Ito")
    return made


def _groups() -> dict[str, tuple[str, ...]]:
    """The pages in the navigation, as the app's own source lists them."""
    tree = ast.parse((Path(__file__).parents[2] / "studio" / "app.py").read_text(encoding="utf-8"))
    return next(ast.literal_eval(n.value) for n in tree.body if isinstance(n, ast.Assign)
                and isinstance(n.targets[0], ast.Name) and n.targets[0].id == "GROUPS")


def _nameless(page: Page) -> list[str]:
    """Controls that a screen reader could not name."""
    session = page.context.new_cdp_session(page)
    found = []
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        role = node.get("role", {}).get("value")
        if not node.get("ignored") and role in CONTROLS and not (node.get("name", {}).get("value") or "").strip():
            html = session.send("DOM.describeNode", {"backendNodeId": node["backendDOMNodeId"], "depth": 0})["node"]
            found.append(f"{role} {html['nodeName']} {' '.join(html.get('attributes', []))[:160]}")
    session.detach()
    return found


@pytest.mark.parametrize("name", [name for name in PAGES if any(name in names for names in _groups().values())])
def test_every_control_has_a_name_and_every_text_can_be_read(page: Page, ours, name):
    faults = []
    for view in VIEWS.get(name, [""]):
        page.emulate_media(color_scheme="light")
        page.goto(f"/{'' if name == 'home' else name}?{view}" + ("" if "playbook=" in view else f"&playbook={ours}"))
        page.locator("h1").first.wait_for(state="attached")
        settled(page)
        faults += [f"{view}: nameless {one}" for one in _nameless(page)]
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.wait_for_function("theme => getComputedStyle(document.querySelector('.stApp')).colorScheme === theme",
                                   arg=theme)
            page.wait_for_timeout(250)
            faults += [f"{view} {theme}: {one['ratio']:.2f} '{one['text']}' {one['kind']}"
                       for one in page.evaluate(CONTRAST) if one["ratio"] < LEAST]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("mode", ["guided", "whole"])
def test_focus_can_be_seen_at_every_stop_and_is_never_trapped(page: Page, ours, mode):
    open_entry(page, ours, mode=mode)
    page.locator(".st-key-cd_bar").get_by_role("combobox").first.focus()
    seen: list[str] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        page.wait_for_timeout(20)
        if page.evaluate("!document.activeElement || document.activeElement === document.body"):
            break
        name = focused(page)[:60]
        assert page.evaluate(FOCUS_SHOWS), f"no visible focus on '{name}'"
        seen.append(name)
    wanted = ("You are", "Undo", "Publish", "Search", "Filter", "Move up", "Duplicate", "Archive", "What a model will")
    assert all(any(one in name for name in seen) for one in wanted), seen
    assert len(seen) < 200


def test_entry_is_chosen_copied_and_the_copy_taken_back_by_keyboard(page: Page, ours, app_home, monkeypatch):
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(app_home))
    open_entry(page, ours, mode="guided")
    page.locator(".st-key-list_entries input:checked").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", name="Customer engaged")).to_be_visible()
    settled(page)
    before = len(actions.own_playbook(ours).parts)
    tab_to(page, "^Duplicate$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Customer engaged (copy)")).to_be_visible()
    settled(page)
    page.keyboard.press("Control+Alt+KeyZ")
    expect(page.get_by_text("Taken back: Copied Customer engaged")).to_be_visible()
    assert len(actions.own_playbook(ours).parts) == before


def test_no_page_scrolls_sideways_on_a_small_laptop(page: Page, ours):
    page.set_viewport_size({"width": 1024, "height": 900})
    for name in ("workshop", "playbook", "process", "qualification", "versions", "import"):
        for view in VIEWS.get(name, [""]):
            page.goto(f"/{name}?{view}" + ("" if "playbook=" in view else f"&playbook={ours}"))
            page.locator("h1").first.wait_for(state="attached")
            settled(page)
            wide = page.evaluate("""() => [document.querySelector('[data-testid=stMain]'), document.documentElement]
                .map(e => e.scrollWidth - e.clientWidth).sort().at(-1)""")
            assert wide <= 0, f"{name}?{view} is {wide} pixels too wide"


@pytest.mark.parametrize("width", [1440, 900])
def test_long_list_scrolls_in_its_own_pane_and_what_is_chosen_shows_from_its_head(page: Page, app_home, monkeypatch,
                                                                                  width):
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(app_home))
    long = actions.start_playbook("Long", by="Ann", source="reference")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/process?playbook={long}&mode=whole")
    expect(page.locator(".pb-entry-head")).to_be_visible()
    settled(page)
    pane = page.locator(".st-key-list_entries")
    expect(pane.get_by_test_id("stRadioOption")).to_have_count(30)
    page.wait_for_function("e => e.scrollHeight > e.clientHeight + 500 && e.clientHeight < innerHeight",
                           arg=pane.element_handle())
    entries = pane.get_by_test_id("stRadioOption")
    for chosen in (entries.last, entries.nth(6)):
        name = chosen.inner_text().splitlines()[0]
        chosen.click()
        head = page.get_by_role("heading", level=2, name=name, exact=True)
        expect(head).to_be_in_viewport()
        settled(page)
        page.wait_for_timeout(400)
        expect(head).to_be_in_viewport()
        expect(chosen).to_be_in_viewport()
        page.mouse.move(width - 200, 500)
        page.mouse.wheel(0, 3000)
        expect(head).not_to_be_in_viewport()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", level=2, name=entries.nth(7).inner_text().splitlines()[0])).to_be_in_viewport()
