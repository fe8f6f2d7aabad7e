"""What an edit changes in a draft, in one sentence of plain words."""

from __future__ import annotations

from playbook.model import Behaviour, Element, ExitCriterion, Play, Stage
from studio.comparing import judgement
from studio.previewing.changes import JudgementChange, Preview
from studio.previewing.edit import Edit

STATUSES = {"evidenced": "evidenced", "partial": "partly evidenced", "missing": "missing",
            "contradicted": "contradicted"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_GUIDANCE = ("method.", "plays.")
_SHOWN = 110


def in_a_sentence(found: Preview, edit: Edit) -> str:
    """Say what differs; where nothing does, say why."""
    if found.nothing:
        return _sureness(found) or f"Nothing changes in this draft: {_why_nothing(found, edit)}."
    if found.only_wording:
        return _wording(found, edit)
    parts = [*_stage(found), *_judgements(found), *_quotes(found), *_scores(found), *_actions(found)]
    text = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    return f"{text[0].upper()}{text[1:]}."


def count(number: int, one: str, many: str = "") -> str:
    """Return a number of things in words: two judgements."""
    return f"{_number(number)} {one if number == 1 else many or one + 's'}"


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _judgements(found: Preview) -> list[str]:
    moved = [j for j in found.judgements if j.change]
    anew = [j for j in found.judgements if not j.change]
    told = [_judgement(moved[0], found)] if len(moved) == 1 else []
    if len(moved) > 1:
        told.append(f"{count(len(moved), 'judgement')} change")
    if len(anew) == 1:
        told.append(f"{_name(anew[0].about, found)} is explained differently")
    elif anew:
        told.append(f"{count(len(anew), 'other judgement' if moved else 'judgement')} are explained differently")
    return told


def _name(about: str, found: Preview) -> str:
    return found.names.get(about, about.replace("_", " "))


def _judgement(one: JudgementChange, found: Preview) -> str:
    name = _name(one.about, found)
    if one.was is None or one.now is None:
        if one.about not in found.names:
            return f"one judgement is {one.change}"
        return f"{name} is {'judged for the first time' if one.was is None else 'no longer judged'}"
    was, now = (STATUSES.get(i.status or "", "not judged") for i in (one.was, one.now))
    return f"{name} goes from {was} to {now}"


def _quotes(found: Preview) -> list[str]:
    new, gone = (sum(q.change == change for q in found.quotes) for change in ("new", "gone"))
    subjects = {q.about for q in found.quotes}
    on = f" on {found.names[about]}" if len(subjects) == 1 and (about := next(iter(subjects))) in found.names else ""
    told = []
    for number, change in ((new, "new"), (gone, "gone")):
        if number:
            what = _number(number) if told else count(number, f"quote{on}", f"quotes{on}")
            told.append(f"{what} {'is' if number == 1 else 'are'} {change}")
    return told


def _scores(found: Preview) -> list[str]:
    if len(found.scores) != 1:
        return [f"{count(len(found.scores), 'behaviour score')} change"] if found.scores else []
    one = found.scores[0]
    was, now = ("not scored" if s is None else f"{s} of 3" for s in (one.was, one.now))
    return [f"{_name(one.about, found)} goes from {was} to {now}"]


def _stage(found: Preview) -> list[str]:
    if not found.stage:
        return []
    was, now = (f"{s[0].upper()}{s[1:].replace('_', ' ')}" if s else "None" for s in found.stage)
    return [f"the stage that buyers support is now {now} instead of {was}"]


def _actions(found: Preview) -> list[str]:
    if not found.actions:
        return []
    was, now = (min(d.recommended, key=lambda r: r.rank, default=None) for d in (found.before, found.after))
    if now is None:
        return ["no action is suggested any more"]
    if was is None or was.action != now.action:
        return [f"the first action is now “{_clipped(now.action)}”"]
    if all(a.change == "moved" for a in found.actions):
        return ["the actions stand in another order"]
    later = "" if any(now is a.now for a in found.actions) else "later "
    return [f"{count(len(found.actions), f'{later}action')} {'changes' if len(found.actions) == 1 else 'change'}"]


def _clipped(text: str) -> str:
    text = text.rstrip(" .")
    return text if len(text) <= _SHOWN else text[:_SHOWN].rsplit(" ", 1)[0] + " …"


# -- only the document, or nothing at all

def _wording(found: Preview, edit: Edit) -> str:
    lines = [line for section in found.sections for line in section.lines]
    place = f"in “{found.sections[0].heading}”" if len(found.sections) == 1 else (
        f"in {count(len(found.sections), 'section')}")
    if not lines:
        return f"Only the order of the document's sections changes, {place}."
    guidance = all(line.paths for line in lines) or all(p.startswith(_GUIDANCE) for p in edit.paths)
    rest = f"{place}; no judgement, quote or action differs."
    if guidance:
        return f"Only a passage of guidance changes, {count(len(lines), 'line')} {rest}"
    return f"Only {count(len(lines), 'line')} of the document {'changes' if len(lines) == 1 else 'change'}, {rest}"


def _why_nothing(found: Preview, edit: Edit) -> str:
    if edit.path and not edit.entries:
        return "this entry does not apply to this deal"
    if not edit.read:
        return "what was edited is no part of what a draft reads here"
    entry = edit.entries[0] if len(edit.entries) == 1 else None
    if isinstance(entry, Element | Behaviour) and _silent(found, entry.reported_id):
        return "no evidence in this deal speaks to this entry yet"
    if isinstance(entry, Play) and edit.paths[0] not in {r.standard for r in found.after.recommended}:
        return "no gap in this deal calls for this play yet"
    if isinstance(entry, Stage | ExitCriterion):
        return "the stage that buyers support stays the same"
    if all(p.startswith("method.") for p in edit.paths):
        return "this workflow has no use for what was edited at this moment"
    return "by the new words it comes to the same result"


def _silent(found: Preview, about: str) -> bool:
    """Whether nothing that buyers or sellers said was found for a subject."""
    made = judgement(found.after, about)
    if made is not None:
        return made.status == "missing"
    return not any(about in o.about for o in found.after.observed)


def _sureness(found: Preview) -> str:
    """Name the judgement of which the draft is surer or less sure than before, where that shows."""
    pairs = [(i.about, was.confidence or 0.0, i.confidence or 0.0) for i in found.after.inferred
             if (was := judgement(found.before, i.about))]
    about, was, now = max(pairs, key=lambda p: abs(p[1] - p[2]), default=("", 0.0, 0.0))
    if f"{was:.0%}" == f"{now:.0%}":
        return ""
    name = _name(about, found)
    return f"Only how sure this draft is changes, most of all of {name}: {now:.0%} instead of {was:.0%}."
