"""Charts of a comparison: the quality curve and its steps, with intervals over deals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from studio.evaluation.metrics import METRICS
from studio.evaluation.words import direction, engine_in_words
from studio.ui.sources import LEVEL_NAMES, plain

CONTROLS = {
    "text_blind": "Guess without reading", "all_missing": "Says all is missing",
    "placebo": "Playbook of another trade", "shuffled": "Right texts, wrong entries",
}
_SHORT = {"text_blind": "Guess, unread", "all_missing": "All missing", "placebo": "Other trade",
          "shuffled": "Wrong entries"}
# Okabe and Ito's colours, which people who are colour-blind can tell apart; shapes and dashes tell the same.
_LOOKS = {
    "light": {"line": "#0072B2", "ink": "#1c2126", "soft": "#555c64", "grid": "#e6e1d8", "paper": "#fdfcfa",
              "up": "#0072B2", "down": "#B34700", "open": "#555c64",
              "controls": ("#8f5200", "#555c64", "#a8326e", "#00634b")},
    "dark": {"line": "#56B4E9", "ink": "#eceae5", "soft": "#b3b5b4", "grid": "#2c3237", "paper": "#14171a",
             "up": "#56B4E9", "down": "#F0A35E", "open": "#b3b5b4",
             "controls": ("#F0B374", "#b3b5b4", "#E39BC4", "#5CC2A3")},
}
_DASHES = {"text_blind": "dash", "all_missing": "dot", "placebo": "dashdot", "shuffled": "longdash"}


def theme_in_use() -> str:
    """The theme that the reader sees: light or dark."""
    return "dark" if getattr(st.context.theme, "type", None) == "dark" else "light"


def quality_curve(result: Any, metric: str, theme: str = "light") -> go.Figure:
    """A metric over the levels, with 95% intervals; controls are dashed lines with their name."""
    look = _LOOKS[theme]
    rows = [r for r in result.levels if r.specificity in LEVEL_NAMES]
    names = [LEVEL_NAMES[r.specificity].replace(" ", "<br>") for r in rows]
    means = [r.metrics[metric].mean for r in rows]
    up = [_gap(r.metrics[metric].high, r.metrics[metric].mean) for r in rows]
    down = [_gap(r.metrics[metric].mean, r.metrics[metric].low) for r in rows]
    figure = go.Figure()
    figure.add_trace(go.Scatter(
        x=names, y=means, mode="lines+markers", name=METRICS[metric].title, line={"color": look["line"], "width": 3.5},
        marker={"size": 12, "color": look["line"]},
        error_y={"type": "data", "symmetric": False, "array": up, "arrayminus": down, "color": look["line"],
                 "thickness": 1.8, "width": 7},
        customdata=[_interval(r.metrics[metric]) for r in rows],
        hovertemplate="%{x}: %{y:.2f}<br>%{customdata}<extra></extra>"))
    for row, colour, y in _control_labels(result, metric, look):
        mean = row.metrics[metric].mean
        figure.add_hline(y=mean, line={"color": colour, "width": 2, "dash": _DASHES[row.specificity]})
        _beside(figure, y, f"{_SHORT[row.specificity]} <b>{mean:.2f}</b>", colour)
    for name, mean in zip(names, means, strict=True):
        if mean is not None:
            figure.add_annotation(x=name, y=mean, text=f"<b>{mean:.2f}</b>", showarrow=False, xshift=-26, yshift=16,
                                  bgcolor=look["paper"], borderpad=1, font={"color": look["ink"], "size": 16})
    figure.update_xaxes(range=[-.6, len(rows) - .55], tickangle=0)
    return _dressed(figure, look, f"{METRICS[metric].title}{_better(metric)}", result.engine, margin_right=150,
                    alt_range=_range(result, metric))


def step_chart(result: Any, metric: str, theme: str = "light") -> go.Figure:
    """What each step up the ladder changes; an interval across zero cannot be told from no change."""
    look = _LOOKS[theme]
    sign = -1 if direction(metric) == "lower" else 1
    names, figure = [], go.Figure()
    for step in result.steps:
        change = step.metrics[metric]
        name = f"{LEVEL_NAMES.get(step.from_, step.from_)} → {LEVEL_NAMES.get(step.to, step.to)}"
        names.append(name)
        if change.mean is None:
            continue
        sure = change.low is not None and change.high is not None and not change.low <= 0 <= change.high
        colour = look["open"] if not sure else look["up"] if sign * change.mean > 0 else look["down"]
        words = "no clear change" if not sure else "better" if sign * change.mean > 0 else "worse"
        figure.add_trace(go.Scatter(
            x=[change.mean], y=[name], mode="markers", showlegend=False,
            marker={"size": 14, "color": colour, "symbol": "circle" if sure else "circle-open", "line": {"width": 2.5}},
            error_x={"type": "data", "symmetric": False, "array": [_gap(change.high, change.mean)],
                     "arrayminus": [_gap(change.mean, change.low)], "color": colour, "thickness": 2, "width": 7},
            hovertemplate=f"{name}: %{{x:+.2f}}<br>{_interval(change)}<extra></extra>"))
        _beside(figure, name, f"<b>{_signed(change.mean)}</b> {words}", colour)
    figure.add_vline(x=0, line={"color": look["soft"], "width": 1.5})
    _dressed(figure, look, f"Change in “{METRICS[metric].title}”{_better(metric)}", result.engine, margin_right=190)
    figure.update_layout(height=130 + 50 * max(1, len(names)))
    figure.update_xaxes(showgrid=True, gridcolor=look["grid"], zeroline=False, tickformat="+.2~f", nticks=6,
                        range=_step_range(result, metric))
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=False, range=[-.6, len(names) - .4])
    return figure


def two_curves(before: Any, after: Any, metric: str, theme: str = "light") -> go.Figure:
    """A metric over the levels of two playbooks: the earlier one dashed with hollow marks, the later one full."""
    look = _LOOKS[theme]
    figure = go.Figure()
    for result, name, dash, symbol in ((before, "Before", "dash", "circle-open"), (after, "After", "solid", "circle")):
        rows = [r for r in result.levels if r.specificity in LEVEL_NAMES]
        colour = look["soft"] if name == "Before" else look["line"]
        figure.add_trace(go.Scatter(
            x=[LEVEL_NAMES[r.specificity].replace(" ", "<br>") for r in rows],
            y=[r.metrics[metric].mean for r in rows], mode="lines+markers", name=name,
            line={"color": colour, "width": 3, "dash": dash}, marker={"size": 11, "symbol": symbol, "color": colour},
            customdata=[_interval(r.metrics[metric]) for r in rows],
            hovertemplate=f"{name}, %{{x}}: %{{y:.2f}}<br>%{{customdata}}<extra></extra>"))
        last = next((r for r in reversed(rows) if r.metrics[metric].mean is not None), None)
        if last is not None:
            mean = last.metrics[metric].mean
            _beside(figure, mean, f"{name} <b>{mean:.2f}</b>", colour)
    spread = [*_range(before, metric), *_range(after, metric)]
    return _dressed(figure, look, METRICS[metric].title + _better(metric), after.engine, margin_right=130,
                    alt_range=[min(spread), max(spread)] if spread else None)


def show(figure: go.Figure, key: str, alt: str) -> None:
    """Show a chart, without the tool bar."""
    st.plotly_chart(figure, theme=None, key=key, config={"displayModeBar": False, "scrollZoom": False}, alt=alt)


def _beside(figure: go.Figure, y: Any, text: str, colour: str) -> None:
    """Write to the right of the plot, at a height in it."""
    figure.add_annotation(x=1.01, xref="paper", y=y, text=text, showarrow=False, xanchor="left",
                          font={"color": colour, "size": 15})


def _dressed(figure: go.Figure, look: dict[str, Any], title: str, engine: str, *, margin_right: int,
             alt_range: list[float] | None = None) -> go.Figure:
    figure.update_layout(
        title={"text": f"<b>{title}</b><br><span style='font-size:15px;color:{look['soft']}'>"
                       f"{plain_engine(engine)}</span>", "font": {"size": 18, "color": look["ink"]},
               "x": 0, "xanchor": "left", "y": 1, "yanchor": "top", "pad": {"t": 20}},
        font={"family": "Inter Variable, ui-sans-serif, system-ui, sans-serif", "size": 16, "color": look["ink"]},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", height=460, showlegend=False,
        margin={"l": 48, "r": margin_right, "t": 74, "b": 48}, hoverlabel={"font": {"size": 15}})
    figure.update_xaxes(showgrid=False, linecolor=look["grid"], tickfont={"size": 16}, automargin=True)
    figure.update_yaxes(gridcolor=look["grid"], zeroline=False, tickfont={"size": 15}, automargin=True)
    if alt_range:
        figure.update_yaxes(range=alt_range, tickformat=".1f")
    return figure


def plain_engine(engine: str) -> str:
    """The engine's label and what the bars are."""
    return f"{engine_in_words(engine).capitalize()} · bars: 95% intervals over deals"


