"""Settings and the key: what may be set, where the key comes from, and that it stands nowhere."""

from __future__ import annotations

import logging
import sqlite3
import traceback

import keyring
import pytest
from claude_replies import sound
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from studio import actions

SECRET = "sk-ant-test-key"
DEAL = "tanjong-payments"


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service, username):
        return self.held.get((service, username))

    def set_password(self, service, username, password):
        self.held[service, username] = password

    def delete_password(self, service, username):
        del self.held[service, username]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Runs are kept here; this machine has no keyring unless a test gives it one."""
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "home"))
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield tmp_path / "home"
    keyring.set_keyring(before)


@pytest.fixture
def ring():
    """A keyring of this test."""
    keyring.set_keyring(made := Ring())
    return made


def test_key_of_the_environment_comes_before_the_kept_one(api, ring, monkeypatch):
    actions.keep_key("sk-ant-kept-key-1")
    assert actions.key_state().source == "environment"
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    state = actions.key_state()
    assert state.source == "keyring" and state.can_keep and "sk-ant" not in repr(state)
    api.set(keys=["sk-ant-kept-key-1"])
    assert "takes the key" in actions.check_connection()
    assert actions.forget_key() and not actions.forget_key()
    assert actions.key_state().source == "none"


def test_token_of_a_gateway_is_sent_as_the_key_is(api, monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", SECRET)
    assert "takes the key" in actions.check_connection()


def test_missing_key_says_what_to_do_and_offers_the_offline_engine(api, monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    for verb in (actions.check_connection, actions.list_models,
                 lambda: actions.run_workflow("deal_review", DEAL, engine="claude"),
                 lambda: actions.compare_levels([DEAL], engine="claude")):
        with pytest.raises(actions.BadInput, match=r"set ANTHROPIC_API_KEY .*--engine offline"):
            verb()
    assert api.log(None) == []


def test_machine_without_a_keyring_says_so(monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    monkeypatch.delenv("ANTHROPIC_AUTH_TOKEN", raising=False)
    assert not actions.key_state().can_keep
    with pytest.raises(actions.BadInput, match="no keyring"):
        actions.keep_key("sk-ant-something")


@pytest.mark.parametrize("text", ["", "short", "two words here", "sk-ant\nline-broken"])
def test_what_is_no_key_is_not_kept(ring, text):
    with pytest.raises(actions.BadInput, match="in one piece"):
        actions.keep_key(text)
    assert ring.held == {}


@pytest.mark.parametrize(("given", "says"), [
    ({"base_url": "https://me:secret@gateway.example.com"}, "without a name, password"),
    ({"base_url": "http://gateway.example.com"}, "expected https"),
    ({"base_url": "gateway"}, "expected an address"),
    ({"base_url": "https://gateway.example.com/?key=sk-ant"}, "after a '\\?'"),
    ({"model": SECRET}, "looks like a key"),
    ({"effort": "huge"}, "expected one of"),
    ({"concurrency": 0}, "Concurrency"),
    ({"budget_run": -1}, "Budget run"),
    ({"prices": {"x": {"input": 1}}}, "Prices"),
])
def test_settings_that_cannot_be_used_are_refused_in_a_sentence(given, says, home):
    with pytest.raises(actions.BadInput, match=says) as refused:
        actions.keep_engine_settings(**given)
    assert "secret" not in str(refused.value) and SECRET not in str(refused.value)
    assert actions.engine_settings() == type(actions.engine_settings())()


def test_settings_are_kept_and_the_environments_address_comes_first(api, monkeypatch):
    made = actions.keep_engine_settings(model="claude-opus-5-5", base_url="http://127.0.0.1:9/", effort="high",
                                        budget_run=None)
    assert actions.engine_settings() == made and made.budget_run is None
    assert actions.engine_settings().address == api.url
    monkeypatch.delenv("ANTHROPIC_BASE_URL")
    assert actions.engine_settings().address == "http://127.0.0.1:9"


def test_models_are_listed_without_those_that_are_gone(api):
    listed = actions.list_models()
    names = [m.id for m in listed]
    assert "claude-mythos-preview" not in names and names[-1] == "claude-sonnet-4-5-20250929"
    assert listed[-1].deprecated and listed[-1].ends


def test_estimate_is_counted_by_the_service_or_says_about(api):
    counted = actions.estimate("deal_review", DEAL, level="named")
    assert counted.counted and 0 < counted.usual_usd < counted.most_usd
    api.fault("error", status=404, on="count_tokens")
    guessed = actions.estimate("deal_review", DEAL, level="named")
    assert not guessed.counted and guessed.says.startswith("about")
    assert guessed.tokens == pytest.approx(counted.tokens, rel=0.5)


def test_record_of_a_run_is_kept_and_replayed_without_a_call(api):
    api.replies(sound)
    drafts = [actions.run_workflow(w, DEAL, engine="claude", level="named")
              for w in ("deal_review", "adjusted_call_plan", "lead_brief")]
    paid = api.totals()["requests"]
    kept = actions.replies(DEAL)
    assert len(kept) == 3
    for one, draft in zip(reversed(kept), drafts, strict=True):
        record = one.record
        assert record.playbook.version and record.prompt_version and record.model and record.turns[0].request_id
        assert record.turns[0].usage.input_tokens and actions.replay(one.id) == draft
    assert api.totals()["requests"] == paid
    assert actions.spent_today() == pytest.approx(sum(d.usage.cost_usd for d in drafts))
    with pytest.raises(actions.BadInput, match="no answer is kept"):
        actions.replay(999)


def test_same_draft_is_not_paid_for_twice_unless_asked(api):
    api.replies(sound)
    first = actions.run_workflow("deal_review", DEAL, engine="claude", level="named")
    assert actions.run_workflow("deal_review", DEAL, engine="claude", level="named") == first
    assert api.totals()["paid"] == 1
    actions.run_workflow("deal_review", DEAL, engine="claude", level="named", again=True)
    assert api.totals()["paid"] == 2


def test_day_budget_holds_over_runs(api):
    api.replies(sound)
    actions.keep_engine_settings(budget_day=0.26)
    actions.run_workflow("deal_review", DEAL, engine="claude", level="none")
    with pytest.raises(actions.BadInput, match="for the day"):
        for event in ("e1", "e2", "e3", "e4", "e5"):
            actions.run_workflow("deal_review", DEAL, engine="claude", level="none", as_of=event)
    assert actions.spent_today() <= 0.26


def test_key_stands_in_no_file_no_output_and_no_traceback(api, home, capfd, monkeypatch, caplog):
    monkeypatch.setenv("ANTHROPIC_LOG", "debug")
    caplog.set_level(logging.DEBUG)
    api.replies(sound)
    told = []
    faults = [{}, {"kind": "error", "status": 401, "message": f"bad key {SECRET}"},
              {"kind": "error", "status": 400, "message": f"odd {SECRET}"}, {"kind": "refusal", "explanation": SECRET},
              {"kind": "malformed", "times": 1}, {"kind": "disconnect", "times": 1}]
    for n, fault in enumerate(faults):
        api.clear_faults()
        if fault:
            api.fault(fault.pop("kind"), **fault)
        try:
            actions.run_workflow("lead_brief", DEAL, engine="claude", level="none", as_of=f"e{n + 1}")
        except actions.BadInput as error:
            told.append("".join(traceback.format_exception(error)) + repr(error))
    api.clear_faults()
    actions.compare_online([DEAL], levels=["none"], how=actions.How(budget=50))
    out, err = capfd.readouterr()
    files = [p for p in home.rglob("*") if p.is_file()]
    assert len(told) == 3 and len(files) > 3
    for place, text in (("output", out + err), ("log", caplog.text), *(("traceback", t) for t in told),
                        *((p.name, p.read_bytes().decode("latin-1")) for p in files)):
        assert SECRET not in text, place


def test_key_is_no_part_of_what_a_backup_holds(api, home, tmp_path):
    api.replies(sound)
    actions.run_workflow("lead_brief", DEAL, engine="claude", level="none")
    actions.back_up(tmp_path / "copy.db")
    dump = "\n".join(sqlite3.connect(tmp_path / "copy.db").iterdump())
    assert "replies" in dump and SECRET not in dump
