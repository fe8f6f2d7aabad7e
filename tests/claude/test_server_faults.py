"""Faults on demand, and what the SDK makes of each."""

from __future__ import annotations

import asyncio
import json
import time

import anthropic
import httpx2
import pytest

MODEL = "claude-haiku-5-5"
FORM = {"format": {"type": "json_schema", "schema": {
    "type": "object",
    "properties": {"status": {"type": "string", "enum": ["at risk", "sound"]}, "why": {"type": "string"}},
    "required": ["status", "why"], "additionalProperties": False}}}


def request(**more):
    return {"model": MODEL, "max_tokens": 1000, "messages": [{"role": "user", "content": "Score it."}], **more}


def words(message):
    return "".join(block.text for block in message.content if block.type == "text")


@pytest.fixture
def once(api):
    """A client that does not retry."""
    return anthropic.Anthropic(max_retries=0, timeout=2)


@pytest.mark.parametrize(("status", "failure", "kind"), [
    (400, anthropic.BadRequestError, "invalid_request_error"),
    (401, anthropic.AuthenticationError, "authentication_error"),
    (403, anthropic.PermissionDeniedError, "permission_error"),
    (404, anthropic.NotFoundError, "not_found_error"),
    (413, anthropic.ContentTooLargeError, "request_too_large"),
    (429, anthropic.RateLimitError, "rate_limit_error"),
    (500, anthropic.InternalServerError, "api_error"),
    (529, anthropic.OverloadedError, "overloaded_error"),
])
def test_status_on_demand_is_the_sdks_own_error(api, once, status, failure, kind):
    api.fault("error", status=status, message="on demand")
    for call in (once.messages.create, lambda **body: list(once.messages.create(stream=True, **body))):
        with pytest.raises(failure, match="on demand") as raised:
            call(**request())
        assert raised.value.type == kind and raised.value.request_id.startswith("req_")
    assert api.totals()["outcomes"] == {f"error_{status}": 2} and api.totals()["paid"] == 0


@pytest.mark.parametrize("status", [429, 500, 529])
def test_sdk_tries_again_and_is_answered(api, status):
    api.fault("error", status=status, retry_after=0.05, at=[1, 2])
    assert words(anthropic.Anthropic(max_retries=2).messages.create(**request())) == "Reply to request 3."
    assert [entry["headers"]["x-stainless-retry-count"] for entry in api.log()] == ["0", "1", "2"]
    assert api.totals()["paid"] == api.totals()["paid_bodies"] == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413])
def test_sdk_does_not_try_again_what_cannot_succeed(api, status):
    api.fault("error", status=status)
    with pytest.raises(anthropic.APIStatusError):
        anthropic.Anthropic(max_retries=2).messages.create(**request())
    assert len(api.log()) == 1


def test_retry_after_is_sent_and_waited_for(api):
    api.fault("error", status=429, retry_after=0.4, at=1)
    anthropic.Anthropic(max_retries=1).messages.create(**request())
    first, second = api.log()
    assert second["arrived"] - first["answered"] >= 0.4


def test_rate_limit_without_retry_after_still_tells_the_limits(api, once):
    api.fault("error", status=429, headers={"x-should-retry": "false"})
    with pytest.raises(anthropic.RateLimitError) as raised:
        once.messages.create(**request())
    headers = raised.value.response.headers
    assert "retry-after" not in headers and headers["x-should-retry"] == "false"
    assert headers["anthropic-ratelimit-requests-limit"] == "4000"
    assert "anthropic-ratelimit-input-tokens-remaining" in headers


def test_window_of_requests_is_enforced_and_its_headers_count_down(api):
    api.set(requests=3, window=0.6)
    left = []
    for _ in range(3):
        raw = anthropic.Anthropic().messages.with_raw_response.create(**request())
        left.append(raw.headers["anthropic-ratelimit-requests-remaining"])
    with pytest.raises(anthropic.RateLimitError) as raised:
        anthropic.Anthropic(max_retries=0).messages.create(**request())
    wait = float(raised.value.response.headers["retry-after"])
    assert left == ["2", "1", "0"] and 0 < wait <= 0.6
    time.sleep(wait)
    anthropic.Anthropic(max_retries=0).messages.create(**request())


