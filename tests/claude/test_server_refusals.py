"""What the API refuses, the protocol server refuses: headers, fields, turns, breakpoints, thinking."""

from __future__ import annotations

import anthropic
import httpx2
import pytest
from protocol_server import KEY

OPUS, HAIKU, OLD = "claude-opus-5-5", "claude-haiku-5-5", "claude-haiku-4-5"
EPHEMERAL = {"type": "ephemeral"}
HOUR = {"type": "ephemeral", "ttl": "1h"}


def good(**more):
    return {"model": HAIKU, "max_tokens": 50, "messages": [{"role": "user", "content": "Hello."}], **more}


def text(words="Hello.", **more):
    return {"type": "text", "text": words, **more}


def document(**more):
    return {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Dana: yes."}, **more}


def user(*blocks):
    return [{"role": "user", "content": list(blocks)}]


def turns(*roles):
    return [{"role": role, "content": f"turn {i}"} for i, role in enumerate(roles)]


@pytest.fixture
def post(api):
    """Send a body as it is, with good headers unless others are given."""
    def sent(body, path="/v1/messages", **headers):
        given = {"authorization": f"Bearer {KEY}", "anthropic-version": "2026-10-21",
                 "content-type": "application/json", **headers}
        kept = {name: value for name, value in given.items() if value is not None}
        how = {"content": body} if isinstance(body, bytes) else {"json": body}
        return httpx2.post(api.url + path, headers=kept, trust_env=False, **how)

    return sent


@pytest.mark.parametrize(("headers", "status", "word"), [
    ({"authorization": None}, 401, "required"),
    ({"authorization": "Bearer wrong"}, 401, "invalid"),
    ({"authorization": f"Basic {KEY}"}, 401, "required"),
    ({"authorization": "Bearer sk-ant-forbidden"}, 403, "may not"),
    ({"authorization": None, "x-api-key": KEY}, 200, ""),
    ({"anthropic-version": None}, 400, "anthropic-version"),
    ({"anthropic-version": "2031-01-01"}, 400, "anthropic-version"),
    ({"content-type": "text/plain"}, 400, "content-type"),
])
def test_headers_are_checked(post, headers, status, word):
    answer = post(good(), **headers)
    assert answer.status_code == status and word in answer.text


@pytest.mark.parametrize("body", [b"{", b"[1]", b'{"model": NaN}', b'{"model": "\\ud800"}', b"\xff", b'"text"'])
def test_body_that_is_not_a_json_object_is_refused(post, body):
    assert post(body).json()["error"]["type"] == "invalid_request_error"


def test_refusal_has_the_shape_of_the_api(post):
    answer = post(good(messages=[]))
    body = answer.json()
    assert answer.status_code == 400 and body["type"] == "error"
    assert body["error"]["type"] == "invalid_request_error" and body["request_id"] == answer.headers["request-id"]


def test_body_over_the_size_limit_is_refused(post):
    answer = post(b'{"model": "' + b"x" * (32 * 2**20) + b'"}')
    assert answer.status_code == 413 and answer.json()["error"]["type"] == "request_too_large"


def test_path_or_method_the_api_does_not_have_is_refused(api, post):
    assert post({}, "/v1/complete").json()["error"]["type"] == "not_found_error"
    assert httpx2.get(f"{api.url}/v1/messages", trust_env=False).status_code == 405


REFUSED = [
    ({"temperature": 0.0}, "temperature"), ({"top_p": 0.9}, "top_p"), ({"top_k": 5}, "top_k"),
    ({"prompt": "x"}, "prompt"), ({"metadata": {"cell": "x"}}, "metadata.cell"),
    ({"metadata": {"user_id": "x" * 257}}, "metadata.user_id"), ({"max_tokens": -1}, "max_tokens"),
    ({"max_tokens": "50"}, "max_tokens"), ({"max_tokens": 128_001}, "max_tokens"), ({"max_tokens": None}, "max_tokens"),
    ({"max_tokens": 0, "stream": True}, "max_tokens"), ({"stream": "yes"}, "stream"), ({"speed": "fast"}, "speed"),
    ({"service_tier": "priority"}, "service_tier"), ({"stop_sequences": [" "]}, "stop_sequences"),
    ({"messages": []}, "messages"), ({"messages": "Hello."}, "messages"),
    ({"messages": turns("assistant")}, "messages.0.role"), ({"messages": turns("user", "user")}, "messages.1.role"),
    ({"messages": turns("system")}, "messages.0.role"), ({"messages": turns("user", "assistant")}, "last message"),
    ({"messages": turns("user", "assistant", "assistant", "user")}, "messages.2.role"),
    ({"messages": user()}, "messages.0"), ({"messages": user(text(""))}, "messages.0.content.0"),
    ({"messages": user(text(), text(" \n"))}, "messages.0.content.1"),
    ({"messages": [{"role": "user", "content": ""}]}, "messages.0.content.0"),
    ({"messages": [{"role": "user", "content": "x", "name": "y"}]}, "messages.0.name"),
    ({"messages": user({"type": "text"})}, "messages.0.content.0.text.text"),
    ({"messages": user(text(bold=True))}, "messages.0.content.0.text.bold"),
    ({"messages": user({"type": "video"})}, "messages.0.content.0"),
    ({"system": ""}, "system.0"), ({"system": [text("")]}, "system.0"), ({"system": [document()]}, "system.0.type"),
    ({"system": {"type": "text"}}, "system"),
    ({"messages": user(document(source={"type": "text", "media_type": "text/html", "data": "x"}))}, "media_type"),
    ({"messages": user(document(source={"type": "text", "media_type": "text/plain", "data": ""}))}, "content.0"),
    ({"messages": user(document(source={"type": "content", "content": []}))}, "content.0"),
    ({"messages": user(document(id="e1"))}, "document.id"), ({"messages": user(document(title=1))}, "document.title"),
    ({"messages": user(document(citations={"enabled": "yes"}))}, "citations.enabled"),
    ({"messages": [*turns("user"), {"role": "assistant", "content": [document()]}, *turns("user")]}, "documents"),
    ({"messages": user(text(cache_control={"type": "persistent"}))}, "cache_control.type"),
    ({"messages": user(text(cache_control={"type": "ephemeral", "ttl": "2h"}))}, "cache_control.ttl"),
    ({"messages": user(text(cache_control={"type": "ephemeral", "scope": "x"}))}, "cache_control.scope"),
    ({"messages": user({"type": "thinking", "thinking": "x", "signature": "y"})}, "thinking"),
    ({"messages": [*turns("user"), {"role": "assistant", "content": [
        {"type": "thinking", "thinking": "", "signature": "changed"}]}, *turns("user")]}, "thinking"),
    ({"output_config": {"effort": "extreme"}}, "output_config.effort"),
    ({"output_config": {"x": 1}}, "output_config.x"),
    ({"output_config": {"effort": "low"}, "model": OLD}, "output_config.effort"),
    ({"output_config": {"format": {"type": "json_object"}}}, "output_config.format"),
    ({"output_config": {"format": {"type": "json_schema", "name": "draft", "schema": {}}}}, "format.name"),
    ({"thinking": {"type": "on"}}, "thinking"), ({"thinking": {"type": "enabled"}}, "budget_tokens"),
    ({"thinking": {"type": "enabled", "budget_tokens": 2000}}, "thinking.type"),
    ({"thinking": {"type": "disabled"}, "model": OPUS}, "thinking.type"),
    ({"thinking": {"type": "between_tools"}}, "thinking.type"),
    ({"thinking": {"type": "disabled"}, "output_config": {"effort": "max"}}, "thinking.type"),
    ({"thinking": {"type": "adaptive"}, "model": OLD}, "thinking.type"),
    ({"thinking": {"type": "enabled", "budget_tokens": 2000}, "model": OLD}, "budget_tokens"),
    ({"tools": [{"name": "a b", "input_schema": {"type": "object"}}]}, "tools.0.name"),
    ({"tools": [{"name": "a", "input_schema": {"type": "string"}}]}, "tools.0"),
    ({"tool_choice": {"type": "any"}}, "tool_choice.type"),
]


@pytest.mark.parametrize(("change", "place"), REFUSED, ids=[f"{place}-{i}" for i, (_, place) in enumerate(REFUSED)])
def test_request_that_breaks_a_rule_is_refused_and_says_where(api, post, change, place):
    answer = post(good(**change))
    assert answer.status_code == 400 and place in answer.json()["error"]["message"]
    assert api.totals()["paid"] == 0


@pytest.mark.parametrize("missing", ["model", "max_tokens", "messages"])
def test_required_field_that_is_missing_is_refused(post, missing):
    body = good()
    del body[missing]
    assert post(body).json()["error"]["message"].startswith(missing)


def four_marks(last=EPHEMERAL):
    return {"tools": [{"name": "t", "input_schema": {"type": "object"}, "cache_control": EPHEMERAL}],
            "system": [text(cache_control=EPHEMERAL), text(cache_control=EPHEMERAL)],
            "messages": user(document(cache_control=last), text())}


@pytest.mark.parametrize(("change", "status"), [
    (four_marks(), 200), (four_marks() | {"cache_control": EPHEMERAL}, 400),
    (four_marks() | {"messages": user(document(cache_control=EPHEMERAL), text(cache_control=EPHEMERAL))}, 400),
    (four_marks(last=HOUR), 400),
    ({"system": [text(cache_control=HOUR)], "messages": user(text(cache_control=EPHEMERAL))}, 200),
    ({"system": [text(cache_control=EPHEMERAL)], "cache_control": HOUR}, 400),
    ({"system": [text(cache_control=HOUR)], "cache_control": EPHEMERAL}, 200),
])
def test_breakpoints_are_counted_over_the_whole_request_and_the_longer_stand_first(post, change, status):
    assert post(good(**change)).status_code == status


@pytest.mark.parametrize("change", [
    {"system": "Be brief."}, {"system": [text("Be brief."), text("And kind.")]},
    {"messages": user(document(title="e1", context="a call", citations={"enabled": True}), text())},
    {"messages": user(document(source={"type": "content", "content": [text()]}), text())},
    {"messages": turns("user", "assistant", "user")},
    {"thinking": {"type": "disabled"}}, {"thinking": {"type": "adaptive", "display": "omitted"}, "model": OPUS},
    {"thinking": {"type": "enabled", "budget_tokens": 1024}, "model": OLD, "max_tokens": 2000},
    {"output_config": {"effort": "xhigh"}, "service_tier": "standard_only", "metadata": {"user_id": None}},
    {"tools": [{"name": "t", "input_schema": {"type": "object"}, "strict": False}], "tool_choice": {"type": "none"}},
])
def test_request_that_keeps_the_rules_is_answered(post, change):
    assert post(good(**change)).status_code == 200


def test_reply_can_be_sent_back_for_another_turn(api):
    client = anthropic.Anthropic(max_retries=0)
    first = client.messages.create(**good())
    again = [*good()["messages"], first.to_param(), {"role": "user", "content": "Once more."}]
    assert client.messages.create(**good(messages=again)).stop_reason == "end_turn"


@pytest.mark.filterwarnings("ignore:The model:DeprecationWarning")
@pytest.mark.parametrize("model", ["claude-9", "claude-mythos-preview"])
def test_model_that_is_unknown_or_retired_is_not_found(api, model):
    client = anthropic.Anthropic(max_retries=0)
    for call in (client.messages.create, client.messages.count_tokens):
        body = good(model=model)
        if call == client.messages.count_tokens:
            del body["max_tokens"]
        with pytest.raises(anthropic.NotFoundError) as failure:
            call(**body)
        assert failure.value.type == "not_found_error" and model in str(failure.value)


def test_prompt_longer_than_the_window_is_refused(api, post):
    api.set(context=100)
    answer = post(good(system="word " * 100))
    assert answer.status_code == 400 and answer.json()["error"]["message"].startswith("prompt is too long: ")
    assert post(good()).status_code == 200


@pytest.mark.parametrize("extra", ["max_tokens", "stream", "metadata", "stop_sequences"])
def test_counting_tokens_takes_only_what_belongs_to_a_prompt(post, extra):
    body = good()
    del body["max_tokens"]
    assert post(body, "/v1/messages/count_tokens").status_code == 200
    answer = post({**body, extra: 1}, "/v1/messages/count_tokens")
    assert answer.status_code == 400 and extra in answer.json()["error"]["message"]
