"""The quality curve before and after a workshop, measured on the sample deals when somebody asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from playbook.files import to_yaml
from playbook.model import Playbook
from studio import actions, measuring
from studio.evaluation.metrics import HEADLINE, METRICS
from studio.evaluation.words import counts_in_words, explain
from studio.ui import charts, parts

_SIDES = ("before", "after")


def show_quality(playbook: str, workshop: str, then: Playbook, now: Playbook) -> None:
    """Show the curve then and now; measure both on the sample deals when somebody asks."""
    parts.heading("Quality, then and now", "Both playbooks at every level on the sample deals, scored against what an "
                                           "expert wrote down about each. It runs on this machine.")
    folders = {side: actions.data_folder() / "workshops" / f"{playbook}-{workshop}" / side for side in _SIDES}
    running = measuring.current()
    if running is not None and running.state == "running":
        _progress()
        return
    if st.button("Measure before and after", type="primary", key="measure_workshop"):
        _measure(folders, {"before": then, "after": now})
        st.rerun()
    if running is not None and running.state == "failed":
        parts.fault(f"The measurement ended early: {running.fault or 'no reason was given'}")
    results = {side: actions.latest_comparison(folder) for side, folder in folders.items()}
    if all(results.values()):
        _show(results)


def _measure(folders: dict[str, Path], books: dict[str, Playbook]) -> None:
    jobs = []
    for side in _SIDES:
        folders[side].mkdir(parents=True, exist_ok=True)
        file = folders[side] / "playbook.yaml"
        actions.write_file(file, to_yaml(books[side]))
        jobs.append(measuring.Job(str(file), str(folders[side])))
    measuring.start([f.name for f in actions.list_deals()], jobs=jobs, controls=False)


@st.fragment(run_every=0.7)
def _progress() -> None:
    running = measuring.current()
    if running is None or running.state != "running":
        st.rerun()
    st.progress(running.share, text=f"Measuring both playbooks: {running.done} of {running.planned or '…'} drafts")
    if st.button("Stop", key="stop_workshop"):
        running.stop()
        st.rerun()


def _show(results: dict[str, Any]) -> None:
    metric = st.selectbox("What is measured", list(METRICS), index=list(METRICS).index(HEADLINE), width=420,
                          format_func=lambda m: METRICS[m].title, key="workshop_metric")
    parts.note(explain(metric))
    figure = charts.two_curves(results["before"], results["after"], metric, charts.theme_in_use())
    charts.show(figure, key="workshop_curve", alt=f"{METRICS[metric].title} by level, before and after the workshop")
    ends = {side: next((r.metrics[metric].mean for r in result.levels if r.specificity == "exemplified"), None)
            for side, result in results.items()}
    if None not in ends.values():
        change = ends["after"] - ends["before"]
        words = "did not move" if abs(change) < 0.005 else f"{'rose' if change > 0 else 'fell'} by {abs(change):.2f}"
        parts.note(f"At full depth {METRICS[metric].title.lower()} {words}, from {ends['before']:.2f} to "
                   f"{ends['after']:.2f}, on deals that the sample set shares with the engine's training; take it as a "
                   "direction, and prove it on deals of your own.")
    parts.note(counts_in_words(results["after"].counts))
