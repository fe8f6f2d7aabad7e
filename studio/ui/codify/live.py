"""What the browser does by itself: text commits after a pause in typing, the focus goes on to the next question."""

from __future__ import annotations

import streamlit as st

#: A text area commits on Ctrl+Enter; a pause in typing presses it.
_SCRIPT = """
export default function () {
  let waiting;
  const typed = (event) => {
    const box = event.target;
    if (!(box instanceof HTMLTextAreaElement) || !box.closest('[class*="st-key-live_"]')) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => box.dispatchEvent(
      new KeyboardEvent('keydown', {key: 'Enter', code: 'Enter', ctrlKey: true, bubbles: true})), 700);
  };
  document.addEventListener('input', typed, true);
  return () => { clearTimeout(waiting); document.removeEventListener('input', typed, true); };
}
"""

_component = st.components.v2.component("playbook_studio_live", js=_SCRIPT)


def live_text() -> None:
    """Make the text areas of this page commit after a pause in typing."""
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
