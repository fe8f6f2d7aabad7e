"""The protocol server, talked to through the SDK."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Literal

import anthropic
import jsonschema
import pytest
from loopback import Reached, is_local, only_loopback
from protocol_server import UNFILLED, ProcessServer, Reply, build
from pydantic import BaseModel, Field

MODEL = "claude-haiku-5-5"
HELLO = [{"role": "user", "content": "Hello there."}]


class Item(BaseModel):
    id: str
    about: Literal["champion", "metrics"]
    note: str | None


class Draft(BaseModel):
    day: str = Field(json_schema_extra={"format": "date"})
    score: int = Field(ge=0, le=3)
    items: list[Item] = Field(min_length=1)
    sure: bool


@pytest.fixture
def client(api):
    return anthropic.Anthropic(max_retries=0)


def say(client, **more):
    return client.messages.create(**{"model": MODEL, "max_tokens": 1000, "messages": HELLO, **more})


def words(message):
    return "".join(block.text for block in message.content if block.type == "text")


def test_message_has_the_shape_of_the_api(client):
    message = say(client)
    assert words(message) == "Reply to request 1." and message.stop_reason == "end_turn"
    assert message._request_id.startswith("req_") and message.usage.service_tier == "standard"


def test_current_model_thinks_before_it_answers_unless_effort_is_low(client):
    assert [block.type for block in say(client).content] == ["thinking", "text"]
    assert [block.type for block in say(client, output_config={"effort": "low"}).content] == ["text"]
    shown = say(client, thinking={"type": "adaptive", "display": "summarized"})
    assert shown.content[0].thinking and shown.usage.output_tokens_details.thinking_tokens == 32


def test_reply_matches_the_schema_that_was_asked_for(client):
    draft = client.messages.parse(model=MODEL, max_tokens=1000, messages=HELLO, output_format=Draft).parsed_output
    assert draft.day == "2026-03-02" and [item.id for item in draft.items] == ["items 0 id", "items 1 id"]
    assert [item.about for item in draft.items] == ["champion", "metrics"]


def test_built_value_has_required_properties_first_and_is_accepted_by_the_schema():
    closed = {"type": "object", "additionalProperties": False}
    maybe_numbers = {"anyOf": [{"type": "null"}, {"type": "array", "items": {"type": "number"}}]}
    schema = closed | {
        "required": ["b", "c"],
        "properties": {"a": {"type": ["null", "string"]}, "b": {"$ref": "#/$defs/k"}, "c": maybe_numbers,
                       "d": {"allOf": [closed | {"properties": {"x": {"const": 7}}}]}},
        "$defs": {"k": {"type": "string", "pattern": r"^(ab|c)[0-9]{2}\w+x?$"}}}
    value = build(schema)
    assert list(value) == ["b", "c", "a", "d"] and value["d"] == {"x": 7} and value["c"] == [0.5, 0.5]
    jsonschema.validate(value, schema)


def test_a_test_can_say_what_the_model_answers(api, client):
    api.replies(lambda asked: {"seen": asked.request.messages[0].content[0].text, "number": asked.number})
    assert json.loads(words(say(client))) == {"seen": "Hello there.", "number": 1}
    api.replies(lambda asked: Reply("done", stop_reason="end_turn"))
    assert words(say(client)) == "done"


def test_a_reply_can_quote_the_documents_and_be_built_but_for_what_it_fills(api, client):
    def reply(asked):
        (title, said), = asked.documents()
        return build(asked.schema, lambda path, node: f"{title}: {said}" if path[-1:] == ("note",) else UNFILLED)

    api.replies(reply)
    source = {"type": "text", "media_type": "text/plain", "data": "Dana: yes."}
    messages = [{"role": "user", "content": [{"type": "document", "title": "e1", "source": source}]}]
    draft = client.messages.parse(model=MODEL, max_tokens=1000, messages=messages, output_format=Draft).parsed_output
    assert {item.note for item in draft.items} == {"e1: Dana: yes."} and draft.score == 1


def test_reply_function_that_fails_is_an_error_that_says_so(api, client):
    api.replies(lambda asked: asked.nothing)
    with pytest.raises(anthropic.InternalServerError, match="AttributeError"):
        say(client)
    assert api.totals()["in_flight"] == 0


def test_stream_carries_the_same_message_as_a_whole_answer(client):
    with client.messages.stream(model=MODEL, max_tokens=1000, messages=HELLO, output_format=Draft) as stream:
        pieces = list(stream.text_stream)
        final = stream.get_final_message()
    whole = say(client, output_config={"format": {"type": "json_schema", "schema": anthropic.transform_schema(Draft)}})
    assert "".join(pieces) == words(final) == words(whole) and len(pieces) > 2
    assert final.usage.output_tokens == whole.usage.output_tokens and final.stop_reason == "end_turn"
    assert final.parsed_output.sure is True and stream.request_id.startswith("req_")


def test_stream_sends_every_kind_of_event_in_order(api, client):
    with client.messages.with_streaming_response.create(model=MODEL, max_tokens=99, messages=HELLO, stream=True) as raw:
        lines = list(raw.iter_lines())
    assert [line.removeprefix("event: ") for line in lines if line.startswith("event: ")] == [
        "message_start", "ping", "content_block_start", "content_block_delta", "content_block_stop",
        "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop"]
    assert raw.headers["content-type"].startswith("text/event-stream") and raw.headers["request-id"].startswith("req_")


def test_async_client_is_answered_at_the_same_time(api):
    api.set(latency=0.2)

    async def many():
        async with anthropic.AsyncAnthropic() as client:
            return await asyncio.gather(*(client.messages.create(model=MODEL, max_tokens=9, messages=HELLO)
                                          for _ in range(10)))

    assert len(asyncio.run(many())) == 10
    totals = api.totals()
    assert totals["peak_in_flight"] == 10 and totals["in_flight"] == 0
    assert totals["last_answer"] - totals["first_arrival"] < 1.0


def test_latency_is_counted_from_arrival_not_from_when_the_reply_is_ready(api, client):
    api.set(latency=0.3)
    api.replies(lambda asked: time.sleep(0.25))
    say(client)
    entry, = api.log()
    assert 0.3 <= entry["answered"] - entry["arrived"] < 0.5


def test_reply_that_is_longer_than_allowed_is_cut(api, client):
    api.replies(lambda asked: "x" * 4000)
    message = say(client, max_tokens=100, output_config={"effort": "low"})
    assert message.stop_reason == "max_tokens" and message.usage.output_tokens == 100 and len(words(message)) == 400


def test_request_for_no_tokens_only_fills_the_cache(client):
    message = say(client, max_tokens=0)
    assert message.content == [] and message.stop_reason == "max_tokens" and message.usage.output_tokens == 0


def test_stop_sequence_ends_the_reply(api, client):
    api.replies(lambda asked: "one END two")
    message = say(client, stop_sequences=["END"])
    assert (words(message), message.stop_reason, message.stop_sequence) == ("one ", "stop_sequence", "END")


def test_tokens_are_counted_as_they_are_billed(client):
    def count(**more):
        counted = client.messages.count_tokens(model=MODEL, messages=HELLO, **more).input_tokens
        assert counted == say(client, **more).usage.input_tokens
        return counted

    schema = {"type": "object", "properties": {}, "additionalProperties": False}
    bare = count()
    assert bare == len("Hello there.") / 4 + 3
    assert count(system="Be brief") == bare + len("Be brief") / 4 + 3
    form = {"format": {"type": "json_schema", "schema": schema}}
    assert count(output_config=form) == bare - (-len(json.dumps(schema, separators=(",", ":"))) // 4) + 3


def test_models_are_listed_by_page_newest_first(client):
    page = client.models.list(limit=3)
    assert len(page.data) == 3 and page.has_more
    every = list(client.models.list(limit=3))
    assert [m.created_at for m in every] == sorted((m.created_at for m in every), reverse=True)
    assert {m.lifecycle for m in every} == {"active", "deprecated"}
    back = client.models.list(before_id=every[4].id, limit=2)
    assert [m.id for m in back.data] == [m.id for m in every[2:4]]
    assert [m.id for m in client.models.list(lifecycle=["retired"])] == ["claude-mythos-preview"]


def test_model_is_found_by_its_alias_and_says_what_it_can_do(client):
    model = client.models.retrieve("claude-haiku-4-5")
    assert model.id == "claude-haiku-4-5-20251001" and model.capabilities.effort.supported is False
    assert client.models.retrieve("claude-opus-5-5").capabilities.thinking.types.disabled.supported is False
    assert say(client, model="claude-haiku-4-5").model == "claude-haiku-4-5-20251001"


def test_log_keeps_bodies_and_hides_keys(api, client):
    say(client, metadata={"user_id": "cell-7"})
    entry, = api.log()
    assert entry["body"]["metadata"] == {"user_id": "cell-7"} and entry["headers"]["authorization"] == "(hidden)"
    assert api.key not in json.dumps(api.log(None)) and entry["usage"]["input_tokens"] > 0
    assert api.log(bodies=False)[0]["body"] is None


def test_server_as_a_process_outlives_its_client():
    with ProcessServer("test_server:echo", (str(Path(__file__).parent), str(Path(__file__).parents[1]))) as server:
        script = (f"import anthropic, os, signal; client = anthropic.Anthropic()\n"
                  f"client.messages.create(model={MODEL!r}, max_tokens=9, messages={HELLO!r})\n"
                  "os.kill(os.getpid(), signal.SIGKILL)")
        killed = subprocess.run([sys.executable, "-c", script], env=os.environ | server.environment, check=False)
        assert killed.returncode == -9
        assert server.totals()["outcomes"] == {"ok": 1}
        client = anthropic.Anthropic(base_url=server.url, api_key=server.key)
        assert words(say(client)) == "You said: Hello there."


def echo(asked):
    return f"You said: {asked.request.messages[0].content[0].text}"


def test_guard_refuses_and_remembers_what_is_not_this_machine():
    with only_loopback() as tried:
        with pytest.raises(Reached):
            socket.create_connection(("192.0.2.1", 80), timeout=1)
        with socket.socket() as plain, pytest.raises(Reached):
            plain.connect(("192.0.2.2", 80))
        with pytest.raises(anthropic.APIConnectionError):
            say(anthropic.Anthropic(base_url="http://example.invalid", api_key="k", max_retries=0))
    assert tried == ["192.0.2.1", "192.0.2.2", "example.invalid"]
    assert is_local("127.0.0.9") and is_local("::1") and not is_local("10.0.0.1")