def _control_labels(result: Any, metric: str, look: dict[str, Any]) -> list[tuple[Any, str, float]]:
    """Controls with colour and a place for their name, moved apart where they lie close."""
    rows = [r for r in result.levels if r.specificity in CONTROLS and r.metrics[metric].mean is not None]
    low, high = _range(result, metric)
    least = (high - low) * .075
    placed: list[tuple[Any, str, float]] = []
    for row in sorted(rows, key=lambda r: r.metrics[metric].mean):
        y = row.metrics[metric].mean
        if placed and y - placed[-1][2] < least:
            y = placed[-1][2] + least
        placed.append((row, look["controls"][list(CONTROLS).index(row.specificity)], y))
    return placed


def _range(result: Any, metric: str) -> list[float]:
    """0 to 1, and further where an interval or a kappa goes there."""
    found = [b for r in result.levels for b in (r.metrics[metric].low, r.metrics[metric].high) if b is not None]
    return [min([0.0, *found]) - .04, max([1.0, *found]) + .06]


def _step_range(result: Any, metric: str) -> list[float]:
    """Wide enough for every interval, and never so narrow that nothing looks like something."""
    found = [b for s in result.steps for b in (s.metrics[metric].mean, s.metrics[metric].low, s.metrics[metric].high)
             if b is not None]
    return [min([-0.1, *found]) - .03, max([0.1, *found]) + .03]


def _signed(value: float) -> str:
    text = f"{value:+.2f}".replace("-", "−")
    return "0.00" if text in ("+0.00", "−0.00") else text


def _gap(high: float | None, low: float | None) -> float:
    return 0.0 if high is None or low is None else max(0.0, high - low)


def _interval(estimate: Any) -> str:
    deals = f"{estimate.n} {'deal' if estimate.n == 1 else 'deals'}"
    if estimate.low is None or estimate.high is None:
        return f"{deals}: no interval on so few"
    return f"95% interval {estimate.low:.2f} to {estimate.high:.2f}, {deals}"


def _better(metric: str) -> str:
    return {"higher": " (higher is better)", "lower": " (lower is better)"}.get(direction(metric), "")


def rows_in_order(result: Any) -> Sequence[Any]:
    """Levels, lowest first, then the controls."""
    order = [*LEVEL_NAMES, *CONTROLS]
    return sorted(result.levels, key=lambda r: order.index(r.specificity) if r.specificity in order else 99)


def row_title(specificity: str) -> str:
    """What a level or a control is called."""
    return LEVEL_NAMES.get(specificity) or CONTROLS.get(specificity) or plain(specificity)