def test_more_requests_at_a_time_than_allowed_are_refused(api):
    api.set(concurrent=2, latency=0.2)

    async def many():
        async with anthropic.AsyncAnthropic(max_retries=0) as client:
            calls = (client.messages.create(**request()) for _ in range(5))
            return await asyncio.gather(*calls, return_exceptions=True)

    kinds = [type(result).__name__ for result in asyncio.run(many())]
    assert sorted(kinds) == ["Message"] * 2 + ["RateLimitError"] * 3


def ask(client, stream, **more):
    """The final message, streamed or whole."""
    if not stream:
        return client.messages.create(**request(**more))
    with client.messages.stream(**request(**more)) as events:
        return events.get_final_message()


BOTH = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
POINTS = pytest.mark.parametrize("point", ["before", "during"])


def failure(stream, point, whole, cut):
    """What the SDK raises: its own error, but the transport's where a stream has begun."""
    return cut if stream and point == "during" else whole


@BOTH
@POINTS
def test_dropped_connection_is_an_error_and_paid_only_once_begun(api, once, point, stream):
    api.fault("disconnect", point=point)
    with pytest.raises(failure(stream, point, anthropic.APIConnectionError, httpx2.RemoteProtocolError)):
        ask(once, stream, output_config=FORM)
    totals = api.totals()
    assert totals["outcomes"] == {"disconnect": 1} and totals["paid"] == (1 if point == "during" else 0)


@BOTH
def test_sdk_tries_again_after_a_connection_dropped_before_the_answer(api, stream):
    api.fault("disconnect", at=1)
    assert words(ask(anthropic.Anthropic(max_retries=1), stream)) == "Reply to request 2."


@BOTH
@POINTS
def test_stalled_answer_meets_the_clients_timeout(api, point, stream):
    api.fault("stall", point=point, seconds=20)
    started = time.monotonic()
    with pytest.raises(failure(stream, point, anthropic.APITimeoutError, httpx2.ReadTimeout)):
        ask(anthropic.Anthropic(max_retries=0, timeout=0.3), stream, output_config=FORM)
    assert time.monotonic() - started < 5


@BOTH
def test_stall_that_ends_in_time_is_a_whole_answer(api, once, stream):
    api.fault("stall", point="during", seconds=0.2)
    assert json.loads(words(ask(once, stream, output_config=FORM)))["status"] == "at risk"


def test_slow_answer_takes_its_seconds(api, once):
    api.fault("slow", seconds=0.2)
    ask(once, False)
    entry, = api.log()
    assert entry["answered"] - entry["arrived"] >= 0.2 and entry["outcome"] == "ok"


def test_body_cut_short_is_not_json(api, once):
    api.fault("truncated")
    with pytest.raises(json.JSONDecodeError):
        ask(once, False)


def test_stream_cut_short_ends_without_a_word_and_without_a_stop_reason(api, once):
    api.fault("truncated")
    message = ask(once, True, output_config=FORM)
    assert message.stop_reason is None
    with pytest.raises(json.JSONDecodeError):
        json.loads(words(message))


@BOTH
def test_answer_that_is_not_json_is_an_error(api, once, stream):
    api.fault("malformed")
    with pytest.raises(json.JSONDecodeError):
        ask(once, stream)


def test_error_event_breaks_a_stream_with_the_sdks_error(api, once):
    api.fault("error_event")
    with pytest.raises(anthropic.APIStatusError) as raised:
        ask(once, True)
    assert raised.value.type == "overloaded_error" and raised.value.status_code == 200
    with pytest.raises(anthropic.OverloadedError):
        ask(once, False)


@BOTH
@pytest.mark.parametrize(("kind", "reason"), [("refusal", "refusal"), ("max_tokens", "max_tokens"),
                                              ("context_window", "model_context_window_exceeded")])
