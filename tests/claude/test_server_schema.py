"""The part of JSON Schema that structured output accepts."""

from __future__ import annotations

import pytest
from protocol_server.errors import ApiError
from protocol_server.requests import Create, read_body
from protocol_server.schema import check_schemas
from protocol_server.state import State

WORDS = {"type": "string"}


def closed(properties, required=None, **more):
    names = list(properties) if required is None else required
    return {"type": "object", "properties": properties, "required": names, "additionalProperties": False, **more}


def check(schema):
    check_schemas([("output_config.format.schema", schema)])


@pytest.mark.parametrize("schema", [
    closed({"a": WORDS, "b": {"type": ["string", "null"]}, "c": {"type": "array", "items": WORDS, "minItems": 1}}),
    closed({"a": {"enum": ["x", 1, None]}, "b": {"const": True}, "c": {"type": "string", "format": "date"}}),
    closed({"a": {"anyOf": [WORDS, {"type": "null"}], "description": "d", "title": "t", "default": None}}, []),
    closed({"a": {"$ref": "#/$defs/k"}, "b": {"$ref": "#/$defs/k"}}, **{"$defs": {"k": closed({"x": WORDS})}}),
    closed({"a": {"allOf": [closed({"x": WORDS})]}}),
    closed({"a": {"type": "string", "pattern": r"^o\d{1,3}(?:a|b)$"}}),
    {"anyOf": [closed({"a": {"type": "integer"}}), closed({"b": {"type": "number"}})]},
    closed({"a": {"$ref": "#/definitions/k"}}, definitions={"k": {"type": "boolean"}}),
])
def test_schema_within_the_subset_is_accepted(schema):
    check(schema)


@pytest.mark.parametrize(("schema", "word"), [
    ({"type": "object", "properties": {}}, "additionalProperties"),
    (closed({"a": {"type": "object", "properties": {}, "additionalProperties": True}}), "additionalProperties"),
    (closed({"a": {"type": "object", "additionalProperties": WORDS}}), "additionalProperties"),
    (closed({"a": {"type": "integer", "minimum": 0}}), "minimum"),
    (closed({"a": {"type": "number", "multipleOf": 2}}), "multipleOf"),
    (closed({"a": {"type": "string", "maxLength": 300}}), "maxLength"),
    (closed({"a": {"type": "array", "items": WORDS, "maxItems": 3}}), "maxItems"),
    (closed({"a": {"type": "array", "items": WORDS, "minItems": 2}}), "minItems"),
    (closed({"a": {"type": "array", "items": WORDS, "uniqueItems": True}}), "uniqueItems"),
    (closed({"a": {"type": "string", "format": "iban"}}), "iban"),
    (closed({"a": {"type": "string", "pattern": r"^(?=x).*$"}}), "pattern"),
    (closed({"a": {"type": "string", "pattern": r"(a)\1"}}), "pattern"),
    (closed({"a": {"type": "string", "pattern": r"\bword"}}), "pattern"),
    (closed({"a": {"type": "string", "pattern": r"^.{1,5000}$"}}), "pattern"),
    (closed({"a": {"enum": [{"x": 1}]}}), "enum"), (closed({"a": {"enum": []}}), "enum"),
    (closed({"a": {"const": [1]}}), "const"), (closed({"a": {"type": "date"}}), "date"), (closed({"a": {}}), "type"),
    (closed({"a": {"oneOf": [WORDS]}}), "type"), (closed({"a": {"type": "string", "not": WORDS}}), "not"),
    (closed({"a": WORDS}, patternProperties={}), "patternProperties"), (closed({"a": WORDS}, ["b"]), "'b'"),
    (closed({"a": {"$ref": "http://example.com/x"}}), "$ref"), (closed({"a": {"$ref": "#/$defs/gone"}}), "$ref"),
    (closed({"a": {"$ref": "#/$defs/k"}}, **{"$defs": {"k": closed({"k": {"$ref": "#/$defs/k"}})}}), "recursive"),
    (closed({"a": WORDS}, **{"$defs": {"k": closed({"k": {"$ref": "#/$defs/k"}})}}), "recursive"),
    (closed({"a": {"allOf": [{"$ref": "#/$defs/k"}]}}, **{"$defs": {"k": closed({})}}), "allOf"),
    (closed({"a": closed({"b": {"type": "integer", "exclusiveMaximum": 3}})}), "exclusiveMaximum"),
    (closed({"a": True}), "object"),
])
def test_schema_beyond_the_subset_is_refused(schema, word):
    with pytest.raises(ApiError) as refusal:
        check(schema)
    assert refusal.value.status == 400 and word in refusal.value.message
    assert refusal.value.message.startswith("output_config.format.schema: ")


