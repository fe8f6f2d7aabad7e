"""The Claude engine on the command line: one draft, a comparison, batches, and what is wrong usage."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "claude"))

from claude_replies import sound
from loopback import only_loopback
from protocol_server import ThreadServer

DEAL = "tanjong-payments"


@pytest.fixture(scope="module")
def server():
    """One server for these tests."""
    with ThreadServer() as running:
        yield running


@pytest.fixture
def api(server, monkeypatch):
    """The server as new, in the environment; nothing beyond this machine is reached."""
    server.reset()
    server.replies(sound)
    monkeypatch.delenv("ANTHROPIC_AUTH_TOKEN", raising=False)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    with only_loopback() as tried:
        yield server
    assert not tried


def test_draft_from_claude_is_printed_like_any_other(api, call):
    done = call("run", "deal_review", DEAL, "--engine", "claude", "--specificity", "named", "--json")
    assert done.code == 0 and (done.data["engine"], done.data["model"]) == ("claude", "claude-sonnet-5-5")
    assert set(done.data["usage"]) == {"input_tokens", "output_tokens", "cache_read_tokens", "seconds", "cost_usd"}


def test_model_is_the_one_that_is_named(api, call):
    done = call("run", "lead_brief", DEAL, "--engine", "claude", "--model", "claude-opus-5-5", "--json")
    assert done.data["model"] == "claude-opus-5-5" and api.log()[0]["body"]["model"] == "claude-opus-5-5"


def test_answer_that_is_kept_is_paid_for_again_only_when_asked(api, call):
    for _ in range(2):
        call("run", "lead_brief", DEAL, "--engine", "claude")
    assert api.totals()["paid"] == 1
    call("run", "lead_brief", DEAL, "--engine", "claude", "--again")
    assert api.totals()["paid"] == 2


def test_missing_key_is_one_sentence_that_offers_the_offline_engine(api, call, monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    for command in (("run", "deal_review", DEAL), ("compare", DEAL)):
        assert "--engine offline" in call(*command, "--engine", "claude").fault


def test_refusal_and_wrong_key_are_one_sentence(api, call):
    api.fault("refusal")
    assert "declined to answer" in call("run", "lead_brief", DEAL, "--engine", "claude").fault
    api.set(keys=["other"])
    assert "put a valid one into ANTHROPIC_API_KEY" in call("run", "deal_review", DEAL, "--engine", "claude").fault
    assert "put a valid one" in call("compare", DEAL, "--engine", "claude", "--json").err.splitlines()[-1]


def test_comparison_on_claude_tells_cells_tokens_and_dollars(api, call):
    done = call("compare", DEAL, "--engine", "claude", "--specificity", "none,named", "--concurrency", "4", "--budget",
                "50", "--json")
    data = done.data
    assert done.code == 0 and data["counts"]["planned"] == data["counts"]["scored"] == 16
    assert data["usage"]["cost_usd"] > 0 and data["usage"]["answers_paid"] == 16 and data["model"]
    assert "16 of 16 cells" in done.err and "from the cache" in done.err and "$" in done.err
    again = call("compare", DEAL, "--engine", "claude", "--specificity", "none,named", "--resume", "--json")
    assert again.data["usage"]["answers_paid"] == 0 and api.totals()["paid"] == 16
    assert again.data["levels"] == data["levels"]


def test_budget_that_is_too_small_refuses_cells_and_counts_them(api, call):
    done = call("compare", DEAL, "--engine", "claude", "--specificity", "none", "--budget", "0.01", "--json")
    assert done.code == 0 and done.data["counts"]["refused"] == done.data["counts"]["planned"] == 8
    assert api.totals()["paid"] == 0


def test_batch_is_half_the_price_and_leaves_none_open(api, call, monkeypatch):
    monkeypatch.setattr("studio.evaluation.online.batched.Batched.poll", (0.01, 0.01))
    done = call("compare", DEAL, "--engine", "claude", "--specificity", "none", "--batch", "--json")
    assert done.data["counts"]["scored"] == 8 and done.data["usage"]["batch"]
    assert "half the price" in done.err and call("batches", "--json").data["batches"] == []
    assert api.totals()["tiers"]["batch"]["requests"] == 8


def test_batch_that_is_not_there_cannot_be_cancelled(api, call):
    assert "no open batch" in call("batches", "--cancel", "msgbatch_1").fault


@pytest.mark.parametrize("flags", [
    ("--batch",), ("--resume",), ("--budget", "5"), ("--concurrency", "3"), ("--model", "x")])
def test_flags_of_claude_with_another_engine_are_wrong_usage(call, flags):
    assert call("compare", DEAL, *flags).code == 2
    assert call("compare", DEAL, "--engine", "claude", "--budget", "0").code == 2


def test_comparison_on_claude_is_what_the_app_shows_last(api, call, home):
    call("compare", DEAL, "--engine", "claude", "--specificity", "none")
    kept = json.loads(next((home / "comparisons").glob("compare-*.json")).read_text())
    assert kept["engine"] == "claude" and len(list((home / "comparisons" / "drafts").iterdir())) >= 1
