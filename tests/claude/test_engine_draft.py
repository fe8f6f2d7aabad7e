"""One draft from a model: what is sent, what comes back, and one sentence where nothing does."""

from __future__ import annotations

import asyncio
import json

import pytest
from claude_replies import invented, sound
from engine_made import KEY, Kept, called, order

from playbook.ladder import LEVELS
from studio.drafting.draft import QUALIFICATION_FORM, WORKFLOWS, DraftRefused
from studio.drafting.engines.claude import calling
from studio.drafting.engines.claude.drafting import draft, stream
from studio.drafting.engines.claude.failures import DraftFailed
from studio.drafting.engines.partial import Partial


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Waits between tries are short here."""
    monkeypatch.setattr(calling, "_FIRST", 0.01)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_every_workflow_at_every_level_keeps_the_contract(api, workflow, level):
    api.replies(sound)
    asked = order(workflow, level)
    made = called(api, lambda c: draft(asked, c)).draft
    assert (made.engine, made.model, made.workflow) == ("claude", "claude-sonnet-5-5", workflow)
    assert made.usage.input_tokens > 0 and made.usage.cost_usd > 0
    if workflow in ("deal_review", "pre_call_plan"):
        assert sorted(i.about for i in made.inferred if i.status) == sorted(QUALIFICATION_FORM)
    assert made.as_data()["approval"] == "undecided"


def test_quotes_that_stand_nowhere_are_refused_and_counted(api):
    api.replies(invented)
    made = called(api, lambda c: draft(order(), c)).draft
    assert made.observed == () and made.refused_quotes == 2
    assert "We will sign tomorrow" not in made.to_json()


def test_prompt_is_sent_in_two_cached_parts_without_sampling(api):
    api.replies(sound)
    called(api, lambda c: draft(order(), c))
    body = api.log()[0]["body"]
    marked = [bool(b.get("cache_control")) for b in (*body["system"], *body["messages"][0]["content"])]
    assert marked == [False, True, True, False, False]
    assert not {"temperature", "top_p", "top_k"} & body.keys()
    assert body["output_config"]["format"]["type"] == "json_schema" and body["output_config"]["effort"] == "medium"


def test_second_draft_on_a_deal_reads_what_the_first_wrote(api):
    api.replies(sound)

    async def two(caller):
        await draft(order("deal_review", "evidenced"), caller)
        return await draft(order("crm_hygiene", "evidenced"), caller)

    used = called(api, two).draft.usage
    assert used.cache_read_tokens > 20 * used.input_tokens and used.cache_write_tokens == 0


def test_answer_that_breaks_its_form_is_told_so_once(api):
    api.fault("reply", text='{"observed": "none"}', at=1)
    api.replies(sound)
    made = called(api, lambda c: draft(order(), c))
    assert len(made.record.turns) == 2
    assert made.draft.usage.output_tokens == sum(t.usage.output_tokens for t in made.record.turns)
    told = api.log()[1]["body"]["messages"]
    assert [m["role"] for m in told] == ["user", "assistant", "user"] and "observed" in json.dumps(told[2])


@pytest.mark.parametrize("text", ["I cannot say.", '{"observed": []}', "[1, 2"])
def test_answer_that_breaks_its_form_twice_is_a_failure(api, text):
    api.fault("reply", text=text)
    with pytest.raises(DraftFailed, match="not in its form, also after it was told") as failure:
        called(api, lambda c: draft(order(), c))
    assert failure.value.status == "form" and api.totals()["paid"] == 2


def test_capitals_that_the_service_changes_are_read_as_meant(api):
    def shouted(asked):
        return sound(asked).replace('"missing"', '"Missing"')

    api.replies(shouted)
    assert {i.status for i in called(api, lambda c: draft(order(), c)).draft.inferred} <= {"missing", "evidenced"}
    assert api.totals()["paid"] == 1


def test_model_that_declines_is_a_refusal_with_its_reason(api):
    api.fault("refusal", explanation="Not this one.")
    with pytest.raises(DraftRefused, match="declined to answer: Not this one"):
        called(api, lambda c: draft(order(), c))


@pytest.mark.parametrize(("kind", "status"), [("max_tokens", "max_tokens"), ("context_window", "context")])
def test_answer_that_ends_early_says_why(api, kind, status):
    api.fault(kind)
    with pytest.raises(DraftFailed) as failure:
        called(api, lambda c: draft(order(), c))
    assert failure.value.status == status and api.totals()["paid"] == 1


def test_prompt_that_is_too_long_says_what_to_choose(api):
    api.set(context=500)
    with pytest.raises(DraftFailed, match="longer than the model can hold: choose a lower level") as failure:
        called(api, lambda c: draft(order(), c))
    assert failure.value.status == "context" and len(api.log()) == 1


@pytest.mark.parametrize(("code", "says"), [
    (401, "put a valid one into ANTHROPIC_API_KEY"), (402, "no credit"), (403, "choose another model"),
    (404, "no model 'claude-sonnet-5-5'"), (413, "larger than the service takes"), (400, "refused the request")])
def test_what_cannot_help_is_not_tried_again(api, code, says):
    api.fault("error", status=code)
    with pytest.raises(DraftFailed, match=says):
        called(api, lambda c: draft(order(), c))
    assert len(api.log()) == 1


@pytest.mark.parametrize("fault", [
    {"kind": "error", "status": 429, "retry_after": 0.05}, {"kind": "error", "status": 429},
    {"kind": "error", "status": 529}, {"kind": "error", "status": 500}, {"kind": "disconnect"},
    {"kind": "disconnect", "point": "during"}, {"kind": "truncated"}, {"kind": "malformed"}])
def test_what_passes_is_tried_again(api, fault):
    api.replies(sound)
    api.fault(fault.pop("kind"), at=[1, 2], **fault)
    assert called(api, lambda c: draft(order(), c)).draft.workflow == "deal_review"
    assert len(api.log()) == 3


@pytest.mark.parametrize("kind", ["truncated", "error_event", "malformed", "disconnect"])
def test_stream_that_breaks_is_not_taken_for_an_answer(api, kind):
    api.replies(sound)
    api.fault(kind, at=1, **({"point": "during"} if kind == "disconnect" else {}))
    assert called(api, lambda c: draft(order(), c, on_partial=lambda p: None)).draft
    assert len(api.log()) == 2


def test_service_that_says_nothing_is_given_up_after_the_time_that_is_set(api):
    api.replies(sound)
    api.fault("stall", at=1, seconds=5)
    assert called(api, lambda c: draft(order(), c), timeout=0.3).draft
    assert len(api.log()) == 2


def test_service_that_never_answers_fails_in_one_sentence(api, monkeypatch):
    monkeypatch.setattr(calling, "ATTEMPTS", 3)
    api.fault("error", status=529)
    with pytest.raises(DraftFailed, match=r"did not answer: run it again later \(tried 3 times"):
        called(api, lambda c: draft(order(), c))


def test_stopping_closes_the_connection(api):
    api.replies(sound)
    api.set(latency=5.0)

    async def stopped(caller):
        task = asyncio.create_task(draft(order(), caller))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return caller.pace.out, caller.budget.held

    out, held = called(api, stopped)
    assert out == 0 and held == 0


def test_answer_that_was_paid_for_is_found_again_and_repeats_are_kept_apart(api):
    api.replies(sound)
    kept = Kept()

    async def four(caller):
        made = [await draft(order(), caller, keeper=kept, repeat=n) for n in (1, 1, 2)]
        return [*made, await draft(order(), caller, keeper=kept, again=True)]

    first, second, third, again = called(api, four)
    assert [d.found for d in (first, second, third, again)] == [False, True, False, False]
    assert second.draft == first.draft and len(kept.records) == 2 and api.totals()["paid"] == 3


def test_lanes_fill_as_they_arrive_and_only_verified_quotes_are_shown(api):
    def quoted(asked):
        data = json.loads(sound(asked))
        words = order().context.evidence[0].text.split("\n")[2][:60]
        data["observed"] = [
            {"id": f"o{n}", "statement": f"Item {n}.", "about": ["metrics"], "quotes": [
                {"evidence": order().context.evidence[0].id, "words": words if n % 2 else "never said by anyone here",
                 "field": ""}]} for n in range(1, 9)]
        return json.dumps(data)

    api.replies(quoted)
    api.set(stream_delay=0.02, chunk=60)

    async def seen(caller):
        return [one async for one in stream(order(), caller)]

    *partials, last = called(api, seen)
    counts = [len(p.observed) for p in partials]
    assert all(isinstance(p, Partial) for p in partials) and counts == sorted(counts) and max(counts) > 1
    assert "never said" not in repr(partials) and last.draft.refused_quotes == 4


def test_key_does_not_show_itself(api):
    assert "sk-ant" not in repr(KEY) and KEY.hidden("no sk-ant-test-key here") == "no [key] here"
    api.fault("error", status=400, message="the key sk-ant-test-key is odd")
    with pytest.raises(DraftFailed) as failure:
        called(api, lambda c: draft(order(), c))
    assert "sk-ant" not in repr(failure.value) and failure.value.__cause__ is None
    assert failure.value.__context__ is None