def test_optional_properties_are_limited_over_all_uses():
    half = closed({f"p{i}": WORDS for i in range(12)}, [])
    twice = closed({"a": {"$ref": "#/$defs/k"}, "b": {"$ref": "#/$defs/k"}}, **{"$defs": {"k": half}})
    check(twice)
    with pytest.raises(ApiError, match="26 optional"):
        check(closed(twice["properties"] | {"c": WORDS, "d": WORDS}, ["a", "b"], **{"$defs": {"k": half}}))


def test_union_types_are_limited():
    unions = [{"type": ["string", "null"]}, {"anyOf": [WORDS, {"type": "null"}]}]
    check(closed({f"p{i}": unions[i % 2] for i in range(16)}))
    with pytest.raises(ApiError, match="17 properties with union types"):
        check(closed({f"p{i}": unions[i % 2] for i in range(17)}))


def test_schema_that_grows_too_large_by_its_references_is_refused():
    definitions = {"k0": closed({f"p{i}": WORDS for i in range(9)})}
    for depth in range(1, 4):
        definitions[f"k{depth}"] = closed({f"p{i}": {"$ref": f"#/$defs/k{depth - 1}"} for i in range(9)})
    with pytest.raises(ApiError, match="too complex"):
        check(closed({"a": {"$ref": "#/$defs/k3"}}, **{"$defs": definitions}))


def request(**more):
    return {"model": "claude-haiku-5-5", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}], **more}


def test_limits_are_over_the_format_and_the_strict_tools_together():
    body = closed({f"p{i}": WORDS for i in range(13)}, [])
    tools = [{"name": "t", "input_schema": body, "strict": True}]
    wanted = {"output_config": {"format": {"type": "json_schema", "schema": body}}}
    State().create(request(tools=tools))
    State().create(request(**wanted))
    with pytest.raises(ApiError, match="26 optional"):
        State().create(request(tools=tools, **wanted))


def test_strict_tools_are_limited_and_their_schemas_checked():
    tool = {"input_schema": closed({}), "strict": True}
    with pytest.raises(ApiError, match="at most 20"):
        State().create(request(tools=[{"name": f"t{i}", **tool} for i in range(21)]))
    loose = {"name": "t", "input_schema": {"type": "object", "properties": {"a": {"type": "integer", "minimum": 1}}}}
    State().create(request(tools=[loose]))
    with pytest.raises(ApiError, match=r"tools\.0\.input_schema"):
        State().create(request(tools=[loose | {"strict": True}]))


def test_citations_cannot_be_had_with_a_format():
    cited = {"type": "document", "citations": {"enabled": True},
             "source": {"type": "text", "media_type": "text/plain", "data": "x"}}
    form = {"format": {"type": "json_schema", "schema": closed({})}}
    messages = [{"role": "user", "content": [cited]}]
    assert read_body(Create, request(messages=messages, output_config=form)).schema_asked == closed({})
    with pytest.raises(ApiError, match="citations"):
        State().create(request(messages=messages, output_config=form))
    State().create(request(messages=[{"role": "user", "content": [cited | {"citations": {"enabled": False}}]}],
                           output_config=form))
