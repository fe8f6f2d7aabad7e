"""What the browser does by itself: text commits after a pause in typing, the focus and the view go where one works."""

from __future__ import annotations

import streamlit as st

#: A text area commits on Ctrl+Enter; a pause in typing presses it.
#: Streamlit sends what a box holds when it loses the focus, but after a click on a link to another page has been sent:
#: the save then opens the old page again, or is dropped. So the text is sent first, and the link waits for the save.
_SCRIPT = """
const live = window.playbookStudioLive ||= {typing: null, sent: 0, link: null};
const BOX = '[class*="st-key-live_"] :is(textarea, input)';
const LINK = '[data-testid="stSidebarNavLink"], [data-testid="stPageLink"] a';

function send() {
  const box = live.typing;
  live.typing = null;
  if (!box) return;
  live.sent = performance.now();
  box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', code: 'Enter', ctrlKey: true, bubbles: true}));
}

function saving() {
  if (!live.sent) return false;
  const app = document.querySelector('.stApp'), since = performance.now() - live.sent;
  if (since < 10000 && (since < 150 || app?.dataset.testScriptState !== 'notRunning')) return true;
  live.sent = 0;
  return false;
}

function follow() {
  if (saving()) return setTimeout(follow, 40);
  const link = live.link;
  live.link = null;
  (link.isConnected ? link : document.querySelector(`a[href="${link.getAttribute('href')}"]`))?.click();
}

export default function () {
  let waiting;
  const typed = (event) => {
    if (!event.target.matches?.(BOX)) return;
    if (live.typing && live.typing !== event.target) send();
    live.typing = event.target;
    clearTimeout(waiting);
    waiting = setTimeout(send, 700);
  };
  const left = (event) => { if (event.target === live.typing) send(); };
  const pressed = (event) => { if (!event.target.closest?.(BOX)) send(); };
  const clicked = (event) => {
    const link = event.target.closest?.(LINK);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    send();
    if (!live.link && !saving()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const first = !live.link;
    live.link = link;
    if (first) follow();
  };
  const heard = {input: typed, focusout: left, pointerdown: pressed, click: clicked};
  for (const [name, hear] of Object.entries(heard)) window.addEventListener(name, hear, true);
  return () => {
    clearTimeout(waiting);
    for (const [name, hear] of Object.entries(heard)) window.removeEventListener(name, hear, true);
  };
}
"""

_component = st.components.v2.component("playbook_studio_live", js=_SCRIPT)


def live_text() -> None:
    """Make the boxes of this page commit after a pause in typing, and before a link to another page is followed."""
    _component(key="live_text")


#: The element may come a moment after the script; a turn moves the focus once.
_FOCUS = """
export default function ({data}) {
  if (!data || !data.turn || window.playbookStudioTurn === data.turn) return;
  window.playbookStudioTurn = data.turn;
  const look = (left) => {
    const found = document.querySelector(`.st-key-${data.place} :is(textarea, input, button, [role="combobox"])`);
    if (found) found.focus();
    else if (left) setTimeout(() => look(left - 1), 50);
  };
  look(40);
}
"""

_focus = st.components.v2.component("playbook_studio_focus", js=_FOCUS)


def move_focus(place: str, turn: str) -> None:
    """Put the focus on the first control in a container, once for each turn; an empty turn leaves it where it is."""
    _focus(key="move_focus", data={"place": place, "turn": turn})


#: The list keeps the chosen entry in its pane; another entry than before is shown from its head.
_VIEW = """
export default function ({data}) {
  const other = window.playbookStudioEntry !== undefined && window.playbookStudioEntry !== data.entry;
  window.playbookStudioEntry = data.entry;
  const look = () => {
    const pane = document.querySelector('.st-key-list_entries');
    const row = pane?.querySelector('[data-testid="stRadioGroup"] > div:has(input:checked)');
    if (row) {
      const [outer, inner] = [pane.getBoundingClientRect(), row.getBoundingClientRect()];
      if (inner.top < outer.top || inner.bottom > outer.bottom)
        pane.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
    }
    const head = document.querySelector('.pb-entry-head');
    if (other && head && head.getBoundingClientRect().top < 60) head.scrollIntoView({block: 'start'});
  };
  look();
  const later = setTimeout(look, 250);
  return () => clearTimeout(later);
}
"""

_view = st.components.v2.component("playbook_studio_view", js=_VIEW)


def keep_in_view(path: str) -> None:
    """Keep the chosen entry in view in the list, and show another one than before from its head."""
    _view(key="keep_in_view", data={"entry": path})
