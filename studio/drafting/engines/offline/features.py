"""What is known of a passage and a part of an entry, as numbers for the ranker."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from studio.drafting.engines.offline.entities import KINDS
from studio.drafting.engines.offline.index import Index
from studio.drafting.engines.offline.language import FLAG_NAMES, all_stems, stems
from studio.drafting.engines.offline.lens import GROUPS, Lens

Embed = Callable[[list[str]], np.ndarray]
TYPES = ("call", "email", "note", "document", "form")
PAIR = (
    *(f"sim_{g}" for g in GROUPS), "cues", "odds", "prompt_about", "prompt_questions", "prompt_signals",
    "prompt_cues", "prompt_odds", "asked_questions", "cues_lead", "signals_lead", "odds_lead", "questions_lead",
    "about_lead", "turn_cues", "turn_odds", "before", "after", "needs_met", "has_needs", "said_by_met", "best_sim",
    "denial_lead", "window_cues", "window_odds", "window_signals", "window_questions", "window_about",
    "window_signals_lead", "window_odds_lead", "profile", "profile_lead",
)
PLAIN = (*(f"is_{f}" for f in FLAG_NAMES), *(f"names_{k}" for k in KINDS), "length", "order", "quoted", "asked",
         *(f"type_{t}" for t in TYPES), "buyer", "seller")
NAMES = (*PAIR, *PLAIN)
#: Columns that only an embedder gives; they stand behind NAMES.
EMBEDDED = ("emb_about", "emb_signals", "emb_counters", "emb_prompt_questions", "emb_window_signals", "emb_window_about",
            "emb_about_lead", "emb_signals_lead", "emb_window_signals_lead")


def pair_features(index: Index, lens: Lens, embed: Embed | None = None) -> np.ndarray:
    """Return passages × parts × features, in the order of NAMES.

    With `embed`, which turns texts into unit vectors, EMBEDDED stand behind.
    """
    passages = index.passages
    count, parts = len(passages), len(lens.parts)
    found = np.zeros((count, parts, len(NAMES)), dtype=np.float32)
    if not count or not parts:
        return found if embed is None else np.zeros((count, parts, len(NAMES) + len(EMBEDDED)), dtype=np.float32)
    put = {name: number for number, name in enumerate(NAMES)}
    own = [p.stems for p in passages]
    sims = lens.similar(own)
    cues = lens.cue_hits([p.all_stems for p in passages])
    odds = lens.odds(own)[:, lens.owner]
    prompts, where = _distinct([p.prompt for p in passages])
    p_sims = lens.similar([stems(t) for t in prompts])[where]
    p_cues = lens.cue_hits([all_stems(t) for t in prompts])[where]
    p_odds = lens.odds([stems(t) for t in prompts])[:, lens.owner][where]
    windows, spots = _distinct([p.window for p in passages])
    w_sims = lens.similar([stems(t) for t in windows])[spots]
    w_odds = lens.odds([stems(t) for t in windows])[:, lens.owner][spots]
    profile = lens.fits_profile(np.concatenate([index.flags, index.kinds], axis=1))
    asked = np.array([p.asked for p in passages], dtype=np.float32)[:, None]
    g = {name: number for number, name in enumerate(GROUPS)}

    found[:, :, : len(GROUPS)] = sims
    about = np.maximum(np.maximum(sims[:, :, g["name"]], sims[:, :, g["about"]]), sims[:, :, g["meaning"]])
    p_about = np.maximum(np.maximum(p_sims[:, :, g["name"]], p_sims[:, :, g["about"]]), p_sims[:, :, g["meaning"]])
    for name, values in {
        "cues": cues, "odds": odds, "prompt_about": p_about, "prompt_questions": p_sims[:, :, g["questions"]],
        "prompt_signals": p_sims[:, :, g["signals"]], "prompt_cues": p_cues, "prompt_odds": p_odds,
        "asked_questions": p_sims[:, :, g["questions"]] * asked,
        "cues_lead": _lead(cues, lens), "signals_lead": _lead(sims[:, :, g["signals"]], lens),
        "odds_lead": _lead(odds, lens), "questions_lead": _lead(p_sims[:, :, g["questions"]], lens),
        "about_lead": _lead(about, lens),
        "best_sim": np.maximum(np.maximum(sims[:, :, g["signals"]], sims[:, :, g["good"]]), about),
        "window_cues": lens.cue_hits([all_stems(t) for t in windows])[spots], "window_odds": w_odds,
        "window_signals": w_sims[:, :, g["signals"]], "window_questions": w_sims[:, :, g["questions"]],
        "window_about": np.maximum(w_sims[:, :, g["about"]], w_sims[:, :, g["meaning"]]),
        "window_signals_lead": _lead(w_sims[:, :, g["signals"]], lens), "window_odds_lead": _lead(w_odds, lens),
        "profile": profile, "profile_lead": _lead(profile, lens),
        "denial_lead": np.maximum(sims[:, :, g["counters"]], sims[:, :, g["bad"]]) - sims[:, :, g["signals"]],
    }.items():
        found[:, :, put[name]] = values
    places: dict[tuple[str, int], int] = {}
    turns = np.array([places.setdefault((p.evidence, p.turn), len(places)) for p in passages])
    found[:, :, put["turn_cues"]] = _by_turn(cues, turns)
    found[:, :, put["turn_odds"]] = _by_turn(odds, turns)
    strength = cues + 3 * sims[:, :, g["signals"]] + about
    # Only inside one artefact: what is read together must not matter.
    joined = np.array([a.evidence == b.evidence for a, b in pairwise(passages)], dtype=np.float32)[:, None]
    found[1:, :, put["before"]] = strength[:-1] * joined
    found[:-1, :, put["after"]] = strength[1:] * joined
    _demands(found, index, lens, put)
    found[:, :, len(PAIR):] = _plain(index)[:, None, :]
    return found if embed is None else np.concatenate([found, _embedded(index, lens, embed)], axis=2)


def _embedded(index: Index, lens: Lens, embed: Embed) -> np.ndarray:
    """Return passages × parts × EMBEDDED: best cosines of meaning, and their lead."""
    own = embed([p.text for p in index.passages])
    windows = embed([p.window for p in index.passages])
    prompts = embed([p.prompt or "-" for p in index.passages])
    about, signals, counters, questions = (
        lens.embedded(groups, embed) for groups in (("name", "about", "meaning"), ("signals", "good"),
                                                    ("counters", "bad"), ("questions",)))
    values = [about(own), signals(own), counters(own), questions(prompts), signals(windows), about(windows)]
    values += [_lead(values[0], lens), _lead(values[1], lens), _lead(values[4], lens)]
    return np.stack(values, axis=2).astype(np.float32)


def _lead(values: np.ndarray, lens: Lens) -> np.ndarray:
    """Own value minus the best of any other target."""
    best = np.full((values.shape[0], len(lens.targets)), -np.inf, dtype=np.float32)
    for target in range(len(lens.targets)):
        best[:, target] = values[:, lens.owner == target].max(axis=1)
    if best.shape[1] < 2:
        return values
    order = np.sort(best, axis=1)
    top, second, arg = order[:, -1], order[:, -2], best.argmax(axis=1)
    rival = np.where(lens.owner[None, :] == arg[:, None], second[:, None], top[:, None])
    return values - rival


def _by_turn(values: np.ndarray, turns: np.ndarray) -> np.ndarray:
    starts = np.flatnonzero(np.r_[True, turns[1:] != turns[:-1]])
    sizes = np.diff(np.r_[starts, len(turns)])
    return np.repeat(np.maximum.reduceat(values, starts, axis=0), sizes, axis=0)


def _demands(found: np.ndarray, index: Index, lens: Lens, put: dict[str, int]) -> None:
    for number, (_, part) in enumerate(lens.parts):
        if part.needs:
            wanted = [KINDS.index(k) for k in part.needs if k in KINDS]
            found[:, number, put["has_needs"]] = 1
            found[:, number, put["needs_met"]] = index.kinds[:, wanted].max(axis=1) if wanted else 0
        if part.said_by:
            sides = {"document" if s == "document" else s for s in part.said_by}
            found[:, number, put["said_by_met"]] = [
                float(p.side in sides or (p.type == "document" and "document" in sides)) for p in index.passages]


def _plain(index: Index) -> np.ndarray:
    rest = np.array([
        (min(p.length, 40) / 40, min(p.order, 5) / 5, p.quoted, p.asked, *(p.type == t for t in TYPES),
         p.side in ("buyer", "unknown"), p.side == "seller") for p in index.passages], dtype=np.float32)
    return np.concatenate([index.flags, index.kinds, rest], axis=1)


def _distinct(texts: list[str]) -> tuple[list[str], np.ndarray]:
    seen: dict[str, int] = {}
    where = np.array([seen.setdefault(t, len(seen)) for t in texts], dtype=int)
    return list(seen), where
