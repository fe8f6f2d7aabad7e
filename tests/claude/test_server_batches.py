"""Message batches on the protocol server, through the SDK."""

from __future__ import annotations

import anthropic
import httpx2
import pytest
from protocol_server import KEY, Asked

MODEL = "claude-haiku-5-5"
LONG = "The standard says so. " * 200


def entry(custom_id, **more):
    return {"custom_id": custom_id, "params": {"model": MODEL, "max_tokens": 200, **more,
                                                "messages": [{"role": "user", "content": f"Score {custom_id}."}]}}


@pytest.fixture
def batches(api):
    return anthropic.Anthropic(max_retries=0).messages.batches


def poll(batches, batch_id, limit=10):
    for _ in range(limit):
        batch = batches.retrieve(batch_id)
        if batch.processing_status == "ended":
            return batch
    raise AssertionError("the batch did not end")


def kinds(batches, batch_id):
    return {line.custom_id: line.result.type for line in batches.results(batch_id)}


def test_batch_is_created_polled_and_its_results_read(api, batches):
    batch = batches.create(requests=[entry(f"cell-{i}") for i in range(5)])
    assert batch.processing_status == "in_progress" and batch.request_counts.processing == 5
    assert batches.retrieve(batch.id).processing_status == "in_progress" and batch.results_url is None
    ended = batches.retrieve(batch.id)
    assert ended.processing_status == "ended" and ended.request_counts.succeeded == 5
    assert ended.results_url.startswith(api.url) and ended.expires_at > ended.ended_at
    results = list(batches.results(batch.id))
    assert [line.custom_id for line in results] != [f"cell-{i}" for i in range(5)]
    assert {line.custom_id for line in results} == {f"cell-{i}" for i in range(5)}
    assert all(line.result.message.usage.service_tier == "batch" for line in results)


def test_replies_of_a_batch_know_their_entry(api, batches):
    seen = []

    def reply(asked: Asked):
        seen.append(asked.custom_id)
        return asked.request.messages[0].content[0].text

    api.replies(reply)
    batch = batches.create(requests=[entry("a"), entry("b")])
    poll(batches, batch.id)
    texts = {line.custom_id: line.result.message.content[-1].text for line in batches.results(batch.id)}
    assert texts == {"a": "Score a.", "b": "Score b."} and seen == ["a", "b"]


@pytest.mark.parametrize(("order", "wanted"), [("given", ["a", "b", "c"]), ("reversed", ["c", "b", "a"])])
def test_results_come_in_the_order_asked_for(api, batches, order, wanted):
    api.set(batch_order=order, batch_polls=1)
    batch = batches.create(requests=[entry(name) for name in "abc"])
    poll(batches, batch.id)
    assert [line.custom_id for line in batches.results(batch.id)] == wanted


def test_entries_that_fail_expire_or_stop_early_are_told_apart(api, batches):
    api.set(batch_outcomes={"late-*": "expired", "bad-1": "errored"})
    api.fault("error", status=529, on="batch_entry", at=2)
    api.fault("refusal", on="batch_entry", at=3)
    names = ["ok-1", "late-1", "bad-1", "busy-1", "declined-1", "late-2"]
    batch = batches.create(requests=[*map(entry, names), entry("wrong-1", temperature=0.5)])
    counts = poll(batches, batch.id).request_counts
    assert (counts.succeeded, counts.errored, counts.expired, counts.canceled) == (2, 3, 2, 0)
    results = {line.custom_id: line.result for line in batches.results(batch.id)}
    assert results["late-1"].type == "expired" and results["declined-1"].message.stop_reason == "refusal"
    assert results["busy-1"].error.error.type == "overloaded_error"
    assert results["wrong-1"].error.error.type == "invalid_request_error"
    assert "temperature" in results["wrong-1"].error.error.message
    assert api.totals()["paid"] == 2


def test_batch_that_takes_time_ends_when_it_is_over(api, batches):
    api.set(batch_seconds=60, batch_polls=0)
    batch = batches.create(requests=[entry("a")])
    assert batches.retrieve(batch.id).processing_status == "in_progress"
    api.advance(61)
    assert batches.retrieve(batch.id).processing_status == "ended"


