"""The pages on Claude: what a draft costs, the lanes as they fill, Stop, what was paid for, and no key."""

from __future__ import annotations

import threading
import time
from html import unescape
from pathlib import Path
from re import sub

import anthropic
import pytest
from claude_replies import invented, sound
from streamlit.testing.v1 import AppTest

from studio import actions, measuring
from studio.acting import Actor, acting
from studio.drafting.draft import Draft

ROOT = Path(__file__).resolve().parents[2]
HERE = {"deal": "tanjong-payments", "event": "e2", "workflow": "deal_review", "level": "named"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A data folder of its own."""
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def opened(page: str, **choices: str) -> AppTest:
    """A page of the app with these choices in the address."""
    app = AppTest.from_file(str(ROOT / "studio" / "app.py"), default_timeout=60)
    app.switch_page(f"../pages/{page}.py")
    for name, value in choices.items():
        app.query_params[name] = value
    return app.run()


def words(app: AppTest) -> str:
    """All text in the HTML that a page shows."""
    assert not app.exception
    bodies = (e.proto.body for e in app.get("html"))
    return " ".join(unescape(sub(r"<[^>]*>", " ", "\n".join(b for b in bodies if "<style" not in b[:20]))).split())


def test_without_a_key_one_sentence_and_the_built_in_engine(monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    app = opened("sandbox", engine="claude", **HERE)
    assert "Claude needs a key." in words(app)
    app.button(key="claude_instead").click().run()
    assert "each found word for word in the evidence" in words(app)


def test_draft_is_made_only_on_a_press_and_what_was_paid_for_is_found_again(api):
    api.replies(sound)
    app = opened("sandbox", engine="claude", **HERE)
    assert "tokens, usually $" in words(app) and not api.log()
    app.button(key="claude_go").click().run()
    assert "Nothing has been said." in words(app) and len(api.log()) == 1
    again = opened("sandbox", engine="claude", **HERE)
    assert "paid for before" in words(again) and "Nothing has been said." in words(again) and len(api.log()) == 1
    again.button(key="claude_again").click().run()
    assert "Nothing has been said." in words(again) and len(api.log()) == 2


def test_invented_quotes_never_show(api):
    api.replies(invented)
    app = opened("sandbox", engine="claude", **HERE)
    app.button(key="claude_go").click().run()
    assert "We will sign tomorrow" not in words(app) and "2 refused" in words(app)


def test_a_service_that_is_down_is_one_sentence_and_offers_the_built_in_engine(api):
    api.fault("error", status=401)
    app = opened("sandbox", engine="claude", **HERE)
    app.button(key="claude_go").click().run()
    assert "That did not work." in words(app)
    assert app.button(key="claude_instead").label == "Use the built-in engine"


def test_lanes_come_bit_by_bit_before_the_draft(api):
    api.replies(sound)
    api.set(stream_delay=0.05)
    came = [c for c in actions.stream_online("deal_review", HERE["deal"], as_of="e2", level="named") if c is not None]
    *partial, draft = came
    assert isinstance(draft, Draft) and partial
    counts = [len(p.inferred) for p in partial]
    assert counts == sorted(counts) and counts[0] < len(draft.inferred)


@pytest.mark.parametrize("point", ["before", "during"])
def test_stop_ends_a_stalled_call_at_once_and_keeps_nothing(api, point):
    api.replies(sound)
    api.fault("stall", point=point, seconds=30)
    coming = actions.stream_online("deal_review", HERE["deal"], as_of="e2", level="named")
    assert next(c for c in coming if c is None) is None
    began, threads = time.monotonic(), threading.active_count()
    coming.close()
    assert time.monotonic() - began < 5 and threading.active_count() < threads
    assert actions.kept_online("deal_review", HERE["deal"], as_of="e2", level="named") is None


def test_the_adjusted_call_plan_asks_for_its_review_first(api):
    api.replies(sound)
    *_, draft = actions.stream_online("adjusted_call_plan", HERE["deal"], as_of="e2", level="named")
    assert draft.workflow == "adjusted_call_plan" and len(api.log()) == 2
    assert actions.kept_online("adjusted_call_plan", HERE["deal"], as_of="e2", level="named") == draft


def test_a_measurement_on_claude_says_its_cost_runs_in_a_process_and_is_shown(api):
    api.replies(sound)
    app = opened("compare", view="curve", measure_on="claude")
    assert "40 answers from claude" in words(app) and "never more than $" in words(app) and not api.log()
    try:
        one = measuring.start(["wexcombe-claims"], jobs=[measuring.Job()], controls=False,
                              paid=measuring.Paid(("named",), budget=5.0))
        deadline = time.monotonic() + 90
        while one.state == "running" and time.monotonic() < deadline:
            time.sleep(0.1)
        assert (one.state, one.fault) == ("done", "")
        assert one.done == one.planned == len(api.log(bodies=False)) > 0 and "tokens" in one.words
    finally:
        one.stop()
        measuring.forget()
    assert "by claude" in words(opened("compare", view="curve"))
    assert actions.latest_comparison().engine == "claude"


def test_side_by_side_asks_once_for_each_level_that_lacks(api):
    api.replies(sound)
    *_, named = actions.stream_online("deal_review", HERE["deal"], as_of="e2", level="named")
    app = opened("compare", engine="claude", levels="named,defined",
                 **{k: v for k, v in HERE.items() if k != "level"})
    assert "1 of 2 levels to draft: defined" in words(app) and len(api.log(bodies=False)) == 1
    app.button(key="claude_go").click().run()
    assert f"Drafted by {named.model}." in words(app) and len(api.log(bodies=False)) == 2


def test_a_kept_answer_is_listed_with_its_record_and_opens_without_a_call(api):
    api.replies(sound)
    *_, draft = actions.stream_online("deal_review", HERE["deal"], as_of="e2", level="named")
    app = opened("governance", governance="answers")
    assert f"{draft.model} · Named" in words(app) and "req_" in words(app)
    api.fault("error", status=500)
    app = opened("governance", governance="answers", answer="1")
    assert "Made again from the record" in words(app) and "Nothing has been said." in words(app)
    assert len(api.log(bodies=False)) == 1


def test_runs_and_exports_stand_in_the_audit_trail(api):
    api.replies(sound)
    list(actions.stream_online("deal_review", HERE["deal"], as_of="e2", level="named"))
    run, = actions.audit_lines(what="run")
    assert run.subject == "deal_review on tanjong-payments" and run.detail["engine"] == "claude"
    assert actions.verify_audit().broken is None


def test_the_prompt_is_shown_with_its_version(api):
    api.replies(sound)
    list(actions.stream_online("deal_review", HERE["deal"], as_of="e2", level="named"))
    app = opened("sandbox", engine="claude", **HERE)
    app.session_state["sandbox_tabs"] = "What the engine read"
    app.run()
    version = actions.order("deal_review", HERE["deal"], as_of="e2", level="named").prompt.version
    assert f"Version {version}." in words(app)
    assert {"Role and rules", "The task"} <= {e.label.split(" (")[0] for e in app.expander}


def test_a_deal_is_played_on_claude_and_its_drafts_wait_for_people(api):
    api.replies(sound)
    app = opened("orchestration", stage="play", deal=HERE["deal"], engine="claude")
    words(app)
    app.button(key="play_next").click().run()
    words(app)
    waiting = actions.queue(HERE["deal"])
    assert waiting and len(api.log(bodies=False)) == len(waiting)
    assert actions.kept_review(waiting[0].glance.id).kept.draft.engine == "claude"


def test_settings_list_the_models_that_the_service_offers(api):
    app = opened("settings")
    app.button(key="check_engine").click().run()
    assert "answers, takes the key and offers" in " ".join(s.value for s in app.success)
    listed = next(s for s in app.selectbox if s.label == "Model").options
    assert len(listed) >= len([m for m in actions.list_models() if not m.deprecated]) > 1


def test_a_viewer_spends_no_money(api):
    with acting(Actor("Vi", role="viewer")):
        for spends in (lambda: actions.draft_online("deal_review", HERE["deal"]),
                       lambda: list(actions.stream_online("deal_review", HERE["deal"])),
                       lambda: actions.compare_online([HERE["deal"]])):
            with pytest.raises(actions.BadInput, match="you act as a viewer"):
                spends()
    assert not api.log(bodies=False)


class _Gone(Exception):
    """The app was closed."""


def test_batch_that_waits_at_the_service_is_shown_and_can_be_cancelled(api):
    api.replies(sound)
    api.set(batch_polls=1000)

    def closed(*_):
        raise _Gone

    how = {"levels": ("named",), "how": actions.How(batch=True)}
    with pytest.raises(_Gone):
        actions.compare_online(["tanjong-payments"], on_batch=closed, **how)
    one, = actions.open_batches()
    app = opened("compare", view="curve", measure_on="claude")
    assert f"A batch of {len(one.cells)} requests" in words(app) and "goes on there" in words(app)
    app.button(key=f"cancel_{one.id}").click().run()
    assert "Cancelling is asked for" in words(app)
    assert anthropic.Anthropic().messages.batches.retrieve(one.id).cancel_initiated_at is not None
    with acting(Actor("Vi", "viewer")), pytest.raises(actions.BadInput, match="viewer"):
        actions.cancel_batch(one.id)
    api.set(batch_polls=0)
    result = actions.compare_online(["tanjong-payments"], **how)
    assert actions.open_batches() == [] and result.counts.planned == len(one.cells)