def test_model_that_stops_early_says_why_and_is_paid(api, once, kind, reason, stream):
    api.fault(kind)
    message = ask(once, stream, output_config=FORM)
    with pytest.raises(json.JSONDecodeError):
        json.loads(words(message))
    assert message.stop_reason == reason and api.totals()["paid"] == 1
    assert (message.stop_details.explanation if kind == "refusal" else message.stop_details) == (
        "The request was declined." if kind == "refusal" else None)


@BOTH
def test_reply_can_be_replaced_cut_without_a_sign_or_change_its_capitals(api, once, stream):
    api.fault("reply", text='{"status": "unheard of"}', at=1)
    api.fault("cut_reply", at=2)
    api.fault("enum_case", at=3)
    replies = [ask(once, stream, output_config=FORM) for _ in range(3)]
    assert {reply.stop_reason for reply in replies} == {"end_turn"}
    assert words(replies[0]) == '{"status": "unheard of"}'
    assert words(replies[1]) == '{"status": "at risk", "why": "why"}'[:17]
    assert json.loads(words(replies[2]))["status"] == "At Risk"


def numbers_struck(api, count=20, **more):
    client = anthropic.Anthropic(max_retries=0)
    for _ in range(count):
        try:
            client.messages.create(**request(**more))
        except anthropic.APIStatusError:
            continue
    return [entry["number"] for entry in api.log() if entry["fault"]]


def test_fault_strikes_the_numbers_asked_for(api):
    api.fault("error", at=[2, 5])
    api.fault("error", every=10, offset=3)
    assert numbers_struck(api) == [2, 3, 5, 13]
    assert [rule["struck"] for rule in api.rules()] == [2, 2]


def test_fault_strikes_a_share_of_requests_the_same_each_time(api):
    api.fault("error", share=0.1)
    first = numbers_struck(api, 60)
    api.reset()
    api.fault("error", share=0.1)
    assert numbers_struck(api, 60) == first and 1 <= len(first) <= 15


def test_fault_ends_after_its_times_and_when_it_is_cleared(api):
    api.fault("error", times=3)
    assert numbers_struck(api, 5) == [1, 2, 3]
    api.fault("error", at=6)
    api.clear_faults()
    assert numbers_struck(api, 2) == [1, 2, 3]


@pytest.mark.parametrize(("when", "hit", "miss"), [
    ({"user_id": "a"}, {"metadata": {"user_id": "a"}}, {"metadata": {"user_id": "b"}}),
    ({"contains": "Harborline"}, {"system": "Harborline Logistics"}, {"system": "Slotwise"}),
    ({"model": MODEL}, {}, {"model": "claude-sonnet-5-5"}),
    ({"stream": True}, {"stream": True}, {}),
    ({"header": {"X-Cell": "7"}}, {"extra_headers": {"x-cell": "cell-7"}}, {"extra_headers": {"x-cell": "cell-8"}}),
])
def test_fault_strikes_only_requests_that_match(api, when, hit, miss):
    api.fault("error", status=500, **when)
    assert numbers_struck(api, 1, **miss) == []
    assert numbers_struck(api, 1, **hit) == [2]


def test_fault_can_strike_the_other_endpoints(api, once):
    api.fault("error", status=500, on="count_tokens")
    api.fault("error", status=403, on="models")
    with pytest.raises(anthropic.InternalServerError):
        once.messages.count_tokens(model=MODEL, messages=request()["messages"])
    with pytest.raises(anthropic.PermissionDeniedError):
        once.models.list()
    once.messages.create(**request())


@pytest.mark.parametrize("wrong", [{"status": 500, "evry": 2}, {"every": 0}, {"share": 2}, {"point": "after"}])
def test_fault_that_is_not_understood_is_refused(api, wrong):
    with pytest.raises(ValueError, match="validation error"):
        api.fault("error", **wrong)


def test_setting_that_is_not_understood_is_refused(api):
    with pytest.raises(ValueError, match="latncy"):
        api.set(latncy=1)
    assert api.set(latency=0.5)["latency"] == 0.5


def test_bad_request_is_refused_before_any_fault(api, once):
    api.fault("error", status=529)
    with pytest.raises(anthropic.BadRequestError):
        once.messages.create(**request(extra_body={"temperature": 0}))