def test_cancelled_batch_keeps_what_was_done(api, batches):
    api.set(batch_polls=4)
    batch = batches.create(requests=[entry(f"c{i}") for i in range(8)])
    batches.retrieve(batch.id)
    cancelling = batches.cancel(batch.id)
    assert cancelling.processing_status == "canceling" and cancelling.cancel_initiated_at
    counts = poll(batches, batch.id).request_counts
    assert (counts.succeeded, counts.canceled) == (2, 6)
    assert sorted(kinds(batches, batch.id).values()) == ["canceled"] * 6 + ["succeeded"] * 2
    with pytest.raises(anthropic.BadRequestError, match="ended"):
        batches.cancel(batch.id)


def test_batches_are_listed_by_page_newest_first(batches):
    made = [batches.create(requests=[entry("a")]).id for _ in range(5)]
    assert [batch.id for batch in batches.list(limit=2)] == made[::-1]
    page = batches.list(limit=2, after_id=made[3])
    assert [batch.id for batch in page.data] == [made[2], made[1]] and page.has_more


def test_batch_is_deleted_only_once_it_has_ended(batches):
    batch = batches.create(requests=[entry("a")])
    with pytest.raises(anthropic.BadRequestError):
        batches.delete(batch.id)
    poll(batches, batch.id)
    assert batches.delete(batch.id).type == "message_batch_deleted"
    with pytest.raises(anthropic.NotFoundError):
        batches.retrieve(batch.id)


def test_results_cannot_be_read_before_the_end(api, batches):
    batch = batches.create(requests=[entry("a")])
    answer = httpx2.get(f"{api.url}/v1/messages/batches/{batch.id}/results", trust_env=False,
                        headers={"x-api-key": KEY, "anthropic-version": "2023-06-01"})
    assert answer.status_code == 400 and "no results" in answer.text


@pytest.mark.parametrize("requests", [
    [], [entry("a"), entry("a")], [entry("a b")], [entry("x" * 65)], [entry("a") | {"method": "POST"}],
    [{"custom_id": "a"}]])
def test_batch_that_is_not_well_formed_is_refused(batches, requests):
    with pytest.raises(anthropic.BadRequestError):
        batches.create(requests=requests)


@pytest.mark.parametrize("params", [{"stream": True}, {"max_tokens": 0}, {"model": "claude-9"}])
def test_entry_that_cannot_run_in_a_batch_is_an_error_in_its_result(batches, params):
    batch = batches.create(requests=[entry("a", **params)])
    poll(batches, batch.id)
    assert kinds(batches, batch.id) == {"a": "errored"}


def test_batch_is_half_price_and_its_waves_share_the_cache(api, batches):
    api.set(batch_wave=2)
    system = [{"type": "text", "text": LONG, "cache_control": {"type": "ephemeral", "ttl": "1h"}}]
    batch = batches.create(requests=[entry(f"c{i}", system=system) for i in range(6)])
    poll(batches, batch.id)
    tier = api.totals()["tiers"]["batch"]
    prefix = len(LONG) // 4 + 3
    assert tier["price"] == 0.5 and tier["requests"] == 6
    assert tier["cache_write_1h"] == 2 * prefix and tier["cache_read"] == 4 * prefix


@pytest.mark.parametrize("step", ["create", "retrieve", "results"])
def test_endpoints_of_a_batch_fail_on_demand(api, batches, step):
    api.set(batch_polls=1)
    batch = batches.create(requests=[entry("a")])
    poll(batches, batch.id)
    api.fault("error", status=529, on="batch_results" if step == "results" else "batches")
    calls = {"create": lambda: batches.create(requests=[entry("a")]), "retrieve": lambda: batches.retrieve(batch.id),
             "results": lambda: list(batches.results(batch.id))}
    with pytest.raises(anthropic.OverloadedError):
        calls[step]()


def test_results_cut_short_are_fewer_than_the_batch_counts_and_the_sdk_does_not_say_so(api, batches):
    batch = batches.create(requests=[entry("a"), entry("b")])
    assert poll(batches, batch.id).request_counts.succeeded == 2
    api.fault("truncated", on="batch_results")
    assert len(list(batches.results(batch.id))) == 1
