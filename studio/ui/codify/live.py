"""Text boxes that commit while somebody types, after a pause, as Streamlit's one-line boxes can."""

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
